import { readEntries } from '@nostro/provider-kit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accountSchema, transactionSchema } from '../api/schemas.ts'
import { toAccount, toBalances } from './to-account.ts'
import { toTransaction } from './to-transaction.ts'

const goodEntry = {
  id: 't-1',
  posted: 1_772_712_000,
  amount: '-12.50',
  description: 'Shop',
  payee: 'Shop Ltd',
  memo: '',
}
const goodAccount = {
  id: 'a-1',
  name: 'Checking',
  currency: 'USD',
  balance: '100.00',
  'balance-date': 1_772_712_000,
  conn_id: 'c-1',
  transactions: [],
}

const entry = (change: object) =>
  readEntries([{ ...goodEntry, ...change }], {
    what: 'transaction',
    schema: transactionSchema,
    map: (wire, raw) => toTransaction(wire, raw, { id: 'c-1|a-1', currency: 'USD' }),
  })

const account = (change: object) =>
  readEntries([{ ...goodAccount, ...change }], {
    what: 'account',
    schema: accountSchema,
    map: (wire, raw) => ({ account: toAccount(wire, raw, new Map()), balances: toBalances(wire) }),
  })

describe('an entry', () => {
  it.each([
    [
      {},
      {
        transactionId: 't-1',
        amount: { amount: '-12.50' },
        bookingDate: '2026-03-05',
        counterparty: { name: 'Shop Ltd' },
      },
    ],
    [
      { posted: 0, transacted_at: 1_772_712_000 },
      { bookingStatus: 'pending', bookingDate: undefined, valueDate: '2026-03-05' },
    ],
    [{ posted: '1772712000' }, { bookingDate: '2026-03-05' }],
    [{ payee: null }, { counterparty: undefined }],
    [{ memo: 'Table 4' }, { remittanceInformation: { unstructured: ['Shop', 'Table 4'] } }],
    [{ transacted_at: null }, { executedAt: undefined }],
  ])('%j gives %j', (change, expected) => {
    const { items, problems } = entry(change)
    expect(problems).toEqual([])
    expect(items).toMatchObject([expected])
  })

  it.each([[{ id: '' }], [{ amount: '1e5' }], [{ amount: '1,000.00' }], [{ posted: -1 }], [{ posted: 'today' }]])(
    'with %j is lost, which is said',
    (change) => {
      const { items, problems } = entry(change)
      expect([items.length, problems.length]).toEqual([0, 1])
    },
  )

  it.each([
    [{ pending: 'yes' }, 'pending'],
    [{ payee: 7 }, 'payee'],
    [{ transacted_at: 'x' }, 'transacted_at'],
  ])('with %j loses that field alone', (change, field) => {
    const { items, problems } = entry(change)
    expect([items.length, problems[0]?.field]).toEqual([1, field])
  })
})

describe('an account', () => {
  it.each([
    [{ conn_id: null, org: { domain: 'bank.example' } }, 'bank.example|a-1'],
    [{ conn_id: null, org: { id: 'o-1', domain: 'bank.example' } }, 'o-1|a-1'],
    [{}, 'c-1|a-1'],
  ])('with %j has the id %s', (change, id) => {
    expect(account(change).items[0]?.account.id).toBe(id)
  })

  it.each([
    [{ currency: 'https://bank.example/points' }, /points or miles/],
    [{ currency: 'usd' }, /ISO 4217/],
    [{ balance: 'none' }, /amount/],
  ])('with %j is lost, and the reason is said', (change, reason) => {
    const { items, problems } = account(change)
    expect(items).toEqual([])
    expect(problems[0]?.message).toMatch(reason)
  })
})

it('anything is read or is a problem, and nothing else happens', () => {
  const keys = fc.constantFrom(
    ...Object.keys(goodEntry),
    ...Object.keys(goodAccount),
    'pending',
    'transacted_at',
    'available-balance',
    'org',
  )
  fc.assert(
    fc.property(fc.dictionary(keys, fc.oneof(fc.anything(), fc.constantFrom('0', '-0.0', null, 0))), (change) => {
      for (const { items, problems } of [entry(change), account(change)])
        expect(items.length === 1 || problems.length === 1).toBe(true)
    }),
    { numRuns: 500, seed: 7 },
  )
})
