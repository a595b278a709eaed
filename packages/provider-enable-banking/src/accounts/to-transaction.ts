import {
  type BookingStatus,
  type Counterparty,
  isLocalDate,
  type Money,
  negateMoney,
  type RemittanceInformation,
  type Transaction,
  toMoney,
} from '@nostro/core'
import { enableBanking } from '../api/bank.ts'
import type { WireTransaction } from '../api/schemas.ts'

/** Scheduled, cancelled and rejected entries move no money. */
const statuses: Readonly<Record<string, BookingStatus>> = {
  BOOK: 'booked',
  PDNG: 'pending',
  HOLD: 'pending',
  SCHD: 'information',
  CNCL: 'information',
  RJCT: 'information',
}

/** Placeholders, and places in a day's list, which shift while entries arrive: neither names an entry. */
export const isReference = (text: string | undefined): text is string =>
  text !== undefined && !/^\s*0*\s*$/.test(text) && !/^\d{4}-\d{2}-\d{2}[.-]\d+$/.test(text)

/** The indicator says the direction; a sign that comes besides says nothing more. */
const signed = (
  { amount, currency }: { readonly amount: string; readonly currency: string },
  isDebit: boolean,
): Money => {
  const money = toMoney(amount.replace(/^-/, ''), currency)
  return isDebit ? negateMoney(money) : money
}

const named = (text: string | undefined): string | undefined => {
  const name = text?.trim()
  // Some banks put a technical number where no name is known.
  return name === undefined || name === '' || /^CARD-\d+$/.test(name) ? undefined : name
}

/** The other side: creditor of a debit, debtor of a credit. */
const toCounterparty = (wire: WireTransaction, isDebit: boolean): Counterparty | undefined => {
  const [party, account, agent] = isDebit
    ? [wire.creditor, wire.creditor_account, wire.creditor_agent]
    : [wire.debtor, wire.debtor_account, wire.debtor_agent]
  const counterparty = {
    name: named(party?.name),
    iban: account?.iban,
    bban: account?.other?.scheme_name === 'BBAN' ? account.other.identification : undefined,
    bic: agent?.bic_fi,
  }
  return Object.values(counterparty).some((value) => value !== undefined) ? counterparty : undefined
}

interface Remittance {
  readonly lines: readonly string[]
  readonly mandateId?: string | undefined
  readonly creditorId?: string | undefined
}

/** ING in Germany packs mandate and creditor into the text: `mandatereference:…,creditorid:…,remittanceinformation:…`. */
const readRemittance = (lines: readonly string[]): Remittance => {
  const [, mandate = '', creditor = '', text = ''] =
    /^mandatereference:([^,]*),creditorid:([^,]*),remittanceinformation:([\s\S]*)$/.exec(lines.join('\n')) ?? []
  if (mandate === '' && creditor === '' && text === '') return { lines }
  return {
    lines: text === '' ? [] : text.split('\n'),
    mandateId: mandate === '' ? undefined : mandate,
    creditorId: creditor === '' ? undefined : creditor,
  }
}

const toRemittanceInformation = (
  wire: WireTransaction,
  lines: readonly string[],
): RemittanceInformation | undefined => {
  const unstructured = lines.filter((line) => line.trim() !== '')
  const { reference_number: reference, reference_number_schema: referenceType } = wire
  if (unstructured.length === 0 && reference === undefined) return undefined
  return { unstructured: unstructured.length === 0 ? undefined : unstructured, reference, referenceType }
}

const dayOf = (text: string | undefined): string | undefined => (isLocalDate(text ?? '') ? text : undefined)

/** The day of an entry: any of the three may be the only one. */
export const dayOfEntry = (wire: WireTransaction): string | undefined =>
  dayOf(wire.booking_date) ?? dayOf(wire.transaction_date) ?? dayOf(wire.value_date)

export interface EntryParts {
  readonly accountId: string
  /** False for banks whose references change with each listing. */
  readonly trustsReferences: boolean
}

/** One entry. Its id is the reference that holds over sessions, where the bank gives one. */
export const toTransaction = (wire: WireTransaction, raw: unknown, parts: EntryParts): Transaction => {
  const isDebit = wire.credit_debit_indicator === 'DBIT'
  const { accountId, trustsReferences } = parts
  const reference = trustsReferences && isReference(wire.entry_reference) ? wire.entry_reference : undefined
  const { lines, mandateId, creditorId } = readRemittance(wire.remittance_information ?? [])
  const original = wire.exchange_rate?.instructed_amount
  const after = wire.balance_after_transaction
  const status = statuses[wire.status ?? ''] ?? 'unknown'
  const description = wire.bank_transaction_code?.description ?? wire.bank_transaction_code?.code
  return {
    provider: enableBanking.provider,
    accountId,
    transactionId: reference,
    entryReference: status === 'booked' ? reference : undefined,
    bookingStatus: status,
    bookingDate: dayOf(wire.booking_date),
    valueDate:
      dayOf(wire.value_date) ?? (dayOf(wire.booking_date) === undefined ? dayOf(wire.transaction_date) : undefined),
    amount: signed(wire.transaction_amount, isDebit),
    counterparty: toCounterparty(wire, isDebit),
    remittanceInformation: toRemittanceInformation(wire, lines),
    mandateId,
    creditorId,
    bankTransactionCode: description,
    balanceAfter: after === undefined ? undefined : toMoney(after.amount, after.currency),
    originalAmount: original === undefined ? undefined : signed(original, isDebit),
    exchangeRate: wire.exchange_rate?.exchange_rate,
    raw,
  }
}
