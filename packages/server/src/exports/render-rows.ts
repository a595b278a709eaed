import { toInstant } from '@nostro/core'
import type { LedgerTransaction } from '@nostro/ledger'
import { toTransaction } from '../schemas/transactions.ts'
import { harmlessCell } from './harmless-cell.ts'

const columns: readonly (readonly [string, (row: LedgerTransaction) => string | undefined])[] = [
  ['id', ({ id }) => id],
  ['account_id', ({ account }) => account],
  ['booking_status', ({ state }) => state],
  ['booking_date', ({ day }) => day],
  ['value_date', ({ valueDay }) => valueDay],
  ['executed_at', ({ executedAt }) => (executedAt === undefined ? undefined : toInstant(executedAt))],
  ['amount', ({ amount }) => amount.amount],
  ['currency', ({ amount }) => amount.currency],
  ['original_amount', ({ originalAmount }) => originalAmount?.amount],
  ['original_currency', ({ originalAmount }) => originalAmount?.currency],
  ['counterparty_name', ({ counterparty }) => counterparty?.name],
  ['counterparty_iban', ({ counterparty }) => counterparty?.iban],
  ['text', ({ text }) => text],
  ['reference', ({ reference }) => reference],
  ['end_to_end_id', ({ endToEndId }) => endToEndId],
  ['category', ({ annotations }) => annotations.category],
  ['note', ({ annotations }) => annotations.note],
]

/** RFC 4180: quotes where they are needed, and doubled inside. */
export const csvCell = (text: string | undefined): string => {
  const cell = harmlessCell(text ?? '')
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

export interface RowFormat {
  readonly type: string
  readonly file: string
  readonly head: string
  row(transaction: LedgerTransaction): string
}

/** Formats that are written row by row. */
export const rowFormats = {
  csv: {
    type: 'text/csv; charset=utf-8; header=present',
    file: 'transactions.csv',
    head: `${columns.map(([name]) => name).join(',')}\r\n`,
    row: (transaction) => `${columns.map(([, value]) => csvCell(value(transaction))).join(',')}\r\n`,
  },
  ndjson: {
    type: 'application/x-ndjson',
    file: 'transactions.ndjson',
    head: '',
    row: (transaction) => `${JSON.stringify(toTransaction(transaction))}\n`,
  },
} as const satisfies Readonly<Record<string, RowFormat>>
