import { NostroError } from '../errors/nostro-error.ts'
import type { Money } from './money-types.ts'

export type { Money } from './money-types.ts'

/** A decimal number as an integer and how many of its digits are fraction: `{ unscaled: -1234n, scale: 2 }` is -12.34. */
export interface Decimal {
  readonly unscaled: bigint
  readonly scale: number
}

const decimalPattern = /^([+-]?)(\d{1,40})(?:\.(\d{1,20}))?$/

/**
 * @throws NostroError `protocol_violation` when the text is not a plain decimal number.
 *
 * @example
 * parseDecimal('12.50') // { unscaled: 1250n, scale: 2 }
 */
export const parseDecimal = (text: string): Decimal => {
  const match = decimalPattern.exec(text)
  if (match === null) {
    throw new NostroError({ code: 'protocol_violation', message: `“${text.slice(0, 32)}” is not a decimal amount.` })
  }
  const [, sign = '', integer = '', fraction = ''] = match
  return { unscaled: BigInt(`${sign === '-' ? '-' : ''}${integer}${fraction}`), scale: fraction.length }
}

/**
 * A decimal as text, with all its digits.
 *
 * @example
 * formatDecimal({ unscaled: -1250n, scale: 2 }) // '-12.50'
 */
export const formatDecimal = ({ unscaled, scale }: Decimal): string => {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  const sign = unscaled < 0n ? '-' : ''
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** Amounts that are in normal form already, as nearly all are: they need no arithmetic. */
const normalPattern = /^(?:-(?=[0.]*[1-9]))?(?:0|[1-9]\d{0,39})(?:\.\d{1,20})?$/

const currencyPattern = /^[A-Z]{3}$/

/**
 * Normal form: `+250.0` and `0250.0` become `250.0`; the number of fraction digits stays, and there is no `-0`.
 * @throws NostroError `protocol_violation` on a bad amount or a currency that is not three capital letters.
 *
 * @example
 * toMoney('12.50', 'EUR') // { amount: '12.50', currency: 'EUR' }
 */
export const toMoney = (amount: string, currency: string): Money => {
  if (!currencyPattern.test(currency)) {
    throw new NostroError({ code: 'protocol_violation', message: `“${currency.slice(0, 8)}” is not an ISO 4217 code.` })
  }
  return { amount: normalPattern.test(amount) ? amount : formatDecimal(parseDecimal(amount)), currency }
}

const toScale = (value: Decimal, scale: number): bigint => value.unscaled * 10n ** BigInt(scale - value.scale)

const combine = (left: Money, right: Money, operation: (a: bigint, b: bigint) => bigint): Money => {
  assertSameCurrency(left, right)
  const [a, b] = [parseDecimal(left.amount), parseDecimal(right.amount)]
  const scale = Math.max(a.scale, b.scale)
  return {
    amount: formatDecimal({ unscaled: operation(toScale(a, scale), toScale(b, scale)), scale }),
    currency: left.currency,
  }
}

const assertSameCurrency = (left: Money, right: Money): void => {
  if (left.currency === right.currency) return
  throw new NostroError({
    code: 'invalid_request',
    message: `Amounts in ${left.currency} and ${right.currency} cannot be combined.`,
    hint: 'Convert one of them first, with a rate that you choose.',
  })
}

/**
 * @throws NostroError `invalid_request` when the currencies differ; so do the other two-operand functions.
 *
 * @example
 * addMoney({ amount: '1.10', currency: 'EUR' }, { amount: '2.20', currency: 'EUR' }) // { amount: '3.30', currency: 'EUR' }
 */
export const addMoney = (left: Money, right: Money): Money => combine(left, right, (a, b) => a + b)

/**
 * The difference of two amounts of one currency. @throws NostroError `invalid_request` for two currencies
 *
 * @example
 * subtractMoney({ amount: '3.30', currency: 'EUR' }, { amount: '2.20', currency: 'EUR' }) // { amount: '1.10', currency: 'EUR' }
 */
export const subtractMoney = (left: Money, right: Money): Money => combine(left, right, (a, b) => a - b)

/**
 * The same amount with the other sign.
 *
 * @example
 * negateMoney({ amount: '1.10', currency: 'EUR' }) // { amount: '-1.10', currency: 'EUR' }
 */
export const negateMoney = (value: Money): Money => {
  const { unscaled, scale } = parseDecimal(value.amount)
  return { amount: formatDecimal({ unscaled: -unscaled, scale }), currency: value.currency }
}

/**
 * -1, 0 or 1; `1.5` equals `1.50`.
 *
 * @example
 * compareMoney({ amount: '1.10', currency: 'EUR' }, { amount: '2.20', currency: 'EUR' }) // -1
 */
export const compareMoney = (left: Money, right: Money): -1 | 0 | 1 => {
  const { unscaled } = parseDecimal(subtractMoney(left, right).amount)
  return unscaled < 0n ? -1 : unscaled > 0n ? 1 : 0
}

/**
 * In normal form the sign says it.
 *
 * @example
 * isNegative({ amount: '-0.01', currency: 'EUR' }) // true
 */
export const isNegative = ({ amount }: Money): boolean =>
  amount.startsWith('-') && (normalPattern.test(amount) || parseDecimal(amount).unscaled < 0n)

/**
 * One sum per currency, in the order in which the currencies first appear.
 *
 * @example
 * sumByCurrency([{ amount: '1.10', currency: 'EUR' }, { amount: '2', currency: 'USD' }]) // { EUR: '1.10', USD: '2' }
 */
export const sumByCurrency = (values: Iterable<Money>): Readonly<Record<string, string>> => {
  const sums = new Map<string, Money>()
  for (const value of values) {
    const sum = sums.get(value.currency)
    sums.set(value.currency, sum === undefined ? value : addMoney(sum, value))
  }
  return Object.fromEntries([...sums].map(([currency, { amount }]) => [currency, amount]))
}
