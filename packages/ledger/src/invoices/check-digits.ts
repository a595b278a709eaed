/** All functions take digits only and say whether the check digits are right. */

const digitsFromRight = (text: string): readonly number[] => [...text].reverse().map(Number)

/** Luhn (ISO/IEC 7812): the last digit makes the sum a multiple of ten. */
export const isLuhn = (digits: string): boolean => {
  const sum = digitsFromRight(digits).reduce((total, digit, place) => {
    const part = place % 2 === 1 ? digit * 2 : digit
    return total + (part > 9 ? part - 9 : part)
  }, 0)
  return sum % 10 === 0
}

/** ISO 7064 mod 97-10 over letters and digits, as ISO 11649 uses it: A is 10, Z is 35. */
export const isMod97 = (text: string): boolean => {
  let remainder = 0
  for (const sign of text) {
    const value = Number.parseInt(sign, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder === 1
}

const weighted = (digits: string, weights: readonly number[]): number =>
  digitsFromRight(digits).reduce((sum, digit, place) => sum + digit * (weights[place % weights.length] ?? 0), 0)

/** Norway's mod 11, weights 2 to 7 from the right; a result of 10 is written `-`. */
export const norwegianMod11 = (body: string): string => {
  const rest = weighted(body, [2, 3, 4, 5, 6, 7]) % 11
  const check = (11 - rest) % 11
  return check === 10 ? '-' : String(check)
}

/** Finland: weights 7, 3, 1 from the right, up to the next ten. */
export const finnishCheck = (body: string): string => String((10 - (weighted(body, [7, 3, 1]) % 10)) % 10)

const swissTable = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5] as const

/** Switzerland: recursive mod 10 (Swiss Payment Standards, annex B). */
export const swissCheck = (body: string): string => {
  let carry = 0
  for (const digit of body) carry = swissTable[(carry + Number(digit)) % 10] ?? 0
  return String((10 - carry) % 10)
}

/** Belgium: ten digits mod 97, 0 is written 97. */
export const belgianCheck = (body: string): string => String(Number(body) % 97 || 97).padStart(2, '0')

/** The Netherlands (acceptgiro, Betaalvereniging): eleven minus the rest; 10 is written 1, 11 is written 0. */
export const dutchCheck = (body: string): string => {
  const check = 11 - (weighted(body, [2, 4, 8, 5, 10, 9, 7, 3, 6, 1]) % 11)
  return check === 10 ? '1' : check === 11 ? '0' : String(check)
}
