import { NostroError, type Payment, type PaymentFrequency } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { fromPayment } from './from-payment.ts'

/** 23:30 in Amsterdam: the day is the bank's, not UTC's. */
const now = Date.UTC(2024, 4, 1, 22, 30)
const amount = { amount: '12.5', currency: 'EUR' }
const creditor = { email: 'bravo@bunq.com' }
const wireTransfer = {
  amount: { value: '12.50', currency: 'EUR' },
  counterparty_alias: { type: 'EMAIL', value: 'bravo@bunq.com' },
  description: '',
}

const refusalOf = (payment: Payment): string => {
  try {
    return `accepted ${fromPayment(payment, now).endpoint.path}`
  } catch (error) {
    if (!NostroError.isInstance(error)) throw error
    return `${error.code} ${error.bankMessages[0]?.path}`
  }
}

describe('amounts', () => {
  it.each([
    ['12.5', '12.50'],
    ['12', '12.00'],
    ['12.500', '12.50'],
    ['0.01', '0.01'],
    ['0012.30', '12.30'],
    ['9007199254740993.10', '9007199254740993.10'],
  ])('%s is written %s', (given, value) => {
    const { body } = fromPayment({ kind: 'single', amount: { amount: given, currency: 'EUR' }, creditor }, now)
    expect(body).toMatchObject({ amount: { value, currency: 'EUR' } })
  })
})

describe('parties', () => {
  it.each([
    [{ email: 'a@example.com' }, { type: 'EMAIL', value: 'a@example.com' }],
    [
      { phone: '+31600000000', name: 'A' },
      { type: 'PHONE_NUMBER', value: '+31600000000', name: 'A' },
    ],
    [
      { iban: 'nl91 abna 0417 1643 00', name: 'A' },
      { type: 'IBAN', value: 'NL91ABNA0417164300', name: 'A' },
    ],
  ])('%o become a pointer', (party, pointer) => {
    const { body } = fromPayment({ kind: 'single', amount, creditor: party }, now)
    expect(body).toMatchObject({ counterparty_alias: pointer })
  })
})

const frequencies: readonly (readonly [PaymentFrequency, string, number])[] = [
  ['daily', 'DAILY', 1],
  ['weekly', 'WEEKLY', 1],
  ['every-two-weeks', 'WEEKLY', 2],
  ['monthly', 'MONTHLY', 1],
  ['every-two-months', 'MONTHLY', 2],
  ['quarterly', 'MONTHLY', 3],
  ['half-yearly', 'MONTHLY', 6],
  ['yearly', 'YEARLY', 1],
]

describe('schedules', () => {
  it.each(frequencies)('%s is %s with size %i', (frequency, unit, size) => {
    const payment: Payment = { kind: 'periodic', startDate: '2024-05-03', frequency, amount, creditor }
    expect(fromPayment(payment, now).body).toEqual({
      payment: wireTransfer,
      schedule: { time_start: '2024-05-03 06:00:00.000000', recurrence_unit: unit, recurrence_size: size },
    })
  })

  it('end after the last payment of their last day', () => {
    const payment: Payment = {
      kind: 'periodic',
      startDate: '2024-05-03',
      endDate: '2024-06-03',
      frequency: 'monthly',
      amount,
      creditor,
    }
    expect(fromPayment(payment, now).body).toMatchObject({ schedule: { time_end: '2024-06-03 07:00:00.000000' } })
  })
})

describe('lists', () => {
  it('become a batch, a batch of a day, or a draft', () => {
    const payments = [{ amount, creditor }]
    expect(fromPayment({ kind: 'bulk', payments }, now).body).toEqual({ payments: [wireTransfer] })
    expect(fromPayment({ kind: 'bulk', payments, requestedExecutionDate: '2024-05-03' }, now)).toMatchObject({
      endpoint: { path: expect.stringMatching(/schedule-payment-batch$/) },
      body: { payments: [wireTransfer], schedule: { recurrence_unit: 'ONCE' } },
    })
    expect(fromPayment({ kind: 'draft', payments }, now).body).toEqual({
      entries: [wireTransfer],
      number_of_required_accepts: 1,
    })
  })
})

const many = Array.from({ length: 351 }, () => ({ amount, creditor }))
const refusals: readonly (readonly [string, Payment, string])[] = [
  ['an instant payment', { kind: 'instant', amount, creditor }, 'kind'],
  ['a payment abroad', { kind: 'single', product: 'cross-border', amount, creditor }, 'product'],
  ['a day that has begun in Amsterdam', scheduled('2024-05-02'), 'requestedExecutionDate'],
  ['a day that does not exist', scheduled('2024-06-31'), 'requestedExecutionDate'],
  ['an end before the start', periodic('2024-05-01'), 'endDate'],
  ['an empty batch', { kind: 'bulk', payments: [] }, 'payments'],
  ['351 entries of a draft', { kind: 'draft', payments: many }, 'payments'],
  [
    'a bad entry',
    {
      kind: 'bulk',
      payments: [
        { amount, creditor },
        { amount, creditor: {} },
      ],
    },
    'payments[1].creditor',
  ],
  ['two references', { kind: 'single', amount, creditor, endToEndId: 'a', remittanceReference: 'b' }, 'endToEndId'],
  ['a reference of 36 characters', { kind: 'single', amount, creditor, endToEndId: 'x'.repeat(36) }, 'endToEndId'],
  ['nobody to ask', { kind: 'request', amount, payer: {}, description: '' }, 'payer'],
]

function scheduled(requestedExecutionDate: string): Payment {
  return { kind: 'scheduled', requestedExecutionDate, amount, creditor }
}

function periodic(endDate: string): Payment {
  return { kind: 'periodic', startDate: '2024-05-04', endDate, frequency: 'daily', amount, creditor }
}

describe('what cannot be paid', () => {
  it.each(refusals)('%s is refused by the name of its field', (_name, payment, field) => {
    expect(refusalOf(payment)).toBe(`invalid_request ${field}`)
  })

  it('is not 9,000 characters inside bunq', () => {
    const inside = { iban: 'NL86BUNQ2024000000', name: 'A' }
    const text = (length: number): Payment => ({
      kind: 'single',
      amount,
      creditor: inside,
      remittanceInformation: 'x'.repeat(length),
    })
    expect(refusalOf(text(9_001))).toMatch(/^invalid_request /)
    expect(refusalOf({ kind: 'single', amount, creditor, remittanceInformation: 'x'.repeat(9_000) })).toMatch(
      /accepted/,
    )
    expect(refusalOf({ kind: 'single', amount, creditor, remittanceInformation: 'x'.repeat(9_001) })).toBe(
      'invalid_request remittanceInformation',
    )
  })
})
