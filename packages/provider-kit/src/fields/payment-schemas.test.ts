import type { Payment } from '@nostro/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPayment, checkTransfers } from './payment-schemas.ts'

const bank = { provider: 'test', name: 'Test Bank' }
const kinds = ['single', 'scheduled', 'periodic', 'bulk'] as const
const payment = {
  kind: 'single',
  amount: { amount: '12.34', currency: 'EUR' },
  creditor: { name: 'Bakker BV', iban: 'NL69INGB0123456789' },
} as const
const check = (value: unknown): Payment => checkPayment(value as Payment, { bank, kinds })
const errorOf = (value: unknown): { code: string; message: string; hint: string } => {
  try {
    check(value)
  } catch (error) {
    return error as { code: string; message: string; hint: string }
  }
  throw new Error('was taken')
}

describe('checkPayment', () => {
  it.each([
    payment,
    { ...payment, remittanceInformation: '', endToEndId: 'x', debtor: { accountId: '1' }, product: 'sepa' },
    { ...payment, amount: { amount: '1', currency: 'JPY' } },
    { ...payment, amount: { amount: '1.234', currency: 'KWD' } },
    { ...payment, kind: 'scheduled', requestedExecutionDate: '2028-02-29' },
    { ...payment, kind: 'periodic', startDate: '2026-01-01', endDate: '2026-01-01', frequency: 'monthly' },
    { kind: 'bulk', payments: [{ amount: payment.amount, creditor: payment.creditor }], debtor: undefined },
  ])('takes a good one: %j', (value) => {
    expect(check(value)).toBe(value)
  })

  it.each([
    [
      'A8: a number as amount',
      { amount: { amount: 1, currency: 'EUR' } },
      'amount.amount',
      'must be text, not a number',
    ],
    ['A8: an exponent', { amount: { amount: '1e3', currency: 'EUR' } }, 'amount.amount', 'plain decimal'],
    ['A8: a sign', { amount: { amount: '-1', currency: 'EUR' } }, 'amount.amount', 'plain decimal'],
    ['nothing to pay', { amount: { amount: '0.00', currency: 'EUR' } }, 'amount.amount', 'more than zero'],
    ['more digits than the currency has', { amount: { amount: '1.5', currency: 'JPY' } }, 'amount.amount', 'fraction'],
    [
      'A15: an amount of 60 digits',
      { amount: { amount: '1'.repeat(60), currency: 'EUR' } },
      'amount.amount',
      '18 digits',
    ],
    ['a small currency', { amount: { amount: '1', currency: 'eur' } }, 'amount.currency', 'capital'],
    ['A8: a misspelt member', { remittanceInfo: 'x' }, 'remittanceInfo', 'not known'],
    ['A8: a misspelt member inside', { creditor: { ...payment.creditor, ibn: 'x' } }, 'creditor.ibn', 'not known'],
    ['A8: an unknown kind', { kind: 'sepa' }, 'kind', '“sepa”'],
    ['a kind that the bank does not take', { kind: 'instant' }, 'kind', '“instant”'],
    ['no kind', { kind: undefined }, 'kind', 'is missing'],
    ['no amount', { amount: undefined }, 'amount', 'is missing'],
    ['a text as creditor', { creditor: 'Bakker' }, 'creditor', 'must be an object, not text'],
    ['a wrong IBAN', { creditor: { iban: 'NL00INGB0123456789' } }, 'creditor.iban', 'valid IBAN'],
    ['a wrong product', { product: 'wire' }, 'product', 'must be one of'],
    ['a long reference', { endToEndId: 'x'.repeat(36) }, 'endToEndId', 'at most 35'],
    [
      'A8: a Date',
      { kind: 'scheduled', requestedExecutionDate: new Date(0) },
      'requestedExecutionDate',
      'must be text, not a Date',
    ],
    [
      'a day that is none',
      { kind: 'scheduled', requestedExecutionDate: '2026-02-29' },
      'requestedExecutionDate',
      'day',
    ],
    [
      'an end before the start',
      { kind: 'periodic', startDate: '2026-02-02', endDate: '2026-02-01', frequency: 'monthly' },
      'endDate',
      'before',
    ],
  ])('refuses %s, and names the field', (_, change, field, words) => {
    const error = errorOf({ ...payment, ...change })
    expect(error.code).toBe('invalid_request')
    expect(error.message).toMatch(new RegExp(`^\`${field.replaceAll('.', '\\.')}\` `))
    expect(error.message).toContain(words)
  })

  it('says what a misspelt member was meant to be', () => {
    expect(errorOf({ ...payment, remittanceInfo: 'x' }).hint).toContain('`remittanceInformation`')
    expect(errorOf({ ...payment, creditor: { ...payment.creditor, nmae: 'x' } }).hint).toContain('`name`')
    expect(errorOf({ ...payment, zzzz: 1 }).hint).toContain('amount')
  })

  it('names the entry of a bulk', () => {
    const entry = { amount: payment.amount, creditor: payment.creditor }
    const error = errorOf({ kind: 'bulk', payments: [entry, { ...entry, amount: { amount: 2, currency: 'EUR' } }] })
    expect(error.message).toContain('`payments.1.amount.amount`')
    expect(() => checkTransfers([entry, { ...entry, x: 1 }], bank)).toThrow(/`payments\.1\.x`/)
    expect(errorOf({ kind: 'bulk', payments: [] }).message).toContain('at least 1 entries')
  })

  it('A8: refuses whatever plain JavaScript passes, and never with a TypeError', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(errorOf(value).code).toBe('invalid_request')
      }),
      { numRuns: 200 },
    )
  })
})
