import { type BookingStatus, type Counterparty, isNegative, type Money, type Transaction, toMoney } from '@nostro/core'
import type { WireTransaction } from '../api/account-schemas.ts'
import { readRemittance } from './remittance.ts'

/** Ids that stand for no id. */
const placeholder = /^(0+|-+|n\/?a)$/i

/** ING says `NOTPROVIDED`, its specification “Not Provided”. */
const notProvided = /^not\s*provided$/i

export const toTransaction = (
  wire: WireTransaction,
  raw: unknown,
  accountId: string,
  bookingStatus: BookingStatus,
): Transaction => {
  const amount = toMoney(wire.transactionAmount.amount, wire.transactionAmount.currency)
  const transactionId = toId(wire.transactionId)
  const endToEndId = notProvided.test(wire.endToEndId ?? '') ? undefined : wire.endToEndId
  const counterparty = toCounterparty(wire, amount)
  const { information, mandateId, creditorId } = readRemittance(wire)
  return {
    provider: 'ing',
    accountId,
    bookingStatus,
    amount,
    ...(transactionId === undefined ? {} : { transactionId }),
    ...(endToEndId === undefined ? {} : { endToEndId }),
    ...(wire.bookingDate === undefined ? {} : { bookingDate: wire.bookingDate }),
    ...(wire.valueDate === undefined ? {} : { valueDate: wire.valueDate }),
    ...(wire.executionDateTime === undefined ? {} : { executedAt: wire.executionDateTime }),
    ...(counterparty === undefined ? {} : { counterparty }),
    ...(information === undefined ? {} : { remittanceInformation: information }),
    ...(mandateId === undefined ? {} : { mandateId }),
    ...(creditorId === undefined ? {} : { creditorId }),
    ...(wire.transactionType === undefined ? {} : { bankTransactionCode: wire.transactionType }),
    raw,
  }
}

export const toId = (id: string | undefined): string | undefined =>
  id === undefined || placeholder.test(id) ? undefined : id

/** The other side by sign: the creditor of a debit, the debtor of a credit. The holder's own side is never taken. */
const toCounterparty = (wire: WireTransaction, amount: Money): Counterparty | undefined => {
  const [name, account] = isNegative(amount)
    ? [wire.creditorName, wire.creditorAccount]
    : [wire.debtorName, wire.debtorAccount]
  const counterparty = {
    ...(name === undefined ? {} : { name }),
    ...(account?.iban === undefined ? {} : { iban: account.iban.replace(/\s+/g, '').toUpperCase() }),
    ...(account?.bban === undefined ? {} : { bban: account.bban }),
    ...(account?.bic === undefined ? {} : { bic: account.bic }),
  }
  return Object.keys(counterparty).length === 0 ? undefined : counterparty
}
