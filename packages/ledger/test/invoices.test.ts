import { createFakeClock } from '@nostro/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createInvoices, type Invoices } from '../src/invoices/create-invoices.ts'
import type { Invoice } from '../src/invoices/invoice-types.ts'
import type { SqlStore } from '../src/store/sql.ts'
import { type BankEntry, createFakeBank } from './support/fake-bank.ts'
import { openLedger, testStart } from './support/open-ledger.ts'
import { type StorePlace, storeKinds } from './support/stores.ts'

const base: Invoice = {
  number: '2026-1001',
  direction: 'receivable',
  total: { amount: '119.00', currency: 'EUR' },
  issuedOn: '2026-03-01',
  dueOn: '2026-03-31',
  customer: { id: 'c1', name: 'Bakkerij Jansen', ibans: ['DE89370400440532013000'] },
}

describe.each(storeKinds)('invoices on $name', ({ missing, create }) => {
  if (missing !== undefined) {
    // biome-ignore lint/suspicious/noSkippedTests: says why this driver is not tested here
    it.skip(missing)
    return
  }
  let place: StorePlace
  let count = 0
  const stores: SqlStore[] = []
  beforeAll(async () => {
    place = await create()
  })
  afterAll(async () => {
    for (const store of stores) await store.close().catch(() => undefined)
    await place.remove()
  })

  const openWith = async (...entries: readonly BankEntry[]) => {
    const store = await place.open(`i${++count}`)
    stores.push(store)
    const clock = createFakeClock(testStart)
    const ledger = await openLedger(store, clock)
    const bank = createFakeBank({ mode: 'S' })
    const list = async (...more: readonly BankEntry[]): Promise<void> => {
      bank.entries.set('acc-1', more)
      await ledger.sync([bank.source()], { full: true }).result()
    }
    await list(...entries)
    return { ledger, clock, list, invoices: createInvoices({ store, clock }) }
  }
  const entry = (more: Partial<BankEntry> = {}): BankEntry => ({
    day: '2026-03-09',
    amount: '119.00',
    id: 'b1',
    text: 'Factuur 2026-1001',
    ...more,
  })
  const stateOf = async (invoices: Invoices, id = 'i1') => {
    const { state, open } = await invoices.get(id)
    return `${state} ${open.amount}`
  }

  it('keeps, updates and lists; a wrong member keeps nothing', async () => {
    const { invoices } = await openWith()
    expect(await invoices.import([base, { ...base, number: '2' }])).toMatchObject({ added: 2, ids: ['i1', 'i2'] })
    expect(await invoices.import([base, { ...base, number: '2', dueOn: '2026-04-30' }])).toMatchObject({
      updated: 1,
      unchanged: 1,
    })
    const bad = {
      ...base,
      number: '3',
      total: { amount: '1,50', currency: 'EUR' },
      customer: { id: 'c', ibans: ['NL00X'] },
    }
    await expect(invoices.import([{ ...base, number: '4' }, bad])).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringMatching(/2: total\.amount.*2: customer\.ibans\[0\]/),
    })
    const page = await invoices.list({ limit: 1 })
    expect(page.items.map(({ id }) => id)).toEqual(['i2'])
    expect((await invoices.list({ limit: 1, cursor: page.cursor })).items.map(({ id }) => id)).toEqual(['i1'])
    expect((await invoices.list({ number: '4' })).items).toEqual([])
  })

  it('a rule matches once; again changes nothing; the invoice is paid', async () => {
    const { invoices } = await openWith(entry())
    await invoices.import([base])
    expect(await invoices.reconcile()).toEqual({ matched: 1, suggested: 0, returned: 0, conflicts: [] })
    expect(await invoices.reconcile({ account: 'a1' })).toMatchObject({ matched: 0, suggested: 0 })
    expect(await stateOf(invoices)).toBe('paid 0.00')
    expect((await invoices.matches({ invoice: 'i1' })).items[0]).toMatchObject({
      id: 'm1',
      entry: 'a1-1',
      class: 'C',
      decidedBy: 'rule',
      amount: { amount: '119.00', currency: 'EUR' },
    })
  })

  it('undone by a person: open again, and never matched or proposed again; by hand it may be', async () => {
    const { invoices } = await openWith(entry())
    await invoices.import([base])
    await invoices.reconcile()
    await invoices.undo('m1', 'anna')
    expect(await stateOf(invoices)).toBe('open 119.00')
    expect(await invoices.reconcile()).toMatchObject({ matched: 0, suggested: 0 })
    expect(await invoices.match({ entry: 'a1-1', invoice: 'i1' }, 'anna')).toBe('m2')
    expect(await invoices.matchOf('m2')).toMatchObject({ decidedBy: 'anna', class: 'person' })
    expect(await invoices.matchOf('m1')).toMatchObject({ undone: { by: 'anna', reason: 'person' } })
  })

  it('suggestions are confirmed and rejected; what is confirmed is a person’s', async () => {
    const { invoices } = await openWith(
      entry({ text: '', name: 'Bakkerij Jansen', iban: 'DE89370400440532013000', amount: '100.00' }),
      entry({
        id: 'b2',
        day: '2026-03-08',
        text: '',
        name: 'Bakkerij Jansen',
        iban: 'DE89370400440532013000',
        amount: '119.00',
      }),
    )
    await invoices.import([base, { ...base, number: '2026-1002' }])
    expect(await invoices.reconcile()).toMatchObject({ matched: 0, suggested: 2 })
    const before = (await invoices.suggestions()).items
    await invoices.reconcile()
    expect((await invoices.suggestions()).items).toEqual(before)
    const first = before.find(({ matches }) => matches[0]?.invoice === 'i1')
    const second = before.find(({ matches }) => matches[0]?.invoice === 'i2')
    await invoices.reject(first?.id ?? '', 'anna')
    expect(await invoices.confirm(second?.id ?? '', 'anna')).toEqual(['m1'])
    expect(await stateOf(invoices, 'i2')).toBe('paid 0.00')
    expect((await invoices.suggestions({ entry: second?.entry })).items).toEqual([])
    await invoices.reconcile()
    expect((await invoices.suggestions({ entry: first?.entry })).items).toEqual([])
    await expect(invoices.confirm('s99')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('an entry that the bank changes takes a rule’s match along; a person’s stays and is announced', async () => {
    const { invoices, list } = await openWith(entry({ id: 'b1' }))
    await invoices.import([base])
    await invoices.reconcile()
    await list(entry({ id: 'b1', amount: '19.00' }))
    expect(await invoices.reconcile()).toMatchObject({ matched: 1, conflicts: [] })
    expect(await stateOf(invoices)).toBe('open 100.00')
    const [match] = (await invoices.matches({ status: 'rule' })).items
    await invoices.confirm(match?.id ?? '', 'anna')
    await list(entry({ id: 'b1', amount: '5.00' }))
    expect(await invoices.reconcile()).toMatchObject({ matched: 0, conflicts: [{ match: match?.id }] })
    expect((await invoices.matches({ status: 'person' })).items).toHaveLength(1)
  })

  it('a return opens the invoice again, and a later payment pays it', async () => {
    const debit = entry({ text: '', endToEndId: 'E-1' })
    const { invoices, list } = await openWith(debit)
    await invoices.import([{ ...base, endToEndIds: ['E-1'] }])
    expect(await invoices.reconcile()).toMatchObject({ matched: 1 })
    await list(
      entry({ id: 'b3', day: '2026-03-10' }),
      entry({ id: 'b2', amount: '-119.00', text: 'R-transaction', endToEndId: 'E-1', day: '2026-03-10' }),
      debit,
    )
    expect(await invoices.reconcile()).toMatchObject({ returned: 1, matched: 1 })
    expect(await stateOf(invoices)).toBe('paid 0.00')
    expect((await invoices.matches({ status: 'undone' })).items[0]?.undone).toMatchObject({ reason: 'returned' })
    expect(await invoices.reconcile()).toMatchObject({ returned: 0, matched: 0 })
  })

  it('by hand: not more than there is, not the wrong way, with the rest closed as a fee', async () => {
    const { invoices } = await openWith(
      entry({ text: '', amount: '118.00' }),
      entry({ id: 'b2', day: '2026-03-08', text: '', amount: '-5.00' }),
    )
    await invoices.import([base])
    await expect(invoices.match({ entry: 'a1-1', invoice: 'i1', amount: '118.01' })).rejects.toMatchObject({
      code: 'conflict',
    })
    await expect(invoices.match({ entry: 'a1-2', invoice: 'i1' })).rejects.toMatchObject({ code: 'conflict' })
    await invoices.match({ entry: 'a1-1', invoice: 'i1', closeAs: 'fee' })
    expect(await stateOf(invoices)).toBe('paid 0.00')
    expect(await invoices.matchOf('m1')).toMatchObject({ difference: { kind: 'fee', amount: '1.00' } })
    await expect(invoices.match({ entry: 'a1-1', invoice: 'i1' })).rejects.toMatchObject({ code: 'conflict' })
  })

  it('done is for persons alone: no rule matches a done invoice or a done entry', async () => {
    const { invoices } = await openWith(entry())
    await invoices.import([base])
    await invoices.setDone('i1', true, 'anna')
    expect(await invoices.reconcile()).toMatchObject({ matched: 0, suggested: 0 })
    await invoices.setDone('i1', false, 'anna')
    await invoices.setEntryDone('a1-1', true, 'anna')
    expect(await invoices.reconcile()).toMatchObject({ matched: 0, suggested: 0 })
    await invoices.setEntryDone('a1-1', false, 'anna')
    expect(await invoices.reconcile()).toMatchObject({ matched: 1 })
  })

  it('another total: rules decide anew, a person’s matches bind; removed only without them', async () => {
    const { invoices } = await openWith(entry())
    await invoices.import([base])
    await invoices.reconcile()
    await invoices.import([{ ...base, total: { amount: '200.00', currency: 'EUR' } }])
    expect(await invoices.reconcile()).toMatchObject({ matched: 1 })
    expect(await stateOf(invoices)).toBe('open 81.00')
    await invoices.confirm('m2', 'anna')
    await expect(invoices.import([{ ...base, total: { amount: '100.00', currency: 'EUR' } }])).rejects.toMatchObject({
      code: 'conflict',
    })
    await expect(invoices.remove('i1')).rejects.toMatchObject({ code: 'conflict' })
    await invoices.undo('m2')
    await invoices.remove('i1')
    expect((await invoices.list()).items).toEqual([])
  })

  it('twenty at once: matched once', async () => {
    const { invoices } = await openWith(entry())
    await invoices.import([base])
    const results = await Promise.all(Array.from({ length: 20 }, () => invoices.reconcile()))
    expect(results.reduce((sum, { matched }) => sum + matched, 0)).toBe(1)
  })
})
