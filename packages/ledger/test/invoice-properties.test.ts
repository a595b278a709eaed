import { createSeededRandom } from '@nostro/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EntryToMatch, KnownInvoice } from '../src/invoices/match-types.ts'
import { planMatches } from '../src/invoices/plan-matches.ts'
import { entryOf, inputOf, invoiceOf } from './support/match-world.ts'

const ibans = ['NL91ABNA0417164300', 'NL02RABO0123456789', 'DE89370400440532013000']
const cents = fc.constantFrom('10.00', '20.00', '30.00', '50.00', '60.00', '119.00')
const reference = { kind: 'iso-11649', value: 'RF18539007547034' } as const

const invoices = fc
  .array(
    fc.record({
      amount: cents,
      customer: fc.integer({ min: 0, max: 2 }),
      isPayable: fc.boolean(),
      isNote: fc.boolean(),
      hasReference: fc.boolean(),
      currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD'),
      isDone: fc.constantFrom(false, false, false, true),
      discount: fc.constantFrom(undefined, { percent: '2', until: '2026-03-11' }),
    }),
    { maxLength: 8 },
  )
  .map((list): readonly KnownInvoice[] =>
    list.map(({ amount, customer, isPayable, isNote, hasReference, currency, isDone, discount }, index) =>
      invoiceOf(
        index + 1,
        {
          total: { amount, currency },
          direction: isPayable ? 'payable' : 'receivable',
          kind: isNote ? 'credit-note' : 'invoice',
          references: hasReference ? [reference] : [],
          customer: { id: `c${customer}`, name: `Firm ${'abc'[customer]}${customer}x`, ibans: [ibans[customer] ?? ''] },
          discount,
        },
        { isDone },
      ),
    ),
  )

const entries = fc
  .array(
    fc.record({
      amount: cents,
      isOut: fc.boolean(),
      text: fc.constantFrom(
        null,
        '2026-001',
        '2026-002 2026-003',
        'RF18 5390 0754 7034',
        '2026-004, 2026-005',
        '12345',
      ),
      iban: fc.constantFrom(null, ...ibans),
      day: fc.integer({ min: 1, max: 28 }),
      currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD'),
    }),
    { maxLength: 8 },
  )
  .map((list): readonly EntryToMatch[] =>
    list.map(({ amount, isOut, day, ...rest }, index) =>
      entryOf(index + 1, {
        amount: `${isOut ? '-' : ''}${amount}`,
        day: `2026-03-${String(day).padStart(2, '0')}`,
        ...rest,
      }),
    ),
  )

describe('the laws of matches', () => {
  it('no more than the entry has, no more than the invoice asks, in its currency and direction, and nothing that is done', () => {
    fc.assert(
      fc.property(invoices, entries, (known, found) => {
        const { matches, suggestions } = planMatches(inputOf(known, found))
        const byId = new Map(known.map((one) => [one.id, one]))
        for (const entry of found) {
          const taken = matches.filter(({ no }) => no === entry.no).reduce((sum, match) => sum + match.entryAmount, 0n)
          expect(taken).toBeLessThanOrEqual(entry.free)
          for (const { parts } of suggestions.filter(({ no }) => no === entry.no))
            expect(taken + parts.reduce((sum, part) => sum + part.entryAmount, 0n)).toBeLessThanOrEqual(entry.free)
        }
        for (const invoice of known) {
          const own = matches.filter((match) => match.invoice === invoice.id)
          const paid = own.reduce((sum, match) => sum + match.amount + (match.difference?.amount ?? 0n), 0n)
          expect(paid).toBeLessThanOrEqual(invoice.total)
          expect(invoice.isDone ? own : []).toEqual([])
        }
        for (const { invoice, no, amount } of matches) {
          const [one, entry] = [byId.get(invoice), found.find((candidate) => candidate.no === no)]
          expect(amount).toBeGreaterThan(0n)
          expect(entry?.currency).toBe(one?.invoice.total.currency)
          expect((entry?.amount ?? 0n) < 0n ? -1 : 1).toBe(one?.sign)
        }
      }),
      { numRuns: 150, seed: 11 },
    )
  })

  it('the order in which invoices and entries are given changes nothing', () => {
    fc.assert(
      fc.property(invoices, entries, (known, found) => {
        const plan = planMatches(inputOf(known, found))
        expect(planMatches(inputOf(known.toReversed(), found.toReversed()))).toEqual(plan)
      }),
      { numRuns: 80, seed: 12 },
    )
  })

  it('what was declined is neither made nor proposed again', () => {
    fc.assert(
      fc.property(invoices, entries, (known, found) => {
        const { matches, suggestions } = planMatches(inputOf(known, found))
        const pairs = [
          ...matches.map(({ no, invoice }) => `1-${no}:${invoice}`),
          ...suggestions.flatMap(({ no, parts }) => parts.map(({ invoice }) => `1-${no}:${invoice}`)),
        ]
        const again = planMatches(inputOf(known, found, { declined: new Set(pairs) }))
        for (const { no, invoice } of again.matches) expect(pairs).not.toContain(`1-${no}:${invoice}`)
        for (const { no, parts } of again.suggestions)
          for (const { invoice } of parts) expect(pairs).not.toContain(`1-${no}:${invoice}`)
      }),
      { numRuns: 80, seed: 13 },
    )
  })
})

/** A month of a small company: twelve customers, six prices that repeat, payments with and without a name for the invoice. */
const month = (seed: number): { known: KnownInvoice[]; found: EntryToMatch[]; truth: Map<number, number> } => {
  const random = createSeededRandom(`month-${seed}`)
  const below = (count: number): number => Math.floor(random.fraction() * count)
  const prices = ['49.00', '99.00', '119.00', '250.00', '49.00', '1200.00']
  const ibanOf = (customer: number): string => `NL${10 + customer}BANK00000000${String(10 + customer)}`
  const known = Array.from({ length: 25 }, (_, index) => {
    const customer = below(12)
    return invoiceOf(index + 1, {
      number: `2026-${String(1000 + index)}`,
      total: { amount: prices[below(6)] ?? '49.00', currency: 'EUR' },
      references: index % 4 === 0 ? [{ kind: 'other', value: `ORDER${7000 + index}` }] : [],
      customer: { id: `c${customer}`, name: `Firma ${'abcdefghijkl'[customer]}nders`, ibans: [ibanOf(customer)] },
    })
  })
  const truth = new Map<number, number>()
  const found = known.flatMap(({ id, invoice }, index): EntryToMatch[] => {
    const roll = random.fraction()
    if (roll < 0.15) return []
    truth.set(index + 1, id)
    const customer = Number(invoice.customer.id.slice(1))
    const text =
      roll < 0.4 ? `Factuur ${invoice.number}` : roll < 0.5 ? `ORDER${7000 + index}` : roll < 0.6 ? 'dank u wel' : null
    return [
      entryOf(index + 1, {
        amount: invoice.total.amount,
        text,
        iban: ibanOf(customer),
        day: `2026-03-${10 + below(18)}`,
      }),
    ]
  })
  // Payments that are for no invoice: other orders of the same customers, at the same prices, and strangers.
  const strays = Array.from({ length: 6 }, (_, index) =>
    entryOf(100 + index, {
      amount: prices[below(6)] ?? '49.00',
      iban: below(2) === 0 ? ibanOf(below(12)) : 'NL99BANK0000000099',
      text: below(2) === 0 ? `bestelling ${80_000 + below(9999)}` : null,
      day: `2026-03-${10 + below(18)}`,
    }),
  )
  return { known, found: [...found, ...strays], truth }
}

it('80 generated months: no wrong match where the invoice is named, few where only an IBAN speaks', () => {
  const counts: Record<string, { right: number; wrong: number }> = {}
  for (let seed = 0; seed < 80; seed += 1) {
    const { known, found, truth } = month(seed)
    for (const { class: letter, no, invoice } of planMatches(inputOf(known, found)).matches) {
      const count = counts[letter] ?? { right: 0, wrong: 0 }
      counts[letter] = count
      if (truth.get(no) === invoice) count.right += 1
      else count.wrong += 1
    }
  }
  expect(counts['A']?.wrong ?? 0).toBe(0)
  expect(counts['C']?.wrong ?? 0).toBe(0)
  expect((counts['A']?.right ?? 0) + (counts['C']?.right ?? 0)).toBeGreaterThan(450)
  // A stray payment of exactly the one open amount, without any word, looks like the payment of it.
  const { right = 0, wrong = 0 } = counts['E'] ?? {}
  expect(right).toBeGreaterThan(150)
  expect(wrong / right).toBeLessThan(0.03)
})
