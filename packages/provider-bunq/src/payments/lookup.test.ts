import { describe, expect, it } from 'vitest'
import type { BunqClient } from '../api/client.ts'
import { endpoints } from '../api/endpoints.ts'
import { fromPayment } from './from-payment.ts'
import { findMatches, matches } from './lookup.ts'

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
  const since = () => Date.parse('2024-05-01T09:59:00Z')
  const dated = { ...record, id: 7, created }
  const old = { ...record, id: 3, created: '2024-04-01 10:00:00.000000' }
  const search = (wires: readonly (object | undefined)[], wanted = order) => {
    const entries = wires.flatMap((wire, index) => (wire === undefined ? [] : [{ index, type: '', wire, raw: wire }]))
    const problems = wires.flatMap((wire, index) => (wire === undefined ? [{ index, message: 'unreadable' }] : []))
    async function* pages() {
      yield { entries, problems }
    }
    const client = { pages } as unknown as BunqClient
    return findMatches(client, { order: wanted, accountId: '1', since, claimed: new Set(['9']) }, undefined)
  }

  it.each([
    ['the payment alone', [dated, old], ['7'], false],
    ['nothing like it', [{ ...dated, description: 'other' }, old], [], false],
    ['an entry that cannot be read', [undefined, old], [], true],
    ['an entry that cannot be read, older than the payment', [old, undefined], [], false],
    ['a twin without a time', [{ ...record, id: 7 }], [], true],
    ['a twin without an id', [{ ...record, created }], [], true],
    ['a twin whose time cannot be read', [{ ...dated, created: 'yesterday' }], [], true],
    ['an amount that cannot be read', [{ ...dated, amount: { value: '12,50', currency: 'EUR' } }, old], [], true],
    ['an older amount that cannot be read', [{ ...old, amount: { value: '?', currency: 'EUR' } }], [], false],
    ['the same sum, received', [{ ...dated, amount: { value: '12.50', currency: 'EUR' } }, old], [], false],
    ['a twin without a time that is known to be another payment', [{ ...record, id: 9 }], [], false],
  ])('with %s', async (_name, wires, ids, isDoubtful) => {
    expect(await search(wires)).toEqual({ ids, isDoubtful })
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
    ['of the same day', schedule, ['7'], false],
    ['of the same day, as bunq may write it', { ...schedule, time_start: '2024-06-01T06:00:00' }, ['7'], false],
    ['that does not show its day', {}, ['7'], false],
    ['of another day', { ...schedule, time_start: '2024-07-01 06:00:00.000000' }, [], true],
    ['that comes again', { ...schedule, recurrence_unit: 'MONTHLY' }, [], true],
    ['that comes again later', { ...schedule, recurrence_size: 2 }, [], true],
  ])('with a schedule %s', async (_name, shown, ids, isDoubtful) => {
    expect(await search([{ ...planned, schedule: shown }], rent)).toEqual({ ids, isDoubtful })
  })
})
