import { addDays, type CreditTransfer, type LocalDate, type Payment } from '@nostro/core'
import { invalidField } from '@nostro/provider-kit'
import { enableBanking } from '../api/bank.ts'
import type { Aspsp, PaymentTerms } from '../api/schemas.ts'

type Supported = Extract<Payment, { kind: 'single' | 'instant' | 'scheduled' | 'bulk' }>

const products: Readonly<Record<NonNullable<Payment['product']>, string>> = {
  sepa: 'SEPA',
  'cross-border': 'CROSSBORDER',
  domestic: 'DOMESTIC',
  'target-2': 'TARGET2',
  'bank-internal': 'INTERNAL',
}

/** The service's word for kind and product. */
export const paymentTypeOf = ({ kind, product = 'sepa' }: Supported): string => {
  const base = products[product]
  if (kind === 'instant') return `INST_${base}`
  return kind === 'bulk' ? `BULK_${base}` : base
}

const refuse = (field: string, problem: string, hint: string) => invalidField(enableBanking, { field, problem, hint })

/** What the bank offers of this type. @throws NostroError `invalid_request` naming the types that it offers */
const termsOf = (type: string, { name, payments = [] }: Aspsp): PaymentTerms => {
  const terms = payments.find(({ payment_type: each }) => each === type)
  if (terms !== undefined) return terms
  const offered = payments.map(({ payment_type: each }) => each).join(', ')
  throw refuse(
    'kind',
    `needs ${type}, which ${name.slice(0, 60)} does not offer`,
    offered === '' ? 'This bank offers no payments here.' : `It offers: ${offered}.`,
  )
}

const checkTransfer = (transfer: CreditTransfer, terms: PaymentTerms, at: string): void => {
  const { creditor, remittanceInformation } = transfer
  if (creditor.iban === undefined && creditor.bban === undefined) {
    throw refuse(`${at}creditor.iban`, 'is missing', 'Give the receiver’s account.')
  }
  if (terms.creditor_name_required === true && (creditor.name ?? '').trim() === '') {
    throw refuse(`${at}creditor.name`, 'is missing', 'The bank requires the receiver’s name.')
  }
  const lines = terms.remittance_information_lines ?? 1
  if ((remittanceInformation ?? '').length > 140 * Math.max(lines, 1)) {
    throw refuse(`${at}remittanceInformation`, 'is too long', `The bank takes ${lines} lines of 140 characters.`)
  }
}

const linesOf = (text: string | undefined): readonly string[] | undefined =>
  text === undefined || text === '' ? undefined : (text.match(/.{1,140}/gsu) ?? undefined)

const transferBody = (transfer: CreditTransfer, date: LocalDate | undefined) => {
  const { amount, creditor, endToEndId, remittanceInformation, remittanceReference } = transfer
  const account =
    creditor.iban === undefined
      ? { identification: creditor.bban, scheme_name: 'BBAN' }
      : { identification: creditor.iban.replaceAll(' ', '').toUpperCase(), scheme_name: 'IBAN' }
  return {
    instructed_amount: { amount: amount.amount, currency: amount.currency },
    beneficiary: {
      creditor_account: account,
      creditor: creditor.name === undefined ? undefined : { name: creditor.name },
      creditor_agent: creditor.bic === undefined ? undefined : { bic_fi: creditor.bic },
    },
    payment_id: endToEndId === undefined ? undefined : { end_to_end_id: endToEndId },
    requested_execution_date: date,
    reference_number: remittanceReference,
    remittance_information: linesOf(remittanceInformation),
  }
}

const dateOf = (payment: Supported): LocalDate | undefined =>
  payment.kind === 'scheduled' || payment.kind === 'bulk' ? payment.requestedExecutionDate : undefined

/**
 * `payment_type` and `payment_request`, checked against what the bank says of itself.
 * @throws NostroError `invalid_request` naming the field; nothing was sent
 */
export const toPaymentBody = (payment: Supported, aspsp: Aspsp, today: LocalDate) => {
  const type = paymentTypeOf(payment)
  const terms = termsOf(type, aspsp)
  const transfers = payment.kind === 'bulk' ? payment.payments : [payment]
  const most = terms.max_transactions ?? Number.POSITIVE_INFINITY
  if (transfers.length > most)
    throw refuse('payments', `has ${transfers.length} payments`, `The bank takes ${most} at once.`)
  for (const [index, transfer] of transfers.entries()) {
    checkTransfer(transfer, terms, payment.kind === 'bulk' ? `payments.${index}.` : '')
  }
  const date = dateOf(payment)
  if (date !== undefined && terms.requested_execution_date_supported === false) {
    throw refuse('requestedExecutionDate', 'is not taken by the bank', 'Pay at once, or choose another bank.')
  }
  if (date !== undefined && date <= addDays(today, -1)) {
    throw refuse('requestedExecutionDate', 'has passed', 'Give a day from today on.')
  }
  const { debtor } = payment
  if (terms.debtor_account_required === true && debtor?.iban === undefined) {
    throw refuse('debtor.iban', 'is missing', 'The bank wants to know the account to pay from.')
  }
  return {
    payment_type: type,
    payment_request: {
      credit_transfer_transaction: transfers.map((transfer) => transferBody(transfer, date)),
      debtor_account: debtor?.iban === undefined ? undefined : { identification: debtor.iban, scheme_name: 'IBAN' },
      debtor_currency: debtor?.currency,
      debtor: debtor?.name === undefined ? undefined : { name: debtor.name },
    },
  }
}
