import type { LedgerEntry } from '../../ing/ais/ledger.ts'
import { amountWire, orNull } from '../answers.ts'
import type { BankProfile } from '../bank-profile.ts'
import type { BankAccount } from './bank-account.ts'

/** Debits are negative, or positive at the banks where they are. */
const signed = ({ debits }: BankProfile, amount: bigint): bigint =>
  debits === 'positive' && amount < 0n ? -amount : amount

const structuredWire = (profile: BankProfile, reference: string | undefined): unknown =>
  reference === undefined || profile.structuredRemittance === 'text' ? orNull(profile, reference) : { reference }

/** One movement of an account: the other side is creditor of a debit and debtor of a credit. */
export const transactionWire = (
  profile: BankProfile,
  account: BankAccount,
  { transaction, id, status }: LedgerEntry,
): Readonly<Record<string, unknown>> => {
  const { counterparty, amount, original } = transaction
  const role = amount < 0n ? 'creditor' : 'debtor'
  const isBooked = status === 'booked'
  return {
    transactionId: profile.transactionIds === 'none' ? undefined : id,
    endToEndId: orNull(profile, transaction.endToEndId),
    mandateId: transaction.kind === 'subscription' ? `M-${counterparty.name.length}` : orNull(profile, undefined),
    bookingDate: isBooked ? transaction.bookingDate : orNull(profile, undefined),
    valueDate: transaction.bookingDate,
    transactionAmount: amountWire(profile, signed(profile, amount), account.currency),
    ...(original === undefined
      ? {}
      : {
          currencyExchange: [
            {
              sourceCurrency: original.currency,
              exchangeRate: original.rate,
              unitCurrency: account.currency,
              targetCurrency: account.currency,
              quotationDate: transaction.bookingDate,
            },
          ],
        }),
    [`${role}Name`]: counterparty.name,
    [`${role}Account`]: counterparty.iban === undefined ? undefined : { iban: counterparty.iban },
    [`${role}Agent`]: counterparty.bic,
    remittanceInformationUnstructured: transaction.remittance,
    remittanceInformationStructured: structuredWire(profile, transaction.structuredReference),
    bankTransactionCode: amount < 0n ? 'PMNT-ICDT' : 'PMNT-RCDT',
  }
}

export const cardTransactionWire = (
  profile: BankProfile,
  account: BankAccount,
  { transaction, id, status }: LedgerEntry,
): Readonly<Record<string, unknown>> => ({
  cardTransactionId: id.slice(0, 35),
  transactionDate: new Date(transaction.instant).toISOString().slice(0, 10),
  bookingDate: status === 'booked' ? transaction.bookingDate : orNull(profile, undefined),
  transactionAmount: amountWire(profile, signed(profile, transaction.amount), account.currency),
  originalAmount:
    transaction.original === undefined
      ? undefined
      : amountWire(profile, transaction.original.amount, transaction.original.currency),
  cardAcceptorId: transaction.counterparty.name.slice(0, 35),
  maskedPAN: account.maskedPan,
  transactionDetails: transaction.remittance,
  invoiced: status === 'booked',
})

/** A standing order, the only kind of `information` here. */
export const standingOrderWire = (profile: BankProfile, account: BankAccount): Readonly<Record<string, unknown>> => ({
  transactionAmount: amountWire(profile, signed(profile, -5_000n), account.currency),
  creditorName: 'Sparverein Muster',
  remittanceInformationUnstructured: 'Monthly saving',
  additionalInformationStructured: {
    standingOrderDetails: { startDate: '2026-01-01', frequency: 'Monthly', executionRule: 'following' },
  },
})
