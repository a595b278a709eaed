import { NostroError } from '@nostro/core'
import { amountKey } from '../plan/amounts.ts'
import { query, queryOne, type SqlWork } from '../store/sql.ts'
import { publicTransactionId } from '../sync/sync-types.ts'
import type {
  EvidenceClass,
  Invoice,
  InvoiceDirection,
  InvoiceState,
  LedgerInvoice,
  Match,
  MatchDifference,
  MatchEvidence,
  MatchSuggestion,
} from './invoice-types.ts'
import type { KnownInvoice, PlannedSuggestion } from './match-types.ts'
import { fromUnits, toUnits } from './units.ts'

export interface InvoiceRow {
  readonly id: number
  readonly number: string
  readonly direction: InvoiceDirection
  readonly kind: 'invoice' | 'credit-note'
  readonly customer: string
  readonly total: string
  readonly currency: string
  readonly open: string
  readonly state: InvoiceState | 'deleted'
  readonly issued_on: string
  readonly due_on: string | null
  readonly detail: string
  readonly created_at: number
  readonly updated_at: number
}

export const invoiceColumns =
  'id, number, direction, kind, customer, total, currency, open, state, issued_on, due_on, detail, created_at, updated_at'

type Detail = Pick<Invoice, 'references' | 'endToEndIds' | 'customer' | 'discount'>

export const toDetail = ({ references, endToEndIds, customer, discount }: Invoice): string =>
  JSON.stringify({ references, endToEndIds, customer, discount } satisfies Detail)

export const toInvoice = (row: InvoiceRow): Invoice & Pick<LedgerInvoice, 'kind'> => ({
  number: row.number,
  direction: row.direction,
  kind: row.kind,
  total: { amount: row.total, currency: row.currency },
  issuedOn: row.issued_on,
  dueOn: row.due_on ?? undefined,
  ...(JSON.parse(row.detail) as Detail),
})

export const toLedgerInvoice = (row: InvoiceRow): LedgerInvoice => ({
  ...toInvoice(row),
  id: `i${row.id}`,
  state: row.state === 'deleted' ? 'done' : row.state,
  open: { amount: row.open, currency: row.currency },
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

/** Money comes in for our own invoices and for suppliers' credit notes, and goes out for the others. */
const signOf = ({ direction, kind }: Pick<InvoiceRow, 'direction' | 'kind'>): 1 | -1 =>
  (direction === 'receivable') === (kind === 'invoice') ? 1 : -1

export const toKnown = (row: InvoiceRow): KnownInvoice => ({
  id: row.id,
  invoice: toInvoice(row),
  sign: signOf(row),
  total: toUnits(row.total) ?? 0n,
  open: toUnits(row.open) ?? 0n,
  isTouched: amountKey(row.open) !== amountKey(row.total),
  isDone: row.state === 'done' || row.state === 'deleted',
})

export interface MatchRow {
  readonly id: number
  readonly invoice: number
  readonly account: number
  readonly no: number
  readonly amount: string
  readonly entry_amount: string
  readonly difference_kind: MatchDifference['kind'] | null
  readonly difference_amount: string | null
  readonly class: EvidenceClass
  readonly decided_by: string
  readonly evidence: string
  readonly at: number
  readonly undone_at: number | null
  readonly undone_by: string | null
  readonly undone_reason: NonNullable<Match['undone']>['reason'] | null
  /** Of the invoice and the entry, joined. */
  readonly currency: string
  readonly entry_currency: string | null
}

export const matchSelect = `select m.id, m.invoice, m.account, m.no, m.amount, m.entry_amount, m.difference_kind, m.difference_amount,
  m.class, m.decided_by, m.evidence, m.at, m.undone_at, m.undone_by, m.undone_reason, i.currency, t.currency as entry_currency
  from allocation m join invoice i on i.id = m.invoice left join tx t on t.account = m.account and t.no = m.no`

export const toMatch = (row: MatchRow): Match => ({
  id: `m${row.id}`,
  invoice: `i${row.invoice}`,
  entry: publicTransactionId(row.account, row.no),
  amount: { amount: row.amount, currency: row.currency },
  entryAmount: { amount: row.entry_amount, currency: row.entry_currency ?? row.currency },
  difference:
    row.difference_kind === null || row.difference_amount === null
      ? undefined
      : { kind: row.difference_kind, amount: row.difference_amount },
  class: row.class,
  decidedBy: row.decided_by,
  evidence: JSON.parse(row.evidence) as readonly MatchEvidence[],
  at: row.at,
  undone:
    row.undone_at === null
      ? undefined
      : { at: row.undone_at, by: row.undone_by ?? 'rule', reason: row.undone_reason ?? 'person' },
})

/** Of a suggestion, as it is stored: amounts as text. */
export interface StoredPart {
  readonly invoice: number
  readonly amount: string
  readonly entryAmount: string
  readonly currency: string
  readonly difference?: MatchDifference | undefined
  readonly match?: number | undefined
}

export interface SuggestionRow {
  readonly id: number
  readonly account: number
  readonly no: number
  readonly kind: MatchSuggestion['kind']
  readonly class: EvidenceClass
  readonly weak: number
  readonly parts: string
  readonly evidence: string
  readonly at: number
}

export const suggestionColumns = 'id, account, no, kind, class, weak, parts, evidence, at'

export const partsOf = (row: Pick<SuggestionRow, 'parts'>): readonly StoredPart[] =>
  JSON.parse(row.parts) as readonly StoredPart[]

export const toSuggestion = (row: SuggestionRow): MatchSuggestion => ({
  id: `s${row.id}`,
  entry: publicTransactionId(row.account, row.no),
  kind: row.kind,
  class: row.class,
  isWeak: row.weak === 1,
  matches: partsOf(row).map(({ invoice, amount, currency, difference }) => ({
    invoice: `i${invoice}`,
    amount: { amount, currency },
    difference,
  })),
  evidence: JSON.parse(row.evidence) as readonly MatchEvidence[],
  at: row.at,
})

export const toStoredParts = (
  { parts }: PlannedSuggestion,
  currencyOf: (invoice: number) => string,
): readonly StoredPart[] =>
  parts.map(({ invoice, amount, entryAmount, difference, match }) => ({
    invoice,
    match,
    amount: fromUnits(amount),
    entryAmount: fromUnits(entryAmount),
    currency: currencyOf(invoice),
    difference: difference === undefined ? undefined : { kind: difference.kind, amount: fromUnits(difference.amount) },
  }))

/** The next numbers; a writer of invoices locks this row until the end of the transaction. */
export interface Counters {
  invoice: number
  match: number
  suggestion: number
}

export function* lockCounters(): SqlWork<Counters> {
  const row = yield* queryOne<{ value: string }>("select value from meta where name = 'invoices' for update")
  return JSON.parse(row?.value ?? '{"invoice":1,"match":1,"suggestion":1}') as Counters
}

export function* saveCounters(counters: Counters): SqlWork<void> {
  yield* query("update meta set value = ? where name = 'invoices'", JSON.stringify(counters))
}

const parseId = (id: string, letter: 'i' | 'm' | 's', what: string): number => {
  const match = /^([ims])([1-9]\d{0,8})$/.exec(id)
  if (match?.[1] === letter) return Number(match[2])
  throw new NostroError({
    code: 'invalid_request',
    message: `“${id.slice(0, 24)}” is not the id of ${what}.`,
    hint: `Ids of that kind look like ${letter}7.`,
  })
}

export const parseInvoiceId = (id: string): number => parseId(id, 'i', 'an invoice')
export const parseMatchId = (id: string): number => parseId(id, 'm', 'a match')
export const parseSuggestionId = (id: string): number => parseId(id, 's', 'a suggestion')

export const noSuch = (what: string, id: string): NostroError =>
  new NostroError({
    code: 'not_found',
    message: `There is no ${what} ${id.slice(0, 24)}.`,
    hint: 'List the invoices, matches or suggestions to see the ids.',
  })

/** What is open, and whether that makes it paid, from the matches that stand. */
export function* refreshOpen(invoice: number, now: number): SqlWork<void> {
  const row = yield* queryOne<InvoiceRow>(`select ${invoiceColumns} from invoice where id = ?`, invoice)
  if (row === undefined) return
  const paid = yield* query<{ amount: string; difference_amount: string | null }>(
    'select amount, difference_amount from allocation where invoice = ? and undone_at is null',
    invoice,
  )
  const sum = paid.reduce(
    (total, match) => total + (toUnits(match.amount) ?? 0n) + (toUnits(match.difference_amount ?? '0') ?? 0n),
    0n,
  )
  const open = (toUnits(row.total) ?? 0n) - sum
  // The law of section 4.2; every writer holds the lock, so that only a fault of ours comes here.
  if (open < 0n) throw new Error(`Invoice ${invoice} would be paid by more than its total.`)
  const state = row.state === 'open' || row.state === 'paid' ? (open === 0n ? 'paid' : 'open') : row.state
  yield* query(
    'update invoice set open = ?, state = ?, updated_at = ? where id = ?',
    fromUnits(open),
    state,
    now,
    invoice,
  )
}
