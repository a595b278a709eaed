import { addDays, type CreditTransfer, type LocalDate, type Payment, type PaymentFrequency } from '@nostro/core'
import { type Bank, invalidField } from '@nostro/provider-kit'
import type { BankProfile } from '../banks/bank-profile.ts'

export type SupportedPayment = Extract<Payment, { kind: 'single' | 'instant' | 'scheduled' | 'periodic' | 'bulk' }>

export interface PaymentOrderBody {
  readonly service: 'payments' | 'bulk-payments' | 'periodic-payments'
  readonly product: string
  readonly body: Readonly<Record<string, unknown>>
}

const frequencies: Readonly<Record<PaymentFrequency, string>> = {
  daily: 'Daily',
  weekly: 'Weekly',
  'every-two-weeks': 'EveryTwoWeeks',
  monthly: 'Monthly',
  'monthly-variable': 'MonthlyVariable',
  'every-two-months': 'EveryTwoMonths',
  quarterly: 'Quarterly',
  'half-yearly': 'SemiAnnual',
  yearly: 'Annual',
}

const services = {
  single: 'payments',
  instant: 'payments',
  scheduled: 'payments',
  periodic: 'periodic-payments',
  bulk: 'bulk-payments',
} as const

const transferBody = (transfer: CreditTransfer, bank: Bank, at: string): Readonly<Record<string, unknown>> => {
  const { amount, creditor, endToEndId, remittanceInformation, remittanceReference } = transfer
  const missing = (field: string, hint: string) =>
    invalidField(bank, { field: `${at}${field}`, problem: 'is missing', hint })
  if (creditor.name === undefined || creditor.name.trim() === '')
    throw missing('creditor.name', 'The standard demands the receiver’s name.')
  if (creditor.iban === undefined && creditor.bban === undefined)
    throw missing('creditor.iban', 'Give the receiver’s account.')
  const tooLong = (field: string, text: string | undefined, most: number): void => {
    if ((text ?? '').length > most)
      throw invalidField(bank, { field: `${at}${field}`, problem: 'is too long', hint: `At most ${most} characters.` })
  }
  tooLong('creditor.name', creditor.name, 70)
  tooLong('remittanceInformation', remittanceInformation, 140)
  tooLong('remittanceReference', remittanceReference, 140)
  return {
    endToEndIdentification: endToEndId,
    instructedAmount: { currency: amount.currency, amount: amount.amount },
    creditorAccount:
      creditor.iban === undefined ? { bban: creditor.bban } : { iban: creditor.iban.replaceAll(' ', '').toUpperCase() },
    creditorAgent: creditor.bic,
    creditorName: creditor.name,
    creditorAddress: addressOf(creditor.address),
    remittanceInformationUnstructured: remittanceInformation === '' ? undefined : remittanceInformation,
    remittanceInformationStructured: remittanceReference === undefined ? undefined : { reference: remittanceReference },
  }
}

const addressOf = (address: CreditTransfer['creditor']['address']) =>
  address === undefined
    ? undefined
    : {
        streetName: address.street,
        buildingNumber: address.buildingNumber,
        townName: address.city,
        postCode: address.postalCode,
        country: address.country,
      }

const productOf = ({ kind, product = 'sepa' }: SupportedPayment, profile: BankProfile, bank: Bank): string => {
  const name =
    kind === 'instant' ? profile.products.instant : product === 'bank-internal' ? undefined : profile.products[product]
  if (name !== undefined) return name
  const known = Object.keys(profile.products).join(', ')
  throw invalidField(bank, {
    field: kind === 'instant' ? 'kind' : 'product',
    problem: `is not offered by ${profile.name}`,
    hint: `It offers: ${known || 'no payments'}.`,
  })
}

const requireAhead = (date: LocalDate, field: string, today: LocalDate, bank: Bank): void => {
  if (date > addDays(today, -1)) return
  throw invalidField(bank, { field, problem: 'has passed', hint: 'Give a day from today on.' })
}

const periodOf = (payment: Extract<SupportedPayment, { kind: 'periodic' }>) => ({
  startDate: payment.startDate,
  endDate: payment.endDate,
  frequency: frequencies[payment.frequency],
  executionRule: payment.executionRule,
  dayOfExecution: payment.dayOfExecution === undefined ? undefined : String(payment.dayOfExecution),
})

/**
 * Service, product and JSON body of a payment.
 * @throws NostroError `invalid_request` naming the field; nothing was sent
 */
export const toPaymentBody = (
  payment: SupportedPayment,
  profile: BankProfile,
  bank: Bank,
  today: LocalDate,
): PaymentOrderBody => {
  const product = productOf(payment, profile, bank)
  const { debtor } = payment
  if (debtor?.iban === undefined && !profile.debtorOptional) {
    throw invalidField(bank, {
      field: 'debtor.iban',
      problem: 'is missing',
      hint: `${profile.name} wants the account to pay from.`,
    })
  }
  const debtorAccount =
    debtor?.iban === undefined
      ? undefined
      : { iban: debtor.iban.replaceAll(' ', '').toUpperCase(), currency: debtor.currency }
  const service = services[payment.kind]
  if (payment.kind === 'bulk') {
    const { requestedExecutionDate: date } = payment
    if (date !== undefined) requireAhead(date, 'requestedExecutionDate', today, bank)
    const payments = payment.payments.map((transfer, index) => transferBody(transfer, bank, `payments.${index}.`))
    return { service, product, body: { debtorAccount, requestedExecutionDate: date, payments } }
  }
  const transfer = { ...transferBody(payment, bank, ''), debtorAccount, debtorName: debtor?.name }
  if (payment.kind === 'scheduled') {
    requireAhead(payment.requestedExecutionDate, 'requestedExecutionDate', today, bank)
    return { service, product, body: { ...transfer, requestedExecutionDate: payment.requestedExecutionDate } }
  }
  if (payment.kind === 'periodic') {
    requireAhead(payment.startDate, 'startDate', today, bank)
    return { service, product, body: { ...transfer, ...periodOf(payment) } }
  }
  return { service, product, body: transfer }
}
