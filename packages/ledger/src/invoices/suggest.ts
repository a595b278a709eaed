import { allNamed, besideEvidence, type ClassContext, isOpen, referenceEvidence } from './classes.ts'
import type { EvidenceClass, MatchEvidence } from './invoice-types.ts'
import { customerKey, type EntryToMatch, type KnownInvoice, type PlannedSuggestion } from './match-types.ts'
import { discountOf, isInTime, payableIn, type Settlement, settle, takenOf } from './payment-terms.ts'
import { subsetSums } from './subset-sums.ts'
import { absolute, fromUnits, toUnits } from './units.ts'

const mostSuggestions = 3
const mostOfSet = 20

const suggestOne = (
  entry: EntryToMatch,
  known: KnownInvoice,
  { amount, difference, evidence }: Pick<Settlement, 'amount' | 'difference' | 'evidence'>,
  { index }: ClassContext,
  more: readonly MatchEvidence[] = [],
  letter: EvidenceClass = 'F',
): PlannedSuggestion => ({
  account: entry.account,
  no: entry.no,
  kind: 'match',
  class: letter,
  isWeak: letter === 'G',
  parts: [
    {
      invoice: known.id,
      amount,
      entryAmount: takenOf(entry, known.invoice.total.currency, amount),
      difference,
    },
  ],
  evidence: [...more, evidence, ...besideEvidence(entry, known, index)],
})

/** What a rule must leave to a person, best first; none where nothing speaks for any invoice. */
export const suggestFor = (
  entry: EntryToMatch,
  earlier: readonly KnownInvoice[],
  context: ClassContext,
): readonly PlannedSuggestion[] => {
  const named = byName(entry, context)
  const found = named.length > 0 ? named : [...byCustomer(entry, earlier, context), ...byConversion(entry, context)]
  const all = found.length > 0 ? found : byAmount(entry, context)
  const seen = new Set<string>()
  return all
    .filter(({ parts }) => {
      const ids = parts.map(({ invoice }) => invoice)
      const key = ids.join(',')
      if (seen.has(key) || context.index.isDeclined(entry, ids)) return false
      seen.add(key)
      return true
    })
    .slice(0, mostSuggestions)
}

/** Invoices that the entry names, where a rule did not dare: several, another payer's IBAN, too much money, a late discount. */
const byName = (entry: EntryToMatch, context: ClassContext): readonly PlannedSuggestion[] => {
  const { index, settings } = context
  const named = allNamed(entry, index)
    .filter(isOpen)
    .toSorted((a, b) => a.id - b.id)
  const { byReference, byNumber, byEndToEndId } = index.named(entry)
  const several: readonly MatchEvidence[] =
    named.length < 2
      ? []
      : [
          {
            kind: 'several-named',
            entry: '',
            invoice: named.map(({ invoice }) => invoice.number).join(', '),
            supports: false,
          },
        ]
  return named.flatMap((known) => {
    const amount = payableIn(entry, known.invoice.total.currency)
    if (amount === undefined) return []
    const reference = byReference.find(({ invoice }) => invoice === known)
    const other = [...byNumber, ...byEndToEndId].find(({ invoice }) => invoice === known)
    const says: readonly MatchEvidence[] =
      reference !== undefined
        ? [referenceEvidence(reference)]
        : [{ kind: 'number', entry: other?.written ?? '', invoice: known.invoice.number, supports: true }]
    return [suggestOne(entry, known, settle(entry, known, amount, settings), context, [...says, ...several])]
  })
}

const openOf = (customer: string, entry: EntryToMatch, { index }: ClassContext): readonly KnownInvoice[] => {
  const sign = entry.amount < 0n ? -1 : 1
  return index.ofCustomer(customer).filter((known) => known.sign === sign && isOpen(known))
}

/** The customer is known by IBAN, name, or by what the entry has paid already: equal amounts, a discount, sets, the rest. */
const byCustomer = (
  entry: EntryToMatch,
  earlier: readonly KnownInvoice[],
  context: ClassContext,
): readonly PlannedSuggestion[] => {
  const { index, settings } = context
  const paid = [...new Set(earlier.map(({ invoice }) => customerKey(invoice)))]
  const owner = paid[0] ?? index.ownerOfIban(entry.iban) ?? index.ownerOfName(entry)?.customer
  if (owner === undefined || paid.length > 1) return []
  const open = openOf(owner, entry, context).filter(
    ({ invoice }) => payableIn(entry, invoice.total.currency) !== undefined,
  )
  const rest: readonly MatchEvidence[] =
    paid.length === 0
      ? []
      : [
          {
            kind: 'rest-of-overpayment',
            entry: `${fromUnits(entry.free)} ${entry.currency}`,
            invoice: earlier.map(({ invoice }) => invoice.number).join(', '),
            supports: true,
          },
        ]
  const settled = open.map((known) => {
    const amount = payableIn(entry, known.invoice.total.currency) ?? 0n
    return { known, settlement: settle(entry, known, amount, settings) }
  })
  const exact = settled.filter(({ settlement: { fit } }) => ['equal', 'discount', 'late', 'fee'].includes(fit))
  if (exact.length > 0) return exact.map(({ known, settlement }) => suggestOne(entry, known, settlement, context, rest))
  const sets = bySet(entry, open, context)
  if (sets.length > 0) return sets
  // One open invoice and another amount: a part of it, or more than it. Of several, nothing says which.
  const [only] = settled
  return only !== undefined && settled.length === 1
    ? [suggestOne(entry, only.known, only.settlement, context, rest)]
    : []
}

const bySet = (
  entry: EntryToMatch,
  open: readonly KnownInvoice[],
  { index }: ClassContext,
): readonly PlannedSuggestion[] => {
  const candidates = open.filter(({ invoice }) => invoice.total.currency === entry.currency)
  if (candidates.length > mostOfSet) return []
  const sums = subsetSums(
    candidates.map((known) => known.open),
    entry.free,
    mostSuggestions,
  )
  return sums.map((set) => {
    const members = set.flatMap((place) => candidates[place] ?? [])
    const [first] = members
    return {
      account: entry.account,
      no: entry.no,
      kind: 'match',
      class: 'F',
      isWeak: false,
      parts: members.map(({ id, open: amount }) => ({ invoice: id, amount, entryAmount: amount })),
      evidence: [
        {
          kind: 'amount-sum',
          entry: `${fromUnits(entry.free)} ${entry.currency}`,
          invoice: members.map(({ invoice, open: amount }) => `${invoice.number}: ${fromUnits(amount)}`).join(' + '),
          supports: sums.length === 1,
        },
        ...(first === undefined ? [] : besideEvidence(entry, first, index)),
      ],
    }
  })
}

/** Three per cent of a rate that the caller vouches for. */
const byConversion = (entry: EntryToMatch, context: ClassContext): readonly PlannedSuggestion[] => {
  const { index, settings } = context
  const owner = index.ownerOfIban(entry.iban) ?? index.ownerOfName(entry)?.customer
  if (owner === undefined || entry.free !== absolute(entry.amount)) return []
  return openOf(owner, entry, context).flatMap((known) => {
    const { currency } = known.invoice.total
    const rate = settings.rates[`${currency}/${entry.currency}`]
    if (payableIn(entry, currency) !== undefined || rate === undefined) return []
    const expected = (known.open * (toUnits(rate) ?? 0n)) / 100_000n
    const off = expected > entry.free ? expected - entry.free : entry.free - expected
    if (off * 100n > expected * 3n) return []
    const evidence: MatchEvidence = {
      kind: 'amount-converted',
      entry: `${fromUnits(entry.free)} ${entry.currency}`,
      invoice: `${fromUnits(known.open)} ${currency} at ${rate}`,
      supports: true,
    }
    const made = suggestOne(entry, known, { amount: known.open, evidence }, context)
    return [{ ...made, parts: [{ invoice: known.id, amount: known.open, entryAmount: entry.free }] }]
  })
}

/** The amount alone, where exactly one open invoice has it and the IBAN belongs to no other payer. */
const byAmount = (entry: EntryToMatch, context: ClassContext): readonly PlannedSuggestion[] => {
  const { index } = context
  const sign = entry.amount < 0n ? -1 : 1
  const equal = index.all.filter(
    (known) =>
      known.sign === sign &&
      isOpen(known) &&
      known.invoice.total.currency === entry.currency &&
      (known.open === entry.free || (!known.isTouched && known.open - (discountOf(known) ?? 0n) === entry.free)),
  )
  const [known] = equal
  if (known === undefined || equal.length > 1 || !isInTime(entry, known)) return []
  const owner = index.ownerOfIban(entry.iban)
  if (owner !== undefined && owner !== customerKey(known.invoice)) return []
  const alone: MatchEvidence = {
    kind: 'only-open-of-amount',
    entry: `${fromUnits(entry.free)} ${entry.currency}`,
    invoice: known.invoice.number,
    supports: true,
  }
  return [suggestOne(entry, known, settle(entry, known, entry.free, context.settings), context, [alone], 'G')]
}
