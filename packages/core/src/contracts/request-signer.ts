import type { EpochMs } from '../domain/date-types.ts'
import type { OutgoingRequest } from './http-message.ts'

/** What a signer gets beside the request. */
export interface SigningContext {
  /** The moment to sign for: corrected to the bank's clock where needed. A signer never reads a clock. */
  readonly now: EpochMs
}

/** What a signature is made of, for people who look for a difference. Holds no key and no token. */
export interface SignatureExplanation {
  /** Name of the scheme: `http-signature`. */
  readonly scheme: string
  readonly algorithm: string
  readonly keyId?: string | undefined
  /** The digest line's value, where the scheme has one. */
  readonly digest?: string | undefined
  /** The exact bytes that are signed. */
  readonly signingInput: Uint8Array
  /** The headers that result. */
  readonly headers: Readonly<Record<string, string>>
}

/** Signs one attempt of a request. The same request signed at another time gives other headers. */
export interface RequestSigner {
  /** Headers to add to the request; they replace equally named ones. */
  sign(request: OutgoingRequest, context: SigningContext): Promise<Readonly<Record<string, string>>>
  explain(request: OutgoingRequest, context: SigningContext): Promise<SignatureExplanation>
}
