import type { SignatureAlgorithm, SigningKey } from '@nostro/core'

export interface SignatureFields {
  readonly keyId: string
  readonly algorithm: string
  /** Lower-case names in the order of the signing string. */
  readonly headers: readonly string[]
  readonly signature: Uint8Array
}

/** The text of a `Signature` header; behind `Authorization: Signature ` it is the same text. */
export const toSignatureText = ({ keyId, algorithm, headers, signature }: SignatureFields): string =>
  [
    `keyId="${keyId}"`,
    `algorithm="${algorithm}"`,
    `headers="${headers.join(' ')}"`,
    `signature="${Buffer.from(signature).toString('base64')}"`,
  ].join(',')

/** What each type of key signs with. Payments take RSA alone. */
export const httpSignatureAlgorithms = {
  rsa: 'rsa-sha256',
  ec: 'ecdsa-sha256',
} as const satisfies Record<SigningKey['type'], SignatureAlgorithm>
