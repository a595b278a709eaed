import {
  type BookingStatus,
  type Counterparty,
  isLocalDate,
  isNegative,
  type Money,
  negateMoney,
  type Transaction,
  toMoney,
} from '@nostro/core'
import type { Bank } from '@nostro/provider-kit'
import type { WireTransaction } from '../api/schemas.ts'
import type { BankProfile } from '../banks/bank-profile.ts'

export interface TransactionParts {
  readonly bank: Bank
  readonly profile: BankProfile
  readonly accountId: string
  readonly status: BookingStatus
}

const isNamed = (name: string | undefined, account: WireTransaction['creditorAccount']): boolean =>
  (name ?? '').trim() !== '' || account?.iban !== undefined

/** Debits are negative. Where a bank sends them positive, the side that is named says the direction. */
const signed = (wire: WireTransaction, { positiveDebits }: BankProfile): Money => {
  const money = toMoney(wire.transactionAmount.amount, wire.transactionAmount.currency)
  const goesOut = isNamed(wire.creditorName, wire.creditorAccount) && !isNamed(wire.debtorName, wire.debtorAccount)
  return positiveDebits && !isNegative(money) && goesOut ? negateMoney(money) : money
}

const text = (value: string | undefined): string | undefined => ((value ?? '').trim() === '' ? undefined : value)

const toCounterparty = (wire: WireTransaction, isDebit: boolean): Counterparty | undefined => {
  const [name, account, bic] = isDebit
    ? [wire.creditorName ?? wire.cardAcceptorId, wire.creditorAccount, wire.creditorAgent]
    : [wire.debtorName ?? wire.cardAcceptorId, wire.debtorAccount, wire.debtorAgent]
  const counterparty = { name: text(name), iban: account?.iban, bban: account?.bban, bic }
  return Object.values(counterparty).some((value) => value !== undefined) ? counterparty : undefined
}

const linesOf = (wire: WireTransaction): readonly string[] => {
  const {
    remittanceInformationUnstructured: one,
    remittanceInformationUnstructuredArray: many,
    transactionDetails,
  } = wire
  return (many ?? [one ?? transactionDetails]).flatMap((line) => (text(line) === undefined ? [] : [line ?? '']))
}

const dayOf = (value: string | undefined): string | undefined => (isLocalDate(value ?? '') ? value : undefined)

/** One entry. Many banks give no id at all. */
export const toTransaction = (
  wire: WireTransaction,
  raw: unknown,
  { bank, profile, accountId, status }: TransactionParts,
): Transaction => {
  const amount =
    status === 'information'
      ? toMoney(wire.transactionAmount.amount, wire.transactionAmount.currency)
      : signed(wire, profile)
  const unstructured = linesOf(wire)
  const reference = text(wire.remittanceInformationStructured)
  const after = wire.balanceAfterTransaction?.balanceAmount
  const original = wire.originalAmount
  const { endToEndId } = wire
  return {
    provider: bank.provider,
    accountId,
    transactionId: text(wire.transactionId) ?? text(wire.cardTransactionId),
    entryReference: status === 'booked' ? text(wire.entryReference) : undefined,
    endToEndId: endToEndId === 'NOTPROVIDED' ? undefined : text(endToEndId),
    bookingStatus: status,
    bookingDate: status === 'pending' ? undefined : dayOf(wire.bookingDate),
    valueDate: dayOf(wire.valueDate) ?? dayOf(wire.transactionDate),
    amount,
    counterparty: toCounterparty(wire, isNegative(amount)),
    remittanceInformation:
      unstructured.length === 0 && reference === undefined
        ? undefined
        : { unstructured: unstructured.length === 0 ? undefined : unstructured, reference },
    mandateId: text(wire.mandateId),
    creditorId: text(wire.creditorId),
    bankTransactionCode: text(wire.proprietaryBankTransactionCode) ?? text(wire.bankTransactionCode),
    balanceAfter: after === undefined ? undefined : toMoney(after.amount, after.currency),
    originalAmount: original === undefined ? undefined : toMoney(original.amount, original.currency),
    exchangeRate: wire.currencyExchange?.[0]?.exchangeRate,
    raw,
  }
}
