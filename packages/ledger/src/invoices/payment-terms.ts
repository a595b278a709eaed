import { daysBetween } from '../plan/days.ts'
import type { MatchEvidence } from './invoice-types.ts'
import type { EntryToMatch, KnownInvoice, MatchSettings, PlannedMatch, Units } from './match-types.ts'
import { absolute, fromUnits, proportion, shareOf, smaller, toUnits } from './units.ts'

/** The SEPA scheme's countries (EPC409-09): a transfer in euro between them arrives in full. */
const sepa = new Set(
  'AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE SI SK SM VA'.split(
    ' ',
  ),
)

/** What an entry can pay in the invoice's currency; nothing when it would have to be converted. */
export const payableIn = (entry: EntryToMatch, currency: string): Units | undefined => {
  if (entry.currency === currency) return entry.free
  const { original } = entry
  const isWhole = entry.free === absolute(entry.amount)
  return original?.currency === currency && isWhole ? absolute(original.amount) : undefined
}

/** What an amount in the invoice's currency takes of the entry. */
export const takenOf = (entry: EntryToMatch, currency: string, amount: Units): Units => {
  if (entry.currency === currency) return amount
  const whole = entry.original?.currency === currency ? absolute(entry.original.amount) : amount
  return smaller(entry.free, proportion(amount, whole, entry.free))
}

export const discountOf = ({ invoice, total }: KnownInvoice): Units | undefined => {
  const { discount } = invoice
  if (discount === undefined) return undefined
  return discount.percent === undefined ? toUnits(discount.amount ?? '0') : shareOf(total, discount.percent, true)
}

/** Banks on the way may have taken something: not inside one country, and not in euro inside SEPA. */
const mayHaveFees = ({ currency, iban, ownIban }: EntryToMatch): boolean => {
  if (iban === null) return currency !== 'EUR'
  if (ownIban !== null && iban.slice(0, 2) === ownIban.slice(0, 2)) return false
  return currency !== 'EUR' || !sepa.has(iban.slice(0, 2))
}

/** Half a per cent, or 25.00 where that is more, but never over a twentieth of a small invoice. */
const isFee = (short: Units, open: Units, { feeShare, feeMost }: MatchSettings): boolean => {
  const share = shareOf(open, feeShare)
  const most = smaller(toUnits(feeMost) ?? 0n, shareOf(open, '0.05'))
  return short > 0n && (short <= share || short <= most)
}

export interface Settlement {
  readonly amount: Units
  readonly difference?: PlannedMatch['difference']
  readonly evidence: MatchEvidence
  /** How the amounts stand: `late` is a discount that is over, and no rule's to give. */
  readonly fit: 'equal' | 'discount' | 'fee' | 'part' | 'more' | 'late'
}

const inDays = (entry: EntryToMatch, { invoice }: KnownInvoice): boolean =>
  invoice.discount !== undefined && entry.day <= invoice.discount.until

/** How an amount pays what is open: in full, less a discount or fees, in part, or more than that. */
export const settle = (
  entry: EntryToMatch,
  known: KnownInvoice,
  amount: Units,
  settings: MatchSettings,
): Settlement => {
  const { open } = known
  const { currency } = known.invoice.total
  const isOriginal = entry.currency !== currency
  const said = (kind: MatchEvidence['kind'], supports = true): MatchEvidence => ({
    kind: isOriginal && kind === 'amount' ? 'amount-original' : kind,
    entry: `${fromUnits(amount)} ${currency}`,
    invoice: `${fromUnits(open)} ${currency}`,
    supports,
  })
  if (amount === open) return { amount, fit: 'equal', evidence: said('amount') }
  if (amount > open) return { amount: open, fit: 'more', evidence: said('amount-more') }
  const short = open - amount
  if (!known.isTouched && discountOf(known) === short) {
    const difference = { kind: 'discount', amount: short } as const
    if (inDays(entry, known)) return { amount, difference, fit: 'discount', evidence: said('amount-less-discount') }
    return { amount, difference, fit: 'late', evidence: said('discount-late', false) }
  }
  if (mayHaveFees(entry) && isFee(short, open, settings))
    return { amount, difference: { kind: 'fee', amount: short }, fit: 'fee', evidence: said('amount-less-fee') }
  return { amount, fit: 'part', evidence: said('amount-part') }
}

const daysAfterDue = 45

/** Between the day of issue and 45 days after the due day (or the issue, where none is known). */
export const isInTime = ({ day }: EntryToMatch, { invoice }: KnownInvoice): boolean =>
  day >= invoice.issuedOn && daysBetween(invoice.dueOn ?? invoice.issuedOn, day) <= daysAfterDue

export const dayEvidence = (entry: EntryToMatch, known: KnownInvoice): MatchEvidence => ({
  kind: 'day',
  entry: entry.day,
  invoice: `${known.invoice.issuedOn} to ${known.invoice.dueOn ?? known.invoice.issuedOn}`,
  supports: isInTime(entry, known),
})
