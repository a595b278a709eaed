import { cutText } from '../logging/cut-text.ts'
import { redactText } from '../logging/redaction.ts'
import type { BankMessage } from './nostro-error.ts'

/** Of what a bank sends, so much is read at all: work on the text stays small, however long it is. */
const longestRead = 2_000
const longestKept = 512
const mostMessages = 20

/**
 * A bank's text, fit for errors, logs and terminals: cut first, then without control characters, tokens, personal numbers
 * and full IBANs.
 */
export const cleanBankText = (text: string): string =>
  redactText(cutText(text, longestRead).replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' '))
    .trim()
    .slice(0, longestKept)

/** The messages of a bank, each of its texts cleaned; 20 at most. */
export const cleanBankMessages = (messages: readonly BankMessage[]): readonly BankMessage[] =>
  messages.slice(0, mostMessages).map(({ code, text, path }) => ({
    ...(code === undefined ? {} : { code: cleanBankText(code) }),
    ...(text === undefined ? {} : { text: cleanBankText(text) }),
    ...(path === undefined ? {} : { path: cleanBankText(path) }),
  }))
