import { createFakeClock } from '@nostro/core/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createScheduler } from '../src/schedule/scheduler.ts'
import type { Source } from '../src/sync/source.ts'
import type { SyncEvent } from '../src/sync/sync-types.ts'
import { createFakeBank, refusal } from './support/fake-bank.ts'
import { openLedger, testStart } from './support/open-ledger.ts'
import { type StorePlace, storeKinds } from './support/stores.ts'

const dayMs = 86_400_000

describe('consents', () => {
  let place: StorePlace
  beforeEach(async () => {
    const kind = storeKinds.find(({ missing, name }) => missing === undefined && name !== 'postgresql')
    if (kind === undefined) throw new Error('No SQLite driver.')
    place = await kind.create()
  })
  afterEach(() => place.remove())

  it('are announced once for each of 14, 7, 1 days and the end, over restarts, and anew after a renewal', async () => {
    const clock = createFakeClock(testStart)
    const bank = createFakeBank()
    bank.consent = { key: 'one', validUntil: testStart + 20 * dayMs }
    const said: number[] = []
    for (let day = 0; day < 24; day += 1) {
      clock.set(testStart + day * dayMs)
      // Another process each day, and two syncs in it.
      const ledger = await openLedger(await place.open('notices'), clock)
      for (let time = 0; time < 2; time += 1) {
        for await (const event of ledger.sync([bank.source()])) {
          if (event.kind === 'consent_expiring') said.push(event.notice)
        }
      }
      await ledger.close()
    }
    expect(said).toEqual([14, 7, 1, 0])
    const ledger = await openLedger(await place.open('notices'), clock)
    bank.consent = { key: 'two', validUntil: clock.now() + dayMs / 2 }
    for await (const event of ledger.sync([bank.source()])) {
      if (event.kind === 'consent_expiring') said.push(event.notice)
    }
    expect(said).toEqual([14, 7, 1, 0, 1])
    await ledger.close()
  })

  it('that the bank refuses are said to have ended once, and the connection is planned again with a pause', async () => {
    const clock = createFakeClock(testStart)
    const bank = createFakeBank()
    const ledger = await openLedger(await place.open('refused'), clock)
    await ledger.sync([bank.source()]).result()
    const events: SyncEvent[] = []
    let asked = 0
    const refused: Source = {
      ...bank.source(),
      consent: async () => {
        asked += 1
        throw refusal('consent_expired', 'The consent has ended.')
      },
    }
    for (let time = 0; time < 2; time += 1) {
      for await (const event of ledger.sync([refused])) events.push(event)
    }
    expect(events.filter(({ kind }) => kind === 'consent_expiring')).toMatchObject([{ notice: 0, daysLeft: 0 }])
    expect((await ledger.status()).connections).toMatchObject([{ failures: 2, lastError: 'consent_expired' }])

    // A connection that was never read is not asked without end either.
    const scheduler = createScheduler({ ledger, clock, connections: async () => [{ ...refused, id: 'never-read' }] })
    asked = 0
    clock.set(testStart + dayMs)
    const next = await scheduler.tick()
    await scheduler.tick()
    expect(asked).toBe(1)
    expect(next).toBeGreaterThan(clock.now())
    await ledger.close()
  })
})
