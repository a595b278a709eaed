import { describe, expect, it } from 'vitest'
import type { BunqClient } from '../api/client.ts'
import { endpoints } from '../api/endpoints.ts'
import { findCandidates, matches } from './find-candidates.ts'
import { fromPayment } from './from-payment.ts'
import { rangeAfter, rangeSince } from './search-range.ts'

const order = fromPayment(
  {
    kind: 'single',
    amount: { amount: '12.50', currency: 'EUR' },
    creditor: { iban: 'NL91ABNA0417164300', name: 'A Shop' },
    remittanceInformation: 'drinks',
    endToEndId: 'R-17',
  },
  0,
)

const record = {
  amount: { value: '-12.50', currency: 'EUR' },
  counterparty_alias: { iban: 'NL91 ABNA 0417 1643 00', display_name: 'A Shop' },
  description: 'drinks',
  merchant_reference: 'R-17',
}

describe('a record of the bank', () => {
  it.each([
    ['the same', record, true],
    ['written without decimals that say nothing', { ...record, amount: { value: '-12.5', currency: 'EUR' } }, true],
    ['without the reference, which bunq may leave out', { ...record, merchant_reference: null }, true],
    ['without the IBAN, which bunq may leave out', { ...record, counterparty_alias: { display_name: 'A Shop' } }, true],
    ['of another amount', { ...record, amount: { value: '-12.51', currency: 'EUR' } }, false],
    ['in another currency', { ...record, amount: { value: '-12.50', currency: 'USD' } }, false],
    ['to another IBAN', { ...record, counterparty_alias: { iban: 'NL20INGB0001234567' } }, false],
    ['with another text', { ...record, description: 'Drinks' }, false],
    ['without text', { ...record, description: null }, false],
    ['with another reference', { ...record, merchant_reference: 'R-18' }, false],
    ['without amount', { description: 'drinks' }, false],
    ['that came in', { ...record, amount: { value: '12.50', currency: 'EUR' } }, false],
    ['of an amount with the same digits', { ...record, amount: { value: '-1.250', currency: 'EUR' } }, false],
    [
      'of an amount with the same digits, one place on',
      { ...record, amount: { value: '-125.0', currency: 'EUR' } },
      false,
    ],
  ])('%s', (_name, listed, expected) => {
    expect(matches(listed, order)).toBe(expected)
  })

  it('of a batch fits entry by entry, in any order, none used twice', () => {
    const entry = (value: string) => ({ ...record, amount: { value, currency: 'EUR' } })
    const [one, two] = order.transfers
    expect(two).toBeUndefined()
    const twins = { transfers: one === undefined ? [] : [one, one], endpoint: endpoints.createPaymentBatch }
    expect(matches({ payments: { Payment: [record, entry('-12.50')] } }, twins)).toBe(true)
    expect(matches({ payments: { Payment: [record, entry('-12.51')] } }, twins)).toBe(false)
    expect(matches({ payments: { Payment: [record] } }, twins)).toBe(false)
  })
})

describe('a listing', () => {
  const created = '2024-05-01 10:00:00.000000'
  const startedAt = Date.parse('2024-05-01T09:59:00Z')
  const flightMs = 210_000
  const afterThird = () =>
    rangeAfter({ accountId: '1', userId: '2', newestId: '3', bankStartedAt: startedAt }, flightMs)
  const byTime = () => rangeSince(startedAt, flightMs)
  const dated = { ...record, id: 7, created }
  const old = { ...record, id: 3, created: '2024-04-01 10:00:00.000000' }
  const search = (wires: readonly (object | undefined)[], wanted = order, range = byTime) => {
    const entries = wires.flatMap((wire, index) => (wire === undefined ? [] : [{ index, type: '', wire, raw: wire }]))
    const problems = wires.flatMap((wire, index) => (wire === undefined ? [{ index, message: 'unreadable' }] : []))
    async function* pages() {
      yield { entries, problems }
    }
    const client = { pages } as unknown as BunqClient
    return findCandidates(client, { order: wanted, accountId: '1', range }, undefined)
  }
  const one = (id: string, isCertain: boolean) => ({ candidates: [{ id, isCertain }], isIncomplete: false })
  const none = { candidates: [], isIncomplete: false }

  it.each([
    ['the payment alone', [dated, old], one('7', true)],
    ['nothing like it', [{ ...dated, description: 'other' }, old], none],
    ['an entry that cannot be read', [undefined, old], { candidates: [], isIncomplete: true }],
    ['an entry that cannot be read, older than the payment', [old, undefined], none],
    ['a twin without a time', [{ ...record, id: 7 }], one('7', false)],
    ['a twin without an id', [{ ...record, created }], one('', false)],
    ['a twin whose time cannot be read', [{ ...dated, created: 'yesterday' }], one('7', false)],
    [
      'an amount that cannot be read',
      [{ ...dated, amount: { value: '12,50', currency: 'EUR' } }, old],
      one('7', false),
    ],
    ['an older amount that cannot be read', [{ ...old, amount: { value: '?', currency: 'EUR' } }], none],
    ['the same sum, received', [{ ...dated, amount: { value: '12.50', currency: 'EUR' } }, old], none],
  ])('with %s', async (_name, wires, expected) => {
    expect(await search(wires)).toEqual(expected)
    expect(await search(wires, order, afterThird)).toEqual(expected)
  })

  it.each([
    ['2 s before the start', '2024-05-01 09:58:58.000000', one('7', false)],
    ['an hour before it', '2024-05-01 08:59:00.000000', one('7', false)],
    ['two days before it', '2024-04-29 09:59:00.000000', none],
    ['within the attempt', '2024-05-01 10:02:29.000000', one('7', true)],
    ['an hour after it', '2024-05-01 10:59:00.000000', one('7', false)],
  ])('F3: by time alone, an equal payment %s', async (_name, at, expected) => {
    expect(await search([{ ...dated, created: at }])).toEqual(expected)
  })

  it('F3: after a known entry no clock counts: older entries are none of it, later ones are, whatever their time says', async () => {
    const before = { ...dated, id: 3, created: '2024-05-01 10:00:00.000000' }
    expect(await search([before], order, afterThird)).toEqual(none)
    const early = { ...dated, created: '2024-05-01 08:00:00.000000' }
    expect(await search([early, before], order, afterThird)).toEqual(one('7', true))
    const late = { ...dated, created: '2024-05-01 11:00:00.000000' }
    expect(await search([late, before], order, afterThird)).toEqual(one('7', false))
  })

  const now = Date.parse('2024-05-01T10:00:00Z')
  const rent = fromPayment(
    {
      kind: 'scheduled',
      amount: { amount: '12.50', currency: 'EUR' },
      creditor: { iban: 'NL91ABNA0417164300', name: 'A Shop' },
      remittanceInformation: 'drinks',
      requestedExecutionDate: '2024-06-01',
    },
    now,
  )
  const schedule = { time_start: '2024-06-01 06:00:00.000000', recurrence_unit: 'ONCE', recurrence_size: 1 }
  const planned = { id: 7, created, payment: { ...record, amount: { value: '12.50', currency: 'EUR' } } }

  it.each([
    ['of the same day', schedule, true],
    ['of the same day, as bunq may write it', { ...schedule, time_start: '2024-06-01T06:00:00' }, true],
    ['that does not show its day', {}, true],
    ['of another day', { ...schedule, time_start: '2024-07-01 06:00:00.000000' }, false],
    ['that comes again', { ...schedule, recurrence_unit: 'MONTHLY' }, false],
    ['that comes again later', { ...schedule, recurrence_size: 2 }, false],
  ])('with a schedule %s', async (_name, shown, isCertain) => {
    expect(await search([{ ...planned, schedule: shown }], rent)).toEqual(one('7', isCertain))
  })
})
