import { NostroError } from '@nostro/core'
import { query, queryOne, type SqlWork } from '../store/sql.ts'
import { invoiceProblems } from './check-invoice.ts'
import { type Decider, loadInvoice } from './decide.ts'
import {
  type InvoiceRow,
  invoiceColumns,
  lockCounters,
  parseInvoiceId,
  refreshOpen,
  saveCounters,
  toDetail,
} from './invoice-rows.ts'
import type { Invoice } from './invoice-types.ts'
import { dropStaleSuggestions } from './reconcile.ts'
import { toUnits } from './units.ts'

/** What an import of invoices changed. */
export interface ImportResult {
  readonly added: number
  readonly updated: number
  readonly unchanged: number
  /** Of all given invoices, in their order. */
  readonly ids: readonly string[]
}

/** @throws NostroError `invalid_request` that names each wrong member; nothing is kept then. */
const checkAll = (invoices: readonly Invoice[]): void => {
  const problems = invoices.flatMap((invoice, index) => invoiceProblems(invoice).map((text) => `${index + 1}: ${text}`))
  if (problems.length === 0) return
  throw new NostroError({
    code: 'invalid_request',
    message: `${problems.length === 1 ? 'An invoice' : 'Invoices'} cannot be kept: ${problems.slice(0, 10).join('; ')}.`,
    hint: 'Correct them and give all again; nothing was kept. docs/invoices.md lists the members.',
  })
}

/** Keeps invoices; one that is known by number, direction, kind and customer is updated. All of them, or none. */
export function* importInvoices(invoices: readonly Invoice[], decider: Decider): SqlWork<ImportResult> {
  checkAll(invoices)
  const counters = yield* lockCounters()
  const counts = { added: 0, updated: 0, unchanged: 0 }
  const ids: string[] = []
  for (const invoice of invoices) {
    const { number, direction, kind = 'invoice', customer } = invoice
    const known = yield* queryOne<InvoiceRow>(
      `select ${invoiceColumns} from invoice where direction = ? and kind = ? and customer = ? and number = ?`,
      direction,
      kind,
      customer.id,
      number,
    )
    if (known === undefined) {
      ids.push(`i${yield* insert(counters.invoice++, invoice, decider.now)}`)
      counts.added += 1
    } else {
      ids.push(`i${known.id}`)
      counts[(yield* update(known, invoice, decider)) ? 'updated' : 'unchanged'] += 1
    }
  }
  yield* dropStaleSuggestions()
  yield* saveCounters(counters)
  return { ...counts, ids }
}

function* insert(id: number, invoice: Invoice, now: number): SqlWork<number> {
  const { number, direction, kind = 'invoice', customer, total, issuedOn, dueOn } = invoice
  yield* query(
    `insert into invoice (${invoiceColumns}) values (?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?, ?, ?, ?)`,
    id,
    number,
    direction,
    kind,
    customer.id,
    total.amount,
    total.currency,
    total.amount,
    issuedOn,
    dueOn ?? null,
    toDetail(invoice),
    now,
    now,
  )
  return id
}

/** @throws NostroError `conflict` when persons matched more than the new total, or in another currency. */
function* update(known: InvoiceRow, invoice: Invoice, { now }: Decider): SqlWork<boolean> {
  const detail = toDetail(invoice)
  const isSame =
    known.state !== 'deleted' &&
    known.detail === detail &&
    toUnits(known.total) === toUnits(invoice.total.amount) &&
    known.currency === invoice.total.currency &&
    known.issued_on === invoice.issuedOn &&
    known.due_on === (invoice.dueOn ?? null)
  if (isSame) return false
  const isOtherMoney =
    known.currency !== invoice.total.currency || toUnits(known.total) !== toUnits(invoice.total.amount)
  if (isOtherMoney) yield* makeRoom(known, invoice, now)
  yield* query(
    `update invoice set total = ?, currency = ?, issued_on = ?, due_on = ?, detail = ?,
      state = case when state = 'deleted' then 'open' else state end where id = ?`,
    invoice.total.amount,
    invoice.total.currency,
    invoice.issuedOn,
    invoice.dueOn ?? null,
    detail,
    known.id,
  )
  yield* refreshOpen(known.id, now)
  return true
}

/** Another total: what rules decided under the old one is decided anew. */
function* makeRoom(known: InvoiceRow, { number, total }: Invoice, now: number): SqlWork<void> {
  yield* query(
    `update allocation set undone_at = ?, undone_by = 'rule', undone_reason = 'invoice-changed'
      where invoice = ? and undone_at is null and decided_by = 'rule'`,
    now,
    known.id,
  )
  const rows = yield* query<{ amount: string; difference_amount: string | null }>(
    'select amount, difference_amount from allocation where invoice = ? and undone_at is null',
    known.id,
  )
  const paid = rows.reduce(
    (sum, row) => sum + (toUnits(row.amount) ?? 0n) + (toUnits(row.difference_amount ?? '0') ?? 0n),
    0n,
  )
  if (paid === 0n || (known.currency === total.currency && paid <= (toUnits(total.amount) ?? 0n))) return
  throw new NostroError({
    code: 'conflict',
    message: `Invoice ${number} was matched by a person with more than its new total, or in another currency.`,
    hint: `Undo those matches first: nostro invoices list --state all shows i${known.id}. Nothing was kept.`,
  })
}

/** A person closes an invoice, or opens it again; no rule touches one that is done. */
export function* setInvoiceDone(id: string, isDone: boolean, { by, now }: Decider): SqlWork<void> {
  yield* lockCounters()
  const row = yield* loadInvoice(parseInvoiceId(id))
  yield* query(
    'update invoice set state = ?, done_by = ? where id = ?',
    isDone ? 'done' : 'open',
    isDone ? by : null,
    row.id,
  )
  yield* refreshOpen(row.id, now)
  yield* dropStaleSuggestions()
}

/** @throws NostroError `conflict` while a person's match of it stands. */
export function* removeInvoice(id: string, { now }: Decider): SqlWork<void> {
  yield* lockCounters()
  const row = yield* loadInvoice(parseInvoiceId(id))
  const [byPerson] = yield* query<{ id: number }>(
    "select id from allocation where invoice = ? and undone_at is null and decided_by <> 'rule' order by id limit 1",
    row.id,
  )
  if (byPerson !== undefined) {
    throw new NostroError({
      code: 'conflict',
      message: `A person matched invoice ${row.number}; it cannot be removed.`,
      hint: `Undo the match m${byPerson.id} first, or mark the invoice as done.`,
    })
  }
  yield* query(
    `update allocation set undone_at = ?, undone_by = 'rule', undone_reason = 'invoice-changed'
      where invoice = ? and undone_at is null`,
    now,
    row.id,
  )
  yield* query("update invoice set state = 'deleted', updated_at = ? where id = ?", now, row.id)
  yield* refreshOpen(row.id, now)
  yield* dropStaleSuggestions()
}
