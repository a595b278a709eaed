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
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{8,30}$/.test(iban)) return false
  const digits = `${iban.slice(4)}${iban.slice(0, 4)}`.replace(/[A-Z]/g, (letter) => `${letter.charCodeAt(0) - 55}`)
  let remainder = 0
  for (const digit of digits) remainder = (remainder * 10 + Number(digit)) % 97
  return remainder === 1
}

/**
 * For people, logs and errors: country, bank and the last two characters stay: `NL02 INGB … 67`.
 *
 * @example
 * maskIban('NL69INGB0123456789') // 'NL69 INGB … 89'
 */
export const maskIban = (iban: string): string => `${iban.slice(0, 4)} ${iban.slice(4, 8)} … ${iban.slice(-2)}`
