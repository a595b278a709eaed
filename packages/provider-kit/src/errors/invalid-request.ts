import { NostroError } from '@nostro/core'
import type { Bank } from '../bank.ts'

/** A field that cannot be sent, why, and what to do. */
export interface InvalidField {
  /** Where the value stands in what the user gave: `payments.3.amount.currency`. */
  readonly field: string
  /** Follows the field's name: `is missing`. */
  readonly problem: string
  /** What to do. */
  readonly hint: string
}

/**
 * The error for input that breaks a rule. Nothing has been sent when it is thrown.
 *
 * @example
 * throw invalidField(bank, { field: 'creditor.name', problem: 'is missing', hint: 'ING demands the receiver’s name.' })
 */
export const invalidField = ({ provider }: Bank, { field, problem, hint }: InvalidField): NostroError =>
  new NostroError({
    code: 'invalid_request',
    provider,
    message: `\`${field}\` ${problem}.`,
    bankMessages: [{ path: field }],
    hint,
  })

/**
 * The same for what is not about one field.
 *
 * @example
 * throw invalidRequest(bank, 'ING has no interface to identify a person.', 'Use the purpose accounts.')
 */
export const invalidRequest = ({ provider }: Bank, message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_request', provider, message, hint })
