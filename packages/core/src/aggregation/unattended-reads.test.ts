import { expect, it } from 'vitest'
import { fakeProvider } from '../../test/fake-provider.ts'
import { createMemoryBudgetStore } from '../budgets/create-memory-budget-store.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createUnattendedReads } from './unattended-reads.ts'

const { manifest } = fakeProvider('bank')
const hour = 3_600_000
const read = { connection: 'c', account: 'a', endpoint: 'transactions' } as const

it('says what is left, for each account and kind of data alone', async () => {
  const clock = createFakeClock()
  const reads = createUnattendedReads(createMemoryBudgetStore(clock), () => 4)
  await reads.take(manifest, read)
  await clock.advance(hour)
  await reads.take(manifest, read)
  expect(await reads.left(manifest, read)).toBe(2)
  expect(await reads.left(manifest, { ...read, endpoint: 'balances' })).toBe(4)
  expect(await reads.left(manifest, { ...read, account: '' })).toBe(4)
  await clock.advance(23 * hour + 60_000)
  expect(await reads.left(manifest, read)).toBe(3)
})

it('counts for all who share the store', async () => {
  const store = createMemoryBudgetStore(createFakeClock())
  const [one, other] = [createUnattendedReads(store, () => 1), createUnattendedReads(store, () => 1)]
  await one.take(manifest, read)
  await expect(other.take(manifest, read)).rejects.toMatchObject({ code: 'rate_limited', provider: 'bank' })
})

it('has no limit where the bank has none', async () => {
  const reads = createUnattendedReads(createMemoryBudgetStore(createFakeClock()), () => undefined)
  for (let time = 0; time < 10; time += 1) await reads.take(manifest, read)
  expect(await reads.left(manifest, read)).toBeUndefined()
})
