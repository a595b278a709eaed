import { type BookingStatus, type Counterparty, isNegative, type Money, type Transaction, toMoney } from '@nostro/core'
import type { WireCardTransaction, WireTransaction } from '../api/account-schemas.ts'
import { dayOf, momentOf, textOf } from '../api/wire-fields.ts'
import { readRemittance, toLines } from './remittance.ts'

const blanks = /\s+/g

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
  const transaction: Mutable<Transaction> = { provider: 'ing', accountId, bookingStatus, amount, raw }
  // Assigned one by one: entries come by the thousand, and spreading a dozen optional members costs more than all else.
  const transactionId = toId(textOf(wire.transactionId))
  if (transactionId !== undefined) transaction.transactionId = transactionId
  const endToEndId = textOf(wire.endToEndId)
  if (endToEndId !== undefined && !notProvided.test(endToEndId)) transaction.endToEndId = endToEndId
  const bookingDate = dayOf(wire.bookingDate)
  if (bookingDate !== undefined) transaction.bookingDate = bookingDate
  const valueDate = dayOf(wire.valueDate)
  if (valueDate !== undefined) transaction.valueDate = valueDate
  const executedAt = momentOf(wire.executionDateTime)
  if (executedAt !== undefined) transaction.executedAt = executedAt
  const counterparty = toCounterparty(wire, amount)
  if (counterparty !== undefined) transaction.counterparty = counterparty
  const { information, mandateId, creditorId } = readRemittance(wire)
  if (information !== undefined) transaction.remittanceInformation = information
  if (mandateId !== undefined) transaction.mandateId = mandateId
  if (creditorId !== undefined) transaction.creditorId = creditorId
  const type = textOf(wire.transactionType)
  if (type !== undefined) transaction.bankTransactionCode = type
  return transaction
}

/** Card entries know no counterparty: the shop stands in the details' text. */
export const toCardTransaction = (
  wire: WireCardTransaction,
  raw: unknown,
  accountId: string,
  bookingStatus: BookingStatus,
): Transaction => {
  const amount = toMoney(wire.transactionAmount.amount, wire.transactionAmount.currency)
  const transaction: Mutable<Transaction> = { provider: 'ing', accountId, bookingStatus, amount, raw }
  const transactionId = toId(wire.cardTransactionId)
  if (transactionId !== undefined) transaction.transactionId = transactionId
  if (wire.bookingDate !== undefined) transaction.bookingDate = wire.bookingDate
  if (wire.transactionDate !== undefined) transaction.valueDate = wire.transactionDate
  const unstructured = toLines(wire.transactionDetails)
  if (unstructured.length > 0) transaction.remittanceInformation = { unstructured }
  return transaction
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

const toId = (id: string | undefined): string | undefined => (id === undefined || placeholder.test(id) ? undefined : id)

/** The other side by sign: the creditor of a debit, the debtor of a credit. The holder's own side is never taken. */
const toCounterparty = (wire: WireTransaction, amount: Money): Counterparty | undefined => {
  const isDebit = isNegative(amount)
  const account = isDebit ? wire.creditorAccount : wire.debtorAccount
  const counterparty: Mutable<Counterparty> = {}
  const name = textOf(isDebit ? wire.creditorName : wire.debtorName)
  if (name !== undefined) counterparty.name = name
  const iban = textOf(account?.iban)
  if (iban !== undefined) counterparty.iban = iban.replace(blanks, '').toUpperCase()
  const bban = textOf(account?.bban)
  if (bban !== undefined) counterparty.bban = bban
  const bic = textOf(account?.bic)
  if (bic !== undefined) counterparty.bic = bic
  return (name ?? iban ?? bban ?? bic) ? counterparty : undefined
}
