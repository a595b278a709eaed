import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Account, createSessionAccess, type Page, type Session } from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { createLedger } from '@nostro/ledger'
import { createSqliteStore } from '@nostro/ledger/sqlite'
import { type Simulators, startSimulators } from '@nostro/simulators'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { nextTimeOfDay } from '../../../test/support/next-time-of-day.ts'
import { createSimpleFinProvider, type SimpleFinOptions, type SimpleFinProvider } from '../src/index.ts'

let simulators: Simulators
let provider: SimpleFinProvider
let session: Session
const opened: SimpleFinProvider[] = []

const create = (options: SimpleFinOptions = {}): SimpleFinProvider => {
  const clock = { ...createNodeServices().clock, now: () => simulators.clock.now() }
  const ca = readFileSync(simulators.ready.ca, 'utf8')
  const made = createSimpleFinProvider({ ca, ...options }, createNodeServices({ clock }))
  opened.push(made)
  return made
}

const newToken = async (): Promise<string> =>
  ((await simulators.control.call('POST', '/simplefin/tokens')) as { setupToken: string }).setupToken

const connect = async (previous?: Session): Promise<Session> => {
  const challenge = await provider.auth.start({ purpose: 'accounts', previous })
  const result = await provider.auth.advance(challenge, { input: { setupToken: await newToken() } })
  if (result.status !== 'complete') throw new Error(`The authorisation ended as ${result.status}`)
  return result.session
}

const pagesOf = async <T>(listing: AsyncIterable<Page<T>>): Promise<readonly Page<T>[]> => {
  const pages: Page<T>[] = []
  for await (const page of listing) pages.push(page)
  return pages
}

const access = (of: Session = session) => createSessionAccess({ session: of, auth: provider.auth })
const accounts = async (of?: Session): Promise<Page<Account>> => {
  const [page] = await pagesOf(provider.accounts.accounts(access(of)))
  if (page === undefined) throw new Error('No page came')
  return page
}
const named = async (name: string): Promise<Account> => {
  const found = (await accounts()).items.find((account) => account.name === name)
  if (found === undefined) throw new Error(`There is no ${name}`)
  return found
}
const asked = () =>
  simulators.recorder.requests().filter(({ target }) => target.startsWith('/simplefin/accounts')).length

beforeAll(async () => {
  simulators = await startSimulators({ banks: ['simplefin'], rateLimits: true, now: nextTimeOfDay('14:00') })
})
beforeEach(async () => {
  simulators.reset()
  provider = create()
  session = await connect()
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()))
})
afterAll(() => simulators.stop())

describe('a setup token', () => {
  it('gives a session, once; a second claim is a failed attempt that warns', async () => {
    const token = await newToken()
    const challenge = await provider.auth.start({ purpose: 'accounts' })
    expect(challenge).toMatchObject({ kind: 'input', fields: [{ name: 'setupToken', kind: 'secret' }] })
    expect(await provider.auth.advance(challenge, { input: { setupToken: token } })).toMatchObject({
      status: 'complete',
    })
    expect(await provider.auth.advance(challenge, { input: { setupToken: token } })).toMatchObject({
      status: 'failed',
      code: 'rejected',
      message: { en: expect.stringContaining('somebody else') },
    })
  })

  it('may be pasted with line breaks, or be an access URL', async () => {
    const challenge = await provider.auth.start({ purpose: 'accounts' })
    const token = (await newToken()).replace(/(.{20})/g, '$1\n')
    const result = await provider.auth.advance(challenge, { input: { setupToken: token } })
    if (result.status !== 'complete') throw new Error('A session was expected')
    const { accessUrl } = result.session.secrets as { accessUrl: string }
    expect(await provider.auth.advance(challenge, { input: { setupToken: accessUrl } })).toMatchObject({
      status: 'complete',
    })
    const configured = create({ accessUrl })
    const none = await configured.auth.start({ purpose: 'accounts' })
    expect([none.kind, (await configured.auth.advance(none, {})).status]).toEqual(['none', 'complete'])
  })

  it.each([
    ['', 'input.setupToken'],
    ['not a token', 'input.setupToken'],
    [Buffer.from('http://127.0.0.1/claim/x').toString('base64'), 'input.setupToken'],
    ['https://user@host.example/simplefin', 'accessUrl'],
  ])('%j is refused without being repeated', async (setupToken, path) => {
    const challenge = await provider.auth.start({ purpose: 'accounts' })
    const error = await provider.auth.advance(challenge, { input: { setupToken } }).catch((each: unknown) => each)
    expect(error).toMatchObject({ code: 'invalid_request' })
    expect(JSON.stringify(error)).not.toContain('user@host')
    expect(path).not.toBe('')
  })

  it('renews a session under its id, and accounts keep their keys', async () => {
    const before = (await accounts()).items.map(({ key }) => key)
    const renewed = await connect(session)
    expect(renewed).toMatchObject({ id: session.id, revision: 2 })
    expect((await accounts(renewed)).items.map(({ key }) => key)).toEqual(before)
  })

  it('is asked for by nothing but a purpose', async () => {
    const wrong = provider.auth.start({ purpose: 'accounts', country: 'US' })
    await expect(wrong).rejects.toMatchObject({ code: 'invalid_request', bankMessages: [{ path: 'country' }] })
  })
})

describe('accounts', () => {
  it('of several institutions come in one connection, each with its own id', async () => {
    const { items } = await accounts()
    expect(items.map(({ institution }) => institution?.name)).toEqual([
      'Harbor Federal Credit Union',
      'Harbor Federal Credit Union',
      'Harbor Federal Credit Union',
      'Summit Card Services',
      'Globe Brokerage',
    ])
    expect(new Set(items.map(({ key }) => key)).size).toBe(5)
  })

  it('in points are a problem that says which, and no account', async () => {
    const { items, problems } = await accounts()
    expect(items.some(({ name }) => name === 'Summit Points')).toBe(false)
    expect(problems).toMatchObject([
      { index: 5, message: expect.stringContaining('“Summit Points” counts in points or miles') },
    ])
  })

  it('have their balances, in whole yen too', async () => {
    const checking = await provider.accounts.balances(access(), await named('Everyday Checking'))
    expect(checking.items.map(({ balanceType }) => balanceType)).toEqual(['interimBooked', 'interimAvailable'])
    const yen = await provider.accounts.balances(access(), await named('Yen Cash Account'))
    expect(yen.items[0]?.amount).toMatchObject({ amount: expect.stringMatching(/^\d+$/), currency: 'JPY' })
  })

  it('balances and entries of all accounts cost one request', async () => {
    const { items } = await accounts()
    for (const account of items) {
      await provider.accounts.balances(access(), account)
      for await (const page of provider.accounts.transactions(access(), account, {})) {
        expect(page.problems).toEqual([])
        break
      }
    }
    expect(asked()).toBe(1)
    simulators.clock.advance(301)
    await accounts()
    expect(asked()).toBe(2)
  })

  it('are refused by our own count before the server must, and not kept after a failure', async () => {
    const hasty = create({ keepMinutes: 0 })
    for (let read = 0; read < 24; read++) await pagesOf(hasty.accounts.accounts(access()))
    await expect(pagesOf(hasty.accounts.accounts(access()))).rejects.toMatchObject({ code: 'rate_limited' })
    expect(asked()).toBe(24)
  })
})

describe('entries', () => {
  it('come newest first, each once, window by window, as far back as there are any', async () => {
    const pages = await pagesOf(provider.accounts.transactions(access(), await named('Everyday Checking'), {}))
    const items = pages.flatMap((page) => page.items)
    const ids = items.map(({ transactionId }) => transactionId)
    expect(pages.length).toBeGreaterThan(4)
    expect(items.length).toBeGreaterThan(300)
    expect(new Set(ids).size).toBe(ids.length)
    const days = items.map(({ bookingDate, valueDate }) => bookingDate ?? valueDate ?? '')
    expect(days).toEqual(days.toSorted().reverse())
  })

  it('of a period are those of the period, over the edges of windows', async () => {
    const at = simulators.clock.now()
    const day = (ago: number) => new Date(at - ago * 86_400_000).toISOString().slice(0, 10)
    const query = { dateFrom: day(200), dateTo: day(80) }
    const account = await named('Everyday Checking')
    const all = (await pagesOf(provider.accounts.transactions(access(), account, {}))).flatMap((page) => page.items)
    const some = (await pagesOf(provider.accounts.transactions(access(), account, query))).flatMap((page) => page.items)
    const wanted = all.filter(({ bookingDate = '' }) => bookingDate >= query.dateFrom && bookingDate <= query.dateTo)
    expect(some.map(({ transactionId }) => transactionId)).toEqual(wanted.map(({ transactionId }) => transactionId))
  })

  it('go on from a cursor in another process', async () => {
    const account = await named('Everyday Checking')
    const all = await pagesOf(provider.accounts.transactions(access(), account, {}))
    const rest = await pagesOf(create().accounts.transactions(access(), account, { cursor: all[0]?.cursor }))
    expect(rest.map(({ items }) => items.length)).toEqual(all.slice(1).map(({ items }) => items.length))
  })

  it('that are pending have no day of booking, and are left out where they are not wanted', async () => {
    const account = await named('Everyday Checking')
    const [page] = await pagesOf(provider.accounts.transactions(access(), account, {}))
    const pending = page?.items.filter(({ bookingStatus }) => bookingStatus === 'pending') ?? []
    expect(pending.length).toBeGreaterThan(0)
    expect(pending.every(({ bookingDate, valueDate }) => bookingDate === undefined && valueDate !== undefined)).toBe(
      true,
    )
    const [without] = await pagesOf(create({ pending: false }).accounts.transactions(access(), account, {}))
    expect(without?.items.some(({ bookingStatus }) => bookingStatus === 'pending')).toBe(false)
  })

  it('of a server that follows the protocol to the word have no counterparty', async () => {
    await simulators.control.call('POST', '/simplefin/modes', { protocolFieldsOnly: true })
    const [page] = await pagesOf(provider.accounts.transactions(access(), await named('Everyday Checking'), {}))
    expect(page?.items[0]).toMatchObject({
      counterparty: undefined,
      remittanceInformation: { unstructured: [expect.any(String)] },
    })
  })
})

describe('problems', () => {
  it.each([
    ['auth', 'may need attention'],
    ['unknown_sub', 'maintenance'],
    ['general', 'being moved'],
  ])('of the kind %s stand on the page of accounts', async (kind, text) => {
    await simulators.control.call('POST', '/simplefin/problems', { kind, connection: 'CON-1' })
    expect((await accounts()).problems.map(({ message }) => message).join()).toContain(text)
  })

  it('of one account stand on its own pages, and not on those of others', async () => {
    await simulators.control.call('POST', '/simplefin/problems', {
      kind: 'missing',
      connection: 'CON-1',
      account: 'ACT-002',
    })
    const problems = async (name: string) => (await provider.accounts.balances(access(), await named(name))).problems
    expect((await problems('Share Savings')).map(({ message }) => message).join()).toContain('incomplete')
    expect(await problems('Joint Checking')).toEqual([])
  })

  it.each([
    ['revoked', 'POST', '/simplefin/revoke', {}, 'consent_expired'],
    ['unpaid', 'POST', '/simplefin/modes', { paymentRequired: true }, 'forbidden'],
  ] as const)('%s access', async (_name, method, path, body, code) => {
    await simulators.control.call(method, path, body)
    await expect(accounts()).rejects.toMatchObject({ code })
  })

  it('no secret stands in an error, whatever the server answers', async () => {
    const { accessUrl } = session.secrets as { accessUrl: string }
    const { username, password } = new URL(accessUrl)
    simulators.faults.add({ bank: 'simplefin', fault: 'status', status: 400, body: `${accessUrl} is wrong`, times: 5 })
    const error = (await accounts().catch((each: unknown) => each)) as Error
    expect(error).toMatchObject({ code: 'invalid_request' })
    for (const secret of [username, password]) expect(JSON.stringify([error, error.message])).not.toContain(secret)
  })

  it('an aborted call ends alone: another one that waits gets its answer', async () => {
    const stop = new AbortController()
    const first = pagesOf(provider.accounts.accounts(access(), { signal: stop.signal })).catch((each: unknown) => each)
    const second = accounts()
    stop.abort()
    expect(await first).toMatchObject({ code: 'aborted' })
    expect((await second).items).toHaveLength(5)
    await expect(pagesOf(provider.accounts.accounts(access(), { signal: stop.signal }))).rejects.toMatchObject({
      code: 'aborted',
    })
  })
})

it('the ledger holds each entry once, after two syncs with a renewal between', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nostro-sync-'))
  const { clock, random } = createNodeServices()
  const store = await createSqliteStore({ file: join(folder, 'ledger.sqlite') })
  const ledger = await createLedger({
    store,
    clock: { ...clock, now: () => simulators.clock.now() },
    random,
    rawAtRest: 'none',
  })
  const countOf = async (): Promise<number> => {
    let [count, cursor] = [0, undefined as string | undefined]
    do {
      const page = await ledger.transactions({ limit: 500, cursor })
      count += page.items.length
      cursor = page.cursor
    } while (cursor !== undefined)
    return count
  }
  try {
    await ledger.sync([{ id: 'c-1', provider, access: access() }]).result()
    const before = await countOf()
    expect(before).toBeGreaterThan(300)
    simulators.clock.advance(600)
    await ledger.sync([{ id: 'c-1', provider, access: access(await connect(session)) }]).result()
    expect(await countOf()).toBe(before)
  } finally {
    await ledger.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
