/**
 * The steps of verifying BankID's evidence, in their order: the container (base64, size, UTF-8), XML without traps, the document's
 * shape, its algorithms, the digests, the certificates, the signature, the content, the OCSP answer, the relying party's own policy.
 */
export type CheckName =
  | 'container'
  | 'xml'
  | 'shape'
  | 'algorithms'
  | 'digests'
  | 'chain'
  | 'signature'
  | 'content'
  | 'ocsp'
  | 'policy'

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
