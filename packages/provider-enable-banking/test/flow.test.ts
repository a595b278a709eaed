import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { currentOf, itemsOf, openSetting, pagesOf, type Setting } from './enable-banking-setting.ts'

let setting: Setting

beforeAll(async () => {
  setting = await openSetting({ rateLimits: true })
})
beforeEach(() => setting.simulators.reset())
afterAll(() => setting.stop())

const open = async (bank = 'Mock ASPSP', country = 'FI') => {
  const session = await setting.connect(bank, country)
  const access = setting.accessOf(session)
  const accounts = await itemsOf(setting.provider.accounts.accounts(access))
  return { session, access, accounts, current: currentOf(accounts) }
}

const transactions = async (bank: string, country: string, query = {}) => {
  const { access, current } = await open(bank, country)
  return pagesOf(setting.provider.accounts.transactions(access, current, query))
}

describe('institutions', () => {
  it('are listed by country and found by a part of the name, whatever its case and accents', async () => {
    const { provider } = setting
    expect((await provider.institutions({ country: 'FI' })).map(({ name }) => name)).toEqual([
      'Nordea',
      'S-Pankki',
      'Mock ASPSP',
    ])
    expect(await provider.institutions({ search: 'NORDÉA' })).toMatchObject([
      {
        name: 'Nordea',
        country: 'FI',
        bic: 'NDEAFIHH',
        maximumConsentDays: 180,
        customerTypes: ['personal', 'business'],
      },
    ])
  })

  it('an unknown bank is refused with near names, before anything is started', async () => {
    const wrong = setting.provider.auth.start({
      purpose: 'accounts',
      institution: { name: 'Trade Republik', country: 'DE' },
    })
    await expect(wrong).rejects.toMatchObject({
      code: 'invalid_request',
      hint: expect.stringContaining('“Trade Republic”'),
    })
  })

  it('a country that is none is refused', async () => {
    await expect(setting.provider.institutions({ country: 'fi' })).rejects.toMatchObject({ code: 'invalid_request' })
  })
})

describe('consent', () => {
  it('goes by redirect to a session that knows when it ends', async () => {
    const { session } = await open()
    const days = ((session.consentValidUntil ?? 0) - setting.simulators.clock.now()) / 86_400_000
    expect(session).toMatchObject({ provider: 'enable-banking', purpose: 'accounts', revision: 1 })
    expect(days).toBeGreaterThan(179)
    expect(days).toBeLessThan(180)
  })

  it('survives as JSON in another process', async () => {
    const challenge = await setting.provider.auth.start({
      purpose: 'accounts',
      institution: { name: 'ING', country: 'NL' },
      validUntil: '2099-12-31',
    })
    const copy = JSON.parse(JSON.stringify(challenge)) as typeof challenge
    if (copy.kind !== 'redirect') throw new Error('A redirect was expected')
    const result = await setting.create().auth.advance(copy, { redirectUrl: await setting.decide(copy.url) })
    expect(result.status).toBe('complete')
  })

  it('ends without a session when the customer cancels', async () => {
    const challenge = await setting.provider.auth.start({
      purpose: 'accounts',
      institution: { name: 'ING', country: 'NL' },
    })
    if (challenge.kind !== 'redirect') throw new Error('A redirect was expected')
    const redirectUrl = await setting.decide(challenge.url, { decision: 'cancel' })
    expect(await setting.provider.auth.advance(challenge, { redirectUrl })).toMatchObject({
      status: 'failed',
      code: 'user_cancelled',
    })
  })

  it('is refused for another state, and a code that is used twice is a failed attempt', async () => {
    const challenge = await setting.provider.auth.start({
      purpose: 'accounts',
      institution: { name: 'ING', country: 'NL' },
    })
    if (challenge.kind !== 'redirect') throw new Error('A redirect was expected')
    const redirectUrl = await setting.decide(challenge.url)
    const forged = redirectUrl.replace(/state=[^&]*/, 'state=forged')
    await expect(setting.provider.auth.advance(challenge, { redirectUrl: forged })).rejects.toMatchObject({
      code: 'verification_failed',
    })
    expect(await setting.provider.auth.advance(challenge, { redirectUrl })).toMatchObject({ status: 'complete' })
    expect(await setting.provider.auth.advance(challenge, { redirectUrl })).toMatchObject({
      status: 'failed',
      reason: 'ALREADY_AUTHORIZED',
    })
  })

  it.each([
    [{ institution: undefined }, 'institution'],
    [{ institution: { name: 'DNB', country: 'NO' }, customerType: 'business' }, 'customerType'],
    [{ customerId: 'me' }, 'customerId'],
    [{ validUntil: '2001-01-01' }, 'validUntil'],
    [{ redirectUri: 'https://elsewhere.example/' }, 'redirectUri'],
    [{ purpose: 'identify' }, 'purpose'],
    [{ acounts: [] }, 'acounts'],
  ])('%j is refused by the name of the field', async (change, field) => {
    const request = { purpose: 'accounts', institution: { name: 'ING', country: 'NL' }, ...change } as never
    await expect(setting.provider.auth.start(request)).rejects.toMatchObject({
      code: 'invalid_request',
      bankMessages: [{ path: field }],
    })
  })

  it('keeps accounts and their ids over a renewal, in a session of the next revision', async () => {
    const first = await open('Swedbank', 'SE')
    const renewed = await setting.connect('Swedbank', 'SE', { previous: first.session, institution: undefined })
    expect(renewed).toMatchObject({ id: first.session.id, revision: 2 })
    const again = await itemsOf(setting.provider.accounts.accounts(setting.accessOf(renewed)))
    expect(again.map(({ key }) => key)).toEqual(first.accounts.map(({ key }) => key))
    await expect(itemsOf(setting.provider.accounts.accounts(first.access))).rejects.toMatchObject({
      code: 'consent_expired',
    })
    const [before] = await pagesOf(
      setting.provider.accounts.transactions(setting.accessOf(renewed), first.current, { dateFrom: undefined }),
    )
    expect(before?.problems).toEqual([])
  })

  it('is ended by revoke, twice without harm', async () => {
    const { session, access, current } = await open()
    await setting.provider.auth.revoke?.(session)
    await setting.provider.auth.revoke?.(session)
    await expect(setting.provider.accounts.balances(access, current)).rejects.toMatchObject({ code: 'consent_expired' })
  })

  it('of another application is not served', async () => {
    const { session } = await open()
    const other = setting.create({ applicationId: '00000000-0000-4000-8000-000000000001' })
    expect([setting.provider.auth.serves?.(session), other.auth.serves?.(session)]).toEqual([true, false])
  })
})

describe('accounts', () => {
  it('are known by hash and currency, also where they share an IBAN', async () => {
    const { accounts, access } = await open('Wise', 'BE')
    const shared = accounts.filter(({ iban }) => iban !== undefined && iban === accounts[0]?.iban)
    expect(shared.map(({ currency }) => currency)).toEqual(['EUR', 'USD'])
    expect(new Set(accounts.map(({ key }) => key)).size).toBe(accounts.length)
    const balances = await Promise.all(shared.map((ref) => setting.provider.accounts.balances(access, ref)))
    expect(balances.map(({ items }) => items[0]?.amount.currency)).toEqual(['EUR', 'USD'])
  })

  it('that the bank gives no data of are listed as blocked, and say so', async () => {
    const { accounts, access } = await open('Sparkasse', 'DE')
    const blocked = accounts.find(({ status }) => status === 'blocked')
    expect(blocked).toMatchObject({ kind: 'savings' })
    if (blocked === undefined) throw new Error('None is blocked')
    await expect(setting.provider.accounts.balances(access, blocked)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('have balances with their types', async () => {
    const { access, current } = await open()
    const { items, problems } = await setting.provider.accounts.balances(access, current)
    expect(items.map(({ balanceType }) => balanceType)).toEqual(['closingBooked', 'interimAvailable'])
    expect(problems).toEqual([])
  })

  it('of VDK are read without the customer’s headers, with which the bank fails', async () => {
    const { access, current } = await open('VDK bank', 'BE')
    const psu = { ipAddress: '192.0.2.1', userAgent: 'Firefox' }
    expect((await setting.provider.accounts.balances(access, current, { psu })).items.length).toBeGreaterThan(0)
  })

  it('are refused from the fifth read of a day without the customer, and not with them', async () => {
    const { access, current } = await open('Nordea', 'FI')
    const { accounts } = setting.provider
    for (let read = 0; read < 4; read++) await accounts.balances(access, current)
    await expect(accounts.balances(access, current)).rejects.toMatchObject({ code: 'rate_limited' })
    const psu = { ipAddress: '192.0.2.1', userAgent: 'Firefox' }
    expect((await accounts.balances(access, current, { psu })).items).toHaveLength(2)
    // A part of what the bank requires would be refused: none is sent then, and the read counts.
    await expect(accounts.balances(access, current, { psu: { ipAddress: '192.0.2.1' } })).rejects.toMatchObject({
      code: 'rate_limited',
    })
  })
})

describe('transactions', () => {
  it.each([
    ['Mock ASPSP', 'FI'],
    ['Wise', 'BE'],
    ['DNB', 'NO'],
    ['Trade Republic', 'DE'],
    ['Sparkasse', 'DE'],
    ['ING', 'NL'],
    ['S-Pankki', 'FI'],
  ])('of %s %s come each once, without a problem', async (bank, country) => {
    const { access, current } = await open(bank, country)
    const pages = await pagesOf(setting.provider.accounts.transactions(access, current, {}))
    const items = pages.flatMap((page) => page.items)
    expect(pages.flatMap(({ problems }) => problems)).toEqual([])
    expect(items.length).toBeGreaterThan(100)
    const ids = items.flatMap(({ transactionId }) => transactionId ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    for (const item of items) expect(item.counterparty?.name ?? '').not.toMatch(/^CARD-/)
  })

  it('waits, bounded, while Swedbank prepares its list', async () => {
    const before = setting.waits.length
    const pages = await transactions('Swedbank', 'SE')
    expect(pages.slice(0, 2).map(({ items }) => items.length)).toEqual([0, 0])
    expect(setting.waits.slice(before)).toEqual([2000, 2000])
  })

  it.each([
    ['Swedbank', 'SE', 'in the afternoon', 3601, 89],
    ['N26', 'DE', 'in the afternoon', 3601, 89],
    ['Swedbank', 'SE', 'while UTC’s day is the one before', 9.5 * 3600, 88],
    ['N26', 'DE', 'while UTC’s day is the one before', 9.5 * 3600, 88],
  ])(
    'of %s %s that are too old are asked for as far back as the bank gives %s, which is said',
    async (bank, country, _hour, later, days) => {
      const { access, current } = await open(bank, country)
      setting.simulators.clock.advance(later)
      const [first] = await pagesOf(setting.provider.accounts.transactions(access, current, { dateFrom: '2020-01-01' }))
      const day = new Date(setting.simulators.clock.now() - days * 86_400_000).toISOString().slice(0, 10)
      expect(first?.adjustedFrom).toBe(day)
    },
  )

  it('has no id where the bank gives a placeholder or a place in a list', async () => {
    for (const [bank, country] of [
      ['ING', 'NL'],
      ['DNB', 'NO'],
    ] as const) {
      const items = (await transactions(bank, country)).flatMap((page) => page.items)
      expect(items.every(({ transactionId }) => transactionId === undefined)).toBe(true)
    }
    const sparkasse = (await transactions('Sparkasse', 'DE')).flatMap((page) => page.items)
    const pending = sparkasse.filter(({ bookingStatus }) => bookingStatus === 'pending')
    expect(pending.length).toBeGreaterThan(0)
    expect(pending.every(({ transactionId }) => transactionId === undefined)).toBe(true)
  })

  it('of N26 have no id, since its references change with each listing; nor anywhere where the option says so', async () => {
    const n26 = (await transactions('N26', 'DE')).flatMap((page) => page.items)
    expect(n26.some(({ transactionId }) => transactionId !== undefined)).toBe(false)
    const { access, current } = await open()
    const distrusting = setting.create({ references: 'never' })
    const [page] = await pagesOf(distrusting.accounts.transactions(access, current, {}))
    expect(page?.items.some(({ transactionId }) => transactionId !== undefined)).toBe(false)
  })

  it('of VDK are filtered here, since the bank fails with a last day', async () => {
    const now = setting.simulators.clock.now()
    const day = (ago: number) => new Date(now - ago * 86_400_000).toISOString().slice(0, 10)
    const items = (await transactions('VDK bank', 'BE', { dateFrom: day(40), dateTo: day(20) })).flatMap(
      (page) => page.items,
    )
    expect(items.length).toBeGreaterThan(0)
    for (const { bookingDate = '' } of items) expect(bookingDate >= day(40) && bookingDate <= day(20)).toBe(true)
  })

  it('go on from a cursor, in another process, with the period kept', async () => {
    const { access, current } = await open('Wise', 'BE')
    const all = await pagesOf(setting.provider.accounts.transactions(access, current, {}))
    const rest = await pagesOf(setting.create().accounts.transactions(access, current, { cursor: all[0]?.cursor }))
    expect(rest.map(({ items }) => items.length)).toEqual(all.slice(1).map(({ items }) => items.length))
    const foreign = setting.provider.accounts.transactions(access, { ...current, id: 'x' }, { cursor: all[0]?.cursor })
    await expect(pagesOf(foreign)).rejects.toMatchObject({ code: expect.stringMatching(/not_found|invalid_request/) })
  })

  it('are refused in another order, with unknown members, and days that are none', async () => {
    const { access, current } = await open()
    for (const query of [{ order: 'oldest-first' }, { dateFrm: '2026-01-01' }, { dateFrom: '2026-02-30' }]) {
      await expect(
        pagesOf(setting.provider.accounts.transactions(access, current, query as never)),
      ).rejects.toMatchObject({ code: 'invalid_request' })
    }
  })
})

describe('faults', () => {
  it('a proxy page is bank_unavailable, and a dead session consent_expired', async () => {
    const { access, current } = await open()
    setting.simulators.faults.add({ bank: 'enable-banking', fault: 'html_502', path: '/accounts', times: 10 })
    await expect(setting.provider.accounts.balances(access, current)).rejects.toMatchObject({
      code: 'bank_unavailable',
    })
    setting.simulators.faults.clear()
    await setting.simulators.control.call('POST', '/enable-banking/sessions', { status: 'REVOKED' })
    await expect(setting.provider.accounts.balances(access, current)).rejects.toMatchObject({ code: 'consent_expired' })
  })

  it.each([
    ['bankTimesOut', 'timeout'],
    ['psuActionRequired', 'sca_required'],
    ['balancesFail', 'bank_unavailable'],
  ])('%s is %s', async (mode, code) => {
    const { access, current } = await open()
    await setting.simulators.control.call('POST', '/enable-banking/modes', { [mode]: true })
    await expect(setting.provider.accounts.balances(access, current)).rejects.toMatchObject({ code })
  })

  it('of balances leaves the transactions', async () => {
    const { access, current } = await open()
    await setting.simulators.control.call('POST', '/enable-banking/modes', { balancesFail: true })
    expect((await itemsOf(setting.provider.accounts.transactions(access, current, {}))).length).toBeGreaterThan(0)
  })

  it('another key is invalid_config that says what to look at, and diagnose says the same', async () => {
    const wrong = setting.create({ applicationId: '00000000-0000-4000-8000-000000000001' })
    await expect(wrong.institutions({})).rejects.toMatchObject({
      code: 'invalid_config',
      hint: expect.stringContaining('privateKey'),
    })
    expect(await wrong.diagnose()).toMatchObject([{ subject: 'application', status: 'failed' }, { subject: 'clock' }])
    expect(await setting.provider.diagnose()).toMatchObject([{ status: 'ok' }, { subject: 'clock', status: 'ok' }])
    expect(await setting.create({ redirectUris: ['https://x.example/'] }).diagnose()).toMatchObject([
      { status: 'ok' },
      { subject: 'redirect', status: 'failed' },
      {},
    ])
  })

  it('a restricted application without linked accounts gets a hint where to link them', async () => {
    await setting.simulators.control.call('POST', '/enable-banking/application', { linkedAccounts: [] })
    await expect(setting.connect('ING', 'NL')).rejects.toMatchObject({
      code: 'forbidden',
      hint: expect.stringContaining('control panel'),
    })
  })
})
