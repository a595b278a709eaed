import { type Account, createAggregator, type Provider } from '@nostro/core'
import { createFakeClock } from '@nostro/core/testing'
import { expect, it } from 'vitest'
import type { Source } from '../src/sync/source.ts'
import { createFakeBank } from './support/fake-bank.ts'
import { openLedger, testStart } from './support/open-ledger.ts'
import { storeKinds } from './support/stores.ts'

const hourMs = 3_600_000

/** The same bank as the aggregator reads it. */
const providerOf = (source: Source): Provider => {
  const accounts = {
    accounts: (_: unknown, ctx: object) => source.accounts(ctx),
    balances: (_: unknown, account: Account, ctx: object) => source.balances(account, ctx),
    transactions: (_: unknown, account: Account, _query: object, ctx: object) =>
      source.transactions(account, { dateFrom: '2026-03-01', dateTo: '2026-03-10' }, ctx),
  }
  return { manifest: { id: source.provider, unattendedReads: 4 }, accounts } as unknown as Provider
}

// On PostgreSQL the windows run by the database's own clock.
it.each(storeKinds.filter(({ missing, name }) => missing === undefined && name !== 'postgresql'))(
  '$name: four unattended reads in 24 hours of an account and endpoint hold over syncs and direct reads together',
  async ({ create }) => {
    const place = await create()
    const clock = createFakeClock(testStart)
    const ledger = await openLedger(await place.open('shared'), clock)
    const bank = createFakeBank({ unattendedReads: 4 })
    bank.entries.set('acc-1', [{ day: '2026-03-09', amount: '-1.00', id: '1', text: 'Coffee' }])
    const source = bank.source()
    const aggregator = createAggregator({ clock, budgetStore: ledger.budgets })
    const connection = { id: source.id, provider: providerOf(source), access: {} } as never
    const readDirectly = async (): Promise<string | undefined> => {
      for await (const event of aggregator.transactions([connection]))
        if (event.status === 'failed') return event.error.code
      return undefined
    }
    const sync = async (): Promise<string | undefined> =>
      (await ledger.sync([source]).result()).accounts[0]?.error?.code
    const left = async (): Promise<number | undefined> =>
      (await ledger.status()).endpoints.find(({ kind }) => kind === 'transactions')?.budgetLeft

    expect([await sync(), await readDirectly(), await sync()]).toEqual([undefined, undefined, undefined])
    expect(await left()).toBe(1)
    expect(await readDirectly()).toBeUndefined()
    expect([await left(), await sync(), await readDirectly()]).toEqual([0, 'rate_limited', 'rate_limited'])
    expect(bank.calls.filter((call) => call.startsWith('transactions'))).toHaveLength(4)
    await clock.advance(24 * hourMs + 60_000)
    expect([await readDirectly(), await sync()]).toEqual([undefined, undefined])

    await ledger.erase(source.id)
    expect(await ledger.budgets.usage('fake|')).toEqual([])
    await ledger.close()
    await place.remove()
  },
)
