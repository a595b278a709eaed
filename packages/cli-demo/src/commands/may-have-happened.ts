import { NostroError, type NostroErrorCode } from '@nostro/core'

/** Where the bank's answer did not come, is not the bank's, or cannot be read, what was asked for may have been done. */
const unsure: ReadonlySet<NostroErrorCode> = new Set(['outcome_unknown', 'verification_failed', 'protocol_violation'])

/** True when only the bank's records can tell whether a change took place. */
export const mayHaveHappened = (error: unknown): error is NostroError =>
  NostroError.isInstance(error) && unsure.has(error.code)
