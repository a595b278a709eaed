import { createMemorySessionStore, createSessionAccess, NostroError } from '@nostro/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { collect, type Harness, type Opened, startHarness } from './harness.ts'

let harness: Harness
let opened: Opened

beforeAll(async () => {
  harness = await startHarness()
})
beforeEach(async () => {
  opened = await harness.open()
  harness.simulators.recorder.clear()
  harness.simulators.faults.clear()
})
afterAll(() => harness.stop())

const count = (pattern: RegExp): number =>
  harness.simulators.recorder.requests().filter(({ method, target }) => pattern.test(`${method} ${target}`)).length

const refusal = (text: string) => ({ Error: [{ error_description: text, error_description_translated: text }] })

const deadAnswers = [401, 403].flatMap((status) =>
  ['Insufficient authentication.', 'Insufficient authorisation.', 'Onvoldoende autorisatie.'].map(
    (text) => [status, text] as const,
  ),
)

/** Until the session is old enough to have died. */
const grow = () => harness.clock.sleep(30_000)

describe('a session that bunq ended', () => {
  it.each(deadAnswers)('is made anew once after %i with “%s”, and the call goes on', async (status, text) => {
    await grow()
    harness.simulators.faults.add({ bank: 'bunq', path: '/v1/user', fault: 'status', status, body: refusal(text) })
    const accounts = await collect(opened.provider.accounts.accounts(opened.access))
    expect(accounts.length).toBeGreaterThan(0)
    expect(count(/^POST \/v1\/session-server/)).toBe(1)
    expect(count(/^POST \/v1\/(installation|device-server)/)).toBe(0)
    const renewed = await opened.access.get()
    expect(renewed).toMatchObject({ id: opened.session.id, revision: 2 })
  })

  it('A6: younger than 30 s, it is not made anew for a call that is not allowed', async () => {
    const body = refusal('Insufficient authorisation.')
    harness.simulators.faults.add({ bank: 'bunq', path: '/v1/user', fault: 'status', status: 403, body })
    const balances = opened.provider.accounts.balances(opened.access, { id: '1', kind: 'current' })
    await expect(balances).rejects.toMatchObject({ code: 'forbidden', httpStatus: 403 })
    expect(count(/session-server/)).toBe(0)
  })

  it('is made anew once, and not again, for a call that stays forbidden', async () => {
    await grow()
    const foreign = { id: '1', kind: 'current' } as const
    const body = refusal('Insufficient authorisation.')
    const fault = { bank: 'bunq', path: '/v1/user', fault: 'status', status: 403, body, times: 5 } as const
    harness.simulators.faults.add(fault)
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const balances = opened.provider.accounts.balances(opened.access, foreign)
      await expect(balances).rejects.toMatchObject({ code: 'forbidden', httpStatus: 403 })
    }
    expect(count(/session-server/)).toBe(1)
  })

  it('is read from again under a new request id: a bank may take none twice', async () => {
    const { control, faults } = harness.simulators
    await control.call('POST', '/bunq/switches', { uniqueRequestIds: true })
    try {
      faults.add({ bank: 'bunq', method: 'GET', path: '/v1/user', fault: 'reset_after' })
      expect((await collect(opened.provider.accounts.accounts(opened.access))).length).toBeGreaterThan(0)
    } finally {
      await control.call('POST', '/bunq/switches', { uniqueRequestIds: false })
    }
  })

  it('is not made anew for other refusals', async () => {
    const body = refusal('Monetary account for id "1" not found.')
    harness.simulators.faults.add({ bank: 'bunq', path: '/v1/user', fault: 'status', status: 404, body })
    await expect(collect(opened.provider.accounts.accounts(opened.access))).rejects.toMatchObject({ code: 'not_found' })
    expect(count(/session-server/)).toBe(0)
  })

  it('is made anew when it was closed at the bank', async () => {
    await opened.provider.auth.revoke(opened.session)
    expect(await collect(opened.provider.accounts.accounts(opened.access))).not.toEqual([])
    expect(count(/^POST \/v1\/session-server/)).toBe(1)
  })

  it('is made anew in the middle of paging, and no entry is lost or doubled', async () => {
    const { provider, access } = opened
    const [account] = await collect(provider.accounts.accounts(access))
    if (account === undefined) throw new Error('no account')
    const all = await collect(provider.accounts.transactions(access, account, {}))
    const ids: (string | undefined)[] = []
    let pages = 0
    for await (const page of provider.accounts.transactions(access, account, { pageSize: 25 })) {
      ids.push(...page.items.map(({ transactionId }) => transactionId))
      pages += 1
      if (pages === 2) await provider.auth.revoke(await access.get())
    }
    expect(pages).toBeGreaterThan(3)
    expect(ids).toEqual(all.map(({ transactionId }) => transactionId))
    expect(count(/^POST \/v1\/session-server/)).toBe(1)
  })

  it('is made anew once by 200 parallel calls', async () => {
    await opened.provider.auth.revoke(opened.session)
    harness.simulators.recorder.clear()
    const lists = await Promise.all(
      Array.from({ length: 200 }, () => collect(opened.provider.accounts.accounts(opened.access))),
    )
    expect(new Set(lists.map(({ length }) => length)).size).toBe(1)
    expect(count(/^POST \/v1\/session-server/)).toBe(1)
    expect((await opened.access.get()).revision).toBe(2)
  }, 60_000)

  it('cannot be made anew when the key was revoked: the error says what to do and quotes no key', async () => {
    const apiKey = await harness.apiKey()
    const { provider, access, session } = await harness.open({ apiKey })
    await harness.simulators.control.call('POST', '/bunq/api-keys/revoke', { apiKey })
    await provider.auth.revoke(session)
    const error = await collect(provider.accounts.accounts(access)).catch((thrown: unknown) => thrown)
    if (!NostroError.isInstance(error)) throw error
    expect(['session_expired', 'consent_expired']).toContain(error.code)
    expect(error.hint).toMatch(/key/)
    expect(error.bankRequestId).toMatch(/^[0-9a-f-]{36}$/)
    expect(JSON.stringify(error)).not.toContain(apiKey)
  })
})

describe('a session near its end', () => {
  it('is renewed before the bank ends it, with the same installation and device', async () => {
    const { provider, session } = opened
    const clock = { now: () => (session.expiresAt ?? 0) - 30_000, sleep: harness.clock.sleep }
    const store = createMemorySessionStore()
    const access = createSessionAccess({ session, store, auth: provider.auth, clock })
    expect(await access.get()).toMatchObject({ id: session.id, revision: 2 })
    const requests = harness.simulators.recorder.requests().map(({ method, target }) => `${method} ${target}`)
    expect(requests).toEqual(['POST /v1/session-server'])
  })

  it('lasts the week that bunq gives by default', () => {
    const { createdAt, expiresAt = 0 } = opened.session
    expect(expiresAt - createdAt).toBeGreaterThan(604_800_000 - 60_000)
    expect(expiresAt - createdAt).toBeLessThanOrEqual(604_800_000 + 60_000)
  })
})

describe('a session by moved clocks', () => {
  it('dies at the bank a week later, and the next call makes a new one', async () => {
    harness.simulators.clock.advance(604_801)
    const accounts = await collect(opened.provider.accounts.accounts(opened.access))
    expect(accounts.length).toBeGreaterThan(0)
    expect(count(/^POST \/v1\/session-server/)).toBe(1)
    harness.simulators.clock.advance(-604_801)
  })
})

describe('a kept session', () => {
  it('serves the key and the address that it was made with, and no others', async () => {
    const { provider, session } = opened
    expect(provider.auth.serves(session)).toBe(true)
    const otherKey = await harness.apiKey({ empty: true })
    expect(harness.provider({ apiKey: otherKey }).auth.serves(session)).toBe(false)
    expect(harness.provider().auth.serves(session), 'whose key was typed in').toBe(true)
    expect(harness.provider({ apiUrl: 'https://127.0.0.1:1/v1' }).auth.serves(session), 'another address').toBe(false)
    expect(provider.auth.serves({ ...session, provider: 'ing' })).toBe(false)
    expect(provider.auth.serves({ ...session, secrets: { version: 2 } }), 'another version').toBe(false)
  })
})

describe('A16: what is not this provider’s own', () => {
  it.each([
    ['a session of another provider', { provider: 'ing' }],
    ['a session of a later version', { specVersion: 2 }],
  ])('%s is refused by name', async (_name, change) => {
    const session = { ...opened.session, ...change } as typeof opened.session
    const access = { get: async () => session, renew: async () => session }
    for (const call of [
      () => collect(opened.provider.accounts.accounts(access)),
      () => opened.provider.auth.refresh(session),
      () => opened.provider.request(access, 'GET', 'user'),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'invalid_request', provider: 'bunq' })
    }
  })

  it('a purpose that bunq does not serve and a challenge that has expired are refused', async () => {
    const { auth } = opened.provider
    await expect(auth.start({ purpose: 'nonsense' as never })).rejects.toMatchObject({ code: 'invalid_request' })
    await expect(auth.start({ purpose: 'identify' })).rejects.toMatchObject({ code: 'invalid_request' })
    const challenge = { ...(await auth.start({ purpose: 'accounts' })), expiresAt: harness.clock.now() - 1 }
    await expect(auth.advance(challenge, {})).rejects.toMatchObject({ code: 'invalid_request' })
  })

  it('a session names its customer by bunq’s id', () => {
    expect(opened.session.customer).toMatch(/^\d+$/)
  })
})
