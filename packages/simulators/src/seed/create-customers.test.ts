import { describe, expect, test as it } from 'vitest'
import { amsterdamDate } from './amsterdam.ts'
import { ibanRemainder, luhnDigit } from './check-digits.ts'
import { createCustomers } from './create-customers.ts'
import { createRandom } from './create-random.ts'
import type { SeedAccount, SeedCustomer } from './model.ts'
import type { Random } from './random.ts'

const now = Date.parse('2026-11-21T10:00:00Z')
const day = 86_400_000
const seeded =
  (seed: string) =>
  (purpose: string): Random =>
    createRandom(`${seed}/${purpose}`)
const make = (bank: 'ing' | 'bunq' | 'bankid', seed = '1'): readonly SeedCustomer[] =>
  createCustomers(bank, seeded(seed), now)
const accountsOf = (customers: readonly SeedCustomer[]): readonly SeedAccount[] =>
  customers.flatMap(({ accounts }) => accounts)

describe.each(['ing', 'bunq'] as const)('the customers of %s', (bank) => {
  const customers = make(bank)
  const accounts = accountsOf(customers)

  it('are the same for the same seed and others for another', () => {
    expect(make(bank)).toEqual(customers)
    expect(make(bank, '2')[0]?.accounts[0]?.transactions).not.toEqual(customers[0]?.accounts[0]?.transactions)
  })

  it('are at least three, with accounts of every kind', () => {
    expect(customers.length).toBeGreaterThanOrEqual(3)
    expect(new Set(accounts.map(({ kind }) => kind))).toEqual(
      new Set(['current', 'savings', 'joint', 'card', 'foreign']),
    )
  })

  it('have IBANs of their bank with right check digits, none twice', () => {
    for (const { iban } of accounts) {
      expect(iban).toMatch(bank === 'ing' ? /^NL\d\dINGB\d{10}$/ : /^NL\d\dBUNQ\d{10}$/)
      expect(ibanRemainder(iban)).toBe(1)
    }
    expect(new Set(accounts.map(({ iban }) => iban)).size).toBe(accounts.length)
  })

  it('have transactions in order, before now, over two years, with ids that never repeat', () => {
    const ids = accounts.flatMap(({ transactions }) =>
      transactions.flatMap(({ id, bookedId }) => (bookedId === undefined ? [id] : [id, bookedId])),
    )
    expect(new Set(ids).size).toBe(ids.length)
    for (const { transactions } of accounts) {
      expect(transactions.length).toBeGreaterThan(20)
      expect(transactions.length).toBeLessThanOrEqual(600)
      const instants = transactions.map(({ instant }) => instant)
      expect(instants).toEqual(instants.toSorted((one, other) => one - other))
      expect(instants.at(-1)).toBeLessThan(now)
      expect(instants[0]).toBeLessThan(now - 650 * day)
      for (const { bookingDate, instant } of transactions) expect(bookingDate).toBe(amsterdamDate(instant))
    }
  })

  it('never have a current account below zero', () => {
    for (const { opening, transactions } of accounts) {
      let balance = opening
      for (const { amount } of transactions) {
        balance += amount
        expect(balance).toBeGreaterThan(0n)
      }
      expect(balance).toBeLessThan(10_000_000n)
    }
  })

  describe.each(customers.map((customer) => [customer.name, customer] as const))(
    'current account of %s',
    (_, customer) => {
      const transactions = customer.accounts[0]?.transactions ?? []

      it('has every kind of event', () => {
        expect(new Set(transactions.map(({ kind }) => kind))).toEqual(
          new Set(['salary', 'rent', 'groceries', 'refund', 'card', 'transfer', 'foreign', 'subscription']),
        )
      })

      it('has a salary each month with a structured reference', () => {
        const salaries = transactions.filter(({ kind }) => kind === 'salary')
        expect(salaries.length).toBe(24)
        for (const { structuredReference, amount, endToEndId } of salaries) {
          expect(ibanRemainder(structuredReference ?? '')).toBe(1)
          expect(endToEndId).toMatch(/^SALARY-/)
          expect(amount).toBeGreaterThan(200_000n)
        }
      })

      it('has identical twins on one day', () => {
        const twins = transactions.filter(
          (one, index) =>
            index > 0 &&
            one.instant === transactions[index - 1]?.instant &&
            one.amount === transactions[index - 1]?.amount &&
            one.remittance === transactions[index - 1]?.remittance,
        )
        expect(twins.length).toBeGreaterThanOrEqual(3)
      })

      it('has reservations of the last two days, which book under another id', () => {
        const pending = transactions.filter(({ status }) => status === 'pending')
        expect(pending.length).toBeGreaterThanOrEqual(1)
        for (const { id, bookedId, instant } of pending) {
          expect(bookedId).toBeDefined()
          expect(bookedId).not.toBe(id)
          expect(instant).toBeGreaterThan(now - 2 * day)
        }
        expect(transactions.filter(({ status, bookedId }) => status === 'booked' && bookedId !== undefined)).toEqual([])
      })

      it('has foreign payments whose amount is the original by the rate', () => {
        const foreign = transactions.filter(({ original }) => original !== undefined)
        expect(foreign.length).toBeGreaterThanOrEqual(5)
        for (const { amount, original } of foreign) {
          const cents = Number(original?.amount) / Number(original?.rate)
          expect(Math.abs(Number(amount) - cents)).toBeLessThanOrEqual(0.5001)
        }
      })
    },
  )
})

describe('the customers of bankid', () => {
  const customers = make('bankid')

  it('begin with Tolvan Tolvansson', () => {
    expect(customers[0]).toMatchObject({ personalNumber: '191212121212', givenName: 'Tolvan', surname: 'Tolvansson' })
    expect(customers.length).toBeGreaterThanOrEqual(3)
  })

  it('have personal numbers with a right check digit', () => {
    for (const { personalNumber } of customers) {
      expect(personalNumber).toMatch(/^\d{12}$/)
      expect(luhnDigit(personalNumber.slice(2, 11))).toBe(personalNumber.slice(11))
    }
  })
})
