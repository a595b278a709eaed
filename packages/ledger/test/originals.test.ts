import { createFakeClock } from '@nostro/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { query } from '../src/store/sql.ts'
import { type BankEntry, createFakeBank } from './support/fake-bank.ts'
import { openLedger, testStart } from './support/open-ledger.ts'
import { type StorePlace, storeKinds } from './support/stores.ts'

const dayMs = 86_400_000
const coffee = (id: string): BankEntry => ({ day: '2026-03-09', amount: '-2.50', text: 'Coffee', id, raw: { id } })

describe('originals of a walk that is read as a whole', () => {
  let place: StorePlace
  beforeAll(async () => {
    const kind = storeKinds.find(({ missing, name }) => missing === undefined && name !== 'postgresql')
    if (kind === undefined) throw new Error('No SQLite driver.')
    place = await kind.create()
  })
  afterAll(() => place.remove())

  it.each(['S', 'C', 'N'] as const)(
    'a twin more has its own, a changed one its new one, and the rest is not written again (mode %s)',
    async (mode) => {
      const store = await place.open(`originals_${mode}`)
      const clock = createFakeClock(testStart)
      const ledger = await openLedger(store, clock)
      const bank = createFakeBank({ mode })
      const sync = async (...entries: readonly BankEntry[]) => {
        bank.entries.set('acc-1', entries)
        clock.set(clock.now() + dayMs)
        return ledger.sync([bank.source()]).result()
      }
      const rawOf = async (no: number): Promise<unknown> => (await ledger.explain(`a1-${no}`)).raw
      const batches = async (): Promise<number> =>
        (await store.read(() => query('select id from raw_batch where account = 1'))).length
      await sync(coffee('1'), coffee('2'), coffee('3'))
      expect(await batches()).toBe(1)
      expect(await sync(coffee('3'), coffee('1'), coffee('2'))).toMatchObject({ added: 0, modified: 0 })
      expect(await batches()).toBe(1)

      expect(await sync(coffee('2'), coffee('4'), coffee('3'), coffee('1'))).toMatchObject({ added: 1, modified: 0 })
      // Without ids any of the four may be the new one.
      expect(await rawOf(4)).toEqual({ id: mode === 'N' ? expect.stringMatching(/[1-4]/) : '4' })

      const renamed = { ...coffee('2'), text: 'Coffee to go', raw: { id: '2', corrected: true } }
      expect(await sync(coffee('1'), renamed, coffee('3'), coffee('4'))).toMatchObject({ added: 0, modified: 1 })
      const { items } = await ledger.transactions({ text: 'to go' })
      expect((await ledger.explain(items[0]?.id ?? '')).raw).toEqual({ id: '2', corrected: true })
      await ledger.close()
    },
  )
})
