import { type Transaction, toInstant, toMoney } from '@nostro/core'
import { simpleFin } from '../api/bank.ts'
import type { WireTransaction } from '../api/schemas.ts'

/** Servers write noon UTC, or a moment of the institution's: the UTC day is what all known clients take. */
const dayOf = (seconds: number): string => toInstant(seconds * 1000).slice(0, 10)

const linesOf = ({ description, memo }: WireTransaction): readonly string[] =>
  [description, memo].flatMap((line) => (line === undefined || line.trim() === '' ? [] : [line]))

/** One entry: positive amounts are money in; pending ones have no day of booking. */
export const toTransaction = (
  wire: WireTransaction,
  raw: unknown,
  account: { readonly id: string; readonly currency: string },
): Transaction => {
  const isPending = wire.pending || wire.posted === 0
  const { transacted_at: happened, payee } = wire
  const lines = linesOf(wire)
  return {
    provider: simpleFin.provider,
    accountId: account.id,
    transactionId: wire.id,
    bookingStatus: isPending ? 'pending' : 'booked',
    bookingDate: isPending ? undefined : dayOf(wire.posted),
    valueDate: isPending && happened !== undefined && happened > 0 ? dayOf(happened) : undefined,
    executedAt: happened === undefined || happened === 0 ? undefined : toInstant(happened * 1000),
    amount: toMoney(wire.amount, account.currency),
    counterparty: payee === undefined || payee.trim() === '' ? undefined : { name: payee },
    remittanceInformation: lines.length === 0 ? undefined : { unstructured: lines },
    raw,
  }
}

/** The day by which an entry belongs to a period. */
export const dayOfEntry = ({ bookingDate, valueDate }: Transaction): string | undefined => bookingDate ?? valueDate
