import { addDays, type Clock, type Debtor, type Payment, type PaymentKind, toInstant } from '@nostro/core'

interface SamplePaymentParts {
  readonly clock: Pick<Clock, 'now'>
  readonly debtor?: Debtor | undefined
}

const creditor = { name: 'Bakker BV', iban: 'NL20INGB0001234567' }

/** Payments of any kind that simulated banks take, each with a text of its own by which it is found again. */
export const createSamplePayments = ({ clock, debtor }: SamplePaymentParts): ((kind: PaymentKind) => Payment) => {
  let serial = 0
  return (kind) => {
    serial += 1
    const text = `kit payment ${serial}.`
    const amount = { amount: '12.34', currency: 'EUR' }
    const single = { amount, creditor, remittanceInformation: text }
    const day = addDays(toInstant(clock.now()).slice(0, 10), 2)
    if (kind === 'scheduled') return { ...single, kind, debtor, requestedExecutionDate: day }
    if (kind === 'periodic') return { ...single, kind, debtor, startDate: day, frequency: 'monthly' }
    if (kind === 'bulk') {
      return { kind, debtor, payments: [single, { ...single, remittanceInformation: `${text} second` }] }
    }
    return { ...single, kind: kind === 'instant' ? 'instant' : 'single', debtor }
  }
}

/** The text by which a payment is found among the requests. */
export const textOfPayment = (payment: Payment): string => {
  const [first] = 'payments' in payment ? payment.payments : []
  const text = 'remittanceInformation' in payment ? payment.remittanceInformation : first?.remittanceInformation
  return text ?? ''
}

/** A redirect whose `state` was changed on the way. */
export const withOtherState = (url: string): string => url.replace(/state=[^&]+/, `state=${'x'.repeat(43)}`)
