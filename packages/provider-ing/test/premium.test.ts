import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { IngProvider } from '../src/index.ts'
import { type Harness, startHarness } from './harness.ts'

const clientId = 'e77d776b-90af-4684-bebc-521e5b2614dd'
let harness: Harness
let provider: IngProvider

beforeAll(async () => {
  harness = await startHarness()
})
beforeEach(() => {
  harness.simulators.reset()
  provider = harness.provider({ application: 'premium', clientId })
})
afterAll(async () => harness.stop())

const request = () => ({
  description: 'Order 17 with "value":"1.00" in its text',
  purchaseId: 'ORDER17',
  validUntil: new Date(harness.simulators.clock.now() + 86_400_000).toISOString(),
  amount: { amount: '12.30', currency: 'EUR' },
})

const headersOf = (target: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (harness.simulators.recorder.requests().find((each) => each.target === target)?.headers ?? []).map(
      ([name, value]) => [name.toLowerCase(), value],
    ),
  )

describe('a premium application', () => {
  it('1.4: names its key by the client id and sends no certificate', async () => {
    await provider.showcase.signed().catch(() => undefined)
    const headers = headersOf('/oauth2/token')
    expect(headers['authorization']).toContain(`keyId="${clientId}"`)
    expect(headers).not.toHaveProperty('tpp-signature-certificate')
  })

  it('needs its client id as an option', async () => {
    const nameless = harness.provider({ application: 'premium' })
    await expect(nameless.showcase.signed()).rejects.toMatchObject({
      code: 'invalid_config',
      hint: expect.stringContaining('clientId') as unknown,
    })
  })
})

describe('section 11: payment requests', () => {
  it('are made, listed, read, paid and closed', async () => {
    const { paymentRequests } = provider
    const { id, paymentUrl } = await paymentRequests.create(request())
    expect(paymentUrl).toMatch(/^https:/)
    const posted = harness.simulators.recorder
      .requests()
      .find(({ target, method }) => method === 'POST' && target === '/payment-requests')
    expect(Buffer.from(posted?.body ?? '', 'base64').toString()).toContain(
      '"fixedAmount":{"value":12.30,"currency":"EUR"}',
    )
    await expect(paymentRequests.get(id)).resolves.toMatchObject({
      id,
      status: 'open',
      amount: { currency: 'EUR' },
      description: request().description,
    })
    await harness.simulators.control.call('POST', `/ing/payment-requests/${id}/pay`, {})
    const [payment] = (await paymentRequests.payments(id)).items
    expect(payment).toMatchObject({ amount: { amount: '12.30', currency: 'EUR' }, debtor: { name: 'J. Jansen' } })
    const second = await paymentRequests.create({ ...request(), purchaseId: 'ORDER18' })
    expect((await paymentRequests.list()).items.map((each) => each.id)).toEqual([id, second.id])
    await paymentRequests.close(second.id)
    await expect(paymentRequests.close(second.id)).rejects.toMatchObject({ code: 'conflict', httpStatus: 409 })
    await expect(paymentRequests.get(second.id)).resolves.toMatchObject({ status: 'closed' })
  })

  it('carry a signed X-ING-ReqID', async () => {
    await provider.paymentRequests.list()
    const headers = headersOf('/payment-requests')
    expect(headers['x-ing-reqid']).toMatch(/^[0-9a-f-]{36}$/)
    expect(headers['signature']).toContain('headers="(request-target) date digest x-ing-reqid"')
  })

  it('come after the merchant’s registration', async () => {
    const { registration } = provider.paymentRequests
    const merchant = {
      merchantId: '123456789',
      merchantName: 'Bakker BV',
      merchantIban: 'NL20INGB0001234567',
      dailyReceivableLimit: { amount: '50000', currency: 'EUR' },
      allowIngAppPayments: true,
    }
    await expect(registration.get()).rejects.toMatchObject({ code: 'not_found' })
    await registration.create(merchant)
    await registration.update({ merchantName: 'Bakker & Zn BV' })
    await registration.generateCertificates()
    await registration.uploadCertificates([harness.simulators.pki.ing.tpp.signing.certificate])
    await expect(registration.get()).resolves.toMatchObject({
      status: 'Active',
      raw: { merchantName: 'Bakker & Zn BV', allowIngAppPayments: 'Y' },
    })
  })

  it.each([
    ['description', { description: '' }],
    ['purchaseId', { purchaseId: 'a-b' }],
    ['validUntil', { validUntil: '2001-01-01T00:00:00Z' }],
    ['amount', { variableAmount: { suggested: { amount: '1', currency: 'EUR' } } }],
    ['amount.currency', { amount: { amount: '1', currency: 'USD' } }],
    ['amount.amount', { amount: { amount: '0.00', currency: 'EUR' } }],
    ['amount.amount', { amount: { amount: '1.234', currency: 'EUR' } }],
    ['maximumAllowedPayments', { maximumAllowedPayments: 0 }],
    ['returnUrl', { returnUrl: 'http://tpp.example' }],
  ])('%s is checked before anything is sent', async (field, change) => {
    await expect(provider.paymentRequests.create({ ...request(), ...change })).rejects.toThrow(`\`${field}\``)
    expect(harness.simulators.recorder.requests()).toEqual([])
  })

  it('takes bounds instead of an amount', async () => {
    const { amount: _amount, ...rest } = request()
    const suggested = { amount: '10', currency: 'EUR' }
    const variableAmount = {
      suggested,
      minimum: { amount: '1.50', currency: 'EUR' },
      maximum: { amount: '20', currency: 'EUR' },
    }
    await expect(provider.paymentRequests.create({ ...rest, variableAmount })).resolves.toMatchObject({
      id: expect.any(String) as unknown,
    })
  })
})

describe('X-ING-ReqID', () => {
  it('is sent and signed on every call where the option asks for it', async () => {
    const old = harness.provider({ sendReqId: true })
    await old.showcase.signed()
    for (const target of ['/oauth2/token', '/greetings/single']) {
      const headers = headersOf(target)
      expect(headers['x-ing-reqid']).toMatch(/^[0-9a-f-]{36}$/)
      expect(headers['signature'] ?? headers['authorization']).toContain(' x-ing-reqid"')
    }
  })
})
