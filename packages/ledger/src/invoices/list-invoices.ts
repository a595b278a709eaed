import { NostroError } from '@nostro/core'
import { parseTransactionId } from '../read/ids.ts'
import type { LedgerPage } from '../read/ledger-types.ts'
import { query, type SqlValue, type SqlWork } from '../store/sql.ts'
import {
  type InvoiceRow,
  invoiceColumns,
  type MatchRow,
  matchSelect,
  parseInvoiceId,
  partsOf,
  type SuggestionRow,
  suggestionColumns,
  toLedgerInvoice,
  toMatch,
  toSuggestion,
} from './invoice-rows.ts'
import type { InvoiceDirection, InvoiceState, LedgerInvoice, Match, MatchSuggestion } from './invoice-types.ts'

interface Paging {
  /** 100 by default, at most 1,000. */
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}

/** Which invoices are listed. */
export interface InvoiceFilter extends Paging {
  readonly state?: InvoiceState | undefined
  readonly direction?: InvoiceDirection | undefined
  /** The caller's id of the customer. */
  readonly customer?: string | undefined
  readonly number?: string | undefined
}

/** Which matches are listed. */
export interface MatchFilter extends Paging {
  readonly invoice?: string | undefined
  readonly entry?: string | undefined
  /** `standing` are in force, by a `rule` or a `person`; `undone` are not. All when absent. */
  readonly status?: 'standing' | 'rule' | 'person' | 'undone' | undefined
}

/** Which suggestions are listed. */
export interface SuggestionFilter extends Paging {
  readonly invoice?: string | undefined
  readonly entry?: string | undefined
}

class Conditions {
  readonly parts: string[] = []
  readonly values: SqlValue[] = []
  add(part: string, ...values: readonly SqlValue[]): void {
    this.parts.push(part)
    this.values.push(...values)
  }
  get text(): string {
    return this.parts.length === 0 ? '' : `where ${this.parts.join(' and ')}`
  }
}

const refuse = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_request', message, hint })

const pageOf = ({ limit = 100, cursor }: Paging): { readonly limit: number; readonly before: number | undefined } => {
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    throw refuse('The limit of a page is not between 1 and 1000.', 'Ask for 100, and go on with the cursor.')
  if (cursor !== undefined && !/^[1-9]\d{0,8}$/.test(cursor))
    throw refuse('The cursor is not one of this listing.', 'Begin without a cursor.')
  return { limit, before: cursor === undefined ? undefined : Number(cursor) }
}

const toPage = <R extends { readonly id: number }, T>(
  rows: readonly R[],
  limit: number,
  map: (row: R) => T,
): LedgerPage<T> => {
  const page = rows.slice(0, limit)
  return { items: page.map(map), cursor: rows.length > limit ? String(page.at(-1)?.id) : undefined }
}

/** Newest first. */
export function* listInvoices(filter: InvoiceFilter): SqlWork<LedgerPage<LedgerInvoice>> {
  const { limit, before } = pageOf(filter)
  const where = new Conditions()
  where.add("state <> 'deleted'")
  if (filter.state !== undefined) where.add('state = ?', filter.state)
  if (filter.direction !== undefined) where.add('direction = ?', filter.direction)
  if (filter.customer !== undefined) where.add('customer = ?', filter.customer)
  if (filter.number !== undefined) where.add('number = ?', filter.number)
  if (before !== undefined) where.add('id < ?', before)
  const rows = yield* query<InvoiceRow>(
    `select ${invoiceColumns} from invoice ${where.text} order by id desc limit ?`,
    ...where.values,
    limit + 1,
  )
  return toPage(rows, limit, toLedgerInvoice)
}

/** Newest first. */
export function* listMatches(filter: MatchFilter): SqlWork<LedgerPage<Match>> {
  const { limit, before } = pageOf(filter)
  const where = new Conditions()
  if (filter.invoice !== undefined) where.add('m.invoice = ?', parseInvoiceId(filter.invoice))
  if (filter.entry !== undefined) {
    const { account, no } = parseTransactionId(filter.entry)
    where.add('m.account = ? and m.no = ?', account, no)
  }
  if (filter.status !== undefined) where.add(`m.undone_at is ${filter.status === 'undone' ? 'not null' : 'null'}`)
  if (filter.status === 'rule') where.add("m.decided_by = 'rule'")
  if (filter.status === 'person') where.add("m.decided_by <> 'rule'")
  if (before !== undefined) where.add('m.id < ?', before)
  const rows = yield* query<MatchRow>(
    `${matchSelect} ${where.text} order by m.id desc limit ?`,
    ...where.values,
    limit + 1,
  )
  return toPage(rows, limit, toMatch)
}

/** Newest first; what is weak is marked, not left out. */
export function* listSuggestions(filter: SuggestionFilter): SqlWork<LedgerPage<MatchSuggestion>> {
  const { limit, before } = pageOf(filter)
  const where = new Conditions()
  if (filter.entry !== undefined) {
    const { account, no } = parseTransactionId(filter.entry)
    where.add('account = ? and no = ?', account, no)
  }
  if (before !== undefined) where.add('id < ?', before)
  const wanted = filter.invoice === undefined ? undefined : parseInvoiceId(filter.invoice)
  const rows = yield* query<SuggestionRow>(
    `select ${suggestionColumns} from suggestion ${where.text} order by id desc`,
    ...where.values,
  )
  const fitting = rows.filter((row) => wanted === undefined || partsOf(row).some(({ invoice }) => invoice === wanted))
  return toPage(fitting.slice(0, limit + 1), limit, toSuggestion)
}
