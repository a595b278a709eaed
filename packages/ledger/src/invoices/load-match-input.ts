import { normaliseIban } from '@nostro/core'
import { dayNumber } from '../plan/days.ts'
import { placeholders, query, type SqlValue, type SqlWork } from '../store/sql.ts'
import { type InvoiceRow, invoiceColumns, toKnown } from './invoice-rows.ts'
import {
  type ActiveMatch,
  type EntryToMatch,
  entryKey,
  type KnownInvoice,
  type MatchInput,
  type MatchSettings,
} from './match-types.ts'
import { absolute, toUnits } from './units.ts'

export interface MatchScope {
  /** Number of the account; all of them when absent. */
  readonly account?: number | undefined
  /** First day of the entries that are looked at. */
  readonly from?: string | undefined
  readonly today: string
  readonly settings: MatchSettings
}

export interface LoadedInput extends MatchInput {
  readonly from: string
  /** Matches whose entry was withdrawn, or holds less than they take. */
  readonly outdated: readonly ActiveMatch[]
}

const dayMs = 86_400_000
const earlier = (day: string, days: number): string =>
  new Date((dayNumber(day) - days) * dayMs).toISOString().slice(0, 10)

/** Who pays first: entries of the last 90 days, and back to a month before the oldest open invoice was issued. */
export function* loadMatchInput({ account, from, today, settings }: MatchScope): SqlWork<LoadedInput> {
  const rows = yield* query<InvoiceRow>(
    `select ${invoiceColumns} from invoice where state <> 'deleted' and customer in
      (select customer from invoice where state = 'open') order by id`,
  )
  const invoices = rows.map(toKnown)
  const start = from ?? startOf(invoices, today)
  const accounts = yield* query<{ id: number; iban: string | null }>('select id, iban from account order by id')
  const ibanOf = new Map(accounts.map(({ id, iban }) => [id, iban]))
  const matches = yield* loadMatches(account, start)
  const taken = new Map<string, bigint>()
  for (const match of matches) taken.set(entryKey(match), (taken.get(entryKey(match)) ?? 0n) + match.taken)
  const outdated = matches.filter(
    (match) => match.state !== 'booked' || (taken.get(entryKey(match)) ?? 0n) > absolute(match.entryAmount),
  )
  return {
    from: start,
    invoices,
    entries: yield* loadEntries({ account, start, taken, ibanOf }),
    matches,
    outdated,
    closedEntries: yield* loadClosed(),
    declined: yield* loadDeclined(),
    ownIbans: new Set(accounts.flatMap(({ iban }) => (iban === null ? [] : [normaliseIban(iban)]))),
    learnedIbans: yield* query<{ iban: string; customer: string }>(
      `select distinct t.counterparty_iban as iban, i.direction || ':' || i.customer as customer
        from allocation m join tx t on t.account = m.account and t.no = m.no join invoice i on i.id = m.invoice
        where m.undone_at is null and t.counterparty_iban is not null
        and (m.class in ('A', 'B', 'C', 'D') or m.decided_by <> 'rule') order by 1, 2`,
    ),
    settings,
  }
}

const startOf = (invoices: readonly KnownInvoice[], today: string): string =>
  invoices
    .filter(({ open, isDone }) => open > 0n && !isDone)
    .map(({ invoice }) => earlier(invoice.issuedOn, 30))
    .concat(earlier(today, 90))
    .toSorted()[0] ?? today

interface LoadedMatch extends ActiveMatch {
  readonly taken: bigint
  readonly state: string
  readonly entryAmount: bigint
}

function* loadMatches(account: number | undefined, from: string): SqlWork<readonly LoadedMatch[]> {
  const values: SqlValue[] = account === undefined ? [from] : [from, account]
  const rows = yield* query<{
    id: number
    invoice: number
    account: number
    no: number
    entry_amount: string
    decided_by: string
    state: string
    amount: string
  }>(
    `select m.id, m.invoice, m.account, m.no, m.entry_amount, m.decided_by, t.state, t.amount
      from allocation m join tx t on t.account = m.account and t.no = m.no
      where m.undone_at is null and t.day >= ?${account === undefined ? '' : ' and m.account = ?'} order by m.id`,
    ...values,
  )
  return rows.map((row) => ({
    id: row.id,
    invoice: row.invoice,
    account: row.account,
    no: row.no,
    isByPerson: row.decided_by !== 'rule',
    taken: toUnits(row.entry_amount) ?? 0n,
    state: row.state,
    entryAmount: toUnits(row.amount) ?? 0n,
  }))
}

interface EntryRow {
  readonly account: number
  readonly no: number
  readonly day: string
  readonly amount: string
  readonly currency: string
  readonly original_amount: string | null
  readonly original_currency: string | null
  readonly reference: string | null
  readonly text: string | null
  readonly e2e: string | null
  readonly mandate_id: string | null
  readonly code: string | null
  readonly counterparty_name: string | null
  readonly counterparty_iban: string | null
}

interface EntryScope {
  readonly account: number | undefined
  readonly start: string
  readonly taken: ReadonlyMap<string, bigint>
  readonly ibanOf: ReadonlyMap<number, string | null>
}

function* loadEntries({ account, start, taken, ibanOf }: EntryScope): SqlWork<readonly EntryToMatch[]> {
  const accounts = account === undefined ? [...ibanOf.keys()] : [account]
  if (accounts.length === 0) return []
  const rows = yield* query<EntryRow>(
    `select account, no, day, amount, currency, original_amount, original_currency, reference, text, e2e, mandate_id, code,
      counterparty_name, counterparty_iban from tx
      where account in (${placeholders(accounts.length)}) and state = 'booked' and day >= ?
      and not exists (select 1 from annotation n where n.account = tx.account and n.no = tx.no and n.name = 'deleted' and n.value = 'true')`,
    ...accounts,
    start,
  )
  return rows.flatMap((row) => toEntryToMatch(row, taken, ibanOf) ?? [])
}

/** Nothing for an amount that does not fit: such an entry is left to a person. */
const toEntryToMatch = (
  row: EntryRow,
  taken: EntryScope['taken'],
  ibanOf: EntryScope['ibanOf'],
): EntryToMatch | undefined => {
  const amount = toUnits(row.amount)
  if (amount === undefined) return undefined
  const original = row.original_amount === null ? undefined : toUnits(row.original_amount)
  return {
    account: row.account,
    no: row.no,
    day: row.day,
    amount,
    currency: row.currency,
    original:
      original === undefined || row.original_currency === null
        ? undefined
        : { amount: original, currency: row.original_currency },
    free: absolute(amount) - (taken.get(entryKey(row)) ?? 0n),
    reference: row.reference,
    text: row.text,
    endToEndId: row.e2e,
    mandateId: row.mandate_id,
    code: row.code,
    name: row.counterparty_name,
    iban: row.counterparty_iban,
    ownIban: ibanOf.get(row.account) ?? null,
  }
}

/** Entries that a person marked as reconciled, that went back, or that are such a return. */
function* loadClosed(): SqlWork<ReadonlySet<string>> {
  const marked = yield* query<{ account: number; no: number }>(
    "select account, no from annotation where name = 'reconciled' and value = 'true'",
  )
  const returned = yield* query<{
    account: number
    no: number
    return_account: number | null
    return_no: number | null
  }>("select account, no, return_account, return_no from allocation where undone_reason = 'returned'")
  const returns = returned.flatMap((row) =>
    row.return_account === null || row.return_no === null ? [] : [{ account: row.return_account, no: row.return_no }],
  )
  return new Set([...marked, ...returned, ...returns].map(entryKey))
}

function* loadDeclined(): SqlWork<ReadonlySet<string>> {
  const rows = yield* query<{ account: number; no: number; invoices: string }>(
    'select account, no, invoices from declined',
  )
  return new Set(rows.map((row) => `${entryKey(row)}:${row.invoices}`))
}
