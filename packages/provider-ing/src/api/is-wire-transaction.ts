import type { WireTransaction } from './account-schemas.ts'
import { currencyPattern, decimalPattern, isDay, isMoment } from './wire-fields.ts'

/**
 * Whether an entry fits `wireTransactionSchema` as it stands. Nearly all do, and zod needs ten times as long to say so:
 * it makes a copy of each object and a record of each field. What is refused here goes to the schema, which says why.
 */
export const isWireTransaction = (entry: unknown): entry is WireTransaction =>
  isObject(entry) &&
  isSentText(entry['transactionId']) &&
  isSentText(entry['endToEndId']) &&
  isSent(entry['bookingDate'], isDay) &&
  isSent(entry['valueDate'], isDay) &&
  isSent(entry['executionDateTime'], isMoment) &&
  isAmount(entry['transactionAmount']) &&
  isSentText(entry['creditorName']) &&
  isSentText(entry['debtorName']) &&
  isSentParty(entry['creditorAccount']) &&
  isSentParty(entry['debtorAccount']) &&
  isSentText(entry['transactionType']) &&
  isSentText(entry['remittanceInformationUnstructured']) &&
  isSentStructured(entry['remittanceInformationStructured'])

type Members = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null

const isSentText = (value: unknown): boolean => typeof value === 'string' || isAbsent(value)

const isSent = (value: unknown, fits: (text: string) => boolean): boolean =>
  typeof value === 'string' ? fits(value) : isAbsent(value)

const isAmount = (value: unknown): boolean =>
  isObject(value) && matches(value['currency'], currencyPattern) && matches(value['amount'], decimalPattern)

const matches = (value: unknown, pattern: RegExp): boolean => typeof value === 'string' && pattern.test(value)

const isSentParty = (value: unknown): boolean =>
  isAbsent(value) ||
  (isObject(value) && isSentText(value['iban']) && isSentText(value['bban']) && isSentText(value['bic']))

const isSentStructured = (value: unknown): boolean =>
  isSentText(value) ||
  (isObject(value) &&
    isSentText(value['reference']) &&
    isSentText(value['referenceType']) &&
    isSentText(value['referenceIssuer']) &&
    isSentText(value['type']) &&
    isSentText(value['issuer']))
