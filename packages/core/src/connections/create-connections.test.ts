import { describe, expect, it } from 'vitest'
import { fakeAccount, fakeProvider } from '../../test/fake-provider.ts'
import type { AuthProvider, AuthResult, StartRequest } from '../contracts/auth.ts'
import type { Provider } from '../contracts/provider.ts'
import type { Session } from '../domain/session.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createSeededRandom } from '../testing/seeded-random.ts'
import { connect, connectionsOf } from './connections-of.ts'
import { createMemoryStores } from './stores.ts'

const day = 86_400_000
const asOf = '2026-01-01T00:00:00.000Z'

interface BankState {
  /** Who answers the next redirect. */
  customer: string | undefined
  accounts: string[]
  readonly revoked: string[]
  readonly started: StartRequest[]
}

/** A bank with a redirect (or an API key), 90 days of consent, and a customer of one's choice. */
const bank = (kind: 'redirect' | 'none', clock = createFakeClock(1_000 * day)) => {
  const state: BankState = { customer: undefined, accounts: ['a'], revoked: [], started: [] }
  let count = 0
  const auth: AuthProvider = {
    start: async (request) => {
      state.started.push(request)
      const base = { id: 'c', provider: 'x', purpose: request.purpose, expiresAt: clock.now() + day }
      const previous = request.previous
      const serverState = previous === undefined ? null : { id: previous.id, revision: previous.revision }
      return kind === 'none'
        ? { ...base, kind, serverState }
        : { ...base, kind, url: 'https://bank.example/', serverState }
    },
    advance: async (challenge, { redirectUrl = '' }): Promise<AuthResult> => {
      if (redirectUrl.includes('cancel')) return { status: 'failed', code: 'user_cancelled' }
      if (kind === 'redirect' && redirectUrl === '') return { status: 'pending', challenge }
      count += 1
      const previous = challenge.serverState as { id: string; revision: number } | null
      const session: Session = {
        specVersion: 1,
        id: previous?.id ?? `s-${count}`,
        provider: 'x',
        purpose: challenge.purpose,
        revision: (previous?.revision ?? 0) + 1,
        createdAt: clock.now(),
        consentValidUntil: clock.now() + 90 * day,
        customer: state.customer,
        secrets: `token-${count}`,
      }
      return { status: 'complete', session }
    },
    revoke: async ({ secrets }) => {
      state.revoked.push(String(secrets))
    },
  }
  const provider: Provider = {
    ...fakeProvider('x', {
      accounts: async function* () {
        yield { items: state.accounts.map((id) => fakeAccount('x', id)), problems: [], asOf }
      },
      balances: async () => ({ items: [], problems: [{ index: 0, message: 'no amount' }], asOf }),
      transactions: async function* () {
        yield { items: [], problems: [], asOf, adjustedFrom: '2026-01-01' }
      },
    }),
    auth,
  }
  const stores = createMemoryStores()
  const open = () => connectionsOf(provider, { stores, clock, random: createSeededRandom('connections') })
  return { clock, provider, state, stores, open, connections: open() }
}

const landed = { redirectUrl: 'https://tpp.example/callback?code=1' }

describe('a new connection', () => {
  it('is made at once where the bank needs no customer, and found again instead of made anew', async () => {
    const { connections, open, state } = bank('none')
    const made = await connections.connect('x', { label: 'Own', owner: 'me' })
    expect(made).toMatchObject({ instance: 'x', label: 'Own', owner: 'me', consent: { status: 'valid' } })
    const [first, second] = await Promise.all([
      connections.connect('x', { owner: 'me' }),
      open().connect('x', { owner: 'me' }),
    ])
    expect([first.id, second.id]).toEqual([made.id, made.id])
    expect(state.started).toHaveLength(1)
    expect((await connections.connect('x', { owner: 'you' })).id).not.toBe(made.id)
  })

  it('C9: the first of many that need a new one registers, the others wait and take it; when it fails, the next tries', async () => {
    const { connections, open, state, provider } = bank('none')
    const all = await Promise.all([connections, open(), open(), open()].map((each) => each.connect('x')))
    expect(new Set(all.map(({ id }) => id)).size).toBe(1)
    expect(state.started).toHaveLength(1)
    const { start } = provider.auth
    let tries = 0
    Object.assign(provider.auth, {
      start: async (...args: Parameters<typeof start>) => {
        if (++tries === 1) throw new Error('the bank is away')
        return start(...args)
      },
    })
    const outcomes = await Promise.allSettled([
      connections.connect('x', { owner: 'other' }),
      connections.connect('x', { owner: 'other' }),
    ])
    expect(outcomes).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled' }])
  })

  it('waits for its customer where the bank has a page, over a restart', async () => {
    const { connections, open } = bank('redirect')
    await expect(connections.connect('x')).rejects.toMatchObject({ code: 'consent_required' })
    const pending = JSON.parse(JSON.stringify(await connections.start('x', { owner: 'me' })))
    expect(pending.challenge.url).toBe('https://bank.example/')
    expect(await open().advance(pending, {})).toMatchObject({ status: 'pending' })
    const connection = await open().finish(pending, landed)
    expect((await connection.accounts().all()).map(({ id }) => id)).toEqual(['a'])
    expect((await connections.list({ owner: 'me' })).map(({ id }) => id)).toEqual([connection.id])
    expect(await connections.list({ owner: 'you' })).toEqual([])
  })

  it('says why it did not come to be, and keeps nothing then', async () => {
    const { connections } = bank('redirect')
    const pending = await connections.start('x')
    const cancelled = connections.finish(pending, { redirectUrl: 'https://tpp.example/?cancel' })
    await expect(cancelled).rejects.toMatchObject({ code: 'user_cancelled', provider: 'x' })
    expect(await connections.records()).toEqual([])
  })

  it('is not made twice from one answer', async () => {
    const { connections } = bank('redirect')
    const pending = await connections.start('x')
    await connections.finish(pending, landed)
    await expect(connections.finish(pending, landed)).rejects.toMatchObject({ code: 'conflict' })
    expect(await connections.records()).toHaveLength(1)
  })

  it.each([
    ['revision', 0],
    ['revision', 1.5],
    ['purpose', 'payments'],
    ['provider', 'y'],
    ['id', ''],
    ['specVersion', 2],
    ['createdAt', 'today'],
    ['secrets', undefined],
  ])('is refused when the provider gives a session whose %s is %s, and nothing is kept', async (member, value) => {
    const { provider, stores } = bank('none')
    const advance: AuthProvider['advance'] = async (...given) => {
      const result = await provider.auth.advance(...given)
      return result.status === 'complete' ? { ...result, session: { ...result.session, [member]: value } } : result
    }
    const connections = connectionsOf({ ...provider, auth: { ...provider.auth, advance } }, { stores })
    await expect(connections.connect('x')).rejects.toMatchObject({
      code: 'protocol_violation',
      message: expect.stringContaining(`\`${member}\``),
    })
    expect(await connections.records()).toEqual([])
    expect(await stores.sessions.list()).toEqual([])
  })

  it('names a provider that is not configured', async () => {
    await expect(bank('none').connections.connect('y')).rejects.toMatchObject({ code: 'invalid_config' })
  })
})

describe('a renewal', () => {
  const connected = async () => {
    const opened = bank('redirect')
    const connection = await opened.connections.finish(await opened.connections.start('x'), landed)
    return { ...opened, connection }
  }

  it('keeps the connection, and gives its living session the new token', async () => {
    const { connections, connection, clock } = await connected()
    expect((await connection.access.get()).secrets).toBe('token-1')
    await clock.advance(80 * day)
    expect(connection.consent).toMatchObject({ status: 'expiring', daysLeft: 10 })
    const renewed = await connections.finish(await connections.renew(connection.id), landed)
    expect(renewed.id).toBe(connection.id)
    expect(renewed.consent).toMatchObject({ status: 'valid', daysLeft: 90 })
    expect((await connection.access.get()).secrets).toBe('token-2')
  })

  it.each<[string, (state: BankState) => void, (state: BankState) => void]>([
    ['the bank’s id of the customer', (state) => (state.customer = 'one'), (state) => (state.customer = 'two')],
    ['the accounts, where the bank names no customer', () => undefined, (state) => (state.accounts = ['b'])],
  ])('by another customer is refused, recognised by %s', async (_how, before, after) => {
    const { connections, state, stores } = bank('redirect')
    before(state)
    const connection = await connections.finish(await connections.start('x'), landed)
    await connection.accounts().all()
    const kept = await stores.connections.get(connection.id)
    after(state)
    const renewal = connections.finish(await connections.renew(connection.id), landed)
    await expect(renewal).rejects.toMatchObject({ code: 'customer_mismatch' })
    expect(await stores.connections.get(connection.id)).toEqual(kept)
    expect((await connection.access.get()).secrets).toBe('token-1')
    expect(state.revoked).toEqual(['token-2'])
  })

  it('with one of the known accounts is the same customer’s', async () => {
    const { connections, connection, state } = await connected()
    await connection.accounts().all()
    state.accounts = ['b', 'a']
    expect((await connections.finish(await connections.renew(connection.id), landed)).id).toBe(connection.id)
  })
})

describe('what is kept', () => {
  it('is renamed, revoked and removed', async () => {
    const { connections, state } = bank('none')
    const { id } = await connections.connect('x')
    await connections.rename(id, 'Business')
    expect(await connections.get(id)).toMatchObject({ label: 'Business' })
    await connections.revoke(id)
    expect(state.revoked).toEqual(['token-1'])
    const revoked = await connections.get(id)
    expect(revoked.consent).toEqual({ status: 'expired' })
    await expect(revoked.access.get()).rejects.toMatchObject({ code: 'session_expired' })
    await connections.remove(id)
    await expect(connections.get(id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('announces the end of a consent once for each notice, also over a restart', async () => {
    const { connections, open, clock } = bank('none')
    await connections.connect('x', { label: 'Own' })
    expect(await connections.consentNotices()).toEqual([])
    for (const [left, notices] of [
      [13.5, [13]],
      [7.5, []],
      [6.5, [6]],
      [0.5, [0]],
      [-1, [0]],
    ] as const) {
      await clock.advance(1_090 * day - left * day - clock.now())
      const given = await connections.consentNotices()
      expect(given.map(({ daysLeft }) => daysLeft)).toEqual(notices)
      expect(await open().consentNotices()).toEqual([])
    }
  })
})

describe('the object that users hold', () => {
  it('hands problems and a cut history on, in every way of reading', async () => {
    const connection = await connect(bank('none').provider)
    const balances = await connection.balances({ id: 'a', kind: 'current' }).all()
    expect([...balances]).toEqual([])
    expect(balances.problems).toEqual([{ index: 0, message: 'no amount' }])
    expect((await connection.transactions({ id: 'a', kind: 'current' }).all()).adjustedFrom).toBe('2026-01-01')
    for await (const page of connection.balances({ id: 'a', kind: 'current' }).pages())
      expect(page.problems).toHaveLength(1)
  })

  it('logs what reading item by item cannot show', async () => {
    const lines: string[] = []
    const warn = (_fields: object, message: string) => void lines.push(message)
    const quiet = () => undefined
    const connection = await connect(bank('none').provider, {
      logger: { debug: quiet, info: quiet, error: quiet, warn },
    })
    for await (const _balance of connection.balances({ id: 'a', kind: 'current' })) expect.unreachable()
    expect(lines).toEqual(['no amount'])
  })

  it('names what the bank does not have', async () => {
    const connection = await connect(bank('none').provider)
    const paying = connection.paymentStatus({ provider: 'x', kind: 'single', id: '1' })
    await expect(paying).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('payments'),
    })
  })
})
