import { belgianCheck, dutchCheck, finnishCheck, isLuhn, isMod97, norwegianMod11, swissCheck } from './check-digits.ts'

/** Kinds of payment references. `other` is any text that the payer was asked to give; it has no check digit. */
export const referenceKinds = [
  'iso-11649',
  'belgium-ogm',
  'norway-kid',
  'finland',
  'sweden-ocr',
  'switzerland-qrr',
  'netherlands',
  'other',
] as const

/** The kinds of payment references. */
export type ReferenceKind = (typeof referenceKinds)[number]

/** A payment reference of an invoice, and its kind. */
export interface InvoiceReference {
  readonly kind: ReferenceKind
  /** As it is given to the payer; blanks, `/`, `+` and `*` do not matter. */
  readonly value: string
}

type Rule = (text: string) => boolean

const last = (text: string, count = 1): string => text.slice(-count)
const body = (text: string, count = 1): string => text.slice(0, -count)

const isFinnish: Rule = (text) => {
  const digits = text.replace(/^0+/, '')
  return /^\d{4,20}$/.test(digits) && finnishCheck(body(digits)) === last(digits)
}

const isDutch: Rule = (text) => {
  if (/^\d{7}$/.test(text)) return true
  if (!/^(\d{9,14}|\d{16})$/.test(text)) return false
  const isLengthRight = text.length === 16 || Number(text[1]) === (text.length - 2) % 10
  return isLengthRight && dutchCheck(text.slice(1)) === text[0]
}

/** Shape and check digits of a value without separators, in capitals (reference table: issuers' own specifications). */
const rules: Readonly<Record<ReferenceKind, Rule>> = {
  'iso-11649': (text) => /^RF\d{2}[A-Z0-9]{1,21}$/.test(text) && isMod97(`${text.slice(4)}${text.slice(0, 4)}`),
  'belgium-ogm': (text) => /^\d{12}$/.test(text) && belgianCheck(body(text, 2)) === last(text, 2),
  'norway-kid': (text) =>
    /^\d{1,24}[\d-]$/.test(text) &&
    (norwegianMod11(body(text)) === last(text) || (!text.endsWith('-') && isLuhn(text))),
  finland: isFinnish,
  'sweden-ocr': (text) => /^\d{2,25}$/.test(text) && isLuhn(text),
  'switzerland-qrr': (text) => /^\d{27}$/.test(text) && swissCheck(body(text)) === last(text),
  netherlands: isDutch,
  other: (text) => /^[A-Z0-9]{1,35}$/.test(text),
}

/** Capitals, letters and digits only; Norway's `-` for a check of ten stays at the end. */
const compact = (kind: ReferenceKind, value: string): string => {
  const text = value.normalize('NFKC').toUpperCase()
  const isDash = kind === 'norway-kid' && /\d-\s*$/.test(text)
  return `${text.replace(/[^A-Z0-9]/g, '')}${isDash ? '-' : ''}`
}

/**
 * Whether a reference has the shape of its kind and right check digits. That alone proves nothing about a payment (one random number
 * in ten passes most of them): it only says that it is no typing error.
 *
 * @example
 * isReference({ kind: 'iso-11649', value: 'RF18 5390 0754 7034' }) // true
 */
export const isReference = ({ kind, value }: InvoiceReference): boolean => rules[kind](compact(kind, value))

/**
 * The kinds with check digits that a text passes; none for a text of another sort.
 *
 * @example
 * checkedKinds('RF18539007547034') // the kinds whose check digits fit
 */
export const checkedKinds = (value: string): readonly ReferenceKind[] =>
  referenceKinds.filter(
    (kind) => kind !== 'other' && !/^\d{7}$/.test(compact(kind, value)) && isReference({ kind, value }),
  )

/** What two writings of one reference have in common: capitals, letters and digits, no zeros in front of a number. */
export const lookupKey = (value: string): string => {
  const text = value
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
  return /^\d+$/.test(text) ? text.replace(/^0+(?=\d)/, '') : text
}

/** All keys under which a reference may come: Finland's national one also stands inside `RF`, and the other way round. */
export const lookupKeys = (value: string): readonly string[] => {
  const key = lookupKey(value)
  const inside = /^RF\d{2}0*(\d{4,20})$/.exec(key)?.[1]
  if (inside !== undefined && isReference({ kind: 'iso-11649', value: key }) && isFinnish(inside)) return [key, inside]
  return [key]
}
