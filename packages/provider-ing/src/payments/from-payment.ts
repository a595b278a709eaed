import {
  type CreditTransfer,
  isLocalDate,
  type LocalDate,
  type Payment,
  type PaymentFrequency,
  type PaymentKind,
} from '@nostro/core'
import { type FieldRules, refuseField } from '../api/field-rules.ts'
import { frequencyCodes } from '../api/frequency-codes.ts'
import type { IngCommon, IngPayment, IngPaymentFields } from './ing-payment.ts'
import { toIngTransfer } from './to-ing-transfer.ts'

/** The kinds that ING takes. */
export const paymentKinds = [
  'single',
  'instant',
  'scheduled',
  'periodic',
  'bulk',
] as const satisfies readonly PaymentKind[]

export const products = {
  sepa: 'sepa-credit-transfers',
  'cross-border': 'cross-border-credit-transfers',
  domestic: 'domestic-credit-transfers',
} as const

export type IngProduct = (typeof products)[keyof typeof products]

/** @throws NostroError `invalid_request` for a product that ING lacks, or that the kind does not go with */
export const toProduct = ({ kind, product = 'sepa' }: Payment): IngProduct => {
  if (product === 'bank-internal' || product === 'target-2')
    throw refuseField('product', `${product} is not known to ING`, 'Use sepa.')
  if (kind === 'instant' && product === 'cross-border') {
    throw refuseField('product', 'cross-border has no instant payments', 'Use sepa or domestic, or the kind single.')
  }
  if (kind === 'bulk' && product !== 'sepa') {
    throw refuseField('product', `${product} has no bulk payments`, 'ING takes bulk payments in SEPA alone.')
  }
  return products[product]
}

const maxBulkPayments = 5000

export interface FromPaymentParts {
  readonly rules: FieldRules
  readonly product: IngProduct
  /** The earliest day that may still be asked for. */
  readonly today: LocalDate
  readonly fields: IngPaymentFields
}

/**
 * A payment in ING's members, every field checked: what ING would refuse is refused here, with its name.
 * @throws NostroError `invalid_request` naming the field and what is allowed
 */
export const fromPayment = (payment: Payment, parts: FromPaymentParts): IngPayment => {
  const { rules, today, fields } = parts
  switch (payment.kind) {
    case 'single':
    case 'instant':
      return { kind: 'single', common: toCommon(payment, parts), transfer: transferOf(payment, '', parts) }
    case 'scheduled': {
      const requestedExecutionDate = notPast('requestedExecutionDate', payment.requestedExecutionDate, today)
      const common = { ...toCommon(payment, parts), requestedExecutionDate }
      return { kind: 'single', common, transfer: transferOf(payment, '', parts) }
    }
    case 'periodic': {
      if (payment.executionRule !== undefined) {
        throw refuseField('executionRule', 'is not known to ING', 'Leave it out.')
      }
      const schedule = {
        startDate: notPast('startDate', payment.startDate, today),
        endDate: payment.endDate === undefined ? undefined : notBefore(payment.endDate, payment.startDate),
        frequency: toFrequencyCode(payment.frequency),
        dayOfExecution: toDayOfExecution(payment.dayOfExecution, parts),
      }
      return { kind: 'periodic', common: toCommon(payment, parts), transfer: transferOf(payment, '', parts), schedule }
    }
    case 'bulk': {
      const count = payment.payments.length
      if (count < 1 || count > maxBulkPayments) {
        throw refuseField('payments', `has ${count} entries; ING takes 1 to ${maxBulkPayments}`, 'Split the bulk.')
      }
      const day = payment.requestedExecutionDate
      return {
        kind: 'bulk',
        common: {
          ...toCommon(payment, parts),
          requestedExecutionDate: day === undefined ? undefined : notPast('requestedExecutionDate', day, today),
        },
        transfers: payment.payments.map((transfer, index) => transferOf(transfer, `payments.${index}.`, parts)),
        batchBookingPreferred: fields.batchBookingPreferred,
        uetr: fields.uetr === undefined ? undefined : rules.code('uetr', fields.uetr, /^[0-9a-f-]{36}$/, 'a UUID'),
      }
    }
    case 'draft':
    case 'request':
      throw refuseField('kind', `${payment.kind} is not known to ING`, 'See the manifest’s `paymentKinds`.')
  }
  return payment satisfies never
}

const transferOf = (transfer: CreditTransfer, at: string, { rules, product, fields }: FromPaymentParts) =>
  toIngTransfer(transfer, { at, rules, product, hasClearingSystem: fields.clearingSystem !== undefined })

/** The day may stand in the payment, or among ING's own fields as ING writes it. */
const toDayOfExecution = (day: number | undefined, { rules, fields }: FromPaymentParts): string | undefined => {
  const text = day === undefined ? fields.dayOfExecution : String(day).padStart(2, '0')
  return text === undefined
    ? undefined
    : rules.code('dayOfExecution', text, /^(0[1-9]|[12]\d|3[01])$/, 'a day from 01 to 31')
}

const toCommon = ({ kind, debtor }: Payment, { rules, fields }: FromPaymentParts): IngCommon => {
  const { clearingSystem } = fields
  const code = (at: string, value: string | undefined, pattern: RegExp, rule: string): string | undefined =>
    value === undefined ? undefined : rules.code(at, value, pattern, rule)
  const shortCode = /^[A-Za-z0-9]{1,4}$/
  return {
    debtorAccount:
      debtor?.iban === undefined
        ? undefined
        : {
            iban: rules.iban('debtor.iban', debtor.iban),
            currency: code('debtor.currency', debtor.currency, /^[A-Z]{3}$/, 'an ISO 4217 code such as EUR'),
          },
    debtorName: debtor?.name === undefined ? undefined : rules.text('debtor.name', debtor.name, 70),
    debtorAgent: fields.debtorBic === undefined ? undefined : rules.bic('debtorBic', fields.debtorBic),
    chargeBearer: code('chargeBearer', fields.chargeBearer, /^(DEBT|CRED|SHAR|SLEV)$/, 'DEBT, CRED, SHAR or SLEV'),
    instructionPriority: code('instructionPriority', fields.instructionPriority, /^(HIGH|NORM)$/, 'HIGH or NORM'),
    serviceLevelCode: code('serviceLevelCode', fields.serviceLevelCode, shortCode, '1 to 4 letters and digits'),
    categoryPurposeCode: code(
      'categoryPurposeCode',
      fields.categoryPurposeCode,
      shortCode,
      '1 to 4 letters and digits',
    ),
    clearingSystemMemberIdentification: clearingSystem && {
      clearingSystemIdentificationCode: rules.code(
        'clearingSystem.code',
        clearingSystem.code,
        /^[A-Za-z0-9]{1,5}$/,
        '1 to 5 letters and digits',
      ),
      memberIdentification: rules.code(
        'clearingSystem.memberId',
        clearingSystem.memberId,
        /^[A-Za-z0-9]{1,35}$/,
        '1 to 35 letters and digits',
      ),
    },
    localInstrumentCode: kind === 'instant' ? 'INST' : undefined,
  }
}

const toFrequencyCode = (frequency: PaymentFrequency): string => {
  if (Object.hasOwn(frequencyCodes, frequency)) return frequencyCodes[frequency as keyof typeof frequencyCodes]
  throw refuseField('frequency', 'is not one that ING knows', `Use one of: ${Object.keys(frequencyCodes).join(', ')}.`)
}

const notPast = (at: string, day: LocalDate, today: LocalDate): LocalDate => {
  if (!isLocalDate(day)) throw refuseField(at, 'is not a date', 'Write it as YYYY-MM-DD.')
  if (day >= today) return day
  throw refuseField(at, `${day} is in the past`, `Use ${today} or later.`)
}

const notBefore = (endDate: LocalDate, startDate: LocalDate): LocalDate => {
  if (!isLocalDate(endDate)) throw refuseField('endDate', 'is not a date', 'Write it as YYYY-MM-DD.')
  if (endDate >= startDate) return endDate
  throw refuseField('endDate', `${endDate} lies before startDate ${startDate}`, 'Exchange the two.')
}
