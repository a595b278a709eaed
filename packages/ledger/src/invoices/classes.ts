import type { InvoiceIndex, NamedBy } from './invoice-index.ts'
import type { MatchEvidence } from './invoice-types.ts'
import {
  customerKey,
  type EntryToMatch,
  type KnownInvoice,
  type MatchSettings,
  type PlannedMatch,
} from './match-types.ts'
import { dayEvidence, isInTime, payableIn, settle, takenOf } from './payment-terms.ts'
import { checkedKinds } from './references.ts'
import { namesOtherNumber } from './texts-of-entry.ts'
import { fromUnits, toUnits } from './units.ts'

export interface ClassContext {
  readonly index: InvoiceIndex
  readonly settings: MatchSettings
}

export type AutomaticClass = 'A' | 'B' | 'C' | 'D' | 'E'

export const isOpen = ({ open, isDone }: KnownInvoice): boolean => open > 0n && !isDone

/** Different invoices that an entry names in any way. */
export const allNamed = (entry: EntryToMatch, index: InvoiceIndex): readonly KnownInvoice[] => {
  const { byReference, byEndToEndId, byNumber } = index.named(entry)
  return [...new Set([...byReference, ...byEndToEndId, ...byNumber].map(({ invoice }) => invoice))]
}

export const referenceEvidence = ({ written, invoice: { invoice } }: NamedBy): MatchEvidence => {
  const kinds = checkedKinds(written)
  const value = invoice.references?.map((reference) => reference.value).join(', ') ?? ''
  return {
    kind: 'reference',
    entry: kinds.length === 0 ? written : `${written} (check digits right)`,
    invoice: value,
    supports: true,
  }
}

/** What else speaks for the invoice, or against it; shown with every match. */
export const besideEvidence = (
  entry: EntryToMatch,
  known: KnownInvoice,
  index: InvoiceIndex,
): readonly MatchEvidence[] => {
  const found: MatchEvidence[] = []
  const customer = customerKey(known.invoice)
  const owner = index.ownerOfIban(entry.iban)
  const theirs = known.invoice.customer.name ?? known.invoice.customer.id
  if (owner !== undefined && entry.iban !== null)
    found.push({
      kind: owner === customer ? 'iban' : 'foreign-iban',
      entry: entry.iban,
      invoice: theirs,
      supports: owner === customer,
    })
  const byName = index.ownerOfName(entry)
  if (byName?.customer === customer)
    found.push({ kind: 'name', entry: entry.name ?? '', invoice: byName.name, supports: true })
  return [...found, dayEvidence(entry, known)]
}

/** One invoice that is named: paid in full, in part, with a discount or less fees. */
const matchNamed = (
  entry: EntryToMatch,
  [hit, ...others]: readonly NamedBy[],
  letter: 'A' | 'B' | 'C',
  { index, settings }: ClassContext,
): readonly PlannedMatch[] => {
  if (hit === undefined) return []
  const known = hit.invoice
  const isContradicted = [...others.map(({ invoice }) => invoice), ...allNamed(entry, index)].some(
    (other) => other !== known && (isOpen(other) || letter === 'C'),
  )
  if (isContradicted || !isOpen(known) || index.isDeclined(entry, [known.id])) return []
  const { currency } = known.invoice.total
  const amount = payableIn(entry, currency)
  if (amount === undefined) return []
  const settlement = settle(entry, known, amount, settings)
  if (settlement.fit === 'late') return []
  if (letter === 'C') {
    const owner = index.ownerOfIban(entry.iban)
    const isForeign = owner !== undefined && owner !== customerKey(known.invoice)
    if (isForeign || settlement.fit === 'more' || (looksLikeDay(hit.written) && settlement.fit !== 'equal')) return []
  }
  const says: MatchEvidence =
    letter === 'A'
      ? referenceEvidence(hit)
      : {
          kind: letter === 'B' ? 'end-to-end-id' : 'number',
          entry: hit.written,
          invoice: letter === 'B' ? hit.written : known.invoice.number,
          supports: true,
        }
  return [
    {
      invoice: known.id,
      account: entry.account,
      no: entry.no,
      amount: settlement.amount,
      entryAmount: takenOf(entry, currency, settlement.amount),
      difference: settlement.difference,
      class: letter,
      evidence: [says, settlement.evidence, ...besideEvidence(entry, known, index)],
    },
  ]
}

/** `20260310` is a day as well as a number. */
const looksLikeDay = (text: string): boolean => /^(19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])$/.test(text)

/** Several invoices of one customer that are named, and whose open amounts are exactly the entry's. */
const matchSeveral = (entry: EntryToMatch, { index }: ClassContext): readonly PlannedMatch[] => {
  const named = allNamed(entry, index).toSorted((a, b) => a.id - b.id)
  if (named.length < 2 || !named.every(isOpen)) return []
  if (new Set(named.map(({ invoice }) => customerKey(invoice))).size > 1) return []
  if (named.some(({ invoice }) => invoice.total.currency !== entry.currency)) return []
  const ids = named.map(({ id }) => id)
  if (named.reduce((sum, { open }) => sum + open, 0n) !== entry.free || index.isDeclined(entry, ids)) return []
  const sum: MatchEvidence = {
    kind: 'amount-sum',
    entry: `${fromUnits(entry.free)} ${entry.currency}`,
    invoice: named.map(({ invoice, open }) => `${invoice.number}: ${fromUnits(open)}`).join(' + '),
    supports: true,
  }
  const { byNumber } = index.named(entry)
  return named.map((known) => ({
    invoice: known.id,
    account: entry.account,
    no: entry.no,
    amount: known.open,
    entryAmount: known.open,
    class: 'D',
    evidence: [
      {
        kind: byNumber.some(({ invoice }) => invoice === known) ? 'number' : 'reference',
        entry: writtenOf(entry, known, index),
        invoice: known.invoice.number,
        supports: true,
      },
      sum,
      ...besideEvidence(entry, known, index),
    ],
  }))
}

const writtenOf = (entry: EntryToMatch, known: KnownInvoice, index: InvoiceIndex): string => {
  const { byReference, byEndToEndId, byNumber } = index.named(entry)
  return [...byNumber, ...byReference, ...byEndToEndId].find(({ invoice }) => invoice === known)?.written ?? ''
}

/** The IBAN alone, where there is only one way to read it. */
const matchByIban = (entry: EntryToMatch, { index }: ClassContext): readonly PlannedMatch[] => {
  const owner = index.ownerOfIban(entry.iban)
  if (owner === undefined || entry.iban === null) return []
  const theirs = index.ofCustomer(owner)
  const sign = entry.amount < 0n ? -1 : 1
  const open = theirs.filter((known) => known.sign === sign && isOpen(known))
  const [known] = open
  if (known === undefined || open.length > 1 || known.invoice.total.currency !== entry.currency) return []
  const { number, references = [], total } = known.invoice
  const isRepeated = theirs.some(
    (other) => other !== known && (other.total === known.total || toUnits(other.invoice.total.amount) === entry.free),
  )
  const own = [number, ...references.map(({ value }) => value)]
  const isSure = known.open === entry.free && isInTime(entry, known) && !isRepeated && !namesOtherNumber(entry, own)
  if (!isSure || index.isDeclined(entry, [known.id])) return []
  return [
    {
      invoice: known.id,
      account: entry.account,
      no: entry.no,
      amount: known.open,
      entryAmount: known.open,
      class: 'E',
      evidence: [
        {
          kind: 'iban',
          entry: entry.iban,
          invoice: known.invoice.customer.name ?? known.invoice.customer.id,
          supports: true,
        },
        {
          kind: 'amount',
          entry: `${fromUnits(entry.free)} ${entry.currency}`,
          invoice: `${fromUnits(known.open)} ${total.currency}`,
          supports: true,
        },
        { kind: 'only-open-of-customer', entry: '', invoice: number, supports: true },
        dayEvidence(entry, known),
      ],
    },
  ]
}

/** What a rule may decide for an entry under one class of evidence; nothing where more than one reading is left. */
export const matchByClass = (
  entry: EntryToMatch,
  letter: AutomaticClass,
  context: ClassContext,
): readonly PlannedMatch[] => {
  const { byReference, byEndToEndId, byNumber } = context.index.named(entry)
  switch (letter) {
    case 'A':
      return matchNamed(
        entry,
        byReference.filter(({ invoice }) => isOpen(invoice)),
        'A',
        context,
      )
    case 'B':
      return matchNamed(
        entry,
        byEndToEndId.filter(({ invoice }) => isOpen(invoice)),
        'B',
        context,
      )
    case 'C':
      return matchNamed(entry, byNumber, 'C', context)
    case 'D':
      return matchSeveral(entry, context)
    case 'E':
      return matchByIban(entry, context)
  }
}
