import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collect, type Harness, startHarness } from './harness.ts'

let harness: Harness

beforeAll(async () => {
  harness = await startHarness({ rateLimits: true })
})
afterAll(() => harness.stop())

const refused = (): number => harness.simulators.recorder.requests().filter(({ status }) => status === 429).length

describe('with the bank’s limits on', () => {
  it('a burst of 100 calls completes without a 429', async () => {
    const { provider, access } = await harness.open()
    const [account] = await collect(provider.accounts.accounts(access))
    if (account === undefined) throw new Error('no account')
    harness.simulators.recorder.clear()
    const balances = await Promise.all(Array.from({ length: 100 }, () => provider.accounts.balances(access, account)))
    expect(balances).toHaveLength(100)
    expect(harness.simulators.recorder.requests()).toHaveLength(100)
    expect(refused()).toBe(0)
  }, 60_000)

  it('another program at the same address makes the bank say 429: it is waited out', async () => {
    const first = await harness.open()
    const second = harness.provider()
    const other = harness.access(second, first.session)
    harness.simulators.recorder.clear()
    const lists = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        index % 2 === 0
          ? collect(first.provider.accounts.accounts(first.access))
          : collect(second.accounts.accounts(other)),
      ),
    )
    expect(lists.every(({ length }) => length > 0)).toBe(true)
    expect(refused()).toBeGreaterThan(0)
  }, 60_000)
})
