import { execFileSync } from 'node:child_process'
import { createPublicKey, verify } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isIban, type Transaction } from '@nostro/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { collect, type Harness, type Opened, startHarness } from './harness.ts'

let harness: Harness
let opened: Opened

beforeAll(async () => {
  harness = await startHarness()
  opened = await harness.open()
})
beforeEach(() => harness.simulators.recorder.clear())
afterAll(() => harness.stop())

const targets = (): readonly string[] =>
  harness.simulators.recorder.requests().map(({ method, target }) => `${method} ${target}`)

const headerOf = (headers: readonly (readonly [string, string])[], name: string): string | undefined =>
  headers.find(([key]) => key.toLowerCase() === name)?.[1]

const opensslVersion = (): string | undefined => {
  try {
    return execFileSync('openssl', ['version']).toString()
  } catch {
    return undefined
  }
}

describe('connecting', () => {
  it('makes an installation, a device and a session, in this order, from one challenge of kind none', async () => {
    const provider = harness.provider({ apiKey: await harness.apiKey() })
    const challenge = await provider.auth.start({ purpose: 'accounts' })
    expect(challenge.kind).toBe('none')
    const result = await provider.auth.advance(challenge, {})
    expect(result).toMatchObject({ status: 'complete', session: { provider: 'bunq', revision: 1, specVersion: 1 } })
    expect(targets()).toEqual(['POST /v1/installation', 'POST /v1/device-server', 'POST /v1/session-server'])
    expect(harness.simulators.recorder.rejections()).toEqual([])
  })

  it('asks for the key when the options hold none, and says no more than that it was refused', async () => {
    const provider = harness.provider()
    const challenge = await provider.auth.start({ purpose: 'payments' })
    expect(challenge).toMatchObject({ kind: 'input', fields: [{ name: 'apiKey', kind: 'secret' }] })
    expect(await provider.auth.advance(challenge, {})).toMatchObject({ status: 'pending' })
    const result = await provider.auth.advance(challenge, { input: { apiKey: ` ${await harness.apiKey()}\n` } })
    expect(result.status).toBe('complete')
  })

  it('takes the same session in another process, without a new call for it', async () => {
    const stored = JSON.parse(JSON.stringify(opened.session)) as typeof opened.session
    const other = harness.provider()
    const accounts = await collect(other.accounts.accounts(harness.access(other, stored)))
    expect(accounts.length).toBeGreaterThan(0)
    expect(targets().every((target) => /^GET \/v1\/user\/\d+\/monetary-account/.test(target))).toBe(true)
  })

  it('keeps the id of a session that is connected anew', async () => {
    const provider = harness.provider({ apiKey: await harness.apiKey() })
    const session = await harness.connect(provider)
    const challenge = await provider.auth.start({ purpose: 'accounts', previous: session })
    expect(await provider.auth.advance(challenge, {})).toMatchObject({
      status: 'complete',
      session: { id: session.id, revision: 2 },
    })
  })

  it('ends a session at the bank, once and again', async () => {
    const { provider, session } = await harness.open()
    await provider.auth.revoke(session)
    await provider.auth.revoke(session)
    expect(targets().filter((target) => target.startsWith('DELETE'))).toHaveLength(2)
  })
})

describe('what goes on the wire', () => {
  it('signs device and session with the installed key, as node:crypto and openssl verify it', async () => {
    await harness.open()
    const requests = harness.simulators.recorder.requests()
    const [installation, ...signed] = requests
    const body = JSON.parse(Buffer.from(installation?.body ?? '', 'base64').toString()) as { client_public_key: string }
    const publicKey = createPublicKey(body.client_public_key)
    expect(publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048)
    expect(signed).toHaveLength(2)
    const folder = mkdtempSync(join(tmpdir(), 'nostro-bunq-'))
    try {
      for (const { headers, body: sent } of signed) {
        const bytes = Buffer.from(sent, 'base64')
        const signature = Buffer.from(headerOf(headers, 'x-bunq-client-signature') ?? '', 'base64')
        expect(verify('RSA-SHA256', bytes, publicKey, signature)).toBe(true)
        if (opensslVersion() === undefined) continue
        for (const [name, content] of [
          ['key.pem', body.client_public_key],
          ['body', bytes],
          ['signature', signature],
        ] as const) {
          writeFileSync(join(folder, name), content)
        }
        const files = [
          '-verify',
          join(folder, 'key.pem'),
          '-signature',
          join(folder, 'signature'),
          join(folder, 'body'),
        ]
        expect(execFileSync('openssl', ['dgst', '-sha256', ...files]).toString()).toContain('Verified OK')
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('sends the headers that bunq demands, a new request id each time, and no signature where none is wanted', async () => {
    await collect(opened.provider.accounts.accounts(opened.access))
    await collect(opened.provider.accounts.accounts(opened.access))
    const requests = harness.simulators.recorder.requests()
    const ids = requests.map(({ headers }) => headerOf(headers, 'x-bunq-client-request-id'))
    expect(new Set(ids).size).toBe(requests.length)
    for (const { headers } of requests) {
      expect(headerOf(headers, 'cache-control')).toBe('no-cache')
      expect(headerOf(headers, 'user-agent')).toMatch(/nostro/i)
      expect(headerOf(headers, 'x-bunq-client-authentication')).toMatch(/^[0-9a-f]{64}$/)
      expect(headerOf(headers, 'x-bunq-client-signature')).toBeUndefined()
    }
  })

  it('signs reads over zero bytes when everything is to be signed, and the bank accepts it', async () => {
    const { provider, access } = await harness.open({ signAll: true })
    harness.simulators.recorder.clear()
    await collect(provider.accounts.accounts(access))
    const [request] = harness.simulators.recorder.requests()
    expect(headerOf(request?.headers ?? [], 'x-bunq-client-signature')).toMatch(/^[A-Za-z0-9+/]{342}==$/)
    expect(request?.status).toBe(200)
  })
})

describe('accounts and transactions', () => {
  it('lists accounts with their IBAN, currency and kind, and the balance of each', async () => {
    const listed = await collect(opened.provider.accounts.accounts(opened.access))
    // A view of another bank's account may lack nearly everything.
    const accounts = listed.filter(({ kind }) => kind !== 'external')
    expect(accounts.length).toBeGreaterThan(0)
    for (const account of accounts) {
      expect(account).toMatchObject({
        provider: 'bunq',
        status: 'enabled',
        currency: expect.stringMatching(/^[A-Z]{3}$/),
      })
      expect(isIban(account.iban ?? '')).toBe(true)
      const { items: balances } = await opened.provider.accounts.balances(opened.access, account)
      expect(balances.map(({ balanceType }) => balanceType)).toContain('interimAvailable')
      for (const { amount } of balances) expect(amount.amount).toMatch(/^-?\d+\.\d\d$/)
    }
  })

  it('gives the same transactions newest first and oldest first, with balances that add up', async () => {
    const [account] = await collect(opened.provider.accounts.accounts(opened.access))
    if (account === undefined) throw new Error('no account')
    const list = (order: 'newest-first' | 'oldest-first'): Promise<Transaction[]> =>
      collect(opened.provider.accounts.transactions(opened.access, account, { order, pageSize: 200 }))
    const [down, up] = [await list('newest-first'), await list('oldest-first')]
    expect(down.length).toBeGreaterThan(20)
    expect(up.map(({ transactionId }) => transactionId)).toEqual(
      down.map(({ transactionId }) => transactionId).toReversed(),
    )
    const cents = (value: { readonly amount: string } | undefined): number =>
      Math.round(Number(value?.amount ?? Number.NaN) * 100)
    for (const [index, transaction] of up.entries()) {
      expect(transaction.bookingStatus).toBe('booked')
      const before = up[index - 1]
      if (before === undefined) continue
      expect(cents(before.balanceAfter) + cents(transaction.amount)).toBe(cents(transaction.balanceAfter))
    }
  })

  it('goes on after the page that carried a cursor, and refuses the cursor with another account', async () => {
    const [account] = await collect(opened.provider.accounts.accounts(opened.access))
    if (account === undefined) throw new Error('no account')
    const ask = (cursor?: string) =>
      opened.provider.accounts.transactions(opened.access, account, {
        pageSize: 7,
        ...(cursor === undefined ? {} : { cursor }),
      })
    const ids: (string | undefined)[] = []
    for await (const page of ask()) {
      ids.push(...page.items.map(({ transactionId }) => transactionId))
      if (ids.length >= 14) break
    }
    let cursor: string | undefined
    const resumed: (string | undefined)[] = []
    for (let pages = 0; pages < 2; pages += 1) {
      for await (const page of ask(cursor)) {
        resumed.push(...page.items.map(({ transactionId }) => transactionId))
        cursor = page.cursor
        break
      }
    }
    expect(resumed).toEqual(ids)
    const foreign = opened.provider.accounts.transactions(
      opened.access,
      { id: '1', kind: 'current' },
      { cursor: cursor ?? '' },
    )
    await expect(collect(foreign)).rejects.toMatchObject({ code: 'invalid_request' })
  })

  it('keeps to the days asked for, by the calendar of Amsterdam, and stops fetching beyond them', async () => {
    const [account] = await collect(opened.provider.accounts.accounts(opened.access))
    if (account === undefined) throw new Error('no account')
    const all = await collect(opened.provider.accounts.transactions(opened.access, account, {}))
    const days = all.flatMap(({ bookingDate }) => (bookingDate === undefined ? [] : [bookingDate]))
    const [dateTo, dateFrom] = [days[2] ?? '', days[9] ?? '']
    harness.simulators.recorder.clear()
    const query = { dateFrom, dateTo, pageSize: 20 }
    const some = await collect(opened.provider.accounts.transactions(opened.access, account, query))
    expect(some).toEqual(all.filter(({ bookingDate = '' }) => bookingDate >= dateFrom && bookingDate <= dateTo))
    expect(targets().length).toBeLessThanOrEqual(2)
  })
})
