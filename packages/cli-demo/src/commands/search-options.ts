import { compareMoney, type Transaction } from '@nostro/core'
import { InvalidArgumentError } from 'commander'

/** What `--amount` asks for: sizes without sign, and the direction. */
export interface AmountRange {
  readonly direction: 'in' | 'out' | 'any'
  readonly least: string
  readonly most: string
}

/** `12.50`, `-12.50`, `+12.50`, `10..20` or `-10..-20`. */
export const parseAmountOption = (text: string): AmountRange => {
  const [, sign = '', least, , most = least] =
    /^([+-]?)(\d{1,14}(?:\.\d{1,5})?)(\.\.\1(\d{1,14}(?:\.\d{1,5})?))?$/.exec(text.trim()) ?? []
  if (least === undefined || most === undefined) {
    throw new InvalidArgumentError(
      'Write an amount such as 12.50, -12.50 (money that left), or a range such as 10..20.',
    )
  }
  const [low, high] = isAtMost(least, most) ? [least, most] : [most, least]
  return { direction: sign === '-' ? 'out' : sign === '+' ? 'in' : 'any', least: low, most: high }
}

// The currency plays no part: sizes alone are compared.
const isAtMost = (left: string, right: string): boolean =>
  compareMoney({ amount: left, currency: 'XXX' }, { amount: right, currency: 'XXX' }) <= 0

export const isInRange = (amount: string, { direction, least, most }: AmountRange): boolean => {
  const isOut = amount.startsWith('-')
  const size = amount.replace(/^-/, '')
  const fits = direction === 'any' || isOut === (direction === 'out')
  return fits && isAtMost(least, size) && isAtMost(size, most)
}

interface SignedRange {
  readonly minAmount?: string | undefined
  readonly maxAmount?: string | undefined
}

/** The same for the ledger, which compares amounts with their sign: one range for each direction. */
export const signedRanges = (range: AmountRange | undefined): readonly SignedRange[] => {
  if (range === undefined) return [{}]
  const { direction, least, most } = range
  const money = { in: { minAmount: least, maxAmount: most }, out: { minAmount: `-${most}`, maxAmount: `-${least}` } }
  if (direction !== 'any') return [money[direction]]
  // Nothing is both in and out but zero, which must not come twice.
  return isAtMost(least, '0') ? [{ minAmount: `-${most}`, maxAmount: most }] : [money.out, money.in]
}

interface SearchWords {
  readonly search?: string
  readonly counterparty?: string
}

/** The ledger's search, for what comes from the banks themselves. */
export const searchMatches = (
  { counterparty, remittanceInformation }: Pick<Transaction, 'counterparty' | 'remittanceInformation'>,
  { search, counterparty: party }: SearchWords,
): boolean => {
  const has = (text: string | undefined, part: string): boolean =>
    text?.toLowerCase().includes(part.toLowerCase()) === true
  const text = remittanceInformation?.unstructured?.join(' ')
  const fitsText =
    search === undefined ||
    [text, counterparty?.name, remittanceInformation?.reference].some((each) => has(each, search))
  const fitsParty =
    party === undefined ||
    has(counterparty?.name, party) ||
    counterparty?.iban === party.replace(/\s/g, '').toUpperCase()
  return fitsText && fitsParty
}
