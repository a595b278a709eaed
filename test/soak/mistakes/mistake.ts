import type { CapturedRequest, ExplanationCause } from '../../../packages/simulators/src/verify/index.ts'

/** Whose key signs, and what the bank knows of it. */
export interface MistakeKeys {
  /** PEM of the certificate that is registered, RSA. */
  readonly certificate: string
  /** PEM of its private key. */
  readonly key: string
  /** Another pair: that of the TLS connection. */
  readonly otherKey: string
  /** An EC pair on P-256, for the schemes that allow one. */
  readonly ecCertificate: string
  readonly ecKey: string
}

/** A mistake that people make when they sign, with what an explanation must call it. */
export interface Mistake {
  readonly name: string
  /** Who reports it: a specification's warning, a bank's list, or how widely used tools behave. */
  readonly source: string
  /** The cause that is named first; several where the words of either help as much. */
  readonly cause: ExplanationCause | readonly ExplanationCause[]
  readonly part: string
  readonly isEc?: true
  readonly make: (keys: MistakeKeys) => CapturedRequest
  /** The same mistake on another call. */
  readonly makeAlso?: (keys: MistakeKeys) => CapturedRequest
}

export const clientId = '5ca1ab1e-c0ca-c01a-cafe-154deadbea75'
/** The bank's clock when it judges. */
export const now = Date.UTC(2026, 2, 5, 9, 8, 7)
