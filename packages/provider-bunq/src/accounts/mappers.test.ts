import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { accountSchema } from '../api/account-schemas.ts'
import { paymentSchema } from '../api/payment-schemas.ts'
import { toAccount } from './to-account.ts'
import { toBalances } from './to-balance.ts'
import { toTransaction } from './to-transaction.ts'

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`__fixtures__/${name}`, import.meta.url), 'utf8'))

const accounts = (read('accounts.json') as readonly Record<string, unknown>[]).map((item) => {
  const [type = '', raw] = Object.entries(item)[0] ?? []
  return { type, raw, wire: accountSchema.parse(raw) }
})
const payments = (read('payments.json') as readonly unknown[]).map((raw) => ({
  type: 'Payment',
  raw,
  wire: paymentSchema.parse(raw),
}))

describe('toAccount and toBalances', () => {
  it.each([
    [0, 'current', 'enabled', 'NL84BUNQ2025104413', 'Dagelijks', [['interimAvailable', '1034.75']]],
    [1, 'savings', 'blocked', 'NL84BUNQ2025104413', 'Vakantie', [['interimAvailable', '-0.01']]],
    [2, 'joint', 'closed', undefined, undefined, [['interimAvailable', '0.00']]],
    [
      3,
      'card',
      'blocked',
      undefined,
      'Card',
      [
        ['interimAvailable', '20.00'],
        ['information', '19.00'],
      ],
    ],
    [
      4,
      'external',
      'enabled',
      'NL91ABNA0417164300',
      undefined,
      [
        ['interimBooked', '10.00'],
        ['interimAvailable', '9.00'],
      ],
    ],
    [5, 'external', 'unknown', undefined, undefined, []],
    [6, 'unknown', 'unknown', undefined, undefined, []],
  ] as const)('row %i: %s, %s', (index, kind, status, iban, name, balances) => {
    const entry = accounts[index]
    if (entry === undefined) throw new Error('no such fixture')
    const account = toAccount(entry)
    expect(account).toMatchObject({ provider: 'bunq', id: `${213 + index}`, kind, status, currency: 'EUR' })
    expect(account.iban).toBe(iban)
    expect(account.name).toBe(name)
    expect(account.raw).toBe(entry.raw)
    expect(toBalances(entry).map(({ balanceType, amount }) => [balanceType, amount.amount])).toEqual(balances)
  })

  it('dates the balances of accounts at other banks by when they were read there', () => {
    const [, , , , external] = accounts
    if (external === undefined) throw new Error('no such fixture')
    for (const balance of toBalances(external)) {
      expect(balance).toMatchObject({ referenceDate: '2024-05-02', lastChange: '2024-05-01T22:30:00.000Z' })
    }
  })
})

describe('toTransaction', () => {
  const [transfer, request, card, bare] = payments.map((entry) => toTransaction(entry, '213'))

  it('takes day, moment, sign, other side, text, reference and balance of a transfer', () => {
    expect(transfer).toEqual({
      provider: 'bunq',
      accountId: '213',
      transactionId: '108864',
      bookingStatus: 'booked',
      bookingDate: '2024-05-02',
      executedAt: '2024-05-01T22:30:00.123Z',
      amount: { amount: '-24.95', currency: 'EUR' },
      counterparty: { name: 'Café “De Zon”', iban: 'NL91ABNA0417164300', bic: 'ABNANL2A' },
      remittanceInformation: { unstructured: ['Koffie', 'en taart'], reference: 'INV-7' },
      bankTransactionCode: 'EBA_SCT',
      balanceAfter: { amount: '1009.80', currency: 'EUR' },
      raw: payments[0]?.raw,
    })
  })

  it('names a party by its user where the account has no name, and leaves empty texts out', () => {
    expect(request).toMatchObject({ counterparty: { name: 'Sugar Daddy' }, amount: { amount: '1500.00' } })
    expect(request?.remittanceInformation).toBeUndefined()
    expect(request?.balanceAfter).toBeUndefined()
  })

  it('takes card parties without IBAN', () => {
    expect(card?.counterparty).toEqual({ name: 'BAKKERIJ 12' })
  })

  it('takes a payment of which nothing but id, time and amount is known', () => {
    expect(bare).toMatchObject({ transactionId: '108867', amount: { amount: '0.01', currency: 'EUR' } })
    expect(bare?.counterparty).toBeUndefined()
    expect(bare?.bankTransactionCode).toBeUndefined()
  })
})
