import { createFakeClock } from '@nostro/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SqlStore } from '../src/store/sql.ts'
import { crashPayment, crashPhases, createCrashBank } from './support/crash-phases.ts'
import { dumpLedger } from './support/dump.ts'
import { createDyingStore } from './support/dying-store.ts'
import type { FakeBank } from './support/fake-bank.ts'
import { openLedger, testStart } from './support/open-ledger.ts'
import { reportFigures } from './support/soak-report.ts'
import { type StorePlace, storeKinds } from './support/stores.ts'

/** Every statement in the long run; every so many in the usual one. */
const isLong = process.env['NOSTRO_LEDGER_CRASHES'] === 'all'
const strides: Readonly<Record<string, number>> = { 'better-sqlite3': 4, 'node:sqlite': 4, postgresql: 24 }

const dayMs = 86_400_000

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
    if (phase === 1) await ledger.recordPayment(crashPayment)
    await ledger.sync([bank.source()]).result()
  }

  /** Runs both phases; dies in one of them before the given statement, and is begun again by another process. */
  const live = async (
    ledgerName: string,
    death?: { readonly phase: number; readonly at: number },
  ): Promise<{ dump: readonly string[]; counts: readonly number[] }> => {
    const bank = createCrashBank()
    const counts: number[] = []
    for (const [phase, prepare] of crashPhases.entries()) {
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

  it('ends as if it had never been killed, whichever statement was the last', { timeout: 3_600_000 }, async () => {
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
    reportFigures(`in-process-${name.replace(/\W/g, '-')}`, { database: name, points })
  })
})
