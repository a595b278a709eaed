import { toScaled } from '../plan/amounts.ts'
import { identityVersion } from '../plan/identity.ts'
import type { Row, RowState } from '../plan/types.ts'
import type { BulkTarget, SqlValue } from './sql.ts'

/** The table `tx`, in the order in which {@link toTxValues} gives a row. */
export const txTable: BulkTarget = {
  table: 'tx',
  key: ['account', 'no'],
  columns: [
    { name: 'account', type: 'integer' },
    { name: 'no', type: 'integer' },
    { name: 'identity', type: 'text' },
    { name: 'identity_version', type: 'integer' },
    { name: 'state', type: 'text' },
    { name: 'day', type: 'text' },
    { name: 'value_day', type: 'text' },
    { name: 'executed_at', type: 'bigint' },
    { name: 'amount', type: 'text' },
    { name: 'amount_scaled', type: 'bigint' },
    { name: 'currency', type: 'text' },
    { name: 'original_amount', type: 'text' },
    { name: 'original_currency', type: 'text' },
    { name: 'exchange_rate', type: 'text' },
    { name: 'bank_id', type: 'text' },
    { name: 'pending_id', type: 'text' },
    { name: 'consent', type: 'integer' },
    { name: 'entry_reference', type: 'text' },
    { name: 'e2e', type: 'text' },
    { name: 'counterparty_name', type: 'text' },
    { name: 'counterparty_iban', type: 'text' },
    { name: 'counterparty_bban', type: 'text' },
    { name: 'counterparty_bic', type: 'text' },
    { name: 'text', type: 'text' },
    { name: 'reference', type: 'text' },
    { name: 'mandate_id', type: 'text' },
    { name: 'creditor_id', type: 'text' },
    { name: 'code', type: 'text' },
    { name: 'balance_after', type: 'text' },
    { name: 'content', type: 'text' },
    { name: 'content_version', type: 'integer' },
    { name: 'walk', type: 'integer' },
    { name: 'batch', type: 'integer' },
    { name: 'place', type: 'integer' },
    { name: 'added_seq', type: 'integer' },
    { name: 'seq', type: 'integer' },
    { name: 'unlisted_since', type: 'bigint' },
    { name: 'missing_since', type: 'bigint' },
    { name: 'missing_walk', type: 'integer' },
    { name: 'ended_at', type: 'bigint' },
  ],
}

/** Where a row's original lies, and its numbers of the change feed: known only when it is written. */
export type RowPlace = Pick<Row, 'batch' | 'place' | 'seq' | 'addedSeq'>

export const toTxValues = (account: number, row: Row, at: RowPlace): readonly SqlValue[] => {
  const { facts } = row
  return [
    account,
    row.no,
    row.identity,
    identityVersion,
    row.state,
    facts.day,
    facts.valueDay,
    facts.executedAt,
    facts.amount,
    toScaled(facts.amount) ?? null,
    facts.currency,
    facts.originalAmount,
    facts.originalCurrency,
    facts.exchangeRate,
    row.bankId,
    row.pendingId,
    row.consent,
    facts.entryReference,
    facts.endToEndId,
    facts.counterpartyName,
    facts.counterpartyIban,
    facts.counterpartyBban,
    facts.counterpartyBic,
    facts.text,
    facts.reference,
    facts.mandateId,
    facts.creditorId,
    facts.code,
    facts.balanceAfter,
    row.content,
    row.contentVersion,
    row.walk,
    at.batch,
    at.place,
    at.addedSeq,
    at.seq,
    row.unlistedSince,
    row.missingSince,
    row.missingWalk,
    row.endedAt,
  ]
}

/** A row of `tx` as the drivers give it; `amount_scaled` is never read back (it does not fit a number). */
export interface TxRecord {
  readonly account: number
  readonly no: number
  readonly identity: string
  readonly state: RowState
  readonly day: string
  readonly value_day: string | null
  readonly executed_at: number | null
  readonly amount: string
  readonly currency: string
  readonly original_amount: string | null
  readonly original_currency: string | null
  readonly exchange_rate: string | null
  readonly bank_id: string | null
  readonly pending_id: string | null
  readonly consent: number | null
  readonly entry_reference: string | null
  readonly e2e: string | null
  readonly counterparty_name: string | null
  readonly counterparty_iban: string | null
  readonly counterparty_bban: string | null
  readonly counterparty_bic: string | null
  readonly text: string | null
  readonly reference: string | null
  readonly mandate_id: string | null
  readonly creditor_id: string | null
  readonly code: string | null
  readonly balance_after: string | null
  readonly content: string
  readonly content_version: number
  readonly walk: number
  readonly batch: number | null
  readonly place: number | null
  readonly added_seq: number
  readonly seq: number
  readonly unlisted_since: number | null
  readonly missing_since: number | null
  readonly missing_walk: number | null
  readonly ended_at: number | null
}

/** Columns to select, with their table's name in front. */
export const txColumns: string = txTable.columns
  .filter(({ name }) => name !== 'amount_scaled' && name !== 'identity_version')
  .map(({ name }) => `tx.${name}`)
  .join(', ')

export const toRow = (record: TxRecord): Row => ({
  no: record.no,
  state: record.state,
  facts: {
    day: record.day,
    valueDay: record.value_day,
    executedAt: record.executed_at,
    amount: record.amount,
    currency: record.currency,
    originalAmount: record.original_amount,
    originalCurrency: record.original_currency,
    exchangeRate: record.exchange_rate,
    entryReference: record.entry_reference,
    endToEndId: record.e2e,
    counterpartyName: record.counterparty_name,
    counterpartyIban: record.counterparty_iban,
    counterpartyBban: record.counterparty_bban,
    counterpartyBic: record.counterparty_bic,
    text: record.text,
    reference: record.reference,
    mandateId: record.mandate_id,
    creditorId: record.creditor_id,
    code: record.code,
    balanceAfter: record.balance_after,
  },
  identity: record.identity,
  bankId: record.bank_id,
  pendingId: record.pending_id,
  consent: record.consent,
  content: record.content,
  contentVersion: record.content_version,
  walk: record.walk,
  batch: record.batch,
  place: record.place,
  addedSeq: record.added_seq,
  seq: record.seq,
  unlistedSince: record.unlisted_since,
  missingSince: record.missing_since,
  missingWalk: record.missing_walk,
  endedAt: record.ended_at,
})
