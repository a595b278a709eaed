import type { SessionAccess } from '@nostro/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { IngProvider } from '../src/index.ts'
import { collect, type Harness, startHarness } from './harness.ts'

let harness: Harness
let provider: IngProvider
let access: SessionAccess

beforeAll(async () => {
  harness = await startHarness()
})
beforeEach(async () => {
  harness.simulators.reset()
  provider = harness.provider()
  access = harness.access(provider, await harness.connect(provider))
})
afterAll(async () => harness.stop())

const accountsPath = { bank: 'ing', path: '/v3/accounts' } as const
const accounts = async () => collect(provider.accounts.accounts(access))

describe('faults that pass', () => {
  it.each([
    ['a reset before the bank saw the request', { fault: 'reset_before' }],
    ['a reset after it', { fault: 'reset_after' }],
    ['half an answer', { fault: 'truncate' }],
    ['a proxy’s page', { fault: 'html_502' }],
    ['503', { fault: 'status', status: 503 }],
    ['429 with Retry-After', { fault: 'status', status: 429, retryAfter: 1 }],
  ] as const)('%s is tried again', async (_, fault) => {
    harness.simulators.faults.add({ ...accountsPath, ...fault })
    await expect(accounts()).resolves.not.toEqual([])
  })

  it('5.6: a lost answer of the token endpoint is tried again', async () => {
    harness.simulators.faults.add({ bank: 'ing', path: '/oauth2/token', fault: 'reset_before' })
    await expect(harness.provider().showcase.signed()).resolves.toMatchObject({ message: 'Welcome to ING!' })
  })

  it('a refresh that did not reach the bank is tried again', async () => {
    const session = await access.get()
    harness.simulators.faults.add({ bank: 'ing', path: '/oauth2/token', fault: 'reset_before' })
    await expect(provider.auth.refresh(session)).resolves.toMatchObject({ revision: session.revision + 1 })
  })

  it('a refresh whose answer is lost costs the grant where tokens rotate, and says so', async () => {
    const session = await access.get()
    harness.simulators.faults.add({ bank: 'ing', path: '/oauth2/token', fault: 'reset_after' })
    await expect(provider.auth.refresh(session)).rejects.toMatchObject({ code: 'consent_expired', httpStatus: 400 })
  })

  it('14.9: 404 just after the consent is waited out', async () => {
    harness.simulators.faults.add({ ...accountsPath, fault: 'status', status: 404, times: 2 })
    await expect(accounts()).resolves.not.toEqual([])
  })
})

describe('faults that stay', () => {
  it.each([
    ['503', { fault: 'status', status: 503 }, 'bank_unavailable', true],
    ['500 without a body', { fault: 'status', status: 500, body: '' }, 'bank_unavailable', true],
    ['a proxy’s page', { fault: 'html_502' }, 'bank_unavailable', true],
    ['JSON that breaks off', { fault: 'malformed_json' }, 'protocol_violation', false],
    [
      '403',
      { fault: 'status', status: 403, body: { tppMessages: [{ category: 'ERROR', code: 'SERVICE_BLOCKED' }] } },
      'forbidden',
      false,
    ],
    ['another shape', { fault: 'status', status: 200, body: { accounts: 'none' } }, 'protocol_violation', false],
    ['a redirect', { fault: 'status', status: 302 }, 'protocol_violation', false],
  ] as const)(
    '%s',
    async (_, fault, code, retryable) => {
      harness.simulators.faults.add({ ...accountsPath, ...fault, times: 20 })
      await expect(accounts()).rejects.toMatchObject({ code, retryable, provider: 'ing' })
    },
    60_000,
  )

  it('a rate limit says when to come back', async () => {
    harness.simulators.faults.add({ ...accountsPath, fault: 'status', status: 429, retryAfter: 600, times: 20 })
    await expect(accounts()).rejects.toMatchObject({ code: 'rate_limited', retryable: true, retryAfterMs: 600_000 })
  })

  it('an answer that is far too long is cut off', async () => {
    const body = JSON.stringify({ accounts: ['x'.repeat(17 * 1024 * 1024)] })
    harness.simulators.faults.add({ ...accountsPath, fault: 'status', status: 200, body, times: 20 })
    await expect(accounts()).rejects.toMatchObject({ code: 'protocol_violation' })
  })

  it('the path of what is wrong is named', async () => {
    const body = { balances: [{ balanceType: 'expected', balanceAmount: { currency: 'EUR', amount: 'much' } }] }
    harness.simulators.faults.add({ ...accountsPath, fault: 'status', status: 200, body })
    const ref = { id: '3f0c5a52-8d53-4b0e-9c39-2f4c7d1f7a10', kind: 'current' } as const
    await expect(provider.accounts.balances(access, ref)).resolves.toMatchObject({
      items: [],
      problems: [{ index: 0, message: expect.stringContaining('balanceAmount.amount') as unknown }],
    })
  })
})

describe('links', () => {
  const page = (href: string) => ({ transactions: { booked: [], pending: [], info: [], _links: { next: { href } } } })
  const ref = { id: '3f0c5a52-8d53-4b0e-9c39-2f4c7d1f7a10', kind: 'current' } as const

  it.each([
    ['another origin', 'https://evil.example/v3/accounts'],
    ['another origin without a scheme', '//evil.example/v3/accounts'],
    ['a name before an @', 'https://api.ing.com@evil.example/'],
    ['a backslash', '/\\evil.example/'],
  ])('a next link to %s is not followed: the token stays', async (_, href) => {
    harness.simulators.faults.add({ ...accountsPath, fault: 'status', status: 200, body: page(href) })
    const before = harness.simulators.recorder.requests().length
    await expect(collect(provider.accounts.transactions(access, ref, {}))).rejects.toMatchObject({
      code: 'protocol_violation',
    })
    expect(harness.simulators.recorder.requests()).toHaveLength(before + 1)
  })

  it('an account’s link to another origin costs that account, and is not followed', async () => {
    const account = {
      resourceId: ref.id,
      currency: 'EUR',
      _links: { balances: { href: 'https://evil.example/balances' } },
    }
    harness.simulators.faults.add({ ...accountsPath, fault: 'status', status: 200, body: { accounts: [account] } })
    const { value: page } = await provider.accounts.accounts(access)[Symbol.asyncIterator]().next()
    expect(page).toMatchObject({
      items: [],
      problems: [{ index: 0, message: expect.stringContaining('link') as unknown }],
    })
    expect(harness.simulators.recorder.requests().some(({ target }) => target.includes('evil'))).toBe(false)
  })

  it('B13: links to ING’s own host are taken behind a proxy, and the call goes to the proxy', async () => {
    const own = `https://api.${harness.options.environment === 'sandbox' ? 'sandbox.' : ''}ing.com`
    const account = {
      resourceId: ref.id,
      currency: 'EUR',
      _links: { balances: { href: `${own}/v3/accounts/${ref.id}/balances?currency=EUR` } },
    }
    harness.simulators.faults.add({ ...accountsPath, fault: 'status', status: 200, body: { accounts: [account] } })
    const [found] = await accounts()
    expect(found?.links).toEqual({ balances: `/v3/accounts/${ref.id}/balances?currency=EUR` })
  })

  it.each([
    ['another account', `/v3/accounts/7d3a7f6e-30f4-4c6e-8d2b-5d1f4f0f9b11/transactions?next=x`],
    ['the same account in another currency', `/v3/accounts/${ref.id}/transactions?currency=USD&next=x`],
  ])('A11: a next link to %s is refused, after the page on which it stands', async (_, href) => {
    const booked = [{ transactionId: 't', transactionAmount: { currency: 'EUR', amount: '1.00' } }]
    const body = { transactions: { booked, _links: { next: { href } } } }
    harness.simulators.faults.add({ ...accountsPath, fault: 'status', status: 200, body })
    const listing = provider.accounts.transactions(access, { ...ref, currency: 'EUR' }, {})[Symbol.asyncIterator]()
    await expect(listing.next()).resolves.toMatchObject({
      value: {
        items: [{ transactionId: 't' }],
        problems: [{ message: expect.stringContaining('another account') as unknown }],
      },
    })
    await expect(listing.next()).rejects.toMatchObject({ code: 'protocol_violation' })
  })

  it('A12: empty pages with ever new links end with a clear error', async () => {
    for (let number = 1; number <= 60; number += 1) {
      const body = page(`/v3/accounts/${ref.id}/transactions?next=${number}`)
      harness.simulators.faults.add({ ...accountsPath, fault: 'status', status: 200, body })
    }
    await expect(collect(provider.accounts.transactions(access, ref, {}))).rejects.toThrow('50 pages in a row')
  })

  it('A12: an entry that is given on two pages comes once', async () => {
    const entry = (id: string) => ({ transactionId: id, transactionAmount: { currency: 'EUR', amount: '1.00' } })
    const next = { href: `/v3/accounts/${ref.id}/transactions?next=2` }
    const bodies = [{ booked: [entry('a'), entry('b')], _links: { next } }, { booked: [entry('b'), entry('c')] }]
    for (const transactions of bodies) {
      harness.simulators.faults.add({ ...accountsPath, fault: 'status', status: 200, body: { transactions } })
    }
    const ids = (await collect(provider.accounts.transactions(access, ref, {}))).map((each) => each.transactionId)
    expect(ids).toEqual(['a', 'b', 'c'])
  })

  it('a page that leads to itself ends the listing', async () => {
    const href = `/v3/accounts/${ref.id}/transactions?next=again`
    harness.simulators.faults.add({ ...accountsPath, fault: 'status', status: 200, body: page(href), times: 20 })
    await expect(collect(provider.accounts.transactions(access, ref, {}))).rejects.toThrow('leads to the page itself')
  })
})

describe('pages that lead in a circle', () => {
  it.each([2, 3, 7])('of %i end the listing', async (length) => {
    const ref = { id: '3f0c5a52-8d53-4b0e-9c39-2f4c7d1f7a10', kind: 'current' } as const
    for (let page = 1; page <= 6 * length; page += 1) {
      const next = { href: `/v3/accounts/${ref.id}/transactions?next=${page % length}` }
      const body = { transactions: { booked: [], pending: [], info: [], _links: { next } } }
      harness.simulators.faults.add({ ...accountsPath, fault: 'status', status: 200, body })
    }
    await expect(collect(provider.accounts.transactions(access, ref, {}))).rejects.toMatchObject({
      code: 'protocol_violation',
      message: expect.stringMatching(/leads? .*(itself|read before)/),
    })
  })
})

describe('a call that is given up', () => {
  it('ends as aborted', async () => {
    harness.simulators.faults.add({ ...accountsPath, fault: 'latency', delayMs: 5_000 })
    harness.simulators.recorder.clear()
    const controller = new AbortController()
    const pending = collect(provider.accounts.accounts(access, { signal: controller.signal }))
    const ended = expect(pending).rejects.toMatchObject({ code: 'aborted' })
    const asked = () => harness.simulators.recorder.requests().map(({ target }) => target)
    await vi.waitFor(() => expect(asked()).toContain('/v3/accounts'), { timeout: 120_000 })
    controller.abort()
    await ended
  })
})
