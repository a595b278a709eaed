/** The remainder of an IBAN by 97 (ISO 13616): 1 when its check digits are right. */
export const ibanRemainder = (iban: string): number => {
  const moved = iban.slice(4) + iban.slice(0, 4)
  const digits = moved.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))
  return Number(BigInt(digits) % 97n)
}

/** Country and national account number with the check digits between them. */
export const toIban = (country: string, bban: string): string => {
  const check = 98 - ibanRemainder(`${country}00${bban}`)
  return `${country}${String(check).padStart(2, '0')}${bban}`
}

/** The digit that makes the sum by Luhn end in 0; `digits` come without it. */
export const luhnDigit = (digits: string): string => {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return String((10 - (sum % 10)) % 10)
}

/** Twelve digits: day of birth (`YYYY-MM-DD`), birth number (three digits) and the check digit over the last nine. */
export const toPersonalNumber = (birthDate: string, birthNumber: number): string => {
  const day = birthDate.replaceAll('-', '')
  const number = String(birthNumber).padStart(3, '0')
  return `${day}${number}${luhnDigit(day.slice(2) + number)}`
}

/** ISO 11649: `RF`, two check digits by the rule of the IBAN, and up to 21 characters. */
export const toCreditorReference = (reference: string): string => {
  const check = 98 - ibanRemainder(`RF00${reference}`)
  return `RF${String(check).padStart(2, '0')}${reference}`
}
