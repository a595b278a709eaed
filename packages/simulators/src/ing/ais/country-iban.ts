import { createHash } from 'node:crypto'
import type { Country } from '../oauth/countries.ts'

/** Bank part and length of the whole account part (BBAN) by country (ISO 13616 registry). */
const SHAPES: Readonly<Partial<Record<Country, { readonly bank: string; readonly length: number }>>> = {
  NL: { bank: 'INGB', length: 14 },
  BE: { bank: '310', length: 12 },
  DE: { bank: '50010517', length: 18 },
  ES: { bank: '1465', length: 20 },
  IT: { bank: 'X0347501601', length: 23 },
  LU: { bank: '014', length: 16 },
  RO: { bank: 'INGB', length: 20 },
  AT: { bank: '19210', length: 16 },
}

const checkDigits = (country: string, bban: string): string => {
  const digits = `${bban}${country}00`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))
  return String(98n - (BigInt(digits) % 97n)).padStart(2, '0')
}

/** Decimal digits that follow from a text alone. */
export const digitsFrom = (text: string, length: number): string => {
  const value = BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)
  return (value % 10n ** BigInt(length)).toString().padStart(length, '0')
}

const belgian = (bank: string, body: string): string => {
  const remainder = BigInt(`${bank}${body}`) % 97n
  return `${bank}${body}${String(remainder === 0n ? 97n : remainder).padStart(2, '0')}`
}

/** A valid IBAN of ING in that country, the same one for the same text. */
export const ibanFrom = (country: Country, text: string): string => {
  const land = SHAPES[country] ? country : 'NL'
  const { bank, length } = SHAPES[land] ?? { bank: 'INGB', length: 14 }
  const bban = land === 'BE' ? belgian(bank, digitsFrom(text, 7)) : `${bank}${digitsFrom(text, length - bank.length)}`
  return `${land}${checkDigits(land, bban)}${bban}`
}
