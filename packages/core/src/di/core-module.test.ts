import { Container, ContainerModule } from 'inversify'
import { expect, it } from 'vitest'
import { fakeProvider, fakeSession } from '../../test/fake-provider.ts'
import { collect } from '../aggregation/collect.ts'
import type { AccountsProvider } from '../contracts/accounts.ts'
import { createSessionAccess } from '../sessions/create-session-access.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { coreModule } from './core-module.ts'
import {
  AggregatorToken,
  ClockToken,
  ProviderRegistryToken,
  ProviderToken,
  RandomToken,
  SessionStoreToken,
} from './tokens.ts'

const bankModule = (...ids: readonly string[]): ContainerModule =>
  new ContainerModule(({ bind }) => {
    for (const id of ids) bind(ProviderToken).toConstantValue({ instance: id, provider: fakeProvider(id) })
  })

it('serves in a container of one’s own, whatever the order of loading', () => {
  const container = new Container()
  container.load(bankModule('a'), coreModule(), bankModule('b'))
  expect(container.get(ProviderRegistryToken).all.map(({ instance }) => instance)).toEqual(['a', 'b'])
  expect(container.get(AggregatorToken)).toBe(container.get(AggregatorToken))
  expect(container.get(SessionStoreToken)).toBe(container.get(SessionStoreToken))
})

it('takes the services that are given, and the usual ones for the rest', () => {
  const clock = createFakeClock()
  const container = new Container()
  container.load(coreModule({ clock }))
  expect(container.get(ClockToken)).toBe(clock)
  expect(container.get(RandomToken).uuid()).toMatch(/^[0-9a-f-]{36}$/)
})

it('lets anything be rebound before it is used: the aggregator counts hours by the new clock', async () => {
  const container = new Container()
  container.load(coreModule())
  const clock = createFakeClock(5)
  container.rebind(ClockToken).toConstantValue(clock)
  const accounts: AccountsProvider = {
    accounts: async function* () {
      yield { items: [], problems: [], asOf: '1970-01-01T00:00:00.005Z' }
    },
    balances: async () => ({ items: [], problems: [], asOf: '2026-01-01T00:00:00.000Z' }),
    transactions: async function* () {
      yield { items: [], problems: [], asOf: '1970-01-01T00:00:00.005Z' }
    },
  }
  const provider = fakeProvider('a', accounts, { unattendedReads: 1 })
  const access = createSessionAccess({ session: fakeSession('a'), auth: provider.auth })
  const read = () => collect(container.get(AggregatorToken).accounts([{ id: 'a', provider, access }]))
  expect((await read()).errors).toEqual([])
  expect((await read()).errors).toMatchObject([{ error: { code: 'rate_limited', retryAfterMs: 86_460_000 } }])
  await clock.advance(86_460_000)
  expect((await read()).errors).toEqual([])
})

it('refuses two providers with one id, and none at all', () => {
  const twice = new Container()
  twice.load(coreModule(), bankModule('a', 'a'))
  expect(() => twice.get(ProviderRegistryToken)).toThrow(/Two providers/)
  const none = new Container()
  none.load(coreModule())
  expect(() => none.get(ProviderRegistryToken)).toThrow()
})
