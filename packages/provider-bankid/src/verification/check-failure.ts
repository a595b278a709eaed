/** The steps of verifying BankID's evidence, in their order; reports and errors name them. */
export const checkNames = [
  // Strict base64 of UTF-8, no larger than the order allows.
  'container',
  // No more of XML than BankID writes.
  'xml',
  // Each part once, at its place.
  'shape',
  // Canonical form, digest and signature algorithm, as fixed by BankID.
  'algorithms',
  'digests',
  // Certificates up to the pinned root, valid when it was signed.
  'chain',
  // The person's key, and its usage.
  'signature',
  // What was signed, by whom, for whom: as ordered.
  'content',
  // The certificate was good, said of this very signature.
  'ocsp',
  // What the order required beyond the signature.
  'policy',
] as const

export type StepName = (typeof checkNames)[number]

/** A step, or `bundle`: what an evidence bundle says of itself does not agree with what is signed. */
export type CheckName = StepName | 'bundle'

/** A step that did not hold. `detail` says what was wrong and never holds personal data. */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure'
  readonly check: CheckName
  readonly detail: string

  constructor(check: CheckName, detail: string, cause?: unknown) {
    super(`${check}: ${detail}`, cause === undefined ? undefined : { cause })
    this.check = check
    this.detail = detail
  }
}
