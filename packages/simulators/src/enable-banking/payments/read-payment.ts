import { ibanRemainder } from '../../seed/check-digits.ts'
import { utcDay } from '../accounts/read-period.ts'
import type { Aspsp, PaymentTerms } from '../aspsp.ts'
import { listIn, type Members, objectIn, optionalObject, optionalTexts, textIn } from '../checks/fields.ts'
import { refuse } from '../refusal.ts'
import type { Application } from '../state.ts'

const invalid = (row: number, reason: string, sides: { expected?: string; received?: string } = {}): never =>
  refuse({ row, status: 422, error: 'INVALID_PAYMENT', reason, detail: reason, ...sides })

/** Check 50: a type that the bank offers to this kind of customer. */
export const readTerms = (body: Members, aspsp: Aspsp): PaymentTerms => {
  const type = textIn(body, 'payment_type')
  const terms = aspsp.payments.find(({ paymentType }) => paymentType === type)
  const expected = aspsp.payments.map(({ paymentType }) => paymentType).join(', ') || 'no payments at this bank'
  return terms ?? invalid(50, 'The bank does not offer this payment_type', { expected, received: type })
}

const isIban = (text: string): boolean => /^[A-Z]{2}\d\d[A-Z0-9]{8,30}$/.test(text) && ibanRemainder(text) === 1

/** Check 52. */
const checkAmount = (transfer: Members, terms: PaymentTerms): void => {
  const { amount, currency } = objectIn(transfer, 'instructed_amount') as { amount?: unknown; currency?: unknown }
  if (typeof amount !== 'string' || !/^\d{1,14}(\.\d{1,2})?$/.test(amount) || /^[0.]+$/.test(amount)) {
    invalid(52, 'instructed_amount.amount must be a positive decimal text', {
      received: JSON.stringify(amount) ?? 'nothing',
    })
  }
  if (typeof currency !== 'string' || !terms.currencies.includes(currency)) {
    invalid(52, 'The currency is not served', { expected: terms.currencies.join(', '), received: String(currency) })
  }
}

/** Check 53. */
const checkBeneficiary = (transfer: Members, terms: PaymentTerms): void => {
  const beneficiary = objectIn(transfer, 'beneficiary')
  const account = objectIn(beneficiary, 'creditor_account')
  const identification = textIn(account, 'identification', 'creditor_account.identification')
  const scheme = textIn(account, 'scheme_name', 'creditor_account.scheme_name')
  if (scheme === 'IBAN' && !isIban(identification)) invalid(53, 'The IBAN of the creditor has wrong check digits')
  const name = optionalObject(beneficiary, 'creditor')?.['name']
  if (terms.creditorNameRequired && (typeof name !== 'string' || name.trim() === '')) {
    invalid(53, 'The bank requires the name of the creditor')
  }
}

/** Check 54. */
const checkTexts = (transfer: Members, terms: PaymentTerms, now: number): void => {
  const lines = optionalTexts(transfer, 'remittance_information')
  if (lines.length > terms.remittanceLines || lines.some((line) => line.length > 140)) {
    invalid(54, 'Too much remittance information', {
      expected: `${terms.remittanceLines} lines of 140`,
      received: String(lines.length),
    })
  }
  const date = transfer['requested_execution_date']
  if (date === undefined || date === null) return
  if (!terms.executionDateSupported) invalid(54, 'The bank takes no requested_execution_date here')
  if (typeof date !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(date) || date < utcDay(now)) {
    invalid(54, 'requested_execution_date must be a day from today on', { received: String(date) })
  }
}

/** Checks 51 to 55 on `payment_request`: the transfers of one payment. */
export const readTransfers = (
  request: Members,
  terms: PaymentTerms,
  parties: { readonly application: Application; readonly now: number },
): readonly Members[] => {
  const transfers = listIn(request, 'credit_transfer_transaction')
  const isBulk = terms.paymentType.startsWith('BULK_')
  if (transfers.length === 0 || transfers.length > terms.maxTransactions || (isBulk && transfers.length < 2)) {
    invalid(51, 'Wrong number of transfers', {
      expected: `1 to ${terms.maxTransactions}`,
      received: String(transfers.length),
    })
  }
  if (terms.debtorAccountRequired && optionalObject(request, 'debtor_account') === undefined) {
    invalid(51, 'The bank requires debtor_account')
  }
  for (const transfer of transfers) {
    checkAmount(transfer, terms)
    checkBeneficiary(transfer, terms)
    checkTexts(transfer, terms, parties.now)
  }
  const { linkedAccounts } = parties.application
  const creditors = transfers.map((transfer) => {
    const account = objectIn(objectIn(transfer, 'beneficiary'), 'creditor_account')
    return textIn(account, 'identification')
  })
  const foreign = creditors.find((creditor) => linkedAccounts !== undefined && !linkedAccounts.includes(creditor))
  if (foreign === undefined) return transfers
  const reason = 'A restricted application pays to its linked accounts alone'
  return refuse({ row: 55, status: 422, error: 'UNTRUSTED_PAYMENT_PARTY', reason })
}
