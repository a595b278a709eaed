import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type Connected,
  ibansOf,
  itemsOf,
  openSetting,
  pagesOf,
  type Setting,
  type SimulatedBank,
  simulatedRows,
} from './berlin-group-setting.ts'

let setting: Setting

beforeAll(async () => {
  setting = await openSetting()
})
beforeEach(() => setting.simulators.reset())
afterAll(() => setting.stop())

const requests: Readonly<Partial<Record<SimulatedBank, object>>> = {
  embedded: { customerId: 'jonas.weber' },
  group: { customerId: 'jonas.weber' },
}

const connect = async (bank: SimulatedBank): Promise<Connected> => {
  const needsIbans = bank === 'nordic' || bank === 'savings'
  const accounts = needsIbans ? (await ibansOf(setting, bank)).slice(0, 2) : undefined
  return setting.connect(bank, { ...requests[bank], ...(accounts && { accounts }) })
}

const first = ({ accounts }: Connected) => {
  const [account] = accounts
  if (account === undefined) throw new Error('There is no account')
  return account
}

/** Where the browser lands: the bank appends nothing to the redirect URI that was sent. */
const landing = (serverState: unknown): string => {
  const { redirectUri, state } = serverState as { redirectUri: string; state: string }
  return `${redirectUri}?state=${state}`
}

const rejections = () => setting.simulators.recorder.rejections().map(({ check, reason }) => `${check} ${reason}`)

describe.each(['standard', 'developers', 'prestep', 'embedded', 'hub', 'group', 'nordic', 'savings'] as const)(
  '%s',
  (bank) => {
    it('is connected, and gives accounts, balances and entries', async () => {
      const open = await connect(bank)
      expect(open.session).toMatchObject({ provider: 'berlin-group', purpose: 'accounts', revision: 1 })
      expect(open.accounts.length).toBeGreaterThan(1)
      const account = first(open)
      const balances = await open.provider.accounts.balances(open.access, account)
      expect(balances.items.length).toBeGreaterThan(0)
      const pages = await pagesOf(open.provider.accounts.transactions(open.access, account, {}))
      const items = pages.flatMap((page) => page.items)
      expect(pages.flatMap(({ problems }) => problems)).toEqual([])
      expect(items.length).toBeGreaterThan(30)
      const ids = items.flatMap(({ transactionId }) => transactionId ?? [])
      expect(new Set(ids).size).toBe(ids.length)
      expect(items.some(({ amount }) => amount.amount.startsWith('-'))).toBe(true)
      expect(rejections()).toEqual([])
    })

    it('keeps keys of accounts over a renewal, though their ids change', async () => {
      const before = await connect(bank)
      const after = await setting.connect(bank, {
        ...requests[bank],
        ...((bank === 'nordic' || bank === 'savings') && { accounts: (await ibansOf(setting, bank)).slice(0, 2) }),
        previous: before.session,
      })
      expect(after.session).toMatchObject({ id: before.session.id, revision: 2 })
      expect(after.accounts.map(({ key }) => key)).toEqual(before.accounts.map(({ key }) => key))
      expect(after.accounts[0]?.id).not.toBe(before.accounts[0]?.id)
    })
  },
)

describe('consent', () => {
  it('ends by revoke; the standard bank terminates, the savings bank wants the customer', async () => {
    const standard = await connect('standard')
    await standard.provider.auth.revoke?.(standard.session)
    await expect(standard.provider.accounts.balances(standard.access, first(standard))).rejects.toMatchObject({
      code: 'consent_expired',
    })
    const savings = await connect('savings')
    const error = (await savings.provider.auth.revoke?.(savings.session).catch((each: unknown) => each)) as {
      code: string
      challenge: { kind: string; url: string; serverState: unknown }
    }
    expect(error).toMatchObject({ code: 'sca_required', challenge: { kind: 'redirect' } })
    const early = await savings.provider.auth.advance(error.challenge as never, {
      redirectUrl: landing(error.challenge.serverState),
    })
    expect(early).toMatchObject({ status: 'pending' })
    const redirectUrl = await setting.decide(error.challenge.url)
    expect(await savings.provider.auth.advance(error.challenge as never, { redirectUrl })).toMatchObject({
      status: 'complete',
    })
    await expect(savings.provider.accounts.balances(savings.access, first(savings))).rejects.toMatchObject({
      code: 'consent_expired',
    })
  })

  it.each(['standard', 'hub'] as const)('that was revoked at the bank is consent_expired at %s', async (bank) => {
    const open = await connect(bank)
    await setting.simulators.control.call('POST', '/berlin-group/consents')
    await expect(open.provider.accounts.balances(open.access, first(open))).rejects.toMatchObject({
      code: 'consent_expired',
    })
  })

  it('waits when the browser is back before the bank has confirmed', async () => {
    const provider = setting.create('standard')
    const challenge = await provider.auth.start({ purpose: 'accounts' })
    if (challenge.kind !== 'redirect') throw new Error('A redirect was expected')
    const redirectUrl = landing(challenge.serverState)
    expect(await provider.auth.advance(challenge, { redirectUrl })).toMatchObject({
      status: 'pending',
      challenge: { kind: 'redirect' },
    })
    await setting.decide(challenge.url)
    expect(await provider.auth.advance(challenge, { redirectUrl })).toMatchObject({ status: 'complete' })
  })

  it('is failed when the customer cancels', async () => {
    const provider = setting.create('standard')
    const challenge = await provider.auth.start({ purpose: 'accounts' })
    if (challenge.kind !== 'redirect') throw new Error('A redirect was expected')
    const redirectUrl = await setting.decide(challenge.url, { decision: 'cancel' })
    expect(await provider.auth.advance(challenge, { redirectUrl })).toMatchObject({ status: 'failed' })
    const forged = redirectUrl.replace(/state=[^&]*/, 'state=forged')
    await expect(provider.auth.advance(challenge, { redirectUrl: forged })).rejects.toMatchObject({
      code: 'verification_failed',
    })
  })

  it('by password and code: a wrong one may be entered again, the third ends it', async () => {
    const provider = setting.create('embedded')
    let challenge = await provider.auth.start({ purpose: 'accounts', customerId: 'jonas.weber' })
    expect(challenge).toMatchObject({ kind: 'input', fields: [{ name: 'password', kind: 'secret' }] })
    for (const input of [{ password: 'start123' }, { method: 'push' }]) {
      const result = await provider.auth.advance(challenge, { input })
      if (result.status !== 'pending') throw new Error('A further step was expected')
      challenge = result.challenge
    }
    expect(challenge).toMatchObject({ fields: [{ name: 'otp' }] })
    const statuses: string[] = []
    for (let attempt = 0; attempt < 4; attempt++)
      statuses.push((await provider.auth.advance(challenge, { input: { otp: '0' } })).status)
    expect(statuses).toEqual(['pending', 'pending', 'pending', 'failed'])
  })

  it('is renewed by its refresh token when the access token is dead', async () => {
    const open = await connect('developers')
    setting.simulators.clock.advance(3_700)
    expect((await open.provider.accounts.balances(open.access, first(open))).items.length).toBeGreaterThan(0)
    await setting.simulators.control.call('POST', '/berlin-group/tokens')
    expect((await open.provider.accounts.balances(open.access, first(open))).items.length).toBeGreaterThan(0)
    expect((await open.access.get()).revision).toBe(3)
  })

  it('needs an address: the customer’s or our own, and none is made up', async () => {
    const provider = setting.create('standard', { ownIpAddress: undefined })
    await expect(provider.auth.start({ purpose: 'accounts' })).rejects.toMatchObject({
      bankMessages: [{ path: 'ctx.psu' }],
    })
    const ctx = { psu: { ipAddress: '192.0.2.77' } }
    expect(await provider.auth.start({ purpose: 'accounts' }, ctx)).toMatchObject({ kind: 'redirect' })
    const [sent] = setting.simulators.recorder.requests()
    expect(sent?.headers).toContainEqual(['PSU-IP-Address', '192.0.2.77'])
  })

  it.each([
    ['standard', { customerType: 'other' }, 'customerType'],
    ['developers', { customerId: 'x' }, 'customerId'],
    ['embedded', {}, 'customerId'],
    ['standard', { accounts: ['DE02120300000000202051'] }, 'accounts'],
    ['savings', {}, 'accounts'],
    ['standard', { redirectUri: 'https://elsewhere.example/' }, 'redirectUri'],
    ['standard', { purpose: 'identify' }, 'purpose'],
    ['standard', { institution: { name: 'x' } }, 'institution'],
  ] as const)('%s: %j is refused by the name of the field', async (bank, change, field) => {
    const started = setting.create(bank).auth.start({ purpose: 'accounts', ...change } as never)
    await expect(started).rejects.toMatchObject({ code: 'invalid_request', bankMessages: [{ path: field }] })
  })
})

describe('accounts', () => {
  it('have cards apart, with their entries', async () => {
    const open = await connect('standard')
    const card = open.accounts.find(({ kind }) => kind === 'card')
    if (card === undefined) throw new Error('There is no card')
    expect(card).toMatchObject({ maskedPan: expect.stringContaining('******'), iban: undefined })
    const items = await itemsOf(open.provider.accounts.transactions(open.access, card, {}))
    expect(items[0]).toMatchObject({ transactionId: expect.any(String), counterparty: { name: expect.any(String) } })
  })

  it('are read four times a day without the customer, and more with them', async () => {
    const open = await connect('standard')
    const read = (psu?: { ipAddress: string }) =>
      open.provider.accounts.balances(open.access, first(open), psu === undefined ? {} : { psu })
    for (let count = 0; count < 4; count++) await read()
    await expect(read()).rejects.toMatchObject({ code: 'rate_limited' })
    expect((await read({ ipAddress: '192.0.2.1' })).items.length).toBeGreaterThan(0)
  })
})

describe('entries', () => {
  it('go back further right after the login; later the bank cuts, which is said', async () => {
    const open = await connect('standard')
    const day730 = new Date(setting.simulators.clock.now() - 700 * 86_400_000).toISOString().slice(0, 10)
    const fresh = await itemsOf(open.provider.accounts.transactions(open.access, first(open), { dateFrom: day730 }))
    expect(fresh.length).toBeGreaterThan(300)
    setting.simulators.clock.advance(16 * 60)
    const [page] = await pagesOf(
      open.provider.accounts.transactions(open.access, first(open), { dateFrom: '2020-01-01' }),
    )
    const day = new Date(setting.simulators.clock.now() - 89 * 86_400_000).toISOString().slice(0, 10)
    expect(page?.adjustedFrom).toBe(day)
  })

  it('are had also while the bank’s day has begun and that of UTC has not, a day later', async () => {
    const open = await connect('standard')
    const { clock } = setting.simulators
    // From 14:00 to 23:30.
    clock.advance(9.5 * 3600)
    const utcDay = (ago: number) => new Date(clock.now() - ago * 86_400_000).toISOString().slice(0, 10)
    for (const query of [{}, { dateFrom: '2020-01-01' }, { dateFrom: utcDay(89) }]) {
      const [page] = await pagesOf(open.provider.accounts.transactions(open.access, first(open), query))
      expect(page?.adjustedFrom).toBe(utcDay(88))
      expect(page?.items.length).toBeGreaterThan(0)
    }
  })

  it('go on from a cursor in another process', async () => {
    const open = await connect('hub')
    const all = await pagesOf(open.provider.accounts.transactions(open.access, first(open), {}))
    expect(all.length).toBeGreaterThan(1)
    const rest = await pagesOf(
      setting.create('hub').accounts.transactions(open.access, first(open), { cursor: all[0]?.cursor }),
    )
    expect(rest.map(({ items }) => items.length)).toEqual(all.slice(1).map(({ items }) => items.length))
  })

  it('of a bank whose page fails once are read at the second try, and a circle of links ends with an error', async () => {
    const open = await connect('hub')
    const read = () => itemsOf(open.provider.accounts.transactions(open.access, first(open), {}))
    const all = await read()
    await setting.simulators.control.call('POST', '/berlin-group/modes', { failPageOnce: true })
    expect((await read()).length).toBe(all.length)
    await setting.simulators.control.call('POST', '/berlin-group/modes', { failPageOnce: false, repeatPage: true })
    await expect(read()).rejects.toMatchObject({ code: 'protocol_violation' })
  })

  it('in XML are refused in words', async () => {
    const open = await connect('standard')
    await setting.simulators.control.call('POST', '/berlin-group/modes', { xmlThoughJson: true })
    await expect(itemsOf(open.provider.accounts.transactions(open.access, first(open), {}))).rejects.toMatchObject({
      code: 'protocol_violation',
      message: expect.stringContaining('application/xml'),
      hint: expect.stringContaining('`transactionLists:'),
    })
  })

  it.each(['xml', 'mt940'] as const)(
    'which the row says come as %s are refused before they are asked for',
    async (form) => {
      const { access, ...open } = await connect('standard')
      const bank = { ...simulatedRows.standard, transactionLists: form }
      const { accounts, manifest } = setting.create('standard', { bank })
      expect(manifest.capabilities).not.toContain('transactions')
      const before = setting.simulators.recorder.requests().length
      await expect(itemsOf(accounts.transactions(access, first({ access, ...open }), {}))).rejects.toMatchObject({
        code: 'invalid_request',
        message: expect.stringContaining('`transactionLists`'),
      })
      expect(setting.simulators.recorder.requests().length).toBe(before)
    },
  )
})
