import { type BankResponse, type ParseOptions, parseResponse, type Schema } from '@nostro/core'
import type { Bank } from '../bank.ts'

/** What answers of a bank have in common. */
export interface AnswerReaderParts {
  readonly bank: Bank
  /** Answer header with the bank's trace id, in lower case. */
  readonly requestIdHeader: string
  /** Keys whose JSON numbers are taken as text, digit for digit. */
  readonly decimalKeys?: ReadonlySet<string> | undefined
}

/**
 * The body as the schema wants it. `what` names it in the error: `the list of accounts`.
 * @throws NostroError `protocol_violation` with the path that fails and the bank's request id
 */
export type AnswerReader = <T>(response: BankResponse, schema: Schema<T>, what: string) => T

/**
 * Reads answers of one bank.
 *
 * @example
 * const read = createAnswerReader({ bank, requestIdHeader: 'x-request-id' })
 * const { accounts } = read(response, accountsSchema, 'the list of accounts')
 */
export const createAnswerReader =
  ({ bank, requestIdHeader, decimalKeys }: AnswerReaderParts): AnswerReader =>
  (response, schema, what) => {
    const bankRequestId = response.headers[requestIdHeader]
    const options: { -readonly [Key in keyof ParseOptions]: ParseOptions[Key] } = { provider: bank.provider, what }
    if (decimalKeys !== undefined) options.decimalKeys = decimalKeys
    if (bankRequestId !== undefined) options.bankRequestId = bankRequestId
    return parseResponse(response, schema, options)
  }
