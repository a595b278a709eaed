import { fractionDigits } from '../ais/amount-text.ts'
import {
  bic,
  code,
  country,
  day,
  type FieldCheck,
  flag,
  formatError,
  hasIbanCheckDigits,
  isJson,
  type Json,
  matching,
  object,
  oneOf,
  text,
} from './fields.ts'
import type { PaymentService, Product } from './payment.ts'

const iban: FieldCheck = matching(/^[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}$/, 'an IBAN')
const currency = matching(/^[A-Z]{3}$/, 'a currency code')
const uuid = matching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'a UUID')

const instructedAmount = object({
  amount: matching(/^[0-9]{1,14}(\.[0-9]{1,3})?$/, 'a decimal text such as 12.34'),
  currency,
})

const creditorAccount = object(
  {},
  { iban, bban: matching(/^[A-Za-z0-9]{1,34}$/, 'at most 34 letters and digits'), currency },
)
const debtorAccount = object({ iban }, { currency })

const addressV1 = object(
  { country },
  { street: text(70), buildingNumber: text(70), city: text(70), postalCode: text(70) },
)
const addressV2 = object(
  { country, townName: text(70) },
  { streetName: text(70), buildingNumber: text(16), buildingName: text(35), postCode: text(16) },
)

const codes = {
  chargeBearer: oneOf('DEBT', 'CRED', 'SHAR', 'SLEV'),
  instructionPriority: oneOf('HIGH', 'NORM'),
  serviceLevelCode: code(4),
  localInstrumentCode: code(35),
  categoryPurposeCode: code(4),
}

const clearing = object({ clearingSystemIdentificationCode: code(5), memberIdentification: code(35) })

const creditorFields = { creditorAccount, creditorName: text(70), instructedAmount }

const optionalPerPayment = {
  endToEndIdentification: text(35),
  creditorAgent: bic,
  clearingSystemMemberIdentification: clearing,
  remittanceInformationUnstructured: text(140),
  ...codes,
}

const optionalDebtor = { debtorAccount, debtorName: text(70), debtorAgent: bic, requestedExecutionDate: day }

const FREQUENCIES = ['DAIL', 'WEEK', 'TOWK', 'MNTH', 'TOMN', 'FOMN', 'QUTR', 'SEMI', 'YEAR']

const single = object(creditorFields, { ...optionalPerPayment, ...optionalDebtor, creditorAddress: addressV1 })

const periodic = object(
  { ...creditorFields, startDate: day, frequency: oneOf(...FREQUENCIES) },
  {
    ...optionalPerPayment,
    ...optionalDebtor,
    creditorAddress: addressV1,
    endDate: day,
    dayOfExecution: matching(/^(0[1-9]|[12]\d|3[01])$/, '01 to 31'),
  },
)

const structured = object(
  { reference: text(35) },
  {
    type: object(
      {},
      {
        codeOrProprietary: object({}, { code: oneOf('RADM', 'RPIN', 'FXDR', 'DISP', 'PUOR', 'SCOR') }),
        issuer: text(35),
      },
    ),
  },
)

const bulkItem = (version: 'v1' | 'v2') =>
  version === 'v1'
    ? object(creditorFields, { ...optionalPerPayment, creditorAddress: addressV1 })
    : object(creditorFields, {
        ...optionalPerPayment,
        creditorAddress: addressV2,
        creditorLEI: matching(/^[A-Z0-9]{18}[0-9]{2}$/, 'an LEI'),
        remittanceInformationStructured: structured,
      })

const MOST_PAYMENTS = 5000

const bulk =
  (version: 'v1' | 'v2'): FieldCheck =>
  (value, path) => {
    const list = isJson(value) ? value['payments'] : undefined
    if (list !== undefined && (!Array.isArray(list) || list.length < 1 || list.length > MOST_PAYMENTS)) {
      formatError(68, 'payments', `1 to ${MOST_PAYMENTS} payments are expected`)
    }
    const item = bulkItem(version)
    const items: FieldCheck = (each, at) => {
      if (!Array.isArray(each)) return formatError(63, at, 'must be an array')
      for (const [index, payment] of each.entries()) item(payment, `${at}[${index}]`)
    }
    const optional = { ...optionalDebtor, ...codes, batchBookingPreferred: flag }
    object({ payments: items }, version === 'v1' ? optional : { ...optional, uetr: uuid })(value, path)
  }

/** Row 64: above zero, the currency's own digits, euro for SEPA, and check digits that are right. */
const checkMoney = (payment: Json, product: Product, at: string): void => {
  const { amount = '', currency: name = '' } = payment['instructedAmount'] as { amount?: string; currency?: string }
  const fraction = amount.split('.')[1] ?? ''
  if (/^[0.]+$/.test(amount)) formatError(64, `${at}instructedAmount.amount`, 'must be more than 0', amount)
  if (fraction.length > fractionDigits(name)) {
    formatError(64, `${at}instructedAmount.amount`, `${name} has ${fractionDigits(name)} fraction digits`, amount)
  }
  if (product === 'sepa-credit-transfers' && name !== 'EUR') {
    formatError(64, `${at}instructedAmount.currency`, 'a SEPA credit transfer is in EUR', name)
  }
}

/** Recorded in payments that the sandbox accepted, though its check digits are wrong. */
const SANDBOX_IBAN = 'AT861921125678901234'

const checkIban = (account: unknown, path: string, sandbox: boolean): void => {
  const value = isJson(account) ? account['iban'] : undefined
  if (sandbox && value === SANDBOX_IBAN) return
  if (typeof value === 'string' && !hasIbanCheckDigits(value)) formatError(64, path, 'the check digits are wrong')
}

/** Row 65: without an IBAN a creditor needs a BBAN, and an agent or a clearing member. */
const checkCreditor = (payment: Json, at: string): void => {
  const account = payment['creditorAccount'] as Json
  if (account['iban'] !== undefined) return
  if (account['bban'] === undefined) formatError(65, `${at}creditorAccount`, 'iban or bban is required')
  if (payment['creditorAgent'] === undefined && payment['clearingSystemMemberIdentification'] === undefined) {
    formatError(65, `${at}creditorAgent`, 'a bban needs creditorAgent or clearingSystemMemberIdentification')
  }
}

/** Row 66: dates are not past, and the last is not before the first. */
const checkDates = (body: Json, now: number): void => {
  const today = new Date(now).toISOString().slice(0, 10)
  for (const name of ['requestedExecutionDate', 'startDate']) {
    const value = body[name]
    if (typeof value === 'string' && value < today) formatError(66, name, `must not be before ${today}`, value)
  }
  const { startDate, endDate } = body as { startDate?: unknown; endDate?: unknown }
  if (typeof startDate === 'string' && typeof endDate === 'string' && endDate < startDate) {
    formatError(66, 'endDate', 'must not be before startDate', endDate)
  }
}

const shapeOf = (service: PaymentService, version: 'v1' | 'v2'): FieldCheck =>
  service === 'payments' ? single : service === 'periodic-payments' ? periodic : bulk(version)

export interface InstructionContext {
  readonly service: PaymentService
  readonly product: Product
  readonly version: 'v1' | 'v2'
  /** Lets the sandbox's own documented creditor pass. */
  readonly sandbox: boolean
  readonly now: number
}

const isList = (value: unknown): value is readonly Json[] => Array.isArray(value)

/** The single payments inside a body, with the path at which each stands. */
export const paymentsIn = (body: Json): readonly (readonly [path: string, payment: Json])[] => {
  const { payments } = body as { payments?: unknown }
  return isList(payments) ? payments.map((payment, at) => [`payments[${at}].`, payment]) : [['', body]]
}

/** Rows 63 to 66 and 68 over a JSON body, or over what an XML one says. */
export const checkInstruction = (body: unknown, context: InstructionContext): Json => {
  shapeOf(context.service, context.version)(body, '')
  if (!isJson(body)) return formatError(63, 'body', 'must be an object')
  for (const [at, payment] of paymentsIn(body)) {
    checkMoney(payment, context.product, at)
    checkIban(payment['creditorAccount'], `${at}creditorAccount.iban`, context.sandbox)
  }
  checkIban(body['debtorAccount'], 'debtorAccount.iban', context.sandbox)
  for (const [at, payment] of paymentsIn(body)) checkCreditor(payment, at)
  checkDates(body, context.now)
  return body
}
