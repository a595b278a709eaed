import { expect, test as it } from 'vitest'
import { fakeAccount, fakeProvider, fakeSession } from '../../test/fake-provider.ts'
import type { AccountsProvider } from '../contracts/accounts.ts'
import type { Provider } from '../contracts/provider.ts'
import { createSessionAccess } from '../sessions/create-session-access.ts'
import { createNostro } from './create-nostro.ts'

const account = fakeAccount('x', 'a1')
const provider = (id: string, accounts?: AccountsProvider['accounts'], close = async () => undefined): Provider => ({
  ...fakeProvider(
    id,
    accounts === undefined
      ? undefined
      : {
          accounts,
          balances: async () => ({ items: [], problems: [], asOf: '2026-01-01T00:00:00.000Z' }),
          transactions: async function* () {
            yield { items: [], problems: [], asOf: '2026-01-01T00:00:00.000Z' }
          },
        },
  ),
  close,
})
const good: AccountsProvider['accounts'] = async function* () {
  yield { items: [account], problems: [], asOf: '2026-01-01T00:00:00.000Z' }
}
const sourceOf = (id: string, bank: Provider) => ({
  id,
  provider: bank,
  access: createSessionAccess({ session: fakeSession(id), auth: bank.auth }),
})
const silent: AccountsProvider['accounts'] = async function* () {
  await new Promise(() => undefined)
  yield { items: [account], problems: [], asOf: '2026-01-01T00:00:00.000Z' }
}

it('refuses an empty list and a name that is none', () => {
  expect(() => createNostro({ banks: {} })).toThrow(/no provider/)
  expect(() => createNostro({ banks: { 'My bank': () => provider('x') } })).toThrow(/no usable name/)
})

it.each<[string, unknown, RegExp]>([
  ['nothing', undefined, /no usable `manifest.id`/],
  ['a text', 'ing', /no usable `manifest.id`/],
  ['an id with capitals', { ...provider('x'), manifest: { ...provider('x').manifest, id: 'My Bank' } }, /manifest.id/],
  ['another version of the contracts', { ...provider('x'), specVersion: 2 }, /“x” follows version 2/],
  ['no version', { ...provider('x'), specVersion: undefined }, /“x” follows version undefined/],
  ['no way in', { ...provider('x'), auth: {} }, /“x” lacks auth.start, auth.advance/],
  ['no end', { ...provider('x'), close: undefined }, /“x” lacks close/],
  ['no list of capabilities', { ...provider('x'), manifest: { id: 'x' } }, /“x” lacks manifest.capabilities/],
  ['a capability that is not there', fakeProvider('x', undefined, { capabilities: ['payments'] }), /no `payments`/],
])('refuses %s in the place of a provider, in words', (_title, value, message) => {
  const create = (): unknown => createNostro({ banks: { x: () => value as Provider } })
  expect(create).toThrow(message)
  expect(create).toThrowError(expect.objectContaining({ code: 'invalid_config', hint: expect.any(String) }))
})

it('a silent and a failing bank spoil nothing, and leaving early ends the stream', async () => {
  const failing: AccountsProvider['accounts'] = async function* () {
    yield await Promise.reject(new Error('down'))
  }
  const banks: [string, AccountsProvider['accounts'] | undefined][] = [
    ['silent', silent],
    ['failing', failing],
    ['good', good],
    ['none', undefined],
  ]
  const nostro = createNostro({
    banks: Object.fromEntries(banks.map(([id, accounts]) => [id, () => provider(id, accounts)])),
  })
  const connections = banks.map(([id]) => sourceOf(id, nostro.registry.get(id)))
  const seen: string[] = []
  for await (const event of nostro.aggregator.accounts(connections)) {
    seen.push(`${event.connection} ${event.status}`)
    if (seen.length === 4) break
  }
  expect(seen.toSorted()).toEqual(['failing failed', 'good ok', 'good page', 'none ok'])
  await nostro.close()
})

it('an aborted call reports what was still running', async () => {
  const nostro = createNostro({ banks: { silent: () => provider('silent', silent) } })
  const ctx = { signal: AbortSignal.abort() }
  const events: unknown[] = []
  const connection = sourceOf('silent', nostro.banks.silent)
  for await (const event of nostro.aggregator.accounts([connection], { ctx })) events.push(event)
  expect(events).toMatchObject([{ status: 'failed', error: { code: 'aborted' } }])
})

it('closing closes everything, also when a part fails, and only once', async () => {
  const closed: string[] = []
  const factory = (id: string) => () =>
    provider(id, undefined, async () => {
      closed.push(id)
      if (id === 'a') throw new Error('stuck')
    })
  const nostro = createNostro({ banks: { a: factory('a'), b: factory('b') } })
  await expect(nostro.close()).rejects.toBeInstanceOf(AggregateError)
  await expect(nostro.close()).rejects.toBeInstanceOf(AggregateError)
  expect(closed).toEqual(['a', 'b'])
})

it('C4: a bank that cannot be made does not leave those before it open', () => {
  const closed: string[] = []
  const closing = (id: string) => provider(id, undefined, async () => void closed.push(id))
  const failing = (): Provider => {
    throw new Error('cannot be made')
  }
  expect(() => createNostro({ banks: { a: () => closing('a'), b: failing } })).toThrow('cannot be made')
  expect(closed).toEqual(['a'])
})
