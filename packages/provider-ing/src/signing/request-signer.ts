import type {
  OutgoingRequest,
  RequestSigner,
  SignatureAlgorithm,
  SignatureExplanation,
  SigningContext,
  SigningKey,
} from '@nostro/core'
import { jwsAlgorithms, jwsSignedLines, toDetachedJws, toJwsSigningInput, toProtectedHeader } from './detached-jws.ts'
import { toDigest } from './digest.ts'
import { toHttpDate, toSigningTime } from './http-date.ts'
import { httpSignatureAlgorithms, toSignatureText } from './signature-header.ts'
import { toSigningString } from './signing-string.ts'

/** Key, key id and header of an HTTP signature. */
export interface HttpSignatureSettings {
  readonly key: SigningKey
  /** Asked at signing: the client id may have to be learnt from the answer to a token request. */
  readonly keyId: () => string | Promise<string>
  /** `authorization` where no token exists yet: the signed token request. */
  readonly placement: 'signature' | 'authorization'
}

/** Key and certificate of a detached JWS. */
export interface JwsSettings {
  readonly key: SigningKey
  /** SHA-256 of the signing certificate's DER bytes. */
  readonly certificateSha256: Uint8Array
}

/** A signature in its parts, before and after the key was used. */
interface Draft {
  readonly scheme: string
  readonly algorithm: SignatureAlgorithm
  readonly keyId?: string | undefined
  readonly digest: string
  readonly input: Uint8Array
  headers(signature: Uint8Array): Readonly<Record<string, string>>
}

/** Headers that are signed whenever a request carries them. ING's account and payment interfaces demand the first. */
const signedWhenPresent = ['x-request-id', 'x-ing-reqid'] as const

/**
 * HTTP signature (draft-cavage): adds `Date`, `Digest` and `Signature`, or `Authorization: Signature …`.
 *
 * @example
 * const signer = createHttpSignatureSigner({ key, keyId: () => clientId, placement: 'signature' })
 */
export const createHttpSignatureSigner = ({ key, keyId, placement }: HttpSignatureSettings): RequestSigner =>
  toSigner(key, async (request, { now }) => {
    const algorithm = httpSignatureAlgorithms[key.type]
    const digest = toDigest(request.body)
    const added = { Date: toHttpDate(now), Digest: digest }
    const present = new Set(Object.keys(request.headers).map((name) => name.toLowerCase()))
    const names = ['(request-target)', 'date', 'digest', ...signedWhenPresent.filter((name) => present.has(name))]
    const id = await keyId()
    return {
      scheme: 'http-signature',
      algorithm,
      keyId: id,
      digest,
      input: Buffer.from(toSigningString(names, { ...request, headers: { ...request.headers, ...added } })),
      headers: (signature) => {
        const text = toSignatureText({ keyId: id, algorithm, headers: names, signature })
        return placement === 'signature'
          ? { ...added, Signature: text }
          : { ...added, Authorization: `Signature ${text}` }
      },
    }
  })

/**
 * Detached JWS (Open Banking Europe): adds `Date`, `Digest` and `x-jws-signature`. The request must have a
 * `Content-Type`.
 *
 * @example
 * const signer = createDetachedJwsSigner({ key, certificateSha256 })
 */
export const createDetachedJwsSigner = ({ key, certificateSha256 }: JwsSettings): RequestSigner =>
  toSigner(key, (request, { now }) => {
    const algorithm = jwsAlgorithms[key.type]
    const digest = toDigest(request.body)
    const added = { Date: toHttpDate(now), Digest: digest }
    const protectedHeader = toProtectedHeader({
      certificateSha256,
      signingTime: toSigningTime(now),
      signedLines: jwsSignedLines,
      algorithm,
    })
    const signingString = toSigningString(jwsSignedLines, { ...request, headers: { ...request.headers, ...added } })
    return {
      scheme: 'detached-jws',
      algorithm,
      digest,
      input: toJwsSigningInput(protectedHeader, signingString),
      headers: (signature) => ({ ...added, 'x-jws-signature': toDetachedJws(protectedHeader, signature) }),
    }
  })

const toSigner = (
  key: SigningKey,
  draftOf: (request: OutgoingRequest, context: SigningContext) => Draft | Promise<Draft>,
): RequestSigner => ({
  sign: async (request, context) => {
    const draft = await draftOf(request, context)
    return draft.headers(await key.sign(draft.algorithm, draft.input))
  },
  explain: async (request, context): Promise<SignatureExplanation> => {
    const draft = await draftOf(request, context)
    const signature = await key.sign(draft.algorithm, draft.input)
    return {
      scheme: draft.scheme,
      algorithm: draft.algorithm,
      keyId: draft.keyId,
      digest: draft.digest,
      signingInput: draft.input,
      headers: draft.headers(signature),
    }
  },
})
