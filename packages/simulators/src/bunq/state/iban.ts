/** ISO 13616 check over letters as numbers; the remainder of a good IBAN is 1. */
const remainder = (iban: string): number => {
  let rest = 0
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest
}

export const normaliseIban = (text: string): string => text.replaceAll(' ', '').toUpperCase()

export const isIban = (text: string): boolean => /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text) && remainder(text) === 1

/** `NLkkBUNQnnnnnnnnnn` for an account number. */
export const bunqIban = (accountNumber: number): string => {
  const rest = `BUNQ${String(accountNumber).padStart(10, '0')}`
  const check = 98 - remainder(`NL00${rest}`)
  return `NL${String(check).padStart(2, '0')}${rest}`
}
