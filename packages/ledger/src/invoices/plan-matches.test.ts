import { describe, expect, it } from 'vitest'
import { entryOf, inputOf, invoiceOf, usualSettings } from '../../test/support/match-world.ts'
import type { EntryToMatch, KnownInvoice, MatchInput } from './match-types.ts'
import { planMatches } from './plan-matches.ts'
import { fromUnits } from './units.ts'

const jansen = 'NL91ABNA0417164300'
const other = 'NL02RABO0123456789'
const rf = { kind: 'iso-11649', value: 'RF18539007547034' } as const

/** Matches as `C i1 119.00 +fee 1.00`, suggestions as `F i1 119.00`, sets with a plus sign. */
const outcome = (
  invoices: readonly KnownInvoice[],
  entries: readonly EntryToMatch[],
  more: Partial<MatchInput> = {},
): readonly string[] => {
  const { matches, suggestions, returned } = planMatches(inputOf(invoices, entries, more))
  const part = (p: (typeof suggestions)[number]['parts'][number]): string =>
    `i${p.invoice} ${fromUnits(p.amount)}${p.difference === undefined ? '' : ` +${p.difference.kind} ${fromUnits(p.difference.amount)}`}`
  return [
    ...matches.map((match) => `${match.class} ${part(match)}`),
    ...returned.map(({ match }) => `returned m${match}`),
    ...suggestions.map(
      ({ class: letter, kind, parts, isWeak }) =>
        `${kind === 'return' ? 'return' : `suggest ${letter}${isWeak ? '?' : ''}`} ${parts.map(part).join(' & ')}`,
    ),
  ]
}

describe('A, B, C: the invoice is named', () => {
  const one = [invoiceOf(1, { references: [rf] })]
  it.each<[string, Parameters<typeof entryOf>[1], readonly string[]]>([
    ['its reference, in its field', { reference: 'RF18539007547034' }, ['A i1 119.00']],
    ['its reference, in the text', { text: 'thanks rf18 5390 0754 7034' }, ['A i1 119.00']],
    ['less money: a part', { reference: rf.value, amount: '100.00' }, ['A i1 100.00']],
    ['more money: the rest stays', { reference: rf.value, amount: '150.00' }, ['A i1 119.00']],
    ['another reference', { reference: 'RF8820260042' }, ['suggest G? i1 119.00']],
    ['its number', { text: 'Factuur 2026-001' }, ['C i1 119.00']],
    ['its number, a part', { text: 'Factuur 2026-001', amount: '19.00' }, ['C i1 19.00']],
    ['its number, too much money', { text: 'Factuur 2026-001', amount: '120.00' }, ['suggest F i1 119.00']],
    ['its number, the money goes out', { text: 'Factuur 2026-001', amount: '-119.00' }, []],
    ['its number inside a longer one', { text: '2026-001-9', amount: '50.00' }, []],
    ['its number, before it was issued', { text: '2026-001', day: '2026-02-20' }, ['C i1 119.00']],
    ['its number, in another currency', { text: '2026-001', currency: 'USD' }, []],
    ['nothing, and another amount', { amount: '50.00' }, []],
  ])('%s', (_, entry, expected) => {
    expect(outcome(one, [entryOf(1, entry)])).toEqual(expected)
  })

  it('B: an end-to-end id that we gave out', () => {
    const invoices = [invoiceOf(1, { endToEndIds: ['E2E-1'] })]
    expect(outcome(invoices, [entryOf(1, { endToEndId: 'E2E-1', amount: '60' })])).toEqual(['B i1 60.00'])
    expect(
      outcome(
        [invoiceOf(1, { endToEndIds: ['NOTPROVIDED'] })],
        [entryOf(1, { endToEndId: 'NOTPROVIDED', amount: '1' })],
      ),
    ).toEqual([])
  })

  it('C: not from the IBAN of another customer', () => {
    const invoices = [
      invoiceOf(1),
      invoiceOf(2, { customer: { id: 'c2', ibans: [other] }, total: { amount: '7.00', currency: 'EUR' } }),
    ]
    expect(outcome(invoices, [entryOf(1, { text: '2026-001', iban: other })])).toEqual(['suggest F i1 119.00'])
  })

  it('C: a number that may be a day needs the whole amount', () => {
    const invoices = [invoiceOf(1, { number: '20260310' })]
    expect(outcome(invoices, [entryOf(1, { text: 'paid 20260310' })])).toEqual(['C i1 119.00'])
    expect(outcome(invoices, [entryOf(1, { text: 'paid 20260310', amount: '20.00' })])).toEqual(['suggest F i1 20.00'])
  })

  it('one reference of two open invoices is two suggestions, never the first of them', () => {
    const invoices = [invoiceOf(1, { references: [rf] }), invoiceOf(2, { references: [rf] })]
    expect(outcome(invoices, [entryOf(1, { reference: rf.value })])).toEqual([
      'suggest F i1 119.00',
      'suggest F i2 119.00',
    ])
    const paid = [invoiceOf(1, { references: [rf] }, { open: 0n }), invoiceOf(2, { references: [rf] })]
    expect(outcome(paid, [entryOf(1, { reference: rf.value })])).toEqual(['A i2 119.00'])
  })

  it('the reference of one and the number of another are two suggestions', () => {
    const invoices = [invoiceOf(1, { references: [rf] }), invoiceOf(2)]
    expect(outcome(invoices, [entryOf(1, { reference: rf.value, text: '2026-002' })])).toEqual([
      'suggest F i1 119.00',
      'suggest F i2 119.00',
    ])
  })

  it('what is paid or done is not paid again', () => {
    expect(outcome([invoiceOf(1, {}, { open: 0n })], [entryOf(1, { text: '2026-001' })])).toEqual([])
    expect(outcome([invoiceOf(1, {}, { isDone: true })], [entryOf(1, { text: '2026-001' })])).toEqual([])
  })

  it('the stronger class goes first, then the older entry', () => {
    const invoices = [invoiceOf(1, { references: [rf] })]
    const entries = [
      entryOf(3, { text: '2026-001', day: '2026-03-02' }),
      entryOf(2, { reference: rf.value, day: '2026-03-05' }),
      entryOf(1, { reference: rf.value, day: '2026-03-09' }),
    ]
    const { matches } = planMatches(inputOf(invoices, entries))
    expect(matches.map(({ no }) => no)).toEqual([2])
  })
})

describe('D, E: sets, and the IBAN in one way only', () => {
  it('D: several numbers of one customer, and exactly their sum', () => {
    const invoices = [invoiceOf(1), invoiceOf(2, { total: { amount: '30.00', currency: 'EUR' } })]
    const entry = { text: '2026-001 + 2026-002', amount: '149.00' }
    expect(outcome(invoices, [entryOf(1, entry)])).toEqual(['D i1 119.00', 'D i2 30.00'])
    expect(outcome(invoices, [entryOf(1, { ...entry, amount: '140.00' })])).toEqual([
      'suggest F i1 119.00',
      'suggest F i2 30.00',
    ])
    const two = [
      invoices[0] ?? invoiceOf(1),
      invoiceOf(2, { customer: { id: 'c2' }, total: { amount: '30.00', currency: 'EUR' } }),
    ]
    expect(outcome(two, [entryOf(1, entry)])).toEqual(['suggest F i1 119.00', 'suggest F i2 30.00'])
  })

  const one = [invoiceOf(1)]
  it.each<[string, readonly KnownInvoice[], Parameters<typeof entryOf>[1], readonly string[]]>([
    ['its only open invoice, in full', one, { iban: jansen }, ['E i1 119.00']],
    ['another amount', one, { iban: jansen, amount: '118.00' }, ['suggest F i1 118.00']],
    ['too late', one, { iban: jansen, day: '2026-06-10' }, ['suggest F i1 119.00']],
    ['another number in the text', one, { iban: jansen, text: 'order 84711' }, ['suggest F i1 119.00']],
    [
      'two open invoices of that amount',
      [invoiceOf(1), invoiceOf(2)],
      { iban: jansen },
      ['suggest F i1 119.00', 'suggest F i2 119.00'],
    ],
    [
      'an amount that the customer pays again and again',
      [invoiceOf(1), invoiceOf(2, {}, { open: 0n })],
      { iban: jansen },
      ['suggest F i1 119.00'],
    ],
    [
      'an IBAN of two customers',
      [
        invoiceOf(1),
        invoiceOf(2, { customer: { id: 'c2', ibans: [jansen] }, total: { amount: '5', currency: 'EUR' } }),
      ],
      { iban: jansen },
      ['suggest G? i1 119.00'],
    ],
  ])('E: %s', (_, invoices, entry, expected) => {
    expect(outcome(invoices, [entryOf(1, entry)])).toEqual(expected)
  })

  it('E: an IBAN that paid for the customer before', () => {
    const invoices = [invoiceOf(1, { customer: { id: 'c1' } })]
    const learnedIbans = [{ iban: other, customer: 'receivable:c1' }]
    expect(outcome(invoices, [entryOf(1, { iban: other })], { learnedIbans })).toEqual(['E i1 119.00'])
  })

  it('sets of one customer are suggestions, all of them named', () => {
    const eur = (amount: string) => ({ amount, currency: 'EUR' })
    const invoices = [10, 20, 30, 40].map((amount, index) => invoiceOf(index + 1, { total: eur(`${amount}.00`) }))
    expect(outcome(invoices, [entryOf(1, { iban: jansen, amount: '90.00' })])).toEqual([
      'suggest F i2 20.00 & i3 30.00 & i4 40.00',
    ])
    expect(outcome(invoices, [entryOf(1, { iban: jansen, amount: '50.00' })])).toEqual([
      'suggest F i1 10.00 & i4 40.00',
      'suggest F i2 20.00 & i3 30.00',
    ])
  })

  it('names are words that no other customer has, without company forms', () => {
    const invoices = [
      invoiceOf(1),
      invoiceOf(2, { customer: { id: 'c2', name: 'Slagerij Jansen BV' }, total: { amount: '7', currency: 'EUR' } }),
    ]
    expect(outcome(invoices, [entryOf(1, { name: 'BAKKERIJ JANSEN B.V.' })])).toEqual(['suggest F i1 119.00'])
    expect(outcome(invoices, [entryOf(1, { name: 'Jansen BV', amount: '118' })])).toEqual([])
    expect(outcome(invoices, [entryOf(1, { name: 'Kapper BV', amount: '118' })])).toEqual([])
  })

  it('one word of two in common is no name: the first names of two people, half of two firms', () => {
    const invoices = [invoiceOf(1, { customer: { id: 'c1', name: 'Robin Jansen' } })]
    expect(outcome(invoices, [entryOf(1, { name: 'Robin de Vries' })])).toEqual(['suggest G? i1 119.00'])
    expect(outcome(invoices, [entryOf(1, { name: 'R. Jansen' })])).toEqual(['suggest F i1 119.00'])
  })

  it('G: the amount alone is weak, and only when it is one', () => {
    expect(outcome([invoiceOf(1, { customer: { id: 'c1' } })], [entryOf(1)])).toEqual(['suggest G? i1 119.00'])
    expect(
      outcome([invoiceOf(1, { customer: { id: 'c1' } }), invoiceOf(2, { customer: { id: 'c2' } })], [entryOf(1)]),
    ).toEqual([])
  })
})

describe('amounts that are not the invoice’s', () => {
  const abroad = { text: '2026-001', iban: 'AE070331234567890123456', currency: 'EUR' }
  it.each<[string, Parameters<typeof entryOf>[1], readonly string[]]>([
    ['short by fees, from outside SEPA', { ...abroad, amount: '118.50' }, ['C i1 118.50 +fee 0.50']],
    ['short by more than fees', { ...abroad, amount: '90.00' }, ['C i1 90.00']],
    [
      'in euro from SEPA the full amount arrives: a part',
      { ...abroad, iban: 'DE89370400440532013000', amount: '118.50' },
      ['C i1 118.50'],
    ],
  ])('%s', (_, entry, expected) => {
    expect(outcome([invoiceOf(1)], [entryOf(1, entry)])).toEqual(expected)
  })

  const discount = { percent: '2', until: '2026-03-11' }
  it('a discount inside its days closes the invoice; later it is a suggestion; after a part there is none', () => {
    const invoices = [invoiceOf(1, { discount })]
    const entry = { text: '2026-001', amount: '116.62' }
    expect(outcome(invoices, [entryOf(1, entry)])).toEqual(['C i1 116.62 +discount 2.38'])
    expect(outcome(invoices, [entryOf(1, { ...entry, day: '2026-03-12' })])).toEqual([
      'suggest F i1 116.62 +discount 2.38',
    ])
    const touched = [invoiceOf(1, { discount }, { isTouched: true })]
    expect(outcome(touched, [entryOf(1, entry)])).toEqual(['C i1 116.62'])
    const fixed = [invoiceOf(1, { discount: { amount: '19.00', until: '2026-03-11' } })]
    expect(outcome(fixed, [entryOf(1, { text: '2026-001', amount: '100' })])).toEqual(['C i1 100.00 +discount 19.00'])
  })

  it('an overpayment offers its rest to the customer’s next invoice', () => {
    const invoices = [invoiceOf(1), invoiceOf(2, { total: { amount: '31.00', currency: 'EUR' }, references: [rf] })]
    expect(outcome(invoices, [entryOf(1, { reference: rf.value, amount: '150.00' })])).toEqual([
      'A i2 31.00',
      'suggest F i1 119.00',
    ])
  })

  it('another currency: the original amount counts, a rate only suggests', () => {
    const invoices = [invoiceOf(1, { total: { amount: '130.00', currency: 'USD' } })]
    const original = { amount: 13_000_000n, currency: 'USD' }
    expect(outcome(invoices, [entryOf(1, { text: '2026-001', original })])).toEqual(['C i1 130.00'])
    const settings = { ...usualSettings, rates: { 'USD/EUR': '0.92' } }
    expect(outcome(invoices, [entryOf(1, { iban: jansen })], { settings })).toEqual(['suggest F i1 130.00'])
    expect(outcome(invoices, [entryOf(1, { iban: jansen, amount: '100' })], { settings })).toEqual([])
    expect(outcome(invoices, [entryOf(1, { iban: jansen })])).toEqual([])
  })
})

describe('money that goes the other way', () => {
  it('suppliers are paid, credit notes go back, in the same classes', () => {
    const payable = invoiceOf(1, { direction: 'payable' })
    const note = invoiceOf(2, { kind: 'credit-note' })
    const out = { amount: '-119.00' }
    expect(outcome([payable], [entryOf(1, { ...out, text: '2026-001' })])).toEqual(['C i1 119.00'])
    expect(outcome([note], [entryOf(1, { ...out, text: 'refund 2026-002' })])).toEqual(['C i2 119.00'])
    expect(outcome([note], [entryOf(1, { text: 'refund 2026-002' })])).toEqual([])
  })

  it('transfers between own accounts match nothing', () => {
    expect(outcome([invoiceOf(1)], [entryOf(1, { text: '2026-001', iban: 'NL20INGB0001234567' })])).toEqual([])
  })

  const paid = invoiceOf(1, {}, { open: 0n })
  const match = { id: 7, invoice: 1, account: 1, no: 1, isByPerson: false }
  const debit = entryOf(1, { endToEndId: 'E-1', mandateId: 'M-1' })
  it.each<[string, Parameters<typeof entryOf>[1], readonly string[]]>([
    ['the same end-to-end id', { endToEndId: 'E-1' }, ['returned m7']],
    ['another end-to-end id', { endToEndId: 'E-2' }, []],
    ['the same mandate', { mandateId: 'M-1' }, ['returned m7']],
    ['after 61 days', { endToEndId: 'E-1', day: '2026-05-10' }, []],
    ['another amount', { endToEndId: 'E-1', amount: '-118.00' }, []],
  ])('a return with %s', (_, entry, expected) => {
    const back = entryOf(2, { amount: '-119.00', day: '2026-03-20', ...entry })
    const used = { ...debit, free: 0n }
    expect(outcome([paid], [used, back], { matches: [match] })).toEqual(expected)
  })

  it('a return code with the same IBAN; a person’s match is only announced', () => {
    const used = { ...entryOf(1, { iban: jansen }), free: 0n }
    const back = entryOf(2, { amount: '-119.00', iban: jansen, code: 'PMNT-RCDT-RRTN', day: '2026-03-12' })
    expect(outcome([paid], [used, back], { matches: [match] })).toEqual(['returned m7'])
    expect(outcome([paid], [used, back], { matches: [{ ...match, isByPerson: true }] })).toEqual(['return i1 0.00'])
  })
})

describe('what a person decided', () => {
  it('is never made or proposed again when it was declined', () => {
    const entry = entryOf(1, { text: '2026-001' })
    expect(outcome([invoiceOf(1)], [entry], { declined: new Set(['1-1:1']) })).toEqual([])
  })

  it('a declined set does not decline its members', () => {
    const eur = (amount: string) => ({ amount, currency: 'EUR' })
    const invoices = [
      invoiceOf(1, { total: eur('50.00') }),
      invoiceOf(2, { total: eur('60.00') }),
      invoiceOf(3, { total: eur('110.00') }),
    ]
    const entry = entryOf(1, { iban: jansen, amount: '110.00' })
    const declined = new Set(['1-1:1,2'])
    expect(outcome(invoices.slice(0, 2), [entry], { declined })).toEqual([])
    expect(outcome(invoices, [entry], { declined })).toEqual(['suggest F i3 110.00'])
  })

  it('an entry that a person has done with matches nothing', () => {
    expect(outcome([invoiceOf(1)], [entryOf(1, { text: '2026-001' })], { closedEntries: new Set(['1-1']) })).toEqual([])
  })
})

it('every match and suggestion says why, with both values', () => {
  const { matches, suggestions } = planMatches(
    inputOf(
      [invoiceOf(1, { references: [rf] }), invoiceOf(2, { number: 'X' })],
      [entryOf(1, { reference: rf.value, iban: jansen, name: 'Bakkerij Jansen' }), entryOf(2, { iban: jansen })],
    ),
  )
  expect(matches[0]?.evidence).toEqual([
    { kind: 'reference', entry: 'RF18539007547034 (check digits right)', invoice: 'RF18539007547034', supports: true },
    { kind: 'amount', entry: '119.00 EUR', invoice: '119.00 EUR', supports: true },
    { kind: 'iban', entry: jansen, invoice: 'Bakkerij Jansen BV', supports: true },
    { kind: 'name', entry: 'Bakkerij Jansen', invoice: 'Bakkerij Jansen BV', supports: true },
    { kind: 'day', entry: '2026-03-10', invoice: '2026-03-01 to 2026-03-31', supports: true },
  ])
  expect(suggestions.every(({ evidence }) => evidence.length > 0)).toBe(true)
})
