import { isIban } from '@nostro/core'

/** How much of a text is read. Taking values out can only shorten what is shown. */
const readLength = 2_048

/**
 * A bank's text, fit for an error or a log: a bank may quote the request, so account numbers, tokens, ids and control
 * characters are taken out. The text is cut first, so that a long one costs no time.
 *
 * @example
 * cleanBankText('Account NL69INGB0123456789 is closed') // 'Account [iban] is closed'
 */
export const cleanBankText = (text: string, maxLength = 512): string =>
  cutAtWord(text)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\b[A-Z]{2}\d{2}[A-Z0-9]{8,30}\b/gi, cleanIban)
    .replace(/\b[A-Z]{2}\d{2} (?:[A-Z0-9]{4} ){2,7}[A-Z0-9]{1,4}\b/gi, cleanIban)
    .replace(/[A-Za-z0-9_.+/=-]{40,}/g, '[long value]')
    // Authorization codes look like this. Requests and payments are found by other fields of the error.
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '[id]')
    .slice(0, maxLength)

/** Half of a word could be part of an account number. */
const cutAtWord = (text: string): string =>
  text.length <= readLength ? text : text.slice(0, readLength).replace(/\S{0,64}$/, '')

/** In groups of four, the match may have taken following words along: the longest start that is an IBAN goes. */
const cleanIban = (text: string): string => {
  for (let end = text.length; end > 0; end = text.lastIndexOf(' ', end - 1)) {
    if (isIban(text.slice(0, end).replaceAll(' ', '').toUpperCase())) return `[iban]${text.slice(end)}`
  }
  return text
}
