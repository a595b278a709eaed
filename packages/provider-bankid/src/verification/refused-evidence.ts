import type { Evidence } from '@nostro/core'

/** Beside the errors, not inside them: no log, inspection or JSON of an error can show what was refused. */
const refused = new WeakMap<object, Evidence>()

/** Keeps what did not verify, as long as the error lives: BankID hands out a result once. */
export const rememberRefused = (error: unknown, evidence: Evidence): void => {
  if (typeof error === 'object' && error !== null) refused.set(error, evidence)
}

/**
 * The evidence that an order's `verification_failed` was about; nothing for other errors. It proves nothing, but it is all there will
 * ever be of that order: keep it to look into it, or to verify it again once a wrong root or environment is corrected.
 *
 * @example
 * const evidence = refusedEvidenceOf(error)
 */
export const refusedEvidenceOf = (error: unknown): Evidence | undefined =>
  typeof error === 'object' && error !== null ? refused.get(error) : undefined
