import { RawNumber } from '../json.ts'

/** Fraction digits where they are not 2 (ISO 4217). */
const EXPONENTS: Readonly<Record<string, number>> = { JPY: 0, ISK: 0, KRW: 0, CLP: 0, BHD: 3, KWD: 3, TND: 3 }

export const fractionDigits = (currency: string): number => EXPONENTS[currency] ?? 2

/** Minor units as decimal text: -1250n in EUR is `-12.50`. */
export const amountText = (minor: bigint, currency: string): string => {
  const digits = fractionDigits(currency)
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0')
  const sign = minor < 0n ? '-' : ''
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** The amount on the wire: a JSON number of the exact text, or a string with its sign. */
export const wireAmount = (minor: bigint, currency: string, asString: boolean): RawNumber | string => {
  const text = amountText(minor, currency)
  if (!asString) return new RawNumber(text)
  return minor > 0n ? `+${text}` : text
}
