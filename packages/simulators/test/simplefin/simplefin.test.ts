import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { createSimulatedClock, type SimulatedClock } from '../../src/clock/simulated-clock.ts'
import type { BankAnswer, BankRequest } from '../../src/http/bank-handler.ts'
import { createCustomers } from '../../src/seed/create-customers.ts'
import { createRandom } from '../../src/seed/create-random.ts'
import { createSimpleFin, type SimpleFinHandler, type SimpleFinOptions } from '../../src/simplefin/create-simplefin.ts'

type Members = Readonly<Record<string, unknown>>

const start = Date.parse('2026-03-05T09:08:07Z')
const [customer] = createCustomers('simplefin', (purpose) => createRandom(`1/${purpose}`), start)

let clock: SimulatedClock
let bank: SimpleFinHandler

const open = (options: Partial<SimpleFinOptions> = {}, rateLimits = false): void => {
  if (customer === undefined) throw new Error('No customer was made')
  clock = createSimulatedClock(start, () => 0)
  const random = (purpose: string) => createRandom(`1/${purpose}`)
  const context = { clock, random, randomBytes, profile: 'strict', environment: 'sandbox', rateLimits } as const
  bank = createSimpleFin(context, { customer, selfUrl: () => 'https://127.0.0.1:4444', ...options })
}

beforeEach(() => open())

const send = async (method: string, target: string, authorization?: string): Promise<BankAnswer> => {
  const [path = '', query = ''] = target.split('?')
  const request: BankRequest = {
    method,
    target,
    path,
    query,
    rawHeaders: [],
    header: (name) => (name === 'authorization' ? authorization : undefined),
    body: Buffer.alloc(0),
    client: { authorized: false },
    remoteAddress: '127.0.0.1',
  }
  return bank.handle(request)
}

const control = async (method: string, path: string, body: Members = {}): Promise<Members> => {
  const route = bank.control.find((each) => each.method === method && each.pattern.test(path))
  const params = route?.pattern.exec(path)?.slice(1) ?? []
  const answer = await route?.handle({ params, query: new URLSearchParams(), body })
  expect(answer?.status).toBe(200)
  return answer?.body as Members
}

const claimPath = (setupToken = bank.setupToken()): string =>
  new URL(Buffer.from(setupToken, 'base64').toString()).pathname

/** Credentials of a further application. */
const claimed = async (): Promise<string> => {
  const { setupToken } = await control('POST', '/simplefin/tokens')
  const url = new URL(String((await send('POST', claimPath(String(setupToken)))).body))
  return `Basic ${Buffer.from(`${url.username}:${url.password}`).toString('base64')}`
}

const accounts = async (query = '', access?: string): Promise<Members> => {
  const answer = await send('GET', `/simplefin/accounts${query}`, access ?? (await claimed()))
  expect(answer.status, answer.rejection?.reason).toBe(200)
  return JSON.parse(String(answer.body)) as Members
}

interface WireAccount extends Members {
  readonly id: string
  readonly transactions: readonly Members[]
}

const listOf = (set: Members): readonly WireAccount[] => set['accounts'] as readonly WireAccount[]

describe('claim', () => {
  it('gives an access URL as text and nothing else', async () => {
    const answer = await send('POST', claimPath(), 'Basic Og==')
    expect(answer.headers).toEqual({ 'Content-Type': 'text/plain' })
    expect(answer.body).toMatch(/^https:\/\/[A-Z0-9]{40}:[A-Z0-9]{40}@127\.0\.0\.1:4444\/simplefin$/)
  })

  it('has setup tokens in standard Base64 of a URL with /simplefin/claim/', () => {
    expect(bank.setupToken()).toMatch(/^[A-Za-z0-9+/]+=*$/)
    expect(claimPath()).toMatch(/^\/simplefin\/claim\/[A-Z0-9]{40}$/)
  })

  it.each([
    ['unknown', 3, async () => '/simplefin/claim/ABC'],
    ['claimed before', 4, async () => send('POST', claimPath()).then(() => claimPath())],
    [
      'too old',
      5,
      async () => {
        clock.advance(3600)
        return claimPath()
      },
    ],
  ])('refuses a token that is %s', async (_name, row, path) => {
    const answer = await send('POST', await path())
    expect(answer).toMatchObject({ status: 403, rejection: { check: `simplefin-${row}` } })
    expect(answer.body).toMatch(/^Forbidden/)
  })

  it('makes further tokens, each for one application', async () => {
    const { setupToken } = await control('POST', '/simplefin/tokens')
    expect((await send('POST', claimPath(String(setupToken)))).status).toBe(200)
    expect((await send('POST', claimPath())).status).toBe(200)
  })
})

describe('checks', () => {
  it.each([
    ['no credentials', 403, 6, undefined],
    ['credentials that are none', 403, 6, 'Basic ???'],
    ['unknown credentials', 403, 7, `Basic ${Buffer.from('a:b').toString('base64')}`],
  ])('%s', async (_name, status, row, authorization) => {
    const answer = await send('GET', '/simplefin/accounts', authorization)
    expect(answer).toMatchObject({ status, body: 'Forbidden', rejection: { check: `simplefin-${row}` } })
  })

  it('revoked credentials look like wrong ones', async () => {
    const access = await claimed()
    await control('POST', '/simplefin/revoke')
    expect(await send('GET', '/simplefin/accounts', access)).toMatchObject({ status: 403, body: 'Forbidden' })
  })

  it.each([
    ['?start-date=yesterday', 10],
    ['?end-date=1.5', 10],
    ['?version=3', 11],
  ])('%s is refused in plain text', async (query, row) => {
    const answer = await send('GET', `/simplefin/accounts${query}`, await claimed())
    expect(answer).toMatchObject({ status: 400, rejection: { check: `simplefin-${row}` } })
    expect(answer.headers?.['Content-Type']).toBe('text/plain')
  })

  it('an unpaid subscription is 402', async () => {
    const access = await claimed()
    await control('POST', '/simplefin/modes', { paymentRequired: true })
    expect((await send('GET', '/simplefin/accounts', access)).status).toBe(402)
  })

  it('the 25th request of a day is 429 with the seconds until midnight', async () => {
    open({}, true)
    const access = await claimed()
    for (let count = 0; count < 24; count++) await accounts('?balances-only=1', access)
    const answer = await send('GET', '/simplefin/accounts', access)
    expect(answer).toMatchObject({ status: 429, headers: { 'Retry-After': '53513' } })
  })

  it.each([
    ['GET', '/simplefin/nothing', 404],
    ['GET', '/simplefin/claim/x', 405],
    ['POST', '/simplefin/accounts', 405],
  ])('%s %s is %i', async (method, path, status) => {
    expect((await send(method, path)).status).toBe(status)
  })
})

describe('accounts', () => {
  it('have organisations in version 1 and connections in version 2', async () => {
    const access = await claimed()
    const [one, two] = [await accounts('?version=1', access), await accounts('?version=2', access)]
    expect(Object.keys(one)).toEqual(['errors', 'accounts'])
    expect(Object.keys(two)).toEqual(['errlist', 'connections', 'accounts'])
    expect(listOf(one)[0]).toMatchObject({
      org: { domain: 'harbor.example', 'sfin-url': 'https://127.0.0.1:4444/simplefin' },
    })
    expect(listOf(one)[0]).not.toHaveProperty('conn_id')
    expect(listOf(two)[0]).toMatchObject({ conn_id: 'CON-1' })
    expect(listOf(two)[0]).not.toHaveProperty('org')
  })

  it('can serve both versions by one body', async () => {
    open({ unversioned: 'mixed' })
    const set = await accounts()
    expect(Object.keys(set)).toEqual(['errors', 'errlist', 'connections', 'accounts'])
    expect(listOf(set)[0]).toMatchObject({ conn_id: 'CON-1', org: { id: 'harbor' } })
  })

  it('share ids between institutions, and transactions between accounts', async () => {
    const list = listOf(await accounts())
    expect(list.filter(({ id }) => id === 'ACT-001')).toHaveLength(2)
    const ids = list.map(({ transactions }) => new Set(transactions.map(({ id }) => id)))
    expect([...(ids[0] ?? [])].some((id) => ids[2]?.has(id))).toBe(true)
    for (const [at, { transactions }] of list.entries()) expect(ids[at]?.size).toBe(transactions.length)
  })

  it('have points whose currency is a URL that says what it is', async () => {
    const points = listOf(await accounts()).find(({ id }) => id === 'PTS-1')
    expect(points).toMatchObject({ currency: 'https://127.0.0.1:4444/simplefin/currency/points', transactions: [] })
    const about = await send('GET', new URL(String(points?.['currency'])).pathname)
    expect(JSON.parse(String(about.body))).toEqual({ name: 'Summit Points', abbr: 'pts' })
  })

  it('write yen without decimals and dollars with two', async () => {
    const list = listOf(await accounts())
    expect(list.find(({ id }) => id === 'ACT-9')?.['balance']).toMatch(/^-?\d+$/)
    expect(list[0]?.['balance']).toMatch(/^-?\d+\.\d\d$/)
  })

  it('leave transactions out when only balances are asked for', async () => {
    expect(listOf(await accounts('?balances-only=1'))[0]).not.toHaveProperty('transactions')
  })

  it('are chosen by id, and an unknown one gives an empty list', async () => {
    const access = await claimed()
    expect(listOf(await accounts('?account=ACT-002&account=ACT-003', access)).map(({ id }) => id)).toEqual([
      'ACT-002',
      'ACT-003',
    ])
    expect(listOf(await accounts('?account=NONE', access))).toEqual([])
  })
})

describe('transactions', () => {
  const first = async (query: string) => listOf(await accounts(query))[0]?.transactions ?? []

  it('end before end-date, not on it', async () => {
    const day = Date.parse('2026-02-20T12:00:00Z') / 1000
    const posted = (await first(`?start-date=${day - 30 * 86_400}&end-date=${day}`)).map(({ posted: at }) => Number(at))
    expect(posted.length).toBeGreaterThan(0)
    expect(posted.every((at) => at < day && at >= day - 30 * 86_400)).toBe(true)
    const [next] = await first(`?start-date=${posted.at(-1)}&end-date=${Number(posted.at(-1)) + 1}`)
    expect(next?.['posted']).toBe(posted.at(-1))
  })

  it('are pending only when asked for, with posted 0', async () => {
    expect((await first('')).some(({ pending }) => pending)).toBe(false)
    open()
    const pending = (await first('?pending=1')).filter((entry) => entry['pending'])
    expect(pending.length).toBeGreaterThan(0)
    for (const entry of pending) expect(entry).toMatchObject({ posted: 0, transacted_at: expect.any(Number) })
  })

  it('never lie ahead, also before noon: of this morning’s bookings the moment is given, of later ones noon', async () => {
    const book = (at: string) =>
      control('POST', '/simplefin/connections/CON-1/accounts/ACT-001/entries', { amount: '-1.00', at, description: at })
    const postedOf = async (at: string, query = '') =>
      (await first(query)).find(({ description }) => description === at)?.['posted']
    const [morning, afternoon, night] = ['2026-03-05T09:00:00Z', '2026-03-05T15:00:00Z', '2026-03-05T23:30:00Z']
    await book(morning)
    expect(await postedOf(morning)).toBe(Date.parse(morning) / 1000)
    await book(afternoon)
    expect(await postedOf(afternoon)).toBeUndefined()
    clock.advance(6 * 3600)
    expect(await postedOf(afternoon)).toBe(Date.parse('2026-03-05T12:00:00Z') / 1000)
    // A booking of the bank's next day, which begins at the server in half an hour: pending until then.
    await book(night)
    clock.advance(8.5 * 3600)
    expect([await postedOf(night), await postedOf(night, '?pending=1')]).toEqual([undefined, 0])
    clock.advance(1800)
    expect(await postedOf(night)).toBe(Date.parse('2026-03-06T00:00:00Z') / 1000)
  })

  it('counts pending by the presence of the parameter', async () => {
    expect((await first('?pending=0')).some(({ pending }) => pending)).toBe(true)
  })

  it('of a window over 90 days are cut, and that is said', async () => {
    const set = await accounts('?version=2&start-date=0')
    expect(set['errlist']).toMatchObject([{ code: 'gen.api' }])
    const [oldest] = listOf(set)[0]?.transactions ?? []
    expect(Number(oldest?.['posted'])).toBeGreaterThanOrEqual(start / 1000 - 90 * 86_400)
  })

  it('leave payee and memo out where the protocol is followed to the word', async () => {
    await control('POST', '/simplefin/modes', { protocolFieldsOnly: true })
    expect((await first(''))[0]).not.toHaveProperty('payee')
  })

  it('of a million cost a page of one day', async () => {
    await control('POST', '/simplefin/history', { connection: 'CON-1', account: 'ACT-001', transactions: 1_000_000 })
    const day = Date.parse('2026-03-04T00:00:00Z') / 1000
    expect((await first(`?account=ACT-001&start-date=${day}&end-date=${day + 86_400}`)).length).toBeGreaterThan(1000)
  })
})

describe('problems', () => {
  it.each([
    ['auth', 'con.auth', /^Connection to Harbor Federal Credit Union may need attention$/],
    ['unknown_sub', 'con.maintenance', /maintenance/],
    ['general', 'gen.', /./],
  ])('%s is %s', async (kind, code, text) => {
    await control('POST', '/simplefin/problems', { kind, connection: 'CON-1' })
    const access = await claimed()
    expect((await accounts('?version=2', access))['errlist']).toMatchObject([
      { code, conn_id: 'CON-1', msg: expect.stringMatching(text) },
    ])
    expect((await accounts('?version=1', access))['errors']).toMatchObject([expect.stringMatching(text)])
  })

  it('of an account leave its list empty and the account there', async () => {
    await control('POST', '/simplefin/problems', { kind: 'failed', connection: 'CON-1', account: 'ACT-002' })
    const set = await accounts('?version=2')
    expect(set['errlist']).toMatchObject([{ code: 'act.failed', account_id: 'ACT-002' }])
    expect(listOf(set)[1]).toMatchObject({ id: 'ACT-002', transactions: [] })
  })
})
