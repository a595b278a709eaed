import { createHash } from 'node:crypto'
import { amountText } from '../../ing/ais/amount-text.ts'
import { digitsFrom } from '../../ing/ais/country-iban.ts'
import type { LedgerEntry } from '../../ing/ais/ledger.ts'
import type { SeedTransaction } from '../../seed/model.ts'
import type { Aspsp } from '../aspsp.ts'
import type { BankAccount } from './bank-account.ts'

export interface EntryParts {
  readonly entry: LedgerEntry
  readonly account: BankAccount
  readonly aspsp: Aspsp
  readonly now: number
  /** Number of this listing, for ids that change with each. */
  readonly listing: number
  /** Place of the entry among those of its day, the newest being 1. */
  readonly ordinal: number
}

/** Status words of the service. */
export type EntryStatus = 'BOOK' | 'PDNG' | 'HOLD' | 'SCHD' | 'CNCL' | 'RJCT' | 'OTHR'

const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 20)

const referenceOf = ({ entry, aspsp, listing, ordinal, now }: EntryParts): string | null => {
  const day = entry.transaction.bookingDate
  switch (aspsp.habits.references) {
    case 'none':
      return null
    case 'zero_when_pending':
      return entry.status === 'pending' ? '0' : short(entry.id)
    case 'positional':
      return day === new Date(now).toISOString().slice(0, 10) ? null : `${day}.${ordinal}`
    case 'changing':
      return short(`${entry.id}/${listing}`)
    default:
      return short(entry.id)
  }
}

const transactionIdOf = ({ entry, aspsp, listing }: EntryParts): string | null => {
  const { transactionIds } = aspsp.habits
  if (transactionIds === 'none') return null
  return transactionIds === 'lasting' ? entry.id : `${entry.id}.${listing}`
}

const kinds: Readonly<Record<SeedTransaction['kind'], { readonly description: string; readonly code: string }>> = {
  salary: { description: 'Salary', code: 'PMNT' },
  rent: { description: 'Credit transfer', code: 'PMNT' },
  groceries: { description: 'Card payment', code: 'PMNT' },
  refund: { description: 'Card refund', code: 'PMNT' },
  card: { description: 'Card payment', code: 'PMNT' },
  transfer: { description: 'Credit transfer', code: 'PMNT' },
  foreign: { description: 'Card payment abroad', code: 'PMNT' },
  interest: { description: 'Interest', code: 'ACMT' },
  subscription: { description: 'Direct debit', code: 'PMNT' },
}

/** Creditor of a debit, debtor of a credit; the own side by the bank's habit. */
const sidesOf = ({ entry: { transaction }, account, aspsp }: EntryParts) => {
  const { counterparty, amount } = transaction
  const { ownSide, technicalCardNames } = aspsp.habits
  const name =
    technicalCardNames && counterparty.iban === undefined
      ? `CARD-${digitsFrom(counterparty.name, 9)}`
      : counterparty.name
  const other = { name, postal_address: null }
  const otherAccount = counterparty.iban === undefined ? null : { iban: counterparty.iban }
  const otherAgent = counterparty.bic === undefined ? null : { bic_fi: counterparty.bic }
  const own = ownSide === 'absent' ? null : { name: ownSide === 'holder' ? account.holder : '' }
  const ownAccount = account.iban === '' ? null : { iban: account.iban }
  return amount < 0n
    ? {
        creditor: other,
        creditor_account: otherAccount,
        creditor_agent: otherAgent,
        debtor: own,
        debtor_account: ownAccount,
      }
    : {
        debtor: other,
        debtor_account: otherAccount,
        debtor_agent: otherAgent,
        creditor: own,
        creditor_account: ownAccount,
      }
}

/** Some banks complete the text hours later. */
const remittanceOf = ({ entry: { transaction }, aspsp, now }: EntryParts): readonly string[] => {
  const isComplete = now - transaction.instant >= aspsp.habits.textCompleteAfterHours * 3_600_000
  return isComplete ? [transaction.remittance] : [transaction.remittance.split(' ')[0] ?? '']
}

const datesOf = ({ entry, aspsp }: EntryParts) => {
  const { bookingDate: day } = entry.transaction
  if (entry.status === 'booked') return { booking_date: day, value_date: day, transaction_date: null }
  if (aspsp.habits.pendingDates === 'transaction_only')
    return { booking_date: null, value_date: null, transaction_date: day }
  return { booking_date: null, value_date: day, transaction_date: day }
}

/** Rate and original amount of a payment in another currency. */
const exchangeOf = ({ entry: { transaction } }: EntryParts) =>
  transaction.original === undefined
    ? null
    : {
        unit_currency: transaction.original.currency,
        exchange_rate: transaction.original.rate,
        rate_type: 'SPOT',
        contract_identification: null,
        instructed_amount: {
          currency: transaction.original.currency,
          amount: amountText(-transaction.original.amount, transaction.original.currency),
        },
      }

/** One movement as the service writes it: the amount positive, its direction beside it. */
export const transactionEntry = (parts: EntryParts): Readonly<Record<string, unknown>> => {
  const { entry, account, aspsp } = parts
  const { transaction } = entry
  const isDebit = transaction.amount < 0n
  const absolute = isDebit ? -transaction.amount : transaction.amount
  const shown = aspsp.habits.minusSigns && isDebit ? -absolute : absolute
  const kind = kinds[transaction.kind]
  return {
    entry_reference: referenceOf(parts),
    transaction_id: transactionIdOf(parts),
    merchant_category_code: transaction.kind === 'groceries' ? '5411' : null,
    transaction_amount: { currency: account.currency, amount: amountText(shown, account.currency) },
    ...sidesOf(parts),
    bank_transaction_code: { description: kind.description, code: kind.code, sub_code: null },
    credit_debit_indicator: isDebit ? 'DBIT' : 'CRDT',
    status: entry.status === 'booked' ? 'BOOK' : 'PDNG',
    ...datesOf(parts),
    balance_after_transaction: null,
    reference_number: transaction.structuredReference ?? null,
    reference_number_schema: transaction.structuredReference === undefined ? null : 'SCOR',
    remittance_information: remittanceOf(parts),
    exchange_rate: exchangeOf(parts),
    note: null,
  }
}

/** Entries beside the movements: one that will come, one that did not, one that is held. */
export const furtherEntries = (
  parts: Omit<EntryParts, 'entry' | 'ordinal'>,
  today: string,
): readonly Readonly<Record<string, unknown>>[] =>
  (['SCHD', 'RJCT', 'HOLD'] as const).map((status, at) => ({
    entry_reference: short(`${parts.account.id}/${status}`),
    transaction_id: short(`${parts.account.id}/${status}/id`),
    transaction_amount: { currency: parts.account.currency, amount: `${(at + 1) * 10}.50` },
    creditor: { name: 'Further entry' },
    credit_debit_indicator: 'DBIT',
    status,
    booking_date: null,
    value_date: today,
    transaction_date: today,
    remittance_information: [`Further entry ${status}`],
  }))
