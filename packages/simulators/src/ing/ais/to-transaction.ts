import type { SeedTransaction } from '../../seed/model.ts'
import { wireAmount } from './amount-text.ts'
import { digitsFrom } from './country-iban.ts'
import type { LedgerEntry } from './ledger.ts'
import type { Quirks } from './quirks.ts'

/** Fields that a client of v3 may ask to leave out. */
export const OMITTABLE = [
  'debtorName',
  'creditorName',
  'debtorAccount',
  'creditorAccount',
  'remittanceInformationStructured',
  'remittanceInformationUnstructured',
] as const

export interface WireOptions {
  readonly currency: string
  readonly quirks: Quirks
  readonly asString: boolean
  readonly fieldsToOmit: readonly string[]
}

const GERMAN_TYPES: Readonly<Partial<Record<SeedTransaction['kind'], string>>> = {
  salary: 'Gehalt/Rente',
  subscription: 'Lastschrift',
  card: 'Lastschrift',
  interest: 'Zinsen',
}

const isDirectDebit = ({ kind, amount }: SeedTransaction): boolean => kind === 'subscription' && amount < 0n

/** Lines are separated by `<br>`; Germany packs the mandate into the same field. */
const remittanceOf = (transaction: SeedTransaction, quirks: Quirks): string => {
  const lines = transaction.remittance.split(/\r?\n/)
  const shown = transaction.kind === 'card' || transaction.kind === 'groceries'
  const text = (shown ? [transaction.counterparty.name, ...lines] : lines).join('<br>')
  if (!quirks.germanMandates || !isDirectDebit(transaction)) return text
  const mandate = digitsFrom(transaction.counterparty.name, 8)
  return `mandatereference:M${mandate},creditorid:DE98ZZZ0${mandate}12,remittanceinformation:${text}`
}

const counterpartyAccount = (transaction: SeedTransaction, quirks: Quirks): unknown => {
  const { iban, bic, name } = transaction.counterparty
  if (iban !== undefined) return { iban, bic }
  if (!quirks.sparse) return undefined
  return transaction.kind === 'card' ? { bban: Number(digitsFrom(name, 9)) } : {}
}

/** One movement as ING writes it: the counterparty is creditor of a debit and debtor of a credit. */
export const toTransaction = (entry: LedgerEntry, options: WireOptions): Readonly<Record<string, unknown>> => {
  const { transaction, status, id } = entry
  const { quirks, currency, asString, fieldsToOmit } = options
  const role = transaction.amount < 0n ? 'creditor' : 'debtor'
  const germanType = quirks.germanMandates ? GERMAN_TYPES[transaction.kind] : undefined
  const { structuredReference } = transaction
  const wire: Record<string, unknown> = {
    transactionId: id,
    endToEndId: transaction.endToEndId ?? 'NOTPROVIDED',
    bookingDate: status === 'booked' ? transaction.bookingDate : undefined,
    valueDate: status === 'booked' ? (transaction.valueDate ?? transaction.bookingDate) : undefined,
    executionDateTime: new Date(transaction.instant).toISOString(),
    transactionAmount: { currency, amount: wireAmount(transaction.amount, currency, asString) },
    [`${role}Name`]: transaction.counterparty.name,
    [`${role}Account`]: counterpartyAccount(transaction, quirks),
    transactionType: germanType ?? quirks.transactionType,
    remittanceInformationUnstructured: remittanceOf(transaction, quirks),
    remittanceInformationStructured:
      structuredReference === undefined
        ? undefined
        : { referenceType: 'SCOR', referenceIssuer: 'ISO', reference: structuredReference },
  }
  for (const field of fieldsToOmit) delete wire[field]
  return wire
}

/** One movement of a card. */
export const toCardTransaction = (
  entry: LedgerEntry,
  options: WireOptions & { readonly maskedPan: string | undefined },
): Readonly<Record<string, unknown>> => {
  const { transaction, status, id } = entry
  const { currency, asString, maskedPan } = options
  return {
    cardTransactionId: id,
    transactionDate: new Date(transaction.instant).toISOString().slice(0, 10),
    bookingDate: status === 'booked' ? transaction.bookingDate : undefined,
    transactionAmount: { currency, amount: wireAmount(transaction.amount, currency, asString) },
    maskedPan,
    transactionDetails: [transaction.counterparty.name, ...transaction.remittance.split(/\r?\n/)].join('<br>'),
  }
}
