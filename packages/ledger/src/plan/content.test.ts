import { hash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { entryOf } from '../../test/support/book.ts'
import { contentOf } from './content.ts'
import type { Facts } from './types.ts'

const { facts } = entryOf({})

/** What a version of the content means, written a second time and slowly: stored hashes depend on it. */
const slowly = (given: Facts): string => {
  const amount = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text)
  const words = (value: string | number | null): string =>
    typeof value === 'number' ? String(value) : (value ?? '').normalize('NFC').replace(/\s+/g, ' ').trim()
  const parts = [
    [given.day, given.valueDay, given.executedAt],
    [
      amount(given.amount),
      given.currency,
      given.originalAmount && amount(given.originalAmount),
      given.originalCurrency,
    ],
    [given.exchangeRate, given.endToEndId, given.counterpartyName, given.counterpartyIban, given.counterpartyBban],
    [given.counterpartyBic, given.text, given.reference, given.mandateId, given.creditorId, given.code],
    [given.balanceAfter && amount(given.balanceAfter)],
  ]
  return hash('sha256', parts.flat().map(words).join('\u0000'), 'base64url').slice(0, 22)
}

const text = fc.option(
  fc.string({
    unit: fc.constantFrom('a', 'B', '7', ' ', '  ', '\u00a0', '\t', '\n', 'é', 'e\u0301', '~', '\u0000'),
    maxLength: 6,
  }),
)
const money = fc.constantFrom('-12.50', '12.5', '100', '100.00', '0.10')

it('the content of an entry is what its version says, for plain texts and for others', () => {
  fc.assert(
    fc.property(
      fc.record({
        counterpartyName: text,
        text,
        reference: text,
        code: text,
        endToEndId: text,
        amount: money,
        originalAmount: fc.option(money),
        balanceAfter: fc.option(money),
        executedAt: fc.option(fc.nat()),
      }),
      (given) => {
        expect(contentOf({ ...facts, ...given })).toBe(slowly({ ...facts, ...given }))
      },
    ),
    { numRuns: 3000, seed: 11 },
  )
})

it('blanks that a bank adds, and another spelling of the same letters, are the same content', () => {
  const content = contentOf({ ...facts, text: 'Café  du\u00a0Nord ' })
  expect(contentOf({ ...facts, text: 'Cafe\u0301 du Nord' })).toBe(content)
  expect(contentOf({ ...facts, text: 'Cafe du Nord' })).not.toBe(content)
})
