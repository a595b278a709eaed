import type { SignatureAlgorithm, SigningKey } from '@nostro/core'

/** What each type of key signs with: PS256 has a salt of 32 bytes, ES256 the raw r‖s form (RFC 7518). */
export const jwsAlgorithms = {
  rsa: 'PS256',
  ec: 'ES256',
} as const satisfies Record<SigningKey['type'], SignatureAlgorithm>

/** The lines that ING demands in every JWS, in the order of its guide. */
export const jwsSignedLines = ['(request-target)', 'digest', 'content-type'] as const

export interface ProtectedHeaderFields {
  /** SHA-256 of the signing certificate's DER bytes. */
  readonly certificateSha256: Uint8Array
  /** `2024-03-05T09:08:07Z` */
  readonly signingTime: string
  readonly signedLines: readonly string[]
  readonly algorithm: string
}

/** The protected header as the JSON text that is signed and sent: Open Banking Europe's profile, no blanks. */
export const toProtectedHeader = (fields: ProtectedHeaderFields): string =>
  JSON.stringify({
    b64: false,
    'x5t#S256': base64Url(fields.certificateSha256),
    crit: ['sigT', 'sigD', 'b64'],
    sigT: fields.signingTime,
    sigD: { pars: fields.signedLines, mId: 'http://uri.etsi.org/19182/HttpHeaders' },
    alg: fields.algorithm,
  })

/** The bytes that are signed: the encoded header, a full stop, and the signing string as it is (`b64` is false). */
export const toJwsSigningInput = (protectedHeader: string, signingString: string): Uint8Array =>
  Buffer.from(`${base64Url(Buffer.from(protectedHeader))}.${signingString}`)

/** Header and signature with the payload left out between them. */
export const toDetachedJws = (protectedHeader: string, signature: Uint8Array): string =>
  `${base64Url(Buffer.from(protectedHeader))}..${base64Url(signature)}`

const base64Url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
