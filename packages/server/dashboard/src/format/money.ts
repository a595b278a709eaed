import { isNegative, isZero, negateDecimal } from './decimal.ts'

export interface MoneyText {
  readonly amount: string
  readonly currency: string
}

export interface MoneyFormat {
  /** BCP 47. */
  readonly language: string
  /** `always` writes a plus too: for entries of a list. */
  readonly sign?: 'auto' | 'always' | 'never' | undefined
  /** Without the fraction, rounded: for axes of plots. */
  readonly isRough?: boolean | undefined
}

/** What stands in place of a hidden amount: the same width for all. */
export const hiddenAmount = '••••'

const formats = new Map<string, Intl.NumberFormat>()

const digitsOf = (amount: string): number => amount.split('.')[1]?.length ?? 0

const formatFor = (language: string, currency: string, digits: number | undefined): Intl.NumberFormat => {
  const key = `${language} ${currency} ${digits}`
  const known = formats.get(key)
  if (known !== undefined) return known
  const made = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    ...(digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: Math.max(digits, 0) }),
  })
  formats.set(key, made)
  return made
}

/** Digits that the currency usually has: more are shown where the bank gave more. */
const usualDigits = (language: string, currency: string): number =>
  formatFor(language, currency, undefined).resolvedOptions().maximumFractionDigits ?? 2

/**
 * An amount for people, digit for digit as the bank gave it: the decimal text goes to `Intl` as text, never through a float.
 *
 * @example
 * formatMoney({ amount: '-1234.50', currency: 'EUR' }, { language: 'nl' }) // '−€ 1.234,50'
 */
export const formatMoney = (
  { amount, currency }: MoneyText,
  { language, sign = 'auto', isRough = false }: MoneyFormat,
): string => {
  const isMinus = isNegative(amount)
  const size = isMinus ? negateDecimal(amount) : amount
  const digits = isRough ? 0 : Math.min(20, Math.max(usualDigits(language, currency), digitsOf(amount)))
  const text = formatFor(language, currency, digits).format(size as Intl.StringNumericLiteral)
  if (sign === 'never' || (isZero(amount) && sign !== 'always')) return text
  // The true minus sign: as wide as the plus, so that columns stand still.
  if (isMinus) return `−${text}`
  return sign === 'always' && !isZero(amount) ? `+${text}` : text
}

/** For axes: thousands and millions short. Of the plot's own numbers, not of an amount. */
export const formatAxis = (value: number, language: string): string =>
  new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }).format(value)
