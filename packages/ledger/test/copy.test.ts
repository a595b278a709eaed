import { createFakeClock } from '@nostro/core/testing'
import { describe, expect, it } from 'vitest'
import { copyLedger } from '../src/store/copy-ledger.ts'
import { migrate } from '../src/store/migrations/migrate.ts'
import { query } from '../src/store/sql.ts'
import { createFakeBank } from './support/fake-bank.ts'
import { openLedger, testStart } from './support/open-ledger.ts'
import { storeKinds } from './support/stores.ts'

const source = storeKinds.find(({ missing, name }) => missing === undefined && name !== 'postgresql')
if (source === undefined) throw new Error('No SQLite driver is here.')

const bankWithHistory = () => {
  const bank = createFakeBank({ historyDays: null })
  bank.entries.set('acc-1', [
    { day: '2026-03-10', amount: '-3.00', status: 'pending', text: 'Coffee', id: 'p1' },
    { day: '2026-03-09', amount: '90071992547409.93', text: 'More than a float holds', id: 'b0' },
    ...Array.from({ length: 2100 }, (_, index) => ({
      day: `2025-${String(1 + (index % 12)).padStart(2, '0')}-15`,
      amount: `-${index + 1}.10`,
      id: `s${index}`,
    })).toSorted((a, b) => (a.day < b.day ? 1 : -1)),
  ])
  bank.balances.set('acc-1', '5000.00')
  return bank
}

describe.each(storeKinds)('a ledger copied from SQLite to $name', ({ missing, create }) => {
  it.skipIf(missing !== undefined)(`is the same ledger${missing === undefined ? '' : ` (${missing})`}`, async () => {
    const [here, there] = [await source.create(), await create()]
    try {
      const bank = bankWithHistory()
      const ledger = await openLedger(await here.open('from'))
      const { added } = await ledger.sync([bank.source()]).result()
      expect(added).toBe(2102)
      await ledger.annotate('a1-1', { note: 'kept', tags: ['x'] })
      const pages = await ledger.transactions({ limit: 1000, includeHidden: true })
      const [changes, why] = [await ledger.changes(undefined, 10_000), await ledger.explain('a1-2')]
      const to = await there.open('to')
      expect(await copyLedger(ledger.store, to)).toEqual({ accounts: 1, transactions: 2102 })
      const copy = await openLedger(to, createFakeClock(testStart))
      expect(await copy.transactions({ limit: 1000, includeHidden: true })).toEqual(pages)
      expect(await copy.changes(undefined, 10_000)).toEqual(changes)
      expect(await copy.explain('a1-2')).toEqual(why)
      expect(await copy.transactions({ minAmount: '90071992547409.93' })).toMatchObject({ items: [{ bankId: 'b0' }] })
      expect(await copy.transactions({ minAmount: '90071992547409.94' })).toMatchObject({ items: [] })
      const again = await copy.sync([bank.source()], { full: true }).result()
      expect(again).toMatchObject({ added: 0, modified: 0, removed: 0 })
      await expect(copyLedger(ledger.store, to)).rejects.toMatchObject({ code: 'invalid_request' })
      await Promise.all([ledger.close(), copy.close()])
    } finally {
      await here.remove()
      await there.remove()
    }
  })

  it.skipIf(missing !== undefined)('begins anew after an interruption, and cannot be opened before', async () => {
    const [here, there] = [await source.create(), await create()]
    try {
      const ledger = await openLedger(await here.open('from'))
      await ledger.sync([bankWithHistory().source()]).result()
      const to = await there.open('to')
      await migrate(to)
      await to.write(function* () {
        yield* query("insert into meta (name, value) values ('copying', '1')")
        yield* query(
          "insert into connection (id, provider, environment, status, created_at) values ('half', 'fake', 'test', 'connected', 1)",
        )
      })
      await expect(openLedger(to)).rejects.toMatchObject({ code: 'invalid_config' })
      expect(await copyLedger(ledger.store, to)).toEqual({ accounts: 1, transactions: 2102 })
      expect((await (await openLedger(to)).status()).connections.map(({ connection }) => connection)).toEqual([
        'fake-1',
      ])
      await ledger.close()
      await to.close()
    } finally {
      await here.remove()
      await there.remove()
    }
  })
})
