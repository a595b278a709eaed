import type { BankProfile } from '../bank-profile.ts'
import {
  accountReference,
  booleanField,
  dayField,
  listField,
  type Members,
  objectField,
  requireKnown,
  textField,
} from '../checks/fields.ts'
import { formatError, refuse } from '../refusal.ts'
import type { Service } from './payment.ts'

const single = [
  'debtorAccount',
  'instructedAmount',
  'creditorAccount',
  'creditorName',
  'endToEndIdentification',
  'instructionIdentification',
  'creditorAgent',
  'creditorAgentName',
  'creditorAddress',
  'creditorId',
  'debtorName',
  'ultimateDebtor',
  'ultimateCreditor',
  'purposeCode',
  'chargeBearer',
  'remittanceInformationUnstructured',
  'remittanceInformationUnstructuredArray',
  'remittanceInformationStructured',
  'requestedExecutionDate',
  'requestedExecutionTime',
] as const

const periodic = ['startDate', 'frequency', 'endDate', 'executionRule', 'dayOfExecution', 'monthsOfExecution'] as const
const bulk = [
  'debtorAccount',
  'payments',
  'batchBookingPreferred',
  'requestedExecutionDate',
  'requestedExecutionTime',
] as const

const frequencies = [
  'Daily',
  'Weekly',
  'EveryTwoWeeks',
  'Monthly',
  'EveryTwoMonths',
  'Quarterly',
  'SemiAnnual',
  'Annual',
  'MonthlyVariable',
]

/** Fraction digits where they are not 2 (ISO 4217). */
const digitsOf: Readonly<Record<string, number>> = { JPY: 0, ISK: 0, KWD: 3 }

const at = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)

/** Check 40: a positive amount with no more digits than the currency has; SEPA is in euros. */
const readAmount = (body: Members, product: string, path: string): void => {
  const field = at(path, 'instructedAmount')
  const value = objectField(body['instructedAmount'], { row: 40, path: field })
  requireKnown(value, ['currency', 'amount'], field)
  const currency =
    textField(value['currency'], { row: 40, path: `${field}.currency`, required: true }, { pattern: /^[A-Z]{3}$/ }) ??
    ''
  const form = { pattern: /^[0-9]{1,14}(\.[0-9]{1,3})?$/ }
  const amount = textField(value['amount'], { row: 40, path: `${field}.amount`, required: true }, form) ?? ''
  const fraction = amount.split('.')[1]?.length ?? 0
  if (/^[0.]*$/.test(amount)) formatError(40, `${field}.amount`, 'The amount must be positive', { received: amount })
  if (fraction > (digitsOf[currency] ?? 2))
    formatError(40, `${field}.amount`, 'The amount has too many digits', { received: amount })
  if (product.includes('sepa') && currency !== 'EUR')
    formatError(40, `${field}.currency`, 'SEPA is in euros', { received: currency })
}

const limits: Readonly<Record<string, number>> = {
  creditorName: 70,
  debtorName: 70,
  ultimateDebtor: 70,
  ultimateCreditor: 70,
  creditorAgentName: 140,
  endToEndIdentification: 35,
  instructionIdentification: 35,
  creditorId: 35,
  remittanceInformationUnstructured: 140,
}

const readTexts = (body: Members, path: string): void => {
  for (const [name, max] of Object.entries(limits)) textField(body[name], { row: 40, path: at(path, name) }, { max })
  const bic = { pattern: /^[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?$/ }
  textField(body['creditorAgent'], { row: 40, path: at(path, 'creditorAgent') }, bic)
  textField(body['chargeBearer'], { row: 40, path: at(path, 'chargeBearer') }, { pattern: /^(DEBT|CRED|SHAR|SLEV)$/ })
  const structured = body['remittanceInformationStructured']
  if (structured === undefined) return
  const reference = objectField(structured, { row: 40, path: at(path, 'remittanceInformationStructured') })['reference']
  textField(
    reference,
    { row: 40, path: at(path, 'remittanceInformationStructured.reference'), required: true },
    { max: 140 },
  )
}

/** One transfer, without debtor and date within a bulk. */
const readTransfer = (body: Members, product: string, path: string, isPart: boolean): void => {
  const known = isPart
    ? single.filter((name) => !/^(debtorAccount|requestedExecution)/.test(name))
    : [...single, ...periodic]
  requireKnown(body, known, path)
  readAmount(body, product, path)
  accountReference(body['creditorAccount'], { row: 40, path: at(path, 'creditorAccount') })
  textField(body['creditorName'], { row: 40, path: at(path, 'creditorName'), required: true }, { max: 70 })
  readTexts(body, path)
}

const dayMs = 86_400_000
const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10)

/** Check 41. */
const readExecutionDate = (body: Members, profile: BankProfile, now: number): void => {
  const day = dayField(body['requestedExecutionDate'], { row: 40, path: 'requestedExecutionDate' })
  if (day === undefined) return
  const latest = dayOf(now + profile.maxExecutionDays * dayMs)
  if (day >= dayOf(now) && day <= latest) return
  const reason = day < dayOf(now) ? 'The execution date lies in the past' : 'The execution date is too far away'
  refuse({
    row: 41,
    status: 400,
    code: 'EXECUTION_DATE_INVALID',
    path: 'requestedExecutionDate',
    reason,
    expected: `${dayOf(now)} to ${latest}`,
    received: day,
  })
}

/** Check 42. */
const readPeriod = (body: Members, now: number): void => {
  const start = dayField(body['startDate'], { row: 42, path: 'startDate', required: true }) ?? ''
  const end = dayField(body['endDate'], { row: 42, path: 'endDate' })
  if (start < dayOf(now)) formatError(42, 'startDate', 'startDate lies in the past', { received: start })
  if (end !== undefined && end < start) formatError(42, 'endDate', 'endDate is before startDate', { received: end })
  const frequency = body['frequency']
  if (!frequencies.some((each) => each === frequency)) {
    formatError(42, 'frequency', 'frequency is unknown', {
      expected: frequencies.join(', '),
      received: String(frequency),
    })
  }
  textField(body['executionRule'], { row: 42, path: 'executionRule' }, { pattern: /^(following|preceding)$/ })
  textField(body['dayOfExecution'], { row: 42, path: 'dayOfExecution' }, { pattern: /^([1-9]|[12]\d|3[01])$/ })
  const months = body['monthsOfExecution']
  const isMonths = Array.isArray(months) && months.length > 0 && months.length <= 11
  if (months !== undefined && !(isMonths && months.every((each) => /^([1-9]|1[0-2])$/.test(String(each))))) {
    formatError(42, 'monthsOfExecution', 'monthsOfExecution must be up to 11 months', {
      received: JSON.stringify(months),
    })
  }
}

/** Checks 40 to 42 of a JSON body. */
export const readPayment = (
  body: Members,
  order: { readonly service: Service; readonly product: string; readonly profile: BankProfile; readonly now: number },
): void => {
  const { service, product, profile, now } = order
  if (body['debtorAccount'] !== undefined || !profile.debtorOptional) {
    accountReference(body['debtorAccount'], { row: 40, path: 'debtorAccount' })
  }
  if (service === 'bulk-payments') {
    requireKnown(body, bulk, '')
    booleanField(body['batchBookingPreferred'], { row: 40, path: 'batchBookingPreferred' })
    const parts = listField(body['payments'], { row: 40, path: 'payments' })
    if (parts.length === 0) formatError(40, 'payments', 'A bulk has at least one payment')
    for (const [index, part] of parts.entries()) readTransfer(part, product, `payments[${index}]`, true)
  } else readTransfer(body, product, '', false)
  if (service === 'periodic-payments') readPeriod(body, now)
  else readExecutionDate(body, profile, now)
}
