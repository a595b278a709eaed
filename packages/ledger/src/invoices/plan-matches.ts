import { normaliseIban } from '@nostro/core'
import { type AutomaticClass, isOpen, matchByClass } from './classes.ts'
import { findReturns } from './find-returns.ts'
import { createInvoiceIndex } from './invoice-index.ts'
import {
  type ActiveMatch,
  type EntryToMatch,
  entryKey,
  type KnownInvoice,
  type MatchInput,
  type PlannedMatch,
  type PlannedReturn,
  type PlannedSuggestion,
} from './match-types.ts'
import { suggestFor } from './suggest.ts'

export interface MatchPlan {
  readonly matches: readonly PlannedMatch[]
  readonly returned: readonly PlannedReturn[]
  readonly suggestions: readonly PlannedSuggestion[]
}

const classes: readonly AutomaticClass[] = ['A', 'B', 'C', 'D', 'E']

/**
 * What rules make of entries and invoices: pure, and the same for the same input in any order. The strongest class goes first over all
 * entries, older entries first; what fits two invoices equally is suggested, never decided by order.
 */
export const planMatches = (input: MatchInput): MatchPlan => {
  const entries = input.entries.toSorted(byDay)
  const { returned, announced } = findReturns(entries, input.matches, input.closedEntries)
  const reopened = reopen(input, returned)
  const state = createState({ ...input, invoices: reopened.invoices })
  const free = entries.filter((entry) => isFree(entry, input) && !reopened.closed.has(entryKey(entry)))
  const matches: PlannedMatch[] = []
  for (const letter of classes) {
    for (const entry of free) {
      const current = state.current(entry)
      // One rule's decision an entry: what is left of an overpayment is a person's.
      if (current.free === 0n || state.hasMatch(entry)) continue
      const made = matchByClass(current, letter, { index: state.index(), settings: input.settings })
      for (const match of made) state.apply(entry, match)
      matches.push(...made)
    }
  }
  const suggestions = free.flatMap((entry) => {
    const current = state.current(entry)
    if (current.free === 0n) return []
    return suggestFor(current, state.invoicesOf(entry), { index: state.index(), settings: input.settings })
  })
  return { matches, returned, suggestions: [...announced, ...suggestions] }
}

/** Older days first; inside a day by account and number. */
const byDay = (a: EntryToMatch, b: EntryToMatch): number =>
  a.day !== b.day ? (a.day < b.day ? -1 : 1) : a.account !== b.account ? a.account - b.account : a.no - b.no

/** Money that may pay an invoice: not between one's own accounts, and not what a person has done with. */
const isFree = (entry: EntryToMatch, { closedEntries, ownIbans }: MatchInput): boolean => {
  if (entry.free <= 0n || closedEntries.has(entryKey(entry))) return false
  return entry.iban === null || !ownIbans.has(normaliseIban(entry.iban))
}

/** The invoices of returned matches are open again, though the store has not written it yet: they are left out of this plan. */
const reopen = (
  { invoices, matches }: MatchInput,
  returned: readonly PlannedReturn[],
): { readonly invoices: readonly KnownInvoice[]; readonly closed: ReadonlySet<string> } => {
  const byId = new Map(matches.map((match) => [match.id, match]))
  const closed = new Set<string>()
  const touched = new Set<number>()
  for (const { match, account, no } of returned) {
    const known = byId.get(match)
    closed.add(entryKey({ account, no }))
    if (known === undefined) continue
    closed.add(entryKey(known))
    touched.add(known.invoice)
  }
  return { invoices: invoices.filter(({ id }) => !touched.has(id)), closed }
}

interface State {
  index(): ReturnType<typeof createInvoiceIndex>
  current(entry: EntryToMatch): EntryToMatch
  hasMatch(entry: EntryToMatch): boolean
  invoicesOf(entry: EntryToMatch): readonly KnownInvoice[]
  apply(entry: EntryToMatch, match: PlannedMatch): void
}

/** Invoices and entries as the plan goes on. The index is made once; what is open is looked up in it through live objects. */
const createState = (input: MatchInput): State => {
  const live = new Map<number, { -readonly [Name in keyof KnownInvoice]: KnownInvoice[Name] }>(
    input.invoices.map((known) => [known.id, { ...known }]),
  )
  const index = createInvoiceIndex({ ...input, invoices: [...live.values()].toSorted((a, b) => a.id - b.id) })
  const frees = new Map<EntryToMatch, EntryToMatch>()
  const paid = new Map<string, Set<number>>()
  const note = ({ account, no, invoice }: Pick<ActiveMatch, 'account' | 'no' | 'invoice'>): void => {
    const key = entryKey({ account, no })
    paid.set(key, (paid.get(key) ?? new Set()).add(invoice))
  }
  for (const match of input.matches) note(match)
  return {
    index: () => index,
    current: (entry) => frees.get(entry) ?? entry,
    hasMatch: (entry) => paid.has(entryKey(entry)),
    invoicesOf: (entry) => [...(paid.get(entryKey(entry)) ?? [])].flatMap((id) => live.get(id) ?? []),
    apply: (entry, match) => {
      const known = live.get(match.invoice)
      if (known === undefined || !isOpen(known)) return
      known.open -= match.amount + (match.difference?.amount ?? 0n)
      known.isTouched = true
      const before = frees.get(entry) ?? entry
      frees.set(entry, { ...before, free: before.free - match.entryAmount })
      note(match)
    },
  }
}
