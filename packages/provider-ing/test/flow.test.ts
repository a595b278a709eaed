import type { Account, Challenge } from '@nostro/core'
import { redirectUrlOf } from '@nostro/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IngProvider } from '../src/index.ts'
import { collect, type Harness, redirectUri, startHarness } from './harness.ts'

let harness: Harness
let provider: IngProvider

beforeAll(async () => {
  harness = await startHarness()
  provider = harness.provider()
})
afterAll(async () => harness.stop())

describe('from nothing to transactions', () => {
  it('learns the client id, gets the consent, and reads accounts, balances and transactions', async () => {
    const access = harness.access(provider, await harness.connect(provider))
    const accounts = await collect(provider.accounts.accounts(access))
    expect(accounts.length).toBeGreaterThan(3)
    expect(accounts.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['current', 'savings', 'joint', 'card']))
    for (const account of accounts) {
      const { items: balances } = await provider.accounts.balances(access, account)
      expect(balances.map(({ amount }) => amount.currency)).toEqual(balances.map(() => account.currency))
      const transactions = await collect(provider.accounts.transactions(access, account, {}))
      expect(transactions.length).toBeGreaterThan(0)
      expect(new Set(transactions.map(({ accountId }) => accountId))).toEqual(new Set([account.id]))
    }
    expect(harness.simulators.recorder.rejections()).toEqual([])
  })

  it('follows the bank’s links page by page, and goes on from a cursor elsewhere', async () => {
    const session = await harness.connect(provider)
    const access = harness.access(provider, session)
    const account = await firstAccount(access)
    const whole = await collect(provider.accounts.transactions(access, account, { pageSize: 10 }))
    const pages = provider.accounts.transactions(access, account, { pageSize: 10 })[Symbol.asyncIterator]()
    const first = (await pages.next()).value as { items: unknown[]; cursor: string }
    expect(first.items).toHaveLength(10)

    const elsewhere = harness.provider()
    const rest = elsewhere.accounts.transactions(harness.access(elsewhere, session), toStored(account), {
      cursor: first.cursor,
    })
    const ids = (await collect(rest)).map(({ transactionId }) => transactionId)
    expect(ids).toEqual(whole.slice(10).map(({ transactionId }) => transactionId))
  })

  it('14.1: asks for both ends of the period, also when the user names one', async () => {
    const access = harness.access(provider, await harness.connect(provider))
    const account = await firstAccount(access)
    const { dateFrom } = {
      dateFrom: new Date(harness.simulators.clock.now() - 40 * 86_400_000).toISOString().slice(0, 10),
    }
    const transactions = await collect(provider.accounts.transactions(access, account, { dateFrom }))
    const target = harness.simulators.recorder.requests().at(-1)?.target ?? ''
    expect(target).toMatch(/dateFrom=\d{4}-\d\d-\d\d&dateTo=\d{4}-\d\d-\d\d/)
    // More than the one day that dateFrom alone would have given.
    expect(new Set(transactions.map(({ bookingDate }) => bookingDate)).size).toBeGreaterThan(1)
  })

  it('7.7: leaves out fields on request, by v3', async () => {
    const access = harness.access(provider, await harness.connect(provider))
    const account = await firstAccount(access)
    const query = { fieldsToOmit: ['creditorName', 'creditorAccount', 'debtorName', 'debtorAccount'] as const }
    const transactions = await collect(provider.accounts.transactions(access, account, query))
    expect(transactions.some(({ counterparty }) => counterparty !== undefined)).toBe(false)
    expect(harness.simulators.recorder.requests().at(-1)?.target).toContain('/v3/accounts/')
  })

  it('asks for the balance types that are wanted', async () => {
    const access = harness.access(provider, await harness.connect(provider))
    const account = await firstAccount(access)
    const { items: balances } = await provider.accounts.balances(access, account, {}, { balanceTypes: ['expected'] })
    expect(balances.map(({ balanceType }) => balanceType)).toEqual(['expected'])
  })

  const firstAccount = async (access: Parameters<IngProvider['accounts']['accounts']>[0]): Promise<Account> => {
    const [account] = await collect(provider.accounts.accounts(access))
    if (account === undefined) throw new Error('no account')
    return account
  }
  const toStored = (account: Account): Account => JSON.parse(JSON.stringify(account)) as Account
})

describe('authorization', () => {
  it('is completed by another instance from the challenge as JSON', async () => {
    const challenge = await provider.auth.start({ purpose: 'accounts', redirectUri, country: 'NL' })
    const redirectUrl = await harness.simulators.control.decideIngConsent(redirectUrlOf(challenge))
    const carried = JSON.parse(JSON.stringify(challenge)) as Challenge
    const other = harness.provider()
    const result = await other.auth.advance(carried, { redirectUrl })
    expect(result.status).toBe('complete')
  })

  it('waits while no answer is there', async () => {
    const challenge = await provider.auth.start({ purpose: 'accounts', redirectUri })
    await expect(provider.auth.advance(challenge, {})).resolves.toEqual({ status: 'pending', challenge })
  })

  it('ends as cancelled when the customer cancels', async () => {
    const challenge = await provider.auth.start({ purpose: 'accounts', redirectUri, country: 'NL' })
    const redirectUrl = await harness.simulators.control.decideIngConsent(redirectUrlOf(challenge), {
      decision: 'cancel',
    })
    await expect(provider.auth.advance(challenge, { redirectUrl })).resolves.toMatchObject({
      status: 'failed',
      code: 'user_cancelled',
    })
  })

  it('refuses the answer to another authorization', async () => {
    const mine = await provider.auth.start({ purpose: 'accounts', redirectUri, country: 'NL' })
    const theirs = await provider.auth.start({ purpose: 'accounts', redirectUri, country: 'NL' })
    const redirectUrl = await harness.simulators.control.decideIngConsent(redirectUrlOf(theirs))
    await expect(provider.auth.advance(mine, { redirectUrl })).rejects.toMatchObject({ code: 'verification_failed' })
  })

  it('15-36: a code works once; the second time says what to do', async () => {
    const challenge = await provider.auth.start({ purpose: 'accounts', redirectUri, country: 'NL' })
    const redirectUrl = await harness.simulators.control.decideIngConsent(redirectUrlOf(challenge))
    await provider.auth.advance(challenge, { redirectUrl })
    await expect(provider.auth.advance(challenge, { redirectUrl })).rejects.toMatchObject({
      code: 'consent_required',
      httpStatus: 400,
      hint: expect.stringContaining('Start a new authorization') as unknown,
    })
  })

  it.each([
    [
      'an unregistered redirect URI',
      { purpose: 'accounts', redirectUri: 'https://tpp.example/cb/' },
      'not one of `redirectUris`',
    ],
    ['no choice among several', { purpose: 'accounts' }, 'several are registered'],
    ['an unknown country', { purpose: 'accounts', redirectUri, country: 'XX' }, '`country` is “XX”'],
    ['identification', { purpose: 'identify', redirectUri }, '`purpose` is “identify”'],
  ] as const)('%s is refused before anything is sent', async (_, request, message) => {
    await expect(provider.auth.start(request)).rejects.toMatchObject({ code: 'invalid_request' })
    await expect(provider.auth.start(request)).rejects.toThrow(message)
  })

  it('renews a consent under the same session id', async () => {
    const previous = await harness.connect(provider)
    const challenge = await provider.auth.start({ purpose: 'accounts', redirectUri, country: 'NL', previous })
    const redirectUrl = await harness.simulators.control.decideIngConsent(redirectUrlOf(challenge))
    const result = await provider.auth.advance(challenge, { redirectUrl })
    expect(result).toMatchObject({ status: 'complete', session: { id: previous.id, revision: previous.revision + 1 } })
  })

  it('opens the TPP’s own session for payments without any customer', async () => {
    const challenge = await provider.auth.start({ purpose: 'payments' })
    expect(challenge).toMatchObject({ kind: 'none' })
    const result = await provider.auth.advance(challenge, {})
    expect(result).toMatchObject({ status: 'complete', session: { purpose: 'payments', secrets: {} } })
  })
})

describe('a session', () => {
  it('16.7: is refreshed with a rotated refresh token', async () => {
    const session = await harness.connect(provider)
    const next = await provider.auth.refresh(session)
    expect(next).toMatchObject({ id: session.id, revision: session.revision + 1, createdAt: session.createdAt })
    expect(next.secrets).not.toEqual(session.secrets)
    expect(next.consentValidUntil).toBe(session.consentValidUntil)
    await expect(provider.auth.refresh(session)).rejects.toMatchObject({ code: 'consent_expired', httpStatus: 400 })
    await expect(provider.auth.refresh(next)).resolves.toMatchObject({ revision: next.revision + 1 })
  })

  it('14.8: keeps its refresh token when ING sends no new one', async () => {
    const session = await harness.connect(provider)
    harness.simulators.faults.add({
      bank: 'ing',
      path: '/oauth2/token',
      fault: 'status',
      status: 200,
      body: { access_token: 'fresh', expires_in: 900, scope: '', token_type: 'access' },
    })
    const next = await provider.auth.refresh(session)
    const secrets = session.secrets as Readonly<Record<string, unknown>>
    expect(next.secrets).toEqual({ ...secrets, accessToken: 'fresh' })
  })

  it('is revoked, and then not renewed any more', async () => {
    const session = await harness.connect(provider)
    await provider.auth.revoke(session)
    await expect(provider.auth.refresh(session)).rejects.toMatchObject({ code: 'consent_expired' })
  })

  it('does not start payments, nor does a TPP’s session read accounts', async () => {
    const challenge = await provider.auth.start({ purpose: 'payments' })
    const result = await provider.auth.advance(challenge, {})
    if (result.status !== 'complete') throw new Error(result.status)
    const access = harness.access(provider, result.session)
    await expect(collect(provider.accounts.accounts(access))).rejects.toMatchObject({ code: 'invalid_request' })
  })
})

describe('without a customer', () => {
  it('greets by each kind of proof', async () => {
    const showcase = harness.provider().showcase
    for (const greet of [showcase.signed, showcase.jws, showcase.mtls]) {
      await expect(greet()).resolves.toMatchObject({
        message: 'Welcome to ING!',
        bankRequestId: expect.any(String) as unknown,
      })
    }
  })

  it('diagnoses certificates, tokens and clock', async () => {
    const findings = (await provider.diagnose?.()) ?? []
    expect(findings.map(({ subject, status }) => [subject, status])).toEqual([
      ['TLS certificate', 'ok'],
      ['signing certificate', 'ok'],
      ['signed application token', 'ok'],
      ['mTLS application token', 'ok'],
      ['clock', 'ok'],
    ])
  })

  it('makes each kind of application token once', async () => {
    harness.simulators.recorder.clear()
    const fresh = harness.provider()
    await Promise.all(Array.from({ length: 20 }, async () => fresh.showcase.mtls()))
    await Promise.all(Array.from({ length: 20 }, async () => fresh.showcase.signed()))
    const tokens = harness.simulators.recorder.requests().filter(({ target }) => target === '/oauth2/token')
    // One signed, which tells the client id, and one by mTLS.
    expect(tokens).toHaveLength(2)
  })
})
