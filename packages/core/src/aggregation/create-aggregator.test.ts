import { describe, expect, it } from 'vitest'
import { fakeAccount, fakeProvider, fakeSession } from '../../test/fake-provider.ts'
import type { AccountsProvider } from '../contracts/accounts.ts'
import type { ProviderManifest } from '../contracts/manifest.ts'
import { toMoney } from '../domain/money.ts'
import type { Transaction } from '../domain/transaction.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { createSessionAccess } from '../sessions/create-session-access.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { collect } from './collect.ts'
import { type AggregateSource, createAggregator } from './create-aggregator.ts'

const asOf = '2024-05-01T12:00:00.000Z'
const transaction = (accountId: string, transactionId: string): Transaction => ({
  provider: 'x',
  accountId,
  transactionId,
  bookingStatus: 'booked',
  amount: toMoney('-1.00', 'EUR'),
  raw: null,
})

/** A bank with these accounts, two pages of transactions each; `broken` accounts answer nothing but errors. */
const bank = (id: string, accountIds: readonly string[], broken: readonly string[] = []) => {
  const calls: string[] = []
  let running = 0
  let most = 0
  const busy = async (what: string, accountId: string): Promise<void> => {
    calls.push(`${what} ${accountId}`)
    running += 1
    most = Math.max(most, running)
    await new Promise((resolve) => setImmediate(resolve))
    running -= 1
    if (broken.includes(accountId)) throw new NostroError({ code: 'forbidden', message: `no ${accountId}` })
  }
  const accounts: AccountsProvider = {
    accounts: async function* () {
      for (const each of accountIds) yield { items: [fakeAccount(id, each)], problems: [], asOf }
    },
    balances: async (_access, { id: accountId }) => {
      await busy('balances', accountId)
      const items = [{ balanceType: 'interimAvailable', amount: toMoney('5.00', 'EUR'), raw: null }] as const
      return { items, problems: [], asOf }
    },
    transactions: async function* (_access, { id: accountId }, query) {
      for (const page of [1, 2]) {
        await busy(`transactions from ${query.dateFrom ?? 'the start'}`, accountId)
        const items = [transaction(accountId, `${page}a`), transaction(accountId, `${page}b`)]
        yield { items, problems: [], asOf }
      }
    },
  }
  return { accounts, calls, most: () => most }
}

const connect = (id: string, accounts?: AccountsProvider, manifest?: Partial<ProviderManifest>): AggregateSource => {
  const provider = fakeProvider(id, accounts, manifest)
  return { id: `${id}-1`, provider, access: createSessionAccess({ session: fakeSession(id), auth: provider.auth }) }
}

const toArray = async <T>(source: AsyncIterable<T>): Promise<readonly T[]> => {
  const all: T[] = []
  for await (const each of source) all.push(each)
  return all
}

describe('balances', () => {
  it('come for every account, and name the account and connection', async () => {
    const connections = [connect('x', bank('x', ['a', 'b']).accounts), connect('y', bank('y', ['c']).accounts)]
    const { items, errors, ok } = await collect(createAggregator({ clock: createFakeClock() }).balances(connections))
    expect(items.map(({ connection, account }) => `${connection} ${account?.id}`)).toEqual(['x-1 a', 'x-1 b', 'y-1 c'])
    expect(items.every(({ item }) => item.amount.amount === '5.00')).toBe(true)
    expect(errors).toEqual([])
    expect(ok.toSorted()).toEqual(['x-1', 'y-1'])
  })

  it('are collected in the order of connections and accounts, whatever arrives first', async () => {
    const slow = bank('x', ['a', 'b', 'c'])
    let release: () => void = () => undefined
    const others = new Promise<void>((resolve) => {
      release = resolve
    })
    const accounts: AccountsProvider = {
      ...slow.accounts,
      balances: async (access, account, ctx) => {
        if (account.id === 'a') await others
        return slow.accounts.balances(access, account, ctx)
      },
    }
    const aggregator = createAggregator({ clock: createFakeClock() })
    const arrived: (string | undefined)[] = []
    async function* watched() {
      for await (const event of aggregator.balances([
        connect('x', accounts),
        connect('y', bank('y', ['d']).accounts),
      ])) {
        if (event.status === 'page') arrived.push(event.account?.id)
        if (arrived.length === 3) release()
        yield event
      }
    }
    const { items } = await collect(watched())
    expect(arrived.at(-1)).toBe('a')
    expect(items.map(({ account }) => account?.id)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('of one broken account are named, and the others kept', async () => {
    const connections = [connect('x', bank('x', ['a', 'b', 'c'], ['b']).accounts)]
    const events = await toArray(createAggregator({ clock: createFakeClock() }).balances(connections))
    expect(events.filter(({ status }) => status === 'page')).toHaveLength(2)
    expect(events.at(-1)).toMatchObject({
      status: 'failed',
      error: { code: 'forbidden', provider: 'x' },
      accountErrors: [{ account: { id: 'b' } }],
    })
  })

  it('are asked for a few accounts at once', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `a${index}`)
    const { accounts, calls, most } = bank('x', ids)
    const aggregator = createAggregator({ clock: createFakeClock(), accountsAtOnce: 3 })
    await collect(aggregator.balances([connect('x', accounts)]))
    expect(calls).toHaveLength(12)
    expect(most()).toBe(3)
  })

  it('are not asked of an account that the filter leaves out', async () => {
    const { accounts, calls } = bank('x', ['a', 'b'])
    const aggregator = createAggregator({ clock: createFakeClock() })
    await collect(aggregator.balances([connect('x', accounts)], { accountFilter: ({ id }) => id === 'b' }))
    expect(calls).toEqual(['balances b'])
  })
})

describe('transactions', () => {
  it('come from all pages of all accounts, with the query handed on', async () => {
    const { accounts, calls } = bank('x', ['a', 'b'])
    const aggregator = createAggregator({ clock: createFakeClock() })
    const { items } = await collect(aggregator.transactions([connect('x', accounts)], { dateFrom: '2024-01-01' }))
    const ids = (accountId: string) =>
      items.filter(({ account }) => account?.id === accountId).map(({ item }) => item.transactionId)
    expect(ids('a')).toEqual(['1a', '1b', '2a', '2b'])
    expect(ids('b')).toEqual(['1a', '1b', '2a', '2b'])
    expect(new Set(calls.map((call) => call.split(' ').slice(0, 3).join(' ')))).toEqual(
      new Set(['transactions from 2024-01-01']),
    )
  })

  it('stop being fetched when the reader leaves', async () => {
    const { accounts, calls } = bank('x', ['a'])
    for await (const event of createAggregator({ clock: createFakeClock() }).transactions([connect('x', accounts)])) {
      expect(event.status).toBe('page')
      break
    }
    expect(calls).toHaveLength(1)
  })

  it('of a bank that has none are reported as unsupported, which is no error', async () => {
    const events = await toArray(createAggregator({ clock: createFakeClock() }).transactions([connect('x')]))
    expect(events).toEqual([{ connection: 'x-1', position: 0, provider: 'x', status: 'ok', supported: false }])
  })
})

describe('collect', () => {
  it('keeps what came before a failure, and tells the failure', async () => {
    const failing: AccountsProvider = {
      ...bank('x', []).accounts,
      accounts: async function* () {
        yield { items: [fakeAccount('x', 'a')], problems: [], asOf }
        throw new Error('down')
      },
    }
    const collected = await collect(createAggregator({ clock: createFakeClock() }).accounts([connect('x', failing)]))
    expect(collected.items.map(({ item }) => item.id)).toEqual(['a'])
    expect(collected.errors).toMatchObject([
      { connection: 'x-1', provider: 'x', error: { code: 'protocol_violation' } },
    ])
    expect(collected.ok).toEqual([])
  })

  it('names what could not be read, of which account, and where the history was cut', async () => {
    const { accounts } = bank('x', ['a'])
    const spoiled: AccountsProvider = {
      ...accounts,
      accounts: async function* () {
        yield { items: [fakeAccount('x', 'a')], problems: [{ index: 1, message: 'no currency' }], asOf }
      },
      transactions: async function* () {
        yield { items: [], problems: [{ index: 2, message: 'no amount' }], asOf, adjustedFrom: '2026-01-01' }
      },
    }
    const { problems, adjusted } = await collect(
      createAggregator({ clock: createFakeClock() }).transactions([connect('x', spoiled)]),
    )
    expect(problems.map(({ account, problem }) => [account?.id, problem.index, problem.message])).toEqual([
      [undefined, 1, 'no currency'],
      ['a', 2, 'no amount'],
    ])
    expect(adjusted).toMatchObject([{ connection: 'x-1', account: { id: 'a' }, from: '2026-01-01' }])
  })

  it('refuses two connections with one id', async () => {
    const connections = [connect('x'), connect('x')]
    await expect(collect(createAggregator({ clock: createFakeClock() }).accounts(connections))).rejects.toMatchObject({
      code: 'invalid_request',
    })
  })
})

describe('reads without the customer', () => {
  const manifest = { unattendedReads: 4 }
  const set = () => {
    const clock = createFakeClock()
    const { accounts, calls } = bank('x', ['a'])
    const aggregator = createAggregator({ clock })
    const connection = connect('x', accounts, manifest)
    const read = (psu?: { ipAddress: string }) =>
      collect(aggregator.balances([connection], psu === undefined ? {} : { ctx: { psu } }))
    return { clock, calls, read }
  }

  it('end after four in 24 hours, before the bank is called', async () => {
    const { calls, read } = set()
    for (let time = 0; time < 4; time += 1) expect((await read()).errors).toEqual([])
    const { errors } = await read()
    expect(errors).toMatchObject([
      { error: { code: 'rate_limited', provider: 'x', retryAfterMs: 24 * 3_600_000 + 60_000 } },
    ])
    expect(calls).toHaveLength(4)
  })

  it('slide: four before midnight leave none for twenty minutes after it, nor for the rest of 24 hours', async () => {
    const { clock, read } = set()
    clock.set(Date.UTC(2024, 4, 1, 23, 50))
    for (let time = 0; time < 4; time += 1) await read()
    await clock.advance(20 * 60_000)
    expect((await read()).errors).toMatchObject([{ error: { code: 'rate_limited' } }])
    await clock.advance(23 * 3_600_000)
    expect((await read()).errors).toMatchObject([{ error: { code: 'rate_limited' } }])
    await clock.advance(3_600_000)
    expect((await read()).errors).toEqual([])
  })

  it('are not counted while the customer is present', async () => {
    const { calls, read } = set()
    for (let time = 0; time < 10; time += 1) expect((await read({ ipAddress: '192.0.2.1' })).errors).toEqual([])
    expect((await read()).errors).toEqual([])
    expect(calls).toHaveLength(11)
  })
})
