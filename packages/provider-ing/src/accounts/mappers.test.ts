import { readFileSync } from 'node:fs'
import { type BookingStatus, parseJson, parseValue, type Schema } from '@nostro/core'
import { readEntries } from '@nostro/provider-kit'
import { describe, expect, it } from 'vitest'
import {
  accountsSchema,
  balancesSchema,
  cardTransactionsSchema,
  transactionsSchema,
  wireAccountSchema,
  wireBalanceSchema,
  wireCardTransactionSchema,
  wireStandingOrderSchema,
  wireTransactionSchema,
} from '../api/account-schemas.ts'
import { decimalKeys } from '../api/wire-fields.ts'
import { toStandingOrder } from './standing-orders.ts'
import { toAccount } from './to-account.ts'
import { toBalance } from './to-balance.ts'
import { toCardTransaction, toTransaction } from './to-transaction.ts'

const load = <T>(name: string, schema: Schema<T>): T => {
  const bytes = readFileSync(new URL(`../api/__fixtures__/${name}.json`, import.meta.url))
  return parseValue(parseJson(bytes, decimalKeys), schema, { provider: 'ing', what: name })
}

describe('accounts', () => {
  const { items, problems } = readEntries(load('accounts-two-currencies-and-card', accountsSchema).accounts, {
    what: 'account',
    schema: wireAccountSchema,
    map: (wire, raw) => toAccount(wire, raw, (href) => href),
  })

  it('7.3: gives an account once for each currency, under one id and IBAN', () => {
    expect(items.slice(0, 2).map(({ id, iban, currency }) => ({ id, iban, currency }))).toEqual([
      { id: '3f0c5a52-8d53-4b0e-9c39-2f4c7d1f7a10', iban: 'NL02INGB0001234567', currency: 'EUR' },
      { id: '3f0c5a52-8d53-4b0e-9c39-2f4c7d1f7a10', iban: 'NL02INGB0001234567', currency: 'USD' },
    ])
  })

  it('7.3: keeps the links that the consent allows, as they are', () => {
    expect(items[0]?.links).toEqual({
      balances: '/v3/accounts/3f0c5a52-8d53-4b0e-9c39-2f4c7d1f7a10/balances?currency=EUR',
      transactions: '/v2/accounts/3f0c5a52-8d53-4b0e-9c39-2f4c7d1f7a10/transactions?currency=EUR',
    })
    expect(Object.keys(items[1]?.links ?? {})).toEqual(['balances'])
  })

  it('14.11: takes blank IBANs and card numbers for absent ones, and knows a card', () => {
    expect(items[0]?.maskedPan).toBeUndefined()
    expect(items[2]).toMatchObject({ kind: 'card', maskedPan: '123456******6789', ownerName: 'J. Jansen' })
    expect(items[2]?.iban).toBeUndefined()
  })

  it('tells kinds by product where it is sure', () => {
    expect(items.map(({ kind }) => kind)).toEqual(['current', 'current', 'card', 'savings'])
  })

  it('names the place of an entry that cannot be read, and keeps the others', () => {
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ index: 3 })
    expect(problems[0]?.message).toContain('account 3 cannot be read: currency')
  })
})

describe('what an account is', () => {
  const id = '3f0c5a52-8d53-4b0e-9c39-2f4c7d1f7a10'
  const read = (wire: object) =>
    toAccount(wireAccountSchema.parse({ resourceId: id, currency: 'EUR', ...wire }), {}, (href) => href)
  const linked = (href: string) => ({ _links: { transactions: { href } } })
  const current = linked(`/v2/accounts/${id}/transactions`)
  const card = linked(`/v1/card-accounts/${id}/transactions`)

  it.each([
    [
      'A9: a current account whose product speaks of a card',
      { product: 'Girokonto mit VISA Card', ...current },
      'unknown',
    ],
    [
      'A9: a current account with a card number beside its IBAN',
      { maskedPan: '1***2', iban: 'NL02INGB0001234567', product: 'Current Account', ...current },
      'current',
    ],
    ['A9: a card by its link', { product: 'Current Account', ...card }, 'card'],
    ['A9: a card by its name, but with a link of accounts', { product: 'Credit Card', ...current }, 'unknown'],
    ['a card without a link', { maskedPan: '1***2' }, 'card'],
    ['A13: Conto Corrente Arancio', { product: 'Conto Corrente Arancio', ...current }, 'current'],
    ['A13: Conto Arancio', { product: 'Conto Arancio', ...current }, 'savings'],
    ['A13: a word of JavaScript', { product: 'constructor', ...current }, 'unknown'],
    [
      'holders who are several',
      { name: 'J. Jansen en/of P. Pietersen', product: 'Betaalrekening', ...current },
      'joint',
    ],
  ])('%s', (_, wire, kind) => {
    expect(read(wire).kind).toBe(kind)
  })

  it('A11: refuses a link that leads to another account', () => {
    expect(() => read(linked('/v2/accounts/7d3a7f6e-30f4-4c6e-8d2b-5d1f4f0f9b11/transactions'))).toThrow(
      'another account',
    )
  })
})

describe('balances', () => {
  const balances = load('balances-number-and-text', balancesSchema).balances.map((raw) =>
    toBalance(parseValue(raw, wireBalanceSchema, { provider: 'ing', what: 'balance' }), raw),
  )

  it.each([
    ['14.7-number', 0, 'interimBooked', '1250.37'],
    ['14.7-number, last zero kept', 1, 'expected', '-0.10'],
    ['14.7-text', 2, 'closingBooked', '-738.94'],
    ['14.7-text with plus', 3, 'information', '250.00'],
    ['7.4-a number that no float holds, of an unknown type', 4, 'unknown', '123456789012345.67891'],
  ])('%s', (_, index, balanceType, amount) => {
    expect(balances[index]).toMatchObject({ balanceType, amount: { amount, currency: 'EUR' } })
  })

  it('keeps day and moment', () => {
    expect(balances[0]).toMatchObject({ referenceDate: '2024-03-05', lastChange: '2024-03-05T08:00:00.000Z' })
  })
})

describe('transactions', () => {
  const { transactions } = load('transactions-quirks', transactionsSchema)
  const groups: readonly (readonly [BookingStatus, readonly unknown[]])[] = [
    ['booked', transactions?.booked ?? []],
    ['pending', transactions?.pending ?? []],
    ['information', transactions?.info ?? []],
  ]
  const mapped = groups.flatMap(([status, entries]) =>
    entries.map((raw) =>
      toTransaction(
        parseValue(raw, wireTransactionSchema, { provider: 'ing', what: 'transaction' }),
        raw,
        'account-1',
        status,
      ),
    ),
  )

  it('maps a debit: the creditor is the other side, never the holder', () => {
    const { raw: _raw, ...debit } = mapped[0] ?? { raw: undefined }
    expect(debit).toEqual({
      provider: 'ing',
      accountId: 'account-1',
      bookingStatus: 'booked',
      transactionId: 't-0001',
      amount: { amount: '-12.50', currency: 'EUR' },
      bookingDate: '2024-03-04',
      valueDate: '2024-03-04',
      executedAt: '2024-03-04T10:11:12.000Z',
      counterparty: { name: 'Bakker BV', iban: 'NL20INGB0001234567' },
      remittanceInformation: { unstructured: ['Order 17', 'thanks'] },
      bankTransactionCode: 'Sepa Credit Transfer',
    })
  })

  it('maps a credit: the debtor is the other side; 14.11: a bban written as a number keeps all its digits', () => {
    expect(mapped[1]).toMatchObject({
      amount: { amount: '250.00', currency: 'EUR' },
      counterparty: { name: 'Werkgever NV', bban: '12345678901234567890', bic: 'INGBNL2A' },
      remittanceInformation: { reference: 'RF18539007547034', referenceType: 'SCOR', referenceIssuer: 'ISO' },
    })
  })

  it('leaves out placeholders of ids', () => {
    expect(mapped[0]?.endToEndId).toBeUndefined()
    expect(mapped[1]?.endToEndId).toBeUndefined()
    expect(mapped[1]?.transactionId).toBeUndefined()
    expect(mapped[2]).toHaveProperty('endToEndId', 'E2E-3')
  })

  it('14.12 and 13-DE: unpacks mandate and creditor id, and splits the lines', () => {
    expect(mapped[2]).toMatchObject({
      mandateId: 'M-77',
      creditorId: 'DE98ZZZ09999999999',
      remittanceInformation: { unstructured: ['Strom, Gas', 'März'], referenceType: 'SCOR', referenceIssuer: 'ISO' },
    })
    expect(mapped[2]?.counterparty).toBeUndefined()
  })

  it('16.13: reads a structured reference alone', () => {
    expect(mapped[3]).toMatchObject({ bookingStatus: 'pending', remittanceInformation: { reference: 'only' } })
  })

  it('lists entries that move no money as information', () => {
    expect(mapped[4]).toMatchObject({ bookingStatus: 'information', amount: { amount: '0.00' } })
  })

  it('16.14: reads a standing order in both spellings, with code or word, number or text', () => {
    const orders = (transactions?.standingOrderAgreementInformation ?? []).map((raw) =>
      toStandingOrder(parseValue(raw, wireStandingOrderSchema, { provider: 'ing', what: 'order' }), raw, 'a'),
    )
    expect(orders[0]).toMatchObject({ frequency: 'monthly', dayOfExecution: 1, amount: { amount: '650.00' } })
    expect(orders[1]).toMatchObject({ frequency: 'monthly', dayOfExecution: 24, endDate: '2025-01-01' })
  })

  it.each([
    ['null', '{"transactions":null}'],
    ['without arrays', '{"transactions":{}}'],
  ])('7.5: tolerates transactions that are %s', (_, body) => {
    const parsed = transactionsSchema.parse(JSON.parse(body))
    expect(parsed.transactions?.booked ?? []).toEqual([])
  })

  it('7.5: an answer without the member is none: an empty list would hide entries', () => {
    expect(transactionsSchema.safeParse({ something: ['else'] }).success).toBe(false)
  })
})

describe('card transactions', () => {
  it('16.15 and 7.8: accepts an array of card accounts, and takes the day of a date with a time', () => {
    const { cardTransactions } = load('card-transactions-array', cardTransactionsSchema)
    const raw = cardTransactions?.booked?.[0]
    const wire = parseValue(raw, wireCardTransactionSchema, { provider: 'ing', what: 'card transaction' })
    expect(toCardTransaction(wire, raw, 'card-1', 'booked')).toMatchObject({
      transactionId: 'c-1',
      bookingDate: '2017-11-22',
      valueDate: '2017-11-21',
      amount: { amount: '-23.45', currency: 'EUR' },
      remittanceInformation: { unstructured: ['HOTEL ROMA', 'IT'] },
    })
  })
})
