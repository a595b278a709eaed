import {
  type EpochMs,
  isLocalDate,
  type LocalDate,
  localDateIn,
  type Payment,
  type PaymentFrequency,
} from '@nostro/core'
import { type Endpoint, endpoints } from '../api/endpoints.ts'
import { refuse, toPointer, toTransfer, toWireAmount, type WireTransfer } from '../api/field-rules.ts'
import { bunqZone } from '../api/timestamp.ts'

/** A checked payment: where it goes and what is sent. `transfers` are what a later look-up compares. */
export interface PaymentOrder {
  readonly endpoint: Endpoint
  readonly body: Readonly<Record<string, unknown>>
  readonly transfers: readonly Pick<
    WireTransfer,
    'amount' | 'description' | 'counterparty_alias' | 'merchant_reference'
  >[]
}

/** Entries of a draft; the same number is kept for batches. */
const mostTransfers = 350

const recurrences: Readonly<Partial<Record<PaymentFrequency, readonly [unit: string, size: number]>>> = {
  daily: ['DAILY', 1],
  weekly: ['WEEKLY', 1],
  'every-two-weeks': ['WEEKLY', 2],
  monthly: ['MONTHLY', 1],
  'every-two-months': ['MONTHLY', 2],
  quarterly: ['MONTHLY', 3],
  'half-yearly': ['MONTHLY', 6],
  yearly: ['YEARLY', 1],
}

/** @throws NostroError `invalid_request` naming the field, before anything is sent */
export const fromPayment = (payment: Payment, now: EpochMs): PaymentOrder => {
  if (payment.product !== undefined && payment.product !== 'sepa' && payment.product !== 'bank-internal') {
    refuse('product', 'is not one that bunq takes here', 'Leave it out, or use “sepa” or “bank-internal”.')
  }
  switch (payment.kind) {
    case 'instant':
      return refuse('kind', 'cannot be “instant”: bunq does not let one ask for it', 'Use “single”.')
    case 'single': {
      const transfer = toTransfer(payment, '')
      return { endpoint: endpoints.createPayment, body: { ...transfer }, transfers: [transfer] }
    }
    case 'scheduled': {
      const transfer = toTransfer(payment, '')
      const schedule = once(payment.requestedExecutionDate, 'requestedExecutionDate', now)
      return { endpoint: endpoints.createSchedule, body: { payment: transfer, schedule }, transfers: [transfer] }
    }
    case 'periodic': {
      const transfer = toTransfer(payment, '')
      return {
        endpoint: endpoints.createSchedule,
        body: { payment: transfer, schedule: recurring(payment, now) },
        transfers: [transfer],
      }
    }
    case 'bulk': {
      const payments = toTransfers(payment.payments)
      if (payment.requestedExecutionDate === undefined) {
        return { endpoint: endpoints.createPaymentBatch, body: { payments }, transfers: payments }
      }
      const schedule = once(payment.requestedExecutionDate, 'requestedExecutionDate', now)
      return { endpoint: endpoints.createBatchSchedule, body: { payments, schedule }, transfers: payments }
    }
    case 'draft': {
      const entries = toTransfers(payment.payments)
      return {
        endpoint: endpoints.createDraftPayment,
        body: { entries, number_of_required_accepts: 1 },
        transfers: entries,
      }
    }
    case 'request': {
      const amount = toWireAmount(payment.amount, 'amount')
      const pointer = toPointer(payment.payer, 'payer')
      const { description } = payment
      return {
        endpoint: endpoints.createRequest,
        // Without bunq.me somebody who is not at bunq would be asked nothing, silently.
        body: {
          amount_inquired: amount,
          counterparty_alias: pointer,
          description,
          allow_bunqme: pointer.type !== 'IBAN',
        },
        transfers: [{ amount, description, counterparty_alias: pointer }],
      }
    }
  }
}

/** @throws NostroError `invalid_request` naming the entry and the field */
export const toTransfers = (payments: readonly Parameters<typeof toTransfer>[0][]): readonly WireTransfer[] => {
  if (payments.length === 0 || payments.length > mostTransfers) {
    return refuse('payments', `must be 1 to ${mostTransfers}`, 'Split them.')
  }
  return payments.map((transfer, index) => toTransfer(transfer, `payments[${index}]`))
}

/** In the morning of the day, which is the same day in UTC and at bunq. */
const startOf = (date: LocalDate): string => `${date} 06:00:00.000000`

const checkDate = (date: LocalDate, field: string, now: EpochMs): LocalDate => {
  if (!isLocalDate(date)) return refuse(field, 'is not a date', 'Write it as YYYY-MM-DD.')
  if (date > localDateIn(bunqZone, now)) return date
  return refuse(field, 'is not in the future', 'Use a later day, or a single payment for today.')
}

const once = (date: LocalDate, field: string, now: EpochMs) => ({
  time_start: startOf(checkDate(date, field, now)),
  recurrence_unit: 'ONCE',
  recurrence_size: 1,
})

const recurring = ({ startDate, endDate, frequency }: Extract<Payment, { kind: 'periodic' }>, now: EpochMs) => {
  const start = checkDate(startDate, 'startDate', now)
  if (endDate !== undefined && (!isLocalDate(endDate) || endDate < start)) {
    return refuse('endDate', 'is before the start', 'Use a later day, or leave it out.')
  }
  const recurrence = Object.hasOwn(recurrences, frequency) ? recurrences[frequency] : undefined
  if (recurrence === undefined)
    return refuse('frequency', 'is not one that bunq knows', `Use one of: ${Object.keys(recurrences).join(', ')}.`)
  const [unit, size] = recurrence
  return {
    time_start: startOf(start),
    // After the last payment of that day.
    time_end: endDate === undefined ? undefined : `${endDate} 07:00:00.000000`,
    recurrence_unit: unit,
    recurrence_size: size,
  }
}
