import { query, type SqlWork } from '../store/sql.ts'
import { publicTransactionId } from '../sync/sync-types.ts'
import {
  type Counters,
  lockCounters,
  partsOf,
  refreshOpen,
  type SuggestionRow,
  saveCounters,
  suggestionColumns,
  toStoredParts,
} from './invoice-rows.ts'
import { type LoadedInput, loadMatchInput, type MatchScope } from './load-match-input.ts'
import { entryKey, type PlannedMatch, type PlannedSuggestion } from './match-types.ts'
import { planMatches } from './plan-matches.ts'
import { fromUnits, toUnits } from './units.ts'

/** What matching found. */
export interface ReconcileResult {
  /** Matches that rules made now. */
  readonly matched: number
  /** Suggestions that were not there before. */
  readonly suggested: number
  /** Matches of rules that were undone, since the money went back. */
  readonly returned: number
  /** Matches of persons that do not fit their entry any more: the bank withdrew or changed it. They stay as they are. */
  readonly conflicts: readonly { readonly match: string; readonly entry: string }[]
}

interface Moment {
  readonly now: number
  readonly counters: Counters
}

/** A return opens an invoice again, which a later entry may pay: so again until nothing changes. */
const mostRounds = 5

/** Lets the rules look at entries and open invoices: all in one transaction, under the lock of the invoices. */
export function* reconcile(scope: MatchScope, now: number): SqlWork<ReconcileResult> {
  const counters = yield* lockCounters()
  const moment: Moment = { now, counters }
  const total = { matched: 0, suggested: 0, returned: 0 }
  let conflicts: ReconcileResult['conflicts'] = []
  for (let round = 0; round < mostRounds; round += 1) {
    let input = yield* loadMatchInput(scope)
    conflicts = yield* undoOutdated(input, now)
    if (input.outdated.some(({ isByPerson }) => !isByPerson)) input = yield* loadMatchInput(scope)
    const plan = planMatches(input)
    const matches = yield* query<{ id: number; invoice: number }>(
      'select id, invoice from allocation where undone_at is null',
    )
    const invoiceOf = new Map(matches.map(({ id, invoice }) => [id, invoice]))
    for (const { match, account, no } of plan.returned) {
      yield* query(
        `update allocation set undone_at = ?, undone_by = 'rule', undone_reason = 'returned', return_account = ?, return_no = ?
          where id = ?`,
        now,
        account,
        no,
        match,
      )
      yield* refreshOpen(invoiceOf.get(match) ?? 0, now)
    }
    for (const match of plan.matches) yield* insertMatch(match, 'rule', moment)
    total.matched += plan.matches.length
    total.returned += plan.returned.length
    total.suggested += yield* replaceSuggestions(input, plan.suggestions, moment)
    if (plan.returned.length === 0 && plan.matches.length === 0) break
  }
  yield* dropStaleSuggestions()
  yield* saveCounters(counters)
  return { ...total, conflicts }
}

/** Writes a match; the caller has checked that invoice and entry have room for it, under the lock. */
export function* insertMatch(match: PlannedMatch, by: string, { now, counters }: Moment): SqlWork<number> {
  const id = counters.match++
  yield* query(
    `insert into allocation (id, invoice, account, no, amount, entry_amount, difference_kind, difference_amount, class, decided_by,
      evidence, at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    match.invoice,
    match.account,
    match.no,
    fromUnits(match.amount),
    fromUnits(match.entryAmount),
    match.difference?.kind ?? null,
    match.difference === undefined ? null : fromUnits(match.difference.amount),
    match.class,
    by,
    JSON.stringify(match.evidence),
    now,
  )
  yield* refreshOpen(match.invoice, now)
  return id
}

/** A rule's match whose entry was withdrawn goes; a person's stays and is announced. */
function* undoOutdated({ outdated }: LoadedInput, now: number): SqlWork<ReconcileResult['conflicts']> {
  for (const { id, invoice, isByPerson } of outdated) {
    if (isByPerson) continue
    yield* query(
      "update allocation set undone_at = ?, undone_by = 'rule', undone_reason = 'entry-changed' where id = ?",
      now,
      id,
    )
    yield* refreshOpen(invoice, now)
  }
  return outdated
    .filter(({ isByPerson }) => isByPerson)
    .map(({ id, account, no }) => ({ match: `m${id}`, entry: publicTransactionId(account, no) }))
}

/** The suggestions of the entries that were looked at become these; those that were there keep their ids. */
function* replaceSuggestions(
  input: LoadedInput,
  suggestions: readonly PlannedSuggestion[],
  { now, counters }: Moment,
): SqlWork<number> {
  const looked = new Set(input.entries.map(entryKey))
  const currencies = new Map(input.invoices.map(({ id, invoice }) => [id, invoice.total.currency]))
  const rows = yield* query<SuggestionRow>(`select ${suggestionColumns} from suggestion order by id`)
  const known = new Map(rows.filter((row) => looked.has(entryKey(row))).map((row) => [keyOf(row), row.id]))
  let added = 0
  for (const suggestion of suggestions) {
    const parts = JSON.stringify(toStoredParts(suggestion, (id) => currencies.get(id) ?? ''))
    const key = keyOf({ ...suggestion, parts })
    if (known.delete(key)) continue
    added += 1
    yield* query(
      `insert into suggestion (${suggestionColumns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      counters.suggestion++,
      suggestion.account,
      suggestion.no,
      suggestion.kind,
      suggestion.class,
      suggestion.isWeak ? 1 : 0,
      parts,
      JSON.stringify(suggestion.evidence),
      now,
    )
  }
  for (const id of known.values()) yield* query('delete from suggestion where id = ?', id)
  return added
}

const keyOf = ({ account, no, kind, parts }: Pick<SuggestionRow, 'account' | 'no' | 'kind' | 'parts'>): string =>
  `${account}-${no}|${kind}|${parts}`

/** Suggestions for what is not open any more, or not by that much. */
export function* dropStaleSuggestions(): SqlWork<void> {
  const open = new Map(
    (yield* query<{ id: number; open: string }>("select id, open from invoice where state = 'open'")).map((row) => [
      row.id,
      toUnits(row.open) ?? 0n,
    ]),
  )
  for (const row of yield* query<SuggestionRow>(`select ${suggestionColumns} from suggestion where kind = 'match'`)) {
    const fits = partsOf(row).every(({ invoice, amount, difference }) => {
      const wanted = (toUnits(amount) ?? 0n) + (toUnits(difference?.amount ?? '0') ?? 0n)
      return wanted <= (open.get(invoice) ?? -1n)
    })
    if (!fits) yield* query('delete from suggestion where id = ?', row.id)
  }
}
