import { createMemorySessionStore, createSessionAccess } from '@nostro/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { IngProvider } from '../src/index.ts'
import { collect, type Harness, startHarness } from './harness.ts'

let harness: Harness
let provider: IngProvider

beforeAll(async () => {
  harness = await startHarness()
})
beforeEach(() => {
  harness.simulators.reset()
  provider = harness.provider({}, harness.simulators.clock)
})
afterAll(async () => harness.stop())

/** Those that gave a token. */
const tokenRequests = (grant: string): number =>
  harness.simulators.recorder
    .requests()
    .filter(({ target, status }) => target === '/oauth2/token' && status === 200)
    .filter(({ body }) => Buffer.from(body, 'base64').toString().includes(grant)).length

/** Both clocks move, as time does. */
const accessOver = async (over: IngProvider) =>
  createSessionAccess({
    session: await harness.connect(over),
    store: createMemorySessionStore(),
    auth: over.auth,
    clock: harness.simulators.clock,
  })

describe('a kept session', () => {
  it('serves where it was made, for the application that it was made for, and nowhere else', async () => {
    const session = await harness.connect(provider)
    const clientId = harness.simulators.ready.ing?.clientId ?? ''
    const elsewhere = { apiUrl: 'https://127.0.0.1:1', authorizeUrl: 'https://127.0.0.1:1/authorize/v2' }
    const serves = (overrides: Parameters<Harness['provider']>[0], kept = session) =>
      harness.provider(overrides).auth.serves(kept)
    expect(serves({})).toBe(true)
    expect(serves({ clientId })).toBe(true)
    expect(serves(elsewhere)).toBe(false)
    expect(serves({ clientId: '00000000-0000-4000-8000-000000000000' })).toBe(false)
    const renewed = await provider.auth.refresh(session)
    expect(serves({}, renewed)).toBe(true)
    expect(serves(elsewhere, renewed)).toBe(false)
    // One of an earlier version does not tell, and is tried.
    const { apiUrl: _apiUrl, clientId: _clientId, ...secrets } = Object(session.secrets)
    expect(serves(elsewhere, { ...session, secrets })).toBe(true)
    expect(serves({}, { ...session, provider: 'bunq' })).toBe(false)
  })
})

describe('tokens that come to their end', () => {
  it.each([
    [820, 0],
    [845, 1],
  ])('5.8: after %i s the customer’s token was renewed %i times', async (seconds, renewals) => {
    const access = await accessOver(provider)
    harness.simulators.clock.advance(seconds)
    await collect(provider.accounts.accounts(access))
    expect(tokenRequests('grant_type=refresh_token')).toBe(renewals)
  })

  it.each([
    [820, 1],
    [845, 2],
  ])('5.8: after %i s %i signed application tokens were fetched', async (seconds, tokens) => {
    await provider.showcase.signed()
    harness.simulators.clock.advance(seconds)
    await provider.showcase.signed()
    expect(tokenRequests('grant_type=client_credentials')).toBe(tokens)
  })

  it('renews in the middle of paging, without a gap and without a repetition', async () => {
    const access = await accessOver(provider)
    const [account] = await collect(provider.accounts.accounts(access))
    if (account === undefined) throw new Error('no account')
    const whole = await collect(provider.accounts.transactions(access, account, { pageSize: 20 }))
    const ids: (string | undefined)[] = []
    for await (const page of provider.accounts.transactions(access, account, { pageSize: 20 })) {
      ids.push(...page.items.map(({ transactionId }) => transactionId))
      harness.simulators.clock.advance(901)
    }
    expect(ids).toEqual(whole.map(({ transactionId }) => transactionId))
    expect(tokenRequests('grant_type=refresh_token')).toBeGreaterThan(1)
  })

  it('notices a token that only the bank knows to be dead, and renews it once', async () => {
    const access = await accessOver(provider)
    await harness.simulators.control.call('POST', '/ing/tokens/revoke', { kind: 'access' })
    await expect(collect(provider.accounts.accounts(access))).resolves.not.toEqual([])
    expect(tokenRequests('grant_type=refresh_token')).toBe(1)
  })

  it('refreshes once for a hundred calls at the same time', async () => {
    const access = await accessOver(provider)
    harness.simulators.clock.advance(901)
    const answers = await Promise.all(
      Array.from({ length: 100 }, async () => collect(provider.accounts.accounts(access))),
    )
    expect(new Set(answers.map(({ length }) => length)).size).toBe(1)
    expect(tokenRequests('grant_type=refresh_token')).toBe(1)
    expect(tokenRequests('grant_type=client_credentials')).toBe(2)
  })

  it('asks for a new consent when its days are over', async () => {
    const access = await accessOver(provider)
    harness.simulators.clock.advance(181 * 86_400)
    await expect(collect(provider.accounts.accounts(access))).rejects.toMatchObject({
      code: 'consent_expired',
      hint: expect.stringContaining('previous') as unknown,
    })
  })

  it('5.6: asks for a new consent when the refresh token’s 30 days are over', async () => {
    const access = await accessOver(provider)
    harness.simulators.clock.advance(31 * 86_400)
    await expect(collect(provider.accounts.accounts(access))).rejects.toMatchObject({ code: 'consent_expired' })
  })

  it('asks for a new consent when the customer withdrew it', async () => {
    const access = await accessOver(provider)
    await harness.simulators.control.call('POST', '/ing/tokens/revoke', { kind: 'all' })
    await expect(collect(provider.accounts.accounts(access))).rejects.toMatchObject({ code: 'consent_expired' })
  })
})

describe('a clock that is off', () => {
  it.each([
    ['15-21: 179 s behind', 179],
    ['15-21: 181 s behind', 181],
    ['15-21: 181 s ahead', -181],
    ['a day behind', 86_400],
  ])('%s: the call succeeds with the bank’s time', async (_, seconds) => {
    const clock = { now: () => harness.simulators.clock.now() - seconds * 1000 }
    const skewed = harness.provider({}, clock)
    await expect(skewed.showcase.signed()).resolves.toMatchObject({ message: 'Welcome to ING!' })
  })

  it('is named by the diagnosis', async () => {
    const clock = { now: () => harness.simulators.clock.now() - 3_600_000 }
    const findings = (await harness.provider({}, clock).diagnose?.()) ?? []
    expect(findings.find(({ subject }) => subject === 'clock')).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(/^(359[5-9]|360[0-5]) s behind ING’s\.$/) as unknown,
    })
  })
})
