import { cutText } from '../logging/cut-text.ts'
import { redactText } from '../logging/redaction.ts'
import type { BankMessage } from './nostro-error.ts'

/** Of what a bank sends, so much is read at all: work on the text stays small, however long it is. */
const longestRead = 2_000
const longestKept = 512
const mostMessages = 20

/** Authorization codes look like this. Requests and payments are found by other fields of an error. */
const uuid = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi

/**
 * A bank's text, fit for errors, logs and terminals: a bank may quote the request, so it is cut first, and control
 * characters, tokens, ids, personal numbers and full IBANs are taken out. At most `longest` characters are kept.
 *
 * @example
 * cleanBankText('Account NL69INGB0123456789 is closed') // 'Account NL69 INGB … 89 is closed'
 */
export const cleanBankText = (text: string, longest = longestKept): string =>
  redactText(cutText(text, longestRead).replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' '))
    .replace(uuid, '[id]')
    .trim()
    .slice(0, longest)

/**
 * The messages of a bank, each of its texts cleaned by {@link cleanBankText}; 20 at most.
 *
 * @example
 * cleanBankMessages([{ code: 'FORMAT_ERROR', path: 'dateFrom' }])
 */
export const cleanBankMessages = (messages: readonly BankMessage[]): readonly BankMessage[] =>
  messages.slice(0, mostMessages).map(({ code, text, path }) => ({
    code: cleanOptional(code, 128),
    text: cleanOptional(text),
    path: cleanOptional(path, 256),
  }))

const cleanOptional = (text: string | undefined, longest?: number): string | undefined =>
  text === undefined ? undefined : cleanBankText(text, longest)
