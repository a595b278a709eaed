import { readEntries } from '@nostro/provider-kit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accountSchema, balanceSchema, transactionSchema } from '../api/schemas.ts'
import { bankProfileSchema } from '../banks/bank-profile.ts'
import { toAccount } from './to-account.ts'
import { toBalance } from './to-balance.ts'
import { toTransaction } from './to-transaction.ts'

const bank = { provider: 'berlin-group', name: 'X' }
const row = {
  id: 'x',
  name: 'X',
  country: 'DE',
  source: 'a test',
  checked: '2026',
  tried: 'untried',
  baseUrl: 'https://x.example',
  consentKinds: ['global'],
}
const profile = bankProfileSchema.parse(row)

const goodEntry = {
  transactionId: 't-1',
  bookingDate: '2026-03-04',
  transactionAmount: { currency: 'EUR', amount: '-12.50' },
  creditorName: 'Shop',
  creditorAccount: { iban: 'NL91ABNA0417164300' },
  remittanceInformationUnstructured: 'Invoice 7',
}

const entry = (change: object, status: 'booked' | 'pending' = 'booked', positiveDebits = false) =>
  readEntries([{ ...goodEntry, ...change }], {
    what: 'transaction',
    schema: transactionSchema,
    map: (wire, raw) =>
      toTransaction(wire, raw, { bank, profile: { ...profile, positiveDebits }, accountId: 'a-1', status }),
  })

const account = (change: object) =>
  readEntries([{ resourceId: 'a-1', iban: 'NL91ABNA0417164300', currency: 'EUR', ...change }], {
    what: 'account',
    schema: accountSchema,
    map: (wire, raw) => toAccount(wire, raw, { bank, profile, isCard: false, resolve: (href) => href }),
  })

describe('an entry', () => {
  it.each([
    [
      {},
      {
        transactionId: 't-1',
        amount: { amount: '-12.50' },
        counterparty: { name: 'Shop', iban: 'NL91ABNA0417164300' },
      },
    ],
    [
      { transactionId: null, creditorAccount: null },
      { transactionId: undefined, counterparty: { name: 'Shop' } },
    ],
    [{ endToEndId: 'NOTPROVIDED' }, { endToEndId: undefined }],
    [
      { remittanceInformationStructured: { reference: 'RF18539007547034' } },
      { remittanceInformation: { reference: 'RF18539007547034' } },
    ],
    [{ remittanceInformationStructured: 'RF18' }, { remittanceInformation: { reference: 'RF18' } }],
    [{ remittanceInformationUnstructuredArray: ['a', 'b'] }, { remittanceInformation: { unstructured: ['a', 'b'] } }],
    [{ bookingDate: '04.03.2026' }, { bookingDate: undefined }],
  ])('%j gives %j', (change, expected) => {
    const { items, problems } = entry(change)
    expect(problems).toEqual([])
    expect(items).toMatchObject([expected])
  })

  it('in positive amounts is a debit when money goes to somebody, where the row says so', () => {
    const transactionAmount = { currency: 'EUR', amount: '12.50' }
    expect(entry({ transactionAmount }, 'booked', true).items[0]?.amount.amount).toBe('-12.50')
    expect(entry({ transactionAmount }).items[0]?.amount.amount).toBe('12.50')
    const income = { transactionAmount, creditorName: null, creditorAccount: null, debtorName: 'Boss' }
    expect(entry(income, 'booked', true).items[0]?.amount.amount).toBe('12.50')
  })

  it.each([
    [{ transactionAmount: { currency: 'EUR', amount: '1e3' } }],
    [{ transactionAmount: null }],
    [{ transactionAmount: { currency: 'eur', amount: '1' } }],
  ])('with %j is lost, which is said', (change) => {
    const { items, problems } = entry(change)
    expect([items.length, problems.length]).toEqual([0, 1])
  })

  it.each([
    [{ creditorName: 5 }, 'creditorName'],
    [{ currencyExchange: 'x' }, 'currencyExchange'],
    [{ remittanceInformationUnstructured: [] }, 'remittanceInformationUnstructured'],
  ])('with %j loses that field alone', (change, field) => {
    const { items, problems } = entry(change)
    expect([items.length, problems[0]?.field]).toEqual([1, field])
  })
})

describe('an account', () => {
  it('has the same key in every consent, and keeps links in either form', () => {
    const [one] = account({ _links: { balances: { href: '/v1/x' }, transactions: '/v1/y' } }).items
    const [other] = account({ resourceId: 'a-2' }).items
    expect(one?.key).toBe(other?.key)
    expect(one?.links).toEqual({ balances: '/v1/x', transactions: '/v1/y' })
  })

  it.each([[{ resourceId: '' }], [{ resourceId: null }]])('with %j is lost, which is said', (change) => {
    const { items, problems } = account(change)
    expect([items.length, problems.length]).toEqual([0, 1])
  })
})

it('balances keep older and misspelt words', () => {
  const read = (balanceType: string) =>
    readEntries([{ balanceType, balanceAmount: { currency: 'EUR', amount: '1.00' } }], {
      what: 'balance',
      schema: balanceSchema,
      map: toBalance,
    }).items[0]?.balanceType
  expect(['authorised', 'interimAvaliable', 'closingBooked', 'new'].map(read)).toEqual([
    'interimAvailable',
    'interimAvailable',
    'closingBooked',
    'unknown',
  ])
})

it('anything is read or is a problem, and nothing else happens', () => {
  const keys = fc.constantFrom(
    ...Object.keys(goodEntry),
    'resourceId',
    'iban',
    '_links',
    'debtorName',
    'balanceAfterTransaction',
    'originalAmount',
  )
  fc.assert(
    fc.property(fc.dictionary(keys, fc.oneof(fc.anything(), fc.constantFrom(null, '0', { href: 1 }))), (change) => {
      for (const { items, problems } of [entry(change), account(change)])
        expect(items.length === 1 || problems.length === 1).toBe(true)
    }),
    { numRuns: 500, seed: 7 },
  )
})
