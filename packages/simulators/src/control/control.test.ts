import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { httpsCall } from '../../test/https-call.ts'
import { type Simulators, startSimulators } from '../start-simulators.ts'

let simulators: Simulators

beforeAll(async () => {
  simulators = await startSimulators({ now: '2026-03-05T09:08:07Z' })
})
afterAll(() => simulators.stop())

describe('the typed control', () => {
  it('moves the clock and says where it stands', async () => {
    const { clock } = simulators.control
    const before = Date.parse(await clock.now())
    expect(Date.parse(await clock.advance(3600)) - before).toBeGreaterThanOrEqual(3_600_000)
    expect(await clock.set('2026-04-01T00:00:00Z')).toMatch(/^2026-04-01T00:00/)
    await expect(clock.set('yesterday')).rejects.toThrow(/ISO 8601/)
  })

  it('adds, lists and clears faults', async () => {
    const { faults } = simulators.control
    await faults.add({ bank: 'bunq', fault: 'status', status: 500, times: 2 })
    expect(await faults.list()).toEqual([{ bank: 'bunq', fault: 'status', status: 500, times: 2 }])
    await faults.clear()
    expect(await faults.list()).toEqual([])
  })

  it('shows what came in and what was refused, of all banks or of one', async () => {
    const { control, ready, pki } = simulators
    await httpsCall({ url: `${ready.bunq?.url}/nothing`, ca: pki.serverCa })
    await httpsCall({ url: `${ready.ing?.url}/nothing`, ca: pki.serverCa })
    const targets = async (bank?: 'ing' | 'bunq') => (await control.requests(bank)).map(({ target }) => target)
    expect(await targets()).toEqual(['/v1/nothing', '/nothing'])
    expect(await targets('ing')).toEqual(['/nothing'])
    expect((await control.rejections('ing')).map(({ check }) => check)).toEqual(['ing-1'])
  })

  it('ing: profiles, modes, a consent and a history', async () => {
    const { control, options } = simulators
    const [profile] = await control.ing.profiles()
    const [account] = profile?.accounts ?? []
    expect(profile).toMatchObject({ country: 'NL' })
    expect(account?.currencies).toContain('EUR')
    expect(await control.ing.setModes({ paymentsStuck: true })).toMatchObject({ paymentsStuck: true })
    expect(await control.ing.modes()).toMatchObject({ paymentsStuck: true })
    expect(await control.ing.resetModes()).toMatchObject({ paymentsStuck: false })
    const query = new URLSearchParams({
      client_id: options.ing.clientId,
      scope: 'payment-accounts:balances:view',
      state: 'x1',
      redirect_uri: options.ing.redirectUris[0] ?? '',
      response_type: 'code',
    })
    const url = `${options.ing.authorizeUrl}/NL?${query}`
    expect(await control.ing.decideConsent(url, { accounts: [account?.iban ?? ''] })).toMatch(/state=x1&code=/)
    await control.ing.setHistory(account?.resourceId ?? '', 10)
    await expect(control.ing.setHistory('nobody', 10)).rejects.toThrow(/No such account/)
    expect(await control.ing.payments()).toEqual([])
    await expect(control.ing.decidePayment('p', 'authorise')).rejects.toThrow(/No such payment/)
    await expect(control.ing.payPaymentRequest('p')).rejects.toThrow(/No such payment request/)
    await control.ing.revokeTokens()
    await expect(control.ing.revokeCertificate({ serial: '00' })).rejects.toThrow(/serial number/)
    await control.ing.removeApplication(options.ing.clientId)
    await expect(control.ing.removeApplication(options.ing.clientId)).rejects.toThrow(/No such application/)
  })

  it('bunq: keys, customers, money, switches', async () => {
    const { bunq } = simulators.control
    const [customer] = await bunq.customers()
    const [account] = customer?.accountIds ?? []
    const key = await bunq.createApiKey({ customer: customer?.name })
    expect(key).toEqual({ apiKey: expect.stringMatching(/^sandbox_/), userId: customer?.userId })
    await bunq.revokeApiKey(key.apiKey)
    expect((await bunq.deposit(account ?? 0, { amount: '12.50' })).paymentId).toBeGreaterThan(0)
    expect(await bunq.block(account ?? 0, 'COMPLETELY')).toEqual({ status: 'BLOCKED', subStatus: 'COMPLETELY' })
    expect(await bunq.block(account ?? 0, null)).toEqual({ status: 'ACTIVE', subStatus: 'NONE' })
    expect((await bunq.totals()).every(({ total }) => total === '0.00')).toBe(true)
    expect(await bunq.waitingDeliveries()).toEqual([])
    expect(await bunq.setSwitches({ signWebhooks: true })).toMatchObject({ signWebhooks: true })
    expect(await bunq.switches()).toMatchObject({ signWebhooks: true, maintenance: false })
    await expect(bunq.payByCard(1, { amount: '1.00' })).rejects.toThrow(/no such card/)
    await expect(bunq.payTab(1)).rejects.toThrow(/no such tab/)
    await expect(bunq.decideConsent('no url')).rejects.toThrow(/no URL/)
  })

  it('bankid: orders and what their persons do', async () => {
    const { control, ready, pki } = simulators
    const start = async (): Promise<string> => {
      const answer = await httpsCall({
        url: `${ready.bankid?.url}/auth`,
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{"endUserIp":"127.0.0.1"}',
        ca: pki.serverCa,
        client: pki.bankid.relyingParty,
      })
      return (JSON.parse(answer.body.toString()) as { orderRef: string }).orderRef
    }
    const orderRef = await start()
    expect((await control.bankid.orders()).at(-1)).toMatchObject({ orderRef, status: 'pending' })
    expect(await control.bankid.act(orderRef, 'approve')).toMatchObject({ orderRef, status: 'complete' })
    await expect(control.bankid.act(orderRef, 'approve')).rejects.toThrow(/409/)
    expect(await control.bankid.behave(await start(), 'cancels')).toMatchObject({ status: 'pending' })
    await control.bankid.planBehaviour('never-opens', { times: 2 })
    await control.bankid.clearBehaviours()
    const { items } = (await control.call('GET', '/bankid/spoil')) as { items: { attack: string }[] }
    await control.bankid.spoil(items[0]?.attack ?? '', { times: 2 })
    await expect(control.bankid.spoil('none')).rejects.toThrow(/No such attack/)
    await control.bankid.clearSpoiling()
    expect(await control.bankid.setUser('200001012384', { app: 'old' })).toMatchObject({ app: 'old' })
    expect(await control.bankid.setSettings({ processingSeconds: 1 })).toMatchObject({ processingSeconds: 1 })
    expect(await control.bankid.settings()).toMatchObject({ processingSeconds: 1 })
    expect(await control.bankid.appUrl()).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/app/)
    await expect(control.bankid.scan('bankid.x.0.y')).rejects.toThrow(/409/)
    await expect(control.bankid.launch('nothing')).rejects.toThrow(/409/)
  })

  it('reset brings everything back, and the key of the ready options still opens sessions', async () => {
    const { control } = simulators
    await control.reset()
    expect(await control.bankid.orders()).toEqual([])
    expect(await control.requests()).toEqual([])
    await control.bunq.revokeApiKey(simulators.options.bunq.apiKey)
  })
})
