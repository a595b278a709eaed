import { NostroError } from '@nostro/core'
import type { Row } from '../plan/types.ts'
import { parseTransactionId, unknownId } from '../read/ids.ts'
import { loadRow } from '../store/load-rows.ts'
import { query, queryOne, type SqlWork } from '../store/sql.ts'
import {
  type InvoiceRow,
  invoiceColumns,
  lockCounters,
  noSuch,
  parseInvoiceId,
  parseMatchId,
  parseSuggestionId,
  partsOf,
  refreshOpen,
  type SuggestionRow,
  saveCounters,
  suggestionColumns,
  toKnown,
} from './invoice-rows.ts'
import type { MatchDifference, MatchEvidence } from './invoice-types.ts'
import { declineKey, type KnownInvoice, type Units } from './match-types.ts'
import { dropStaleSuggestions, insertMatch } from './reconcile.ts'
import { absolute, fromUnits, proportion, smaller, toUnits } from './units.ts'

/** Whose decision, and when. */
export interface Decider {
  readonly by: string
  readonly now: number
}

/** A match that a person made. */
export interface HandMatch {
  /** Id of the entry, `a7-42`. */
  readonly entry: string
  readonly invoice: string
  /** In the invoice's currency; all that is open, or all that the entry has left, when absent. */
  readonly amount?: string | undefined
  /** Closes the rest of the invoice as a fee or a discount. */
  readonly closeAs?: MatchDifference['kind'] | undefined
}

const refuse = (message: string, hint: string): NostroError => new NostroError({ code: 'conflict', message, hint })

export function* loadInvoice(id: number): SqlWork<InvoiceRow> {
  const row = yield* queryOne<InvoiceRow>(
    `select ${invoiceColumns} from invoice where id = ? and state <> 'deleted'`,
    id,
  )
  if (row === undefined) throw noSuch('invoice', `i${id}`)
  return row
}

/** What no match has taken of an entry. */
function* freeOf(account: number, no: number, row: Row): SqlWork<Units> {
  const taken = yield* query<{ entry_amount: string }>(
    'select entry_amount from allocation where account = ? and no = ? and undone_at is null',
    account,
    no,
  )
  const sum = taken.reduce((total, match) => total + (toUnits(match.entry_amount) ?? 0n), 0n)
  return absolute(toUnits(row.facts.amount) ?? 0n) - sum
}

function* loadEntry(id: string): SqlWork<{ account: number; no: number; row: Row; free: Units }> {
  const { account, no } = parseTransactionId(id)
  const row = yield* loadRow(account, no)
  if (row === undefined) throw unknownId(id)
  if (row.state !== 'booked') throw refuse('Only a booked entry can pay an invoice.', 'Wait until the bank books it.')
  return { account, no, row, free: yield* freeOf(account, no, row) }
}

/** A person says that an entry pays an invoice. What was declined before may be matched so. */
export function* matchByHand(wish: HandMatch, { by, now }: Decider): SqlWork<string> {
  const counters = yield* lockCounters()
  const { account, no, row, free } = yield* loadEntry(wish.entry)
  const known = toKnown(yield* loadInvoice(parseInvoiceId(wish.invoice)))
  const { amount, entryAmount } = amountsOf(wish, known, row, free)
  const difference = wish.closeAs === undefined ? undefined : { kind: wish.closeAs, amount: known.open - amount }
  const evidence: readonly MatchEvidence[] = [
    {
      kind: 'amount',
      entry: `${row.facts.amount} ${row.facts.currency}`,
      invoice: `${fromUnits(known.open)} ${known.invoice.total.currency}`,
      supports: amount === known.open,
    },
  ]
  const match = { invoice: known.id, account, no, amount, entryAmount, class: 'person', evidence } as const
  const id = yield* insertMatch({ ...match, difference: difference?.amount === 0n ? undefined : difference }, by, {
    now,
    counters,
  })
  yield* query('delete from declined where account = ? and no = ? and invoices = ?', account, no, String(known.id))
  yield* query('delete from suggestion where account = ? and no = ?', account, no)
  yield* dropStaleSuggestions()
  yield* saveCounters(counters)
  return `m${id}`
}

const amountsOf = (
  { amount: wished }: HandMatch,
  known: KnownInvoice,
  { facts }: Row,
  free: Units,
): { readonly amount: Units; readonly entryAmount: Units } => {
  const { currency } = known.invoice.total
  if (known.open <= 0n)
    throw refuse('Nothing of the invoice is open.', 'Undo a match of it first, or choose another one.')
  if (free <= 0n) throw refuse('The whole entry pays invoices already.', 'Undo one of its matches first.')
  const isIncoming = !facts.amount.startsWith('-')
  if (isIncoming !== (known.sign === 1))
    throw refuse('The money goes the other way than the invoice.', 'Choose an entry of the other sign.')
  const isSame = facts.currency === currency
  const original = facts.originalCurrency === currency ? toUnits(facts.originalAmount ?? '0') : undefined
  const most = isSame ? free : original === undefined ? known.open : absolute(original)
  const amount = wished === undefined ? smaller(most, known.open) : (toUnits(wished) ?? 0n)
  if (amount <= 0n || amount > known.open || amount > most)
    throw refuse(
      `The amount must be above 0 and at most ${fromUnits(smaller(most, known.open))} ${currency}.`,
      'Leave it out for as much as there is.',
    )
  return {
    amount,
    entryAmount: isSame ? amount : original === undefined ? free : proportion(amount, absolute(original), free),
  }
}

function* loadSuggestion(id: string): SqlWork<SuggestionRow> {
  const row = yield* queryOne<SuggestionRow>(
    `select ${suggestionColumns} from suggestion where id = ?`,
    parseSuggestionId(id),
  )
  if (row === undefined) throw noSuch('suggestion', id)
  return row
}

/** A person agrees with a suggestion: its matches are the person's from now on. */
export function* confirmSuggestion(id: string, { by, now }: Decider): SqlWork<readonly string[]> {
  const counters = yield* lockCounters()
  const suggestion = yield* loadSuggestion(id)
  const { account, no } = suggestion
  if (suggestion.kind === 'return') return yield* confirmReturn(suggestion, { by, now })
  const { free } = yield* loadEntry(`a${account}-${no}`)
  const parts = partsOf(suggestion)
  const taken = parts.reduce((sum, part) => sum + (toUnits(part.entryAmount) ?? 0n), 0n)
  if (taken > free)
    throw refuse('The entry has paid other invoices meanwhile.', 'Run the matching again: nostro invoices match')
  const ids: string[] = []
  for (const { invoice, amount, entryAmount, difference } of parts) {
    const known = toKnown(yield* loadInvoice(invoice))
    const [units, off] = [toUnits(amount) ?? 0n, toUnits(difference?.amount ?? '0') ?? 0n]
    if (units + off > known.open)
      throw refuse(
        `Less of invoice ${known.invoice.number} is open now.`,
        'Run the matching again: nostro invoices match',
      )
    const match = yield* insertMatch(
      {
        invoice,
        account,
        no,
        amount: units,
        entryAmount: toUnits(entryAmount) ?? 0n,
        difference: difference === undefined ? undefined : { kind: difference.kind, amount: off },
        class: suggestion.class,
        evidence: JSON.parse(suggestion.evidence) as readonly MatchEvidence[],
      },
      by,
      { now, counters },
    )
    ids.push(`m${match}`)
  }
  yield* query('delete from suggestion where account = ? and no = ?', account, no)
  yield* dropStaleSuggestions()
  yield* saveCounters(counters)
  return ids
}

/** The money went back: the person's match ends, and both entries are done. */
function* confirmReturn({ id, account, no, parts }: SuggestionRow, { by, now }: Decider): SqlWork<readonly string[]> {
  for (const { invoice, match } of partsOf({ parts })) {
    yield* query(
      `update allocation set undone_at = ?, undone_by = ?, undone_reason = 'returned', return_account = ?, return_no = ?
        where id = ? and undone_at is null`,
      now,
      by,
      account,
      no,
      match ?? 0,
    )
    yield* refreshOpen(invoice, now)
  }
  yield* query('delete from suggestion where id = ?', id)
  return []
}

/** A rule's match becomes the person's: no rule touches it any more. */
export function* confirmMatch(id: string, { by }: Decider): SqlWork<void> {
  yield* lockCounters()
  const rows = yield* query(
    'update allocation set decided_by = ? where id = ? and undone_at is null returning id',
    by,
    parseMatchId(id),
  )
  if (rows.length === 0) throw noSuch('match in force', id)
}

/** Not these: the same is never proposed again. */
export function* rejectSuggestion(id: string, decider: Decider): SqlWork<void> {
  yield* lockCounters()
  const suggestion = yield* loadSuggestion(id)
  if (suggestion.kind === 'match')
    yield* decline(
      suggestion,
      partsOf(suggestion).map(({ invoice }) => invoice),
      decider,
    )
  else
    yield* query(
      `insert into annotation (account, no, name, value, at, by) values (?, ?, 'reconciled', 'true', ?, ?)
      on conflict (account, no, name) do nothing`,
      suggestion.account,
      suggestion.no,
      decider.now,
      decider.by,
    )
  yield* query('delete from suggestion where id = ?', suggestion.id)
}

function* decline(
  entry: { readonly account: number; readonly no: number },
  invoices: readonly number[],
  { by, now }: Decider,
): SqlWork<void> {
  const key = declineKey(entry, invoices)
  yield* query(
    `insert into declined (account, no, invoices, at, by) values (?, ?, ?, ?, ?)
      on conflict (account, no, invoices) do nothing`,
    entry.account,
    entry.no,
    key.slice(key.indexOf(':') + 1),
    now,
    by,
  )
}

/** Takes a match back. No rule makes or proposes it again; a person may. */
export function* undoMatch(id: string, decider: Decider): SqlWork<void> {
  yield* lockCounters()
  const [row] = yield* query<{ invoice: number; account: number; no: number }>(
    `update allocation set undone_at = ?, undone_by = ?, undone_reason = 'person' where id = ? and undone_at is null
      returning invoice, account, no`,
    decider.now,
    decider.by,
    parseMatchId(id),
  )
  if (row === undefined) throw noSuch('match in force', id)
  yield* decline(row, [row.invoice], decider)
  yield* refreshOpen(row.invoice, decider.now)
}
