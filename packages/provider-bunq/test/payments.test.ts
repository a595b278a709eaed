import { createPublicKey, verify } from 'node:crypto'
import { mayHaveHappened, NostroError, type Payment } from '@nostro/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bookingsOf, type Harness, mainAccount, type Opened, startHarness } from './harness.ts'

let harness: Harness
let opened: Opened
let accountId: string

beforeAll(async () => {
  harness = await startHarness()
  opened = await harness.open()
  accountId = await mainAccount(opened)
})
beforeEach(() => {
  harness.simulators.faults.clear()
  harness.simulators.recorder.clear()
})
afterAll(() => harness.stop())

let keys = 0
const nextKey = (): string => `test-${++keys}`

const drinks = (text = 'Payment for drinks.'): Payment & { kind: 'single' } => ({
  kind: 'single',
  debtor: { accountId },
  amount: { amount: '12.50', currency: 'EUR' },
  creditor: { email: 'bravo@bunq.com' },
  remittanceInformation: text,
})

const booked = (text: string) => bookingsOf(opened, accountId, text)

const lastPost = () =>
  harness.simulators.recorder
    .requests()
    .findLast(({ method, target }) => method === 'POST' && target.endsWith('/payment'))

describe('one payment', () => {
  it('of bunq’s documents: 12.50 EUR to bravo@bunq.com “Payment for drinks.”', async () => {
    const options = { idempotencyKey: nextKey() }
    const paid = await opened.provider.payments.initiate(opened.access, drinks(), options)
    expect(paid).toMatchObject({
      transactionStatus: 'ACSC',
      ref: { provider: 'bunq', kind: 'single', details: { accountId } },
    })
    const [transaction] = await booked('Payment for drinks.')
    expect(transaction).toMatchObject({ transactionId: paid.ref.id, amount: { amount: '-12.50', currency: 'EUR' } })
    const status = await opened.provider.payments.status(opened.access, paid.ref)
    expect(status).toMatchObject({ transactionStatus: 'ACSC', final: true })
  })

  it('is sent as the very bytes that are signed, with the idempotency key as request id', async () => {
    const idempotencyKey = nextKey()
    await opened.provider.payments.initiate(opened.access, drinks('bytes'), { idempotencyKey })
    const request = lastPost()
    const header = (name: string) => request?.headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? ''
    const body = Buffer.from(request?.body ?? '', 'base64')
    expect(JSON.parse(body.toString())).toEqual({
      amount: { value: '12.50', currency: 'EUR' },
      counterparty_alias: { type: 'EMAIL', value: 'bravo@bunq.com' },
      description: 'bytes',
    })
    expect(header('x-bunq-client-request-id')).toBe(idempotencyKey)
    const secrets = opened.session.secrets as { readonly keyPair: { readonly publicKey: string } }
    const signature = Buffer.from(header('x-bunq-client-signature'), 'base64')
    expect(verify('RSA-SHA256', body, createPublicKey(secrets.keyPair.publicKey), signature)).toBe(true)
  })

  it('is refused by the bank when the money is not there: no money moved, and the error says so', async () => {
    const payment = { ...drinks(), amount: { amount: '9999999.00', currency: 'EUR' } }
    const error = await opened.provider.payments
      .initiate(opened.access, payment, { idempotencyKey: nextKey() })
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'payment_rejected', provider: 'bunq', httpStatus: 400 })
    expect(NostroError.isInstance(error) && error.message).toContain('Insufficient balance')
  })

  it('is sent once for one key, also when it is asked for twice at once', async () => {
    const options = { idempotencyKey: nextKey() }
    const [first, second] = await Promise.all([
      opened.provider.payments.initiate(opened.access, drinks('twice'), options),
      opened.provider.payments.initiate(opened.access, drinks('twice'), options),
    ])
    expect(first.ref).toEqual(second.ref)
    expect(await booked('twice')).toHaveLength(1)
    const other = opened.provider.payments.initiate(opened.access, drinks('other'), options)
    await expect(other).rejects.toMatchObject({ code: 'conflict' })
  })

  it('goes on over a dead session, and is made once', async () => {
    await opened.provider.auth.revoke(await opened.access.get())
    await opened.provider.payments.initiate(opened.access, drinks('renewed'), { idempotencyKey: nextKey() })
    expect(await booked('renewed')).toHaveLength(1)
  })

  it('waits out a 429, and is made once', async () => {
    harness.simulators.faults.add({
      bank: 'bunq',
      method: 'POST',
      path: '/v1/user',
      fault: 'status',
      status: 429,
      times: 2,
    })
    await opened.provider.payments.initiate(opened.access, drinks('busy'), { idempotencyKey: nextKey() })
    expect(await booked('busy')).toHaveLength(1)
  })
})

const wrong: readonly (readonly [string, Partial<Payment & { kind: 'single' }>, RegExp])[] = [
  ['zero', { amount: { amount: '0.00', currency: 'EUR' } }, /amount/],
  ['a negative amount', { amount: { amount: '-1.00', currency: 'EUR' } }, /amount/],
  ['three decimals', { amount: { amount: '1.001', currency: 'EUR' } }, /amount.*fraction digits/],
  ['no currency', { amount: { amount: '1.00', currency: 'euro' } }, /amount/],
  ['no creditor', { creditor: {} }, /creditor/],
  ['an IBAN with a wrong check digit', { creditor: { iban: 'NL00BUNQ0000000000', name: 'A' } }, /creditor\.iban/],
  ['an IBAN without name', { creditor: { iban: 'NL91ABNA0417164300' } }, /creditor\.name/],
  ['two addresses', { creditor: { email: 'a@example.com', phone: '+31600000000' } }, /creditor/],
  [
    '141 characters to another bank',
    {
      creditor: { iban: 'NL91ABNA0417164300', name: 'A' },
      remittanceInformation: 'x'.repeat(141),
    },
    /remittanceInformation/,
  ],
]

describe('a payment that cannot be one', () => {
  it.each(wrong)('%s is refused before anything is sent', async (_name, change, field) => {
    const payment = { ...drinks(), ...change } as Payment
    const error = await opened.provider.payments
      .initiate(opened.access, payment, { idempotencyKey: nextKey() })
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'invalid_request' })
    expect(NostroError.isInstance(error) && error.message).toMatch(field)
    expect(harness.simulators.recorder.requests()).toEqual([])
  })
})

describe('a payment whose answer is lost', () => {
  const lost = [
    ['reset_after', true],
    ['reset_before', false],
    ['truncate', true],
    ['status 500', false],
    ['html_502', false],
    ['bad_signature', true],
    ['malformed_json', true],
  ] as const

  it.each(lost)(
    'by %s: a look-up tells whether it was made (%s), and a repeat never makes a second',
    async (name, made) => {
      const [fault, status] = name.split(' ')
      harness.simulators.faults.add({
        bank: 'bunq',
        method: 'POST',
        path: '/v1/user',
        fault: fault as 'status',
        ...(status === undefined ? {} : { status: Number(status) }),
      })
      const text = `lost by ${name}`
      const options = { idempotencyKey: nextKey() }
      const error = await opened.provider.payments
        .initiate(opened.access, drinks(text), options)
        .catch((thrown: unknown) => thrown)
      const expected = ['bad_signature', 'malformed_json'].includes(name) ? 'verification_failed' : 'outcome_unknown'
      expect(error).toMatchObject({ code: expected, retryable: false })
      const found = await opened.provider.payments.lookup(opened.access, drinks(text), options)
      const bookings = await booked(text)
      expect(bookings).toHaveLength(made ? 1 : 0)
      expect(found).toMatchObject(
        made ? { outcome: 'executed', ref: { id: bookings[0]?.transactionId } } : { outcome: 'not_executed' },
      )
      const again = await opened.provider.payments.initiate(opened.access, drinks(text), options)
      const [only, ...more] = await booked(text)
      expect([again.ref.id, more]).toEqual([only?.transactionId, []])
    },
  )

  it('can be made under the same key once the look-up said that it was not', async () => {
    harness.simulators.faults.add({ bank: 'bunq', method: 'POST', path: '/v1/user', fault: 'reset_before' })
    const options = { idempotencyKey: nextKey() }
    await expect(opened.provider.payments.initiate(opened.access, drinks('second'), options)).rejects.toMatchObject({
      code: 'outcome_unknown',
    })
    await opened.provider.payments.lookup(opened.access, drinks('second'), options)
    await opened.provider.payments.initiate(opened.access, drinks('second'), options)
    expect(await booked('second')).toHaveLength(1)
  })

  it('is known once the look-up found it: a repeat under its key gives it back, also in another process', async () => {
    harness.simulators.faults.add({ bank: 'bunq', method: 'POST', path: '/v1/user', fault: 'reset_after' })
    const options = { idempotencyKey: nextKey(), startedAt: harness.clock.now() }
    const payment = drinks('found again')
    await expect(opened.provider.payments.initiate(opened.access, payment, options)).rejects.toMatchObject({
      code: 'outcome_unknown',
    })
    for (const { payments } of [opened.provider, harness.provider()]) {
      const found = await payments.lookup(opened.access, payment, options)
      if (found.outcome !== 'executed') throw new Error(found.outcome)
      const repeated = await payments.initiate(opened.access, payment, options)
      expect(repeated).toMatchObject({ ref: found.ref, transactionStatus: 'ACSC' })
    }
    expect(await booked('found again')).toHaveLength(1)
  })

  it('is never called “not made” by a process that does not know when it was sent', async () => {
    await opened.provider.payments.initiate(opened.access, drinks('long ago'), { idempotencyKey: nextKey() })
    for (let minutes = 0; minutes < 120; minutes += 10) await harness.clock.sleep(600_000)
    const elsewhere = harness.provider()
    const idempotencyKey = 'long-ago'
    const lookup = (startedAt?: number) =>
      elsewhere.payments.lookup(opened.access, drinks('long ago'), {
        idempotencyKey,
        ...(startedAt === undefined ? {} : { startedAt }),
      })
    expect(await lookup()).toEqual({ outcome: 'outcome_unknown' })
    // An equal payment two hours before: the clock may have been wrong.
    expect(await lookup(harness.clock.now())).toEqual({ outcome: 'outcome_unknown' })
    expect(await lookup(harness.clock.now() + 60_000)).toEqual({ outcome: 'outcome_unknown' })
  })
})

/** One payment answered by nothing, in a store that the next provider shares. */
const lose = async (fault: 'reset_before' | 'reset_after', payment: Payment, idempotencyKey: string) => {
  harness.simulators.faults.add({ bank: 'bunq', method: 'POST', path: '/v1/user', fault })
  const lost = opened.provider.payments.initiate(opened.access, payment, { idempotencyKey })
  await expect(lost).rejects.toMatchObject({ code: 'outcome_unknown' })
}

describe('F3: equal payments of other keys', () => {
  const pay = (payment: Payment, key = nextKey()) =>
    opened.provider.payments.initiate(opened.access, payment, { idempotencyKey: key })
  const lookup = (payment: Payment, idempotencyKey: string) =>
    opened.provider.payments.lookup(opened.access, payment, { idempotencyKey })

  it('made just before are not taken for the lost one', async () => {
    const payment = drinks('twins before')
    await pay(payment)
    const key = nextKey()
    await lose('reset_before', payment, key)
    expect(await lookup(payment, key)).toEqual({ outcome: 'not_executed' })
  })

  it('made just before elsewhere, by a store of its own, are not taken for it either', async () => {
    const payment = drinks('twins elsewhere')
    await harness.provider().payments.initiate(opened.access, payment, { idempotencyKey: 'elsewhere' })
    const key = nextKey()
    await lose('reset_before', payment, key)
    expect(await lookup(payment, key)).toEqual({ outcome: 'not_executed' })
  })

  it('made afterwards under another key of the same store are known to be that one’s', async () => {
    const payment = drinks('twins after')
    const key = nextKey()
    await lose('reset_after', payment, key)
    await pay(payment)
    expect(await lookup(payment, key)).toMatchObject({ outcome: 'executed' })
    expect(await booked('twins after')).toHaveLength(2)
  })

  it('that were lost as well leave both unknown', async () => {
    const payment = drinks('twins lost')
    const [made, missing] = [nextKey(), nextKey()]
    await lose('reset_after', payment, made)
    await lose('reset_before', payment, missing)
    expect(await lookup(payment, made)).toEqual({ outcome: 'outcome_unknown' })
    expect(await lookup(payment, missing)).toEqual({ outcome: 'not_executed' })
    // Now only one can be meant.
    expect(await lookup(payment, made)).toMatchObject({ outcome: 'executed' })
  })
})

describe('F2: a bank that takes no request id twice', () => {
  const switchTo = (uniqueRequestIds: boolean) =>
    harness.simulators.control.call('POST', '/bunq/switches', { uniqueRequestIds })

  it('is not understood as a refusal of the payment', async () => {
    const elsewhere = harness.provider()
    const payment = drinks('used id')
    const idempotencyKey = nextKey()
    await switchTo(true)
    try {
      await opened.provider.payments.initiate(opened.access, payment, { idempotencyKey })
      // Another store knows nothing of it.
      const repeated = elsewhere.payments.initiate(opened.access, payment, { idempotencyKey })
      await expect(repeated).rejects.toMatchObject({ code: 'outcome_unknown', hint: expect.stringContaining('lookup') })
    } finally {
      await switchTo(false)
    }
    expect(await booked('used id')).toHaveLength(1)
  })
})

describe('A8, A15: plain JavaScript that gives what no payment has', () => {
  it.each([
    ['a number as amount', { amount: { amount: 1, currency: 'EUR' } }, {}],
    ['an exponent', { amount: { amount: '1e3', currency: 'EUR' } }, {}],
    ['60 digits', { amount: { amount: '9'.repeat(60), currency: 'EUR' } }, {}],
    ['text in place of money', { amount: '2.5' }, {}],
    ['an unknown kind', { kind: 'sepa' }, {}],
    ['a misspelt member', { remittanceInfo: 'x' }, {}],
    ['a misspelt option', {}, { idempotencykey: 'k' }],
    ['no key', {}, { idempotencyKey: undefined }],
  ])('%s is refused by name, and leaves no outcome open', async (_name, change, options) => {
    const initiated = opened.provider.payments
      .initiate(
        opened.access,
        { ...drinks('never'), ...change } as never,
        { idempotencyKey: nextKey(), ...options } as never,
      )
      .catch((error: unknown) => error)
    const error = await initiated
    expect(error).toMatchObject({ code: 'invalid_request' })
    expect(mayHaveHappened(error)).toBe(false)
    expect(harness.simulators.recorder.requests()).toEqual([])
  })

  it('a list that cannot be read before the payment leaves no outcome open either', async () => {
    harness.simulators.faults.add({ bank: 'bunq', method: 'GET', path: '/v1/user', fault: 'bad_signature', times: 9 })
    const error = await opened.provider.payments
      .initiate(opened.access, drinks('unread'), { idempotencyKey: nextKey() })
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'verification_failed', sent: false })
    expect(mayHaveHappened(error)).toBe(false)
    harness.simulators.faults.clear()
    expect(await booked('unread')).toEqual([])
  })
})
