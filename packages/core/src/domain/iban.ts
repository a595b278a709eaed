/**
 * Capital letters, no blanks (ISO 13616 electronic format). Does not check anything.
 *
 * @example
 * normaliseIban('nl69 ingb 0123 4567 89') // 'NL69INGB0123456789'
 */
export const normaliseIban = (text: string): string => text.replace(/\s+/g, '').toUpperCase()

/**
 * Shape and check digits (ISO 7064 mod 97-10) of a normalised IBAN. Lengths by country are the bank's to judge.
 *
 * @example
 * isIban('NL69INGB0123456789') // true
 */
export const isIban = (iban: string): boolean => {
  if (!ibanPattern.test(iban)) return false
  let remainder = 0
  // The country and the check digits come last.
  for (let place = 0; place < iban.length; place += 1) {
    const code = iban.charCodeAt((place + 4) % iban.length)
    // A letter is two digits, 10 to 35.
    remainder = code < letterA ? remainder * 10 + code - digit0 : remainder * 100 + code - letterA + 10
    remainder %= 97
  }
  return remainder === 1
}

const ibanPattern = /^[A-Z]{2}\d{2}[A-Z0-9]{8,30}$/

const digit0 = 48
const letterA = 65

/**
 * For people, logs and errors: country, bank and the last two characters stay: `NL02 INGB … 67`.
 *
 * @example
 * maskIban('NL69INGB0123456789') // 'NL69 INGB … 89'
 */
export const maskIban = (iban: string): string => `${iban.slice(0, 4)} ${iban.slice(4, 8)} … ${iban.slice(-2)}`
