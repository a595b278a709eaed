import { type BookingStatus, type Transaction, toMoney } from '@nostro/core'
import type { WireCardTransaction } from '../api/account-schemas.ts'
import { toLines } from './remittance.ts'
import { toId } from './to-transaction.ts'

/** Card entries know no counterparty: the shop stands in the details' text. */
export const toCardTransaction = (
  wire: WireCardTransaction,
  raw: unknown,
  accountId: string,
  bookingStatus: BookingStatus,
): Transaction => {
  const transactionId = toId(wire.cardTransactionId)
  const unstructured = toLines(wire.transactionDetails)
  return {
    provider: 'ing',
    accountId,
    bookingStatus,
    amount: toMoney(wire.transactionAmount.amount, wire.transactionAmount.currency),
    ...(transactionId === undefined ? {} : { transactionId }),
    ...(wire.bookingDate === undefined ? {} : { bookingDate: wire.bookingDate }),
    ...(wire.transactionDate === undefined ? {} : { valueDate: wire.transactionDate }),
    ...(unstructured.length === 0 ? {} : { remittanceInformation: { unstructured } }),
    raw,
  }
}
