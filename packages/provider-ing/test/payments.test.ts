import {
  type CallContext,
  createMemoryPaymentIntentStore,
  type InitiatedPayment,
  type Payment,
  type PaymentIntentStore,
  type SessionAccess,
  type TransactionStatus,
} from '@nostro/core'
import { redirectUrlOf } from '@nostro/core/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { IngOptions, IngProvider } from '../src/index.ts'
import { type Harness, startHarness } from './harness.ts'

let harness: Harness

beforeAll(async () => {
  harness = await startHarness()
})
beforeEach(() => harness.simulators.reset())
afterAll(async () => harness.stop())

const ctx: CallContext = { psu: { ipAddress: '192.0.2.17' } }
const redirectUri = 'https://tpp.example/paid?order=7'
const creditor = { name: 'Bakker BV', iban: 'NL20INGB0001234567' }
const amount = { amount: '12.34', currency: 'EUR' }
const single = {
  kind: 'single',
  amount,
  creditor,
  remittanceInformation: 'Invoice 17',
  endToEndId: 'E2E-17',
} as const satisfies Payment
const inDays = (days: number): string =>
  new Date(harness.simulators.clock.now() + days * 86_400_000).toISOString().slice(0, 10)

const open = async (
  overrides: Partial<IngOptions> = {},
  intents?: PaymentIntentStore,
): Promise<{ provider: IngProvider; access: SessionAccess }> => {
  const provider = harness.provider(overrides, undefined, intents)
  const result = await provider.auth.advance(await provider.auth.start({ purpose: 'payments' }), {})
  if (result.status !== 'complete') throw new Error(result.status)
  return { provider, access: harness.access(provider, result.session) }
}

let keys = 0
const nextKey = (): string => `payment-${++keys}`

const decide = async (payment: InitiatedPayment, verb: 'authorise' | 'reject'): Promise<void> => {
  await harness.simulators.control.call('POST', `/ing/payments/${payment.ref.id}/${verb}`, {})
}

const allKinds = (): readonly (readonly [string, Payment, object])[] => {
  const debtor = { iban: 'NL45INGB0980059177', name: 'Sanne de Vries' }
  const { kind: _kind, ...transfer } = single
  const periodic = {
    ...transfer,
    kind: 'periodic',
    startDate: inDays(3),
    endDate: inDays(90),
    frequency: 'monthly',
  } as const
  return [
    ['single', single, {}],
    ['instant', { ...transfer, kind: 'instant', debtor }, {}],
    ['scheduled', { ...transfer, kind: 'scheduled', requestedExecutionDate: inDays(5) }, {}],
    ['domestic', { ...transfer, kind: 'single', product: 'domestic' }, {}],
    [
      'cross-border',
      {
        ...transfer,
        kind: 'single',
        product: 'cross-border',
        amount: { amount: '5.00', currency: 'USD' },
        creditor: { name: 'Acme Inc', bban: '12345678', bic: 'CHASUS33', address: { country: 'US', city: 'New York' } },
      },
      {},
    ],
    ['periodic', periodic, {}],
    ['bulk v1', { kind: 'bulk', debtor, payments: [transfer, { ...transfer, endToEndId: 'E2E-18' }] }, {}],
    ['bulk v2', { kind: 'bulk', debtor, payments: [transfer] }, { bulkVersion: 'v2' }],
    ['single as pain.001', { ...transfer, kind: 'single', debtor }, { format: 'xml' }],
    ['periodic as pain.001', { ...periodic, debtor }, { format: 'xml' }],
  ]
}
const kindNames = [
  'single',
  'instant',
  'scheduled',
  'domestic',
  'cross-border',
  'periodic',
  'bulk v1',
  'bulk v2',
  'single as pain.001',
  'periodic as pain.001',
]

describe.each(['jws', 'http-signature'] as const)('16.1: payments signed by %s', (paymentSignature) => {
  it.each(kindNames)('%s is received, and its page is ING’s', async (name) => {
    const { provider, access } = await open({ paymentSignature })
    const [, payment, more] = allKinds().find(([kind]) => kind === name) ?? []
    if (payment === undefined) throw new Error(name)
    const options = { idempotencyKey: nextKey(), redirectUri, ...more }
    const started = await provider.payments.initiate(access, payment, options, ctx)
    expect(started).toMatchObject({ transactionStatus: 'RCVD', ref: { provider: 'ing', kind: payment.kind } })
    expect(started.challenge).toMatchObject({ kind: 'redirect', purpose: 'payments' })
    expect(new URL(redirectUrlOf(started.challenge)).host).toBe(new URL(harness.options.authorizeUrl ?? '').host)
    const details = await provider.payments.details(access, started.ref, ctx)
    expect(JSON.stringify(details.body)).toMatch(/12\.34|5\.00/)
  })

  it('is followed to its end by its status', async () => {
    const { provider, access } = await open({ paymentSignature })
    const started = await provider.payments.initiate(access, single, { idempotencyKey: nextKey(), redirectUri }, ctx)
    await decide(started, 'authorise')
    const seen: TransactionStatus[] = []
    for (let step = 0; step < 3; step++) {
      const status = await provider.payments.status(access, started.ref, ctx)
      seen.push(status.transactionStatus)
      harness.simulators.clock.advance(2)
    }
    expect(seen).toEqual(['ACTC', 'ACSP', 'ACSC'])
    await expect(provider.payments.status(access, started.ref)).resolves.toMatchObject({ final: true })
  })

  it('cancels what lies in the future, and not what is done', async () => {
    const { provider, access } = await open({ paymentSignature })
    const later: Payment = { ...single, kind: 'scheduled', requestedExecutionDate: inDays(5) } as Payment
    const started = await provider.payments.initiate(access, later, { idempotencyKey: nextKey(), redirectUri }, ctx)
    await decide(started, 'authorise')
    await expect(provider.payments.cancel(access, started.ref)).resolves.toMatchObject({
      transactionStatus: 'CANC',
      final: true,
    })

    const now = await provider.payments.initiate(access, single, { idempotencyKey: nextKey(), redirectUri }, ctx)
    await decide(now, 'authorise')
    harness.simulators.clock.advance(10)
    await expect(provider.payments.cancel(access, now.ref)).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('the customer’s answer', () => {
  it('says why a payment was rejected', async () => {
    const { provider, access } = await open()
    const started = await provider.payments.initiate(access, single, { idempotencyKey: nextKey(), redirectUri }, ctx)
    await decide(started, 'reject')
    const status = await provider.payments.status(access, started.ref)
    expect(status).toMatchObject({ transactionStatus: 'RJCT', final: true, reasons: ['AC04'] })
  })

  it('9.5: a bulk may go through in part', async () => {
    const { provider, access } = await open()
    const transfer = { amount, creditor }
    const bulk: Payment = { kind: 'bulk', payments: [transfer, { ...transfer, endToEndId: 'REJECT-1' }] }
    const started = await provider.payments.initiate(access, bulk, { idempotencyKey: nextKey(), redirectUri }, ctx)
    await decide(started, 'authorise')
    harness.simulators.clock.advance(10)
    await expect(provider.payments.status(access, started.ref)).resolves.toMatchObject({ transactionStatus: 'PART' })
  })

  it('9.5: a periodic payment is active until its end', async () => {
    const { provider, access } = await open()
    const [, periodic] = allKinds()[5] ?? []
    const started = await provider.payments.initiate(
      access,
      periodic as Payment,
      { idempotencyKey: nextKey(), redirectUri },
      ctx,
    )
    await decide(started, 'authorise')
    await expect(provider.payments.status(access, started.ref)).resolves.toMatchObject({
      transactionStatus: 'ACTV',
      final: false,
    })
    harness.simulators.clock.advance(100 * 86_400)
    await expect(provider.payments.status(access, started.ref)).resolves.toMatchObject({
      transactionStatus: 'EXPI',
      final: true,
    })
  })

  it.each([
    ['15.10: stuck', { paymentsStuck: true }, 'RCVD'],
    ['9.5: a second signature is wanted', { paymentsNeedTwo: true }, 'PATC'],
  ] as const)('%s', async (_, modes, transactionStatus) => {
    await harness.simulators.control.call('POST', '/ing/modes', modes)
    const { provider, access } = await open()
    const started = await provider.payments.initiate(access, single, { idempotencyKey: nextKey(), redirectUri }, ctx)
    await decide(started, 'authorise')
    await expect(provider.payments.status(access, started.ref)).resolves.toMatchObject({
      transactionStatus,
      final: false,
    })
  })

  it('15-67: instant where there is none is rejected by the bank', async () => {
    await harness.simulators.control.call('POST', '/ing/modes', { instantUnavailable: true })
    const { provider, access } = await open()
    // With the debtor's account ING can tell before the customer is sent anywhere.
    const instant: Payment = { ...single, kind: 'instant', debtor: { iban: 'NL45INGB0980059177' } }
    const options = { idempotencyKey: nextKey(), redirectUri }
    await expect(provider.payments.initiate(access, instant, options, ctx)).rejects.toMatchObject({
      code: 'payment_rejected',
      bankMessages: [{ code: 'PAYMENT_FAILED', text: 'Instant payment is not possible.' }],
    })
  })

  it.each(['03', '11'] as const)('reads the status of pain.001 from pain.002.001.%s', async (pain002) => {
    const { provider, access } = await open()
    const [, payment] = allKinds()[8] ?? []
    const options = { idempotencyKey: nextKey(), redirectUri, format: 'xml' } as const
    const started = await provider.payments.initiate(access, payment as Payment, options, ctx)
    const status = await provider.payments.status(access, started.ref, ctx, { pain002 })
    expect(status.transactionStatus).toBe('RCVD')
    const version = pain002 === '03' ? '/v1/' : '/v2/'
    expect(harness.simulators.recorder.requests().at(-1)?.target).toContain(`${version}payments/pain.001-`)
  })

  it('comes back with our state, in another process, and is no proof of payment', async () => {
    const { provider, access } = await open()
    const started = await provider.payments.initiate(access, single, { idempotencyKey: nextKey(), redirectUri }, ctx)
    const challenge = JSON.parse(JSON.stringify(started.challenge)) as NonNullable<typeof started.challenge>
    const sent =
      harness.simulators.recorder
        .requests()
        .at(-1)
        ?.headers.find(([name]) => name.toLowerCase() === 'tpp-redirect-uri')?.[1] ?? ''
    expect(sent).toMatch(/^https:\/\/tpp\.example\/paid\?order=7&state=[A-Za-z0-9]{32}$/)
    const other = harness.provider()
    await expect(other.auth.advance(challenge, {})).resolves.toMatchObject({ status: 'pending' })
    await expect(other.auth.advance(challenge, { redirectUrl: sent })).resolves.toMatchObject({ status: 'complete' })
    await expect(other.auth.advance(challenge, { redirectUrl: `${redirectUri}&state=other` })).rejects.toMatchObject({
      code: 'verification_failed',
    })
    await expect(provider.payments.status(access, started.ref)).resolves.toMatchObject({ transactionStatus: 'RCVD' })
  })
})

const posts = (): number =>
  harness.simulators.recorder
    .requests()
    .filter(({ method, target }) => method === 'POST' && target.startsWith('/v1/payments')).length

describe('a payment is never sent twice', () => {
  it.each(['reset_after', 'reset_before', 'truncate', 'html_502'] as const)(
    '%s leaves its outcome unknown',
    async (fault) => {
      const { provider, access } = await open()
      harness.simulators.faults.add({ bank: 'ing', path: '/v1/payments', fault })
      const options = { idempotencyKey: '0b1c2d3e-4f50-4617-8283-94a5b6c7d8e9', redirectUri }
      const send = async () => provider.payments.initiate(access, single, options, ctx)
      await expect(send()).rejects.toMatchObject({
        code: 'outcome_unknown',
        retryable: false,
        requestId: expect.any(String) as unknown,
      })
      const sent = posts()
      await expect(send()).rejects.toMatchObject({ code: 'outcome_unknown' })
      expect(posts()).toBe(sent)
      expect(sent).toBeLessThanOrEqual(1)
    },
  )

  it('A4: an answer that cannot be read leaves the reference, where ING says the new resource’s place', async () => {
    const { provider, access } = await open()
    harness.simulators.faults.add({ bank: 'ing', path: '/v1/payments', fault: 'malformed_json' })
    const options = { idempotencyKey: nextKey(), redirectUri }
    const error: unknown = await provider.payments.initiate(access, single, options, ctx).catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'outcome_unknown', paymentRef: { provider: 'ing', kind: 'single' } })
    const { paymentRef } = error as { paymentRef: InitiatedPayment['ref'] }
    await expect(provider.payments.status(access, paymentRef)).resolves.toMatchObject({ transactionStatus: 'RCVD' })
    await expect(provider.payments.initiate(access, single, options, ctx)).resolves.toMatchObject({ ref: paymentRef })
    await expect(provider.payments.lookup(access, single, options)).resolves.toEqual({
      outcome: 'executed',
      ref: paymentRef,
    })
    expect(posts()).toBe(1)
  })

  it('F1: another process that shares the store gives the known answer, and sends nothing', async () => {
    const intents = createMemoryPaymentIntentStore()
    const first = await open({}, intents)
    const options = { idempotencyKey: nextKey(), redirectUri }
    const started = await first.provider.payments.initiate(first.access, single, options, ctx)
    const second = await open({}, intents)
    await expect(second.provider.payments.initiate(second.access, single, options, ctx)).resolves.toEqual(started)
    expect(posts()).toBe(1)
    const other = { ...single, remittanceInformation: 'Invoice 18' }
    const again = second.provider.payments.initiate(second.access, other, options, ctx)
    await expect(again).rejects.toMatchObject({ code: 'conflict' })
    await expect(
      second.provider.payments.initiate(second.access, single, { ...options, fields: { chargeBearer: 'SLEV' } }, ctx),
    ).rejects.toMatchObject({ code: 'conflict' })
  })

  it('F1: a lost answer stays open in another process, and is never sent again', async () => {
    const intents = createMemoryPaymentIntentStore()
    const first = await open({}, intents)
    const options = { idempotencyKey: nextKey(), redirectUri }
    harness.simulators.faults.add({ bank: 'ing', path: '/v1/payments', fault: 'reset_after' })
    await expect(first.provider.payments.initiate(first.access, single, options, ctx)).rejects.toMatchObject({
      code: 'outcome_unknown',
    })
    const second = await open({}, intents)
    await expect(second.provider.payments.initiate(second.access, single, options, ctx)).rejects.toMatchObject({
      code: 'outcome_unknown',
    })
    await expect(second.provider.payments.lookup(second.access, single, options)).resolves.toEqual({
      outcome: 'outcome_unknown',
    })
    expect(posts()).toBe(1)
  })

  it.each([
    ['A3: 401 with PAYMENT_FAILED', 401, 'payment_rejected'],
    ['400 with PAYMENT_FAILED', 400, 'payment_rejected'],
    ['F16: 408', 408, 'outcome_unknown'],
  ])('%s: is POSTed once', async (_, status, code) => {
    const { provider, access } = await open()
    const body = { tppMessages: [{ category: 'ERROR', code: status === 408 ? 'OTHER' : 'PAYMENT_FAILED' }] }
    harness.simulators.faults.add({ bank: 'ing', path: '/v1/payments', fault: 'status', status, body, times: 5 })
    const send = provider.payments.initiate(access, single, { idempotencyKey: nextKey(), redirectUri }, ctx)
    await expect(send).rejects.toMatchObject({ code, httpStatus: status })
    expect(posts()).toBe(1)
  })

  it.each([400, 500])(
    'A2: a status call that answers %i with PAYMENT_FAILED says nothing about the payment',
    async (status) => {
      const { provider, access } = await open()
      const { ref } = await provider.payments.initiate(access, single, { idempotencyKey: nextKey(), redirectUri }, ctx)
      const body = { tppMessages: [{ category: 'ERROR', code: 'PAYMENT_FAILED' }] }
      harness.simulators.faults.add({ bank: 'ing', path: '/v1/payments', fault: 'status', status, body, times: 5 })
      await expect(provider.payments.status(access, ref)).rejects.toMatchObject({ code: 'bank_unavailable' })
      harness.simulators.faults.clear()
      await expect(provider.payments.status(access, ref)).resolves.toMatchObject({ transactionStatus: 'RCVD' })
    },
  )

  it('a lost answer is found by the request id that follows from the key', async () => {
    const { provider, access } = await open()
    harness.simulators.faults.add({ bank: 'ing', path: '/v1/payments', fault: 'reset_after' })
    const idempotencyKey = '0b1c2d3e-4f50-4617-8283-94a5b6c7d8e9'
    const send = provider.payments.initiate(access, single, { idempotencyKey, redirectUri }, ctx)
    await expect(send).rejects.toMatchObject({ requestId: idempotencyKey })
  })

  it('a repeat under one key gives the first answer', async () => {
    const { provider, access } = await open()
    const options = { idempotencyKey: nextKey(), redirectUri }
    const first = await provider.payments.initiate(access, single, options, ctx)
    const second = await provider.payments.initiate(access, single, options, ctx)
    expect(second.ref).toEqual(first.ref)
    expect(posts()).toBe(1)
  })

  it('a dead application token is renewed and the payment sent, since the bank said no before', async () => {
    const { provider, access } = await open()
    await provider.payments.initiate(access, single, { idempotencyKey: nextKey(), redirectUri }, ctx)
    await harness.simulators.control.call('POST', '/ing/tokens/revoke', { kind: 'access' })
    await expect(
      provider.payments.initiate(access, single, { idempotencyKey: nextKey(), redirectUri }, ctx),
    ).resolves.toMatchObject({ transactionStatus: 'RCVD' })
  })
})

describe('what is refused', () => {
  it.each([
    ['no customer’s address', { redirectUri }, {}, '`ctx.psu.ipAddress` is missing'],
    ['a bad address', { redirectUri }, { psu: { ipAddress: 'localhost' } }, '`ctx.psu.ipAddress` must be an IPv4'],
    ['no way back', {}, ctx, '`redirectUri` is missing'],
    ['a relative way back', { redirectUri: '/paid' }, ctx, '`redirectUri` is not an absolute URI'],
    ['no key', { redirectUri, idempotencyKey: '' }, ctx, '`idempotencyKey` must be'],
  ])('%s, before anything is sent', async (_, options, context, message) => {
    const { provider, access } = await open()
    const send = provider.payments.initiate(access, single, { idempotencyKey: nextKey(), ...options }, context)
    await expect(send).rejects.toMatchObject({ code: 'invalid_request' })
    await expect(send).rejects.toThrow(message)
    expect(posts()).toBe(0)
  })

  it('15-72: what ING cannot do with pain.001', async () => {
    const { provider, access } = await open()
    const [, payment] = allKinds()[9] ?? []
    const options = { idempotencyKey: nextKey(), redirectUri, format: 'xml' } as const
    const { ref } = await provider.payments.initiate(access, payment as Payment, options, ctx)
    await expect(provider.payments.status(access, ref)).rejects.toMatchObject({ code: 'invalid_request' })
    await expect(provider.payments.cancel(access, ref)).rejects.toMatchObject({ code: 'invalid_request' })
  })

  it('a page that is not ING’s is not opened', async () => {
    const { provider, access } = await open()
    const body = {
      transactionStatus: 'RCVD',
      paymentId: '0b1c2d3e-4f50-4617-8283-94a5b6c7d8e9',
      _links: { scaRedirect: 'https://ing.com.evil.example/pay' },
    }
    harness.simulators.faults.add({ bank: 'ing', path: '/v1/payments', fault: 'status', status: 201, body })
    const options = { idempotencyKey: nextKey(), redirectUri }
    const send = provider.payments.initiate(access, single, options, ctx)
    // A4: status and cancel stay possible.
    await expect(send).rejects.toMatchObject({ code: 'protocol_violation', paymentRef: { id: body.paymentId } })
    await expect(send).rejects.toThrow('leads away from ING')
    await expect(provider.payments.lookup(access, single, options)).resolves.toMatchObject({ outcome: 'executed' })
    expect(posts()).toBe(1)
  })

  it('what is no address is refused with a question about a payment', async () => {
    const { provider, access } = await open()
    const { ref } = await provider.payments.initiate(access, single, { idempotencyKey: nextKey(), redirectUri }, ctx)
    const ask = (ipAddress: string) => provider.payments.status(access, ref, { psu: { ipAddress } })
    await expect(ask('192.0.2.17')).resolves.toMatchObject({ transactionStatus: 'RCVD' })
    await expect(ask('x\r\nAuthorization: Bearer y')).rejects.toMatchObject({ code: 'invalid_request' })
    const [asked] = harness.simulators.recorder.requests().slice(-1)
    expect(Object.fromEntries(asked?.headers ?? [])['PSU-IP-Address']).toBe('192.0.2.17')
  })

  it('a customer’s session does not pay', async () => {
    const provider = harness.provider()
    const access = harness.access(provider, await harness.connect(provider))
    await expect(
      provider.payments.initiate(access, single, { idempotencyKey: nextKey(), redirectUri }, ctx),
    ).rejects.toThrow('A session for “accounts” does not serve here')
  })

  it.each([
    ['A8: a number as amount', { amount: { amount: 12.34, currency: 'EUR' } }, {}, 'amount.amount'],
    ['A8: an exponent', { amount: { amount: '1e3', currency: 'EUR' } }, {}, 'amount.amount'],
    ['A15: 60 digits', { amount: { amount: '1'.repeat(60), currency: 'EUR' } }, {}, 'amount.amount'],
    ['A8: an unknown kind', { kind: 'sepa' }, {}, 'kind'],
    ['A8: a kind that ING does not take', { kind: 'draft', payments: [] }, {}, 'kind'],
    ['A8: a Date', { kind: 'scheduled', requestedExecutionDate: new Date(0) }, {}, 'requestedExecutionDate'],
    ['A8: a misspelt member', { remittanceInfo: 'x' }, {}, 'remittanceInfo'],
    ['A8: a misspelt option', {}, { bulkversion: 'v2' }, 'bulkversion'],
    ['A8: a misspelt field', {}, { fields: { chargebearer: 'SLEV' } }, 'fields.chargebearer'],
    ['A8: no key', {}, { idempotencyKey: undefined }, 'idempotencyKey'],
  ])('%s, by name and before anything is sent', async (_, change, more, field) => {
    const { provider, access } = await open()
    const options = { idempotencyKey: nextKey(), redirectUri, ...more }
    const send = provider.payments.initiate(access, { ...single, ...change } as never, options as never, ctx)
    await expect(send).rejects.toMatchObject({ code: 'invalid_request', provider: 'ing' })
    await expect(send).rejects.toThrow(`\`${field}\``)
    expect(posts()).toBe(0)
  })

  it.each([
    ['nothing at all', []],
    ['no payment', ['access']],
    ['no options', ['access', single]],
    ['a wrong context', ['access', single, { idempotencyKey: 'k', redirectUri }, { signal: 'now' }]],
  ])('A8: plain JavaScript with %s is no TypeError', async (_, given) => {
    const { provider, access } = await open()
    const args = given.map((each) => (each === 'access' ? access : each))
    const { initiate, status, cancel, lookup, details } = provider.payments
    for (const call of [initiate, lookup, status, cancel, details] as ((...all: unknown[]) => Promise<unknown>)[]) {
      await expect(call(...args)).rejects.toMatchObject({ code: 'invalid_request' })
    }
    expect(posts()).toBe(0)
  })

  it('A16: a session of another provider or a later version, and a payment of another provider', async () => {
    const { provider, access } = await open()
    const session = await access.get()
    const options = { idempotencyKey: nextKey(), redirectUri }
    for (const change of [{ provider: 'bunq' }, { specVersion: 2 as never }]) {
      const foreign = { get: async () => ({ ...session, ...change }), renew: access.renew }
      await expect(provider.payments.initiate(foreign, single, options, ctx)).rejects.toMatchObject({
        code: 'invalid_request',
      })
    }
    const ref = { provider: 'bunq', kind: 'single', id: '1' } as const
    await expect(provider.payments.status(access, ref)).rejects.toThrow('`ref.provider`')
    expect(posts()).toBe(0)
  })
})
