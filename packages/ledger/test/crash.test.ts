import { createFakeClock } from '@nostro/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SqlStore } from '../src/store/sql.ts'
import { dumpLedger } from './support/dump.ts'
import { createDyingStore } from './support/dying-store.ts'
import { type BankEntry, createFakeBank, type FakeBank } from './support/fake-bank.ts'
import { openLedger, testStart } from './support/open-ledger.ts'
import { type StorePlace, storeKinds } from './support/stores.ts'

/** Every statement in the long run; every so many in the usual one. */
const isLong = process.env['NOSTRO_LEDGER_CRASHES'] === 'all'
const strides: Readonly<Record<string, number>> = { 'better-sqlite3': 1, 'node:sqlite': 1, postgresql: 12 }

const dayMs = 86_400_000
const shops = (count: number, prefix = 'b'): readonly BankEntry[] =>
  Array.from({ length: count }, (_, index) => ({
    day: `2026-03-0${9 - (index % 9)}`,
    amount: `-${(index % 3) + 1}.00`,
    text: `Shop ${index % 4}`,
    id: `${prefix}${index}`,
  }))

/** A first sync of several pages; then news: a claim, a modification, a new entry, a payment that comes back. */
const phases: readonly ((bank: FakeBank) => void)[] = [
  (bank) => {
    bank.entries.set('acc-1', [
      { day: '2026-03-10', amount: '-12.50', status: 'pending', text: 'COFFEE CORNER', id: 'p1' },
      ...shops(7).toSorted((a, b) => (a.day < b.day ? 1 : -1)),
    ])
    bank.entries.set('acc-2', shops(2, 'c'))
    bank.balances.set('acc-1', '500.00')
  },
  (bank) => {
    const [first, ...rest] = shops(7).toSorted((a, b) => (a.day < b.day ? 1 : -1))
    bank.entries.set('acc-1', [
      { day: '2026-03-11', amount: '-12.50', text: 'Coffee Corner Utrecht', id: 'b77' },
      { day: '2026-03-10', amount: '-20.00', text: 'Rent', id: 'b78', endToEndId: 'E2E-1' },
      ...(first === undefined ? [] : [{ ...first, text: 'Shop renamed' }]),
      ...rest,
    ])
    bank.balances.set('acc-1', '467.50')
  },
]

describe.each(storeKinds)('P5: a sync that is killed, on $name', ({ name, missing, create }) => {
  if (missing !== undefined) {
    // biome-ignore lint/suspicious/noSkippedTests: says why this driver is not tested here
    it.skip(missing)
    return
  }
  let place: StorePlace
  beforeAll(async () => {
    place = await create()
  })
  afterAll(() => place.remove())

  const run = async (store: SqlStore, bank: FakeBank, phase: number): Promise<void> => {
    const clock = createFakeClock(testStart + phase * dayMs)
    const ledger = await openLedger(store, clock)
    if (phase === 1)
      await ledger.recordPayment({ id: 'intent-1', endToEndId: 'E2E-1', amount: '20.00', currency: 'EUR' })
    await ledger.sync([bank.source()]).result()
  }

  const newBank = (): FakeBank => {
    const bank = createFakeBank()
    bank.pageSize = 3
    bank.accounts = [
      { id: 'acc-1', iban: 'NL91ABNA0417164300' },
      { id: 'acc-2', iban: 'NL20INGB0001234567' },
    ]
    return bank
  }

  /** Runs both phases; dies in one of them before the given statement, and is begun again by another process. */
  const live = async (
    ledgerName: string,
    death?: { readonly phase: number; readonly at: number },
  ): Promise<{ dump: readonly string[]; counts: readonly number[] }> => {
    const bank = newBank()
    const counts: number[] = []
    for (const [phase, prepare] of phases.entries()) {
      prepare(bank)
      const store = createDyingStore(await place.open(ledgerName), death?.phase === phase ? death.at : undefined)
      await run(store, bank, phase).catch((error: Error) => {
        if (error.message !== 'killed') throw error
      })
      counts.push(store.statements)
      await store.close()
      if (death?.phase !== phase) continue
      const again = await place.open(ledgerName)
      await run(again, bank, phase)
      await again.close()
    }
    const store = await place.open(ledgerName)
    const dump = await dumpLedger(store)
    await store.close()
    return { dump, counts }
  }

  it('ends as if it had never been killed, whichever statement was the last', { timeout: 600_000 }, async () => {
    const whole = await live('whole')
    expect(whole.dump.filter((line) => line.startsWith('tx '))).toHaveLength(11)
    expect(whole.dump.filter((line) => line.includes('"claimed"'))).toHaveLength(1)
    const stride = isLong ? 1 : (strides[name] ?? 1)
    let points = 0
    for (const [phase, count] of whole.counts.entries()) {
      for (let at = 1 + (points % stride); at <= count; at += stride) {
        const { dump } = await live(`killed_${phase}_${at}`, { phase, at })
        expect(dump, `phase ${phase}, killed before statement ${at} of ${count}`).toEqual(whole.dump)
        points += 1
      }
    }
    expect(points).toBeGreaterThan(whole.counts.reduce((sum, count) => sum + count, 0) / stride - 3)
    process.stdout.write(`${name}: ${points} points of death\n`)
  })
})
