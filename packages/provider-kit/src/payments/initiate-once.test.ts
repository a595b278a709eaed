import {
  createMemoryPaymentIntentStore,
  type InitiatedPayment,
  NostroError,
  type NostroErrorCode,
  type Payment,
  type PaymentIntentStore,
  type PaymentLookup,
  type PaymentRef,
} from '@nostro/core'
import { createFakeClock } from '@nostro/core/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { type InitiationParts, initiateOnce, lookUpOnce, type SendParts } from './initiate-once.ts'
import { notesOf } from './intent-data.ts'

const bank = { provider: 'test', name: 'Test Bank' }
const payment: Payment = {
  kind: 'single',
  amount: { amount: '1.00', currency: 'EUR' },
  creditor: { name: 'Bakker BV', iban: 'NL69INGB0123456789' },
}
const other: Payment = { ...payment, remittanceInformation: 'another' }
const key = 'k-1'
const ref: PaymentRef = { provider: 'test', kind: 'single', id: 'p-1' }
const paid: InitiatedPayment = {
  ref,
  transactionStatus: 'RCVD',
  challenge: {
    kind: 'redirect',
    id: 'c',
    provider: 'test',
    purpose: 'payments',
    url: 'https://bank.example/pay',
    expiresAt: 1,
    serverState: { state: 's' },
  },
  raw: { paymentId: 'p-1' },
}
const fault = (code: NostroErrorCode, more = {}) => new NostroError({ code, message: code, ...more })

let intents: PaymentIntentStore
let parts: InitiationParts
let warnings: string[]
let sends: number
let answer: () => Promise<InitiatedPayment>

beforeEach(() => {
  intents = createMemoryPaymentIntentStore()
  warnings = []
  sends = 0
  answer = async () => paid
  parts = {
    bank,
    instance: 'test-2',
    intents,
    clock: createFakeClock(1_000),
    logger: { warn: (_, message) => warnings.push(message) },
  }
})

const initiate = (what: Payment = payment, more: Partial<SendParts> = {}, extra?: string) =>
  initiateOnce(
    parts,
    { payment: what, options: { idempotencyKey: key }, requestId: 'r-1', notes: { bankNow: 5 }, extra },
    {
      send: async () => {
        sends += 1
        return answer()
      },
      ...more,
    },
  )
const stateNow = async () => (await intents.get('test-2', key))?.state

describe('initiateOnce', () => {
  it('writes the intent before the first byte leaves, and the answer after it', async () => {
    answer = async () => {
      const intent = await intents.get('test-2', key)
      expect(intent).toMatchObject({ state: 'sent', payment, attempts: [{ at: 1_000, requestId: 'r-1' }] })
      expect(intent && notesOf(intent)).toEqual({ bankNow: 5 })
      return paid
    }
    await expect(initiate()).resolves.toEqual(paid)
    await expect(intents.get('test-2', key)).resolves.toMatchObject({ state: 'known', ref })
  })

  it('F1: the same key gives the same answer, the customer’s next step included, and sends nothing', async () => {
    await initiate()
    await expect(initiate()).resolves.toEqual(paid)
    expect(sends).toBe(1)
  })

  it('F1: a process that died after sending leaves an open outcome, never a second payment', async () => {
    const died = initiate(payment, { send: () => new Promise(() => undefined) })
    await new Promise((resolve) => setImmediate(resolve))
    expect(await stateNow()).toBe('sent')
    // Another process: the lock of the dead one has ended.
    parts = { ...parts, intents: { ...intents, withLock: (_provider, _key, work) => work() } }
    await expect(initiate()).rejects.toMatchObject({ code: 'outcome_unknown', requestId: 'r-1', retryable: false })
    expect(sends).toBe(0)
    void died
  })

  it('callers at the same time send once', async () => {
    const all = await Promise.all([initiate(), initiate(), initiate()])
    expect(all).toEqual([paid, paid, paid])
    expect(sends).toBe(1)
  })

  it.each([
    ['another payment', other, undefined],
    ['other fields of the bank', payment, 'x'],
  ])('%s under a known key is a conflict', async (_, what, extra) => {
    await initiate()
    await expect(initiate(what, {}, extra)).rejects.toMatchObject({ code: 'conflict' })
    expect(sends).toBe(1)
  })

  it.each(['outcome_unknown', 'protocol_violation', 'verification_failed'] as const)(
    'F2: after %s nothing is sent again',
    async (code) => {
      answer = () => Promise.reject(fault(code))
      await expect(initiate()).rejects.toMatchObject({ code })
      answer = async () => paid
      await expect(initiate()).rejects.toMatchObject({ code: 'outcome_unknown' })
      expect([sends, await stateNow()]).toEqual([1, 'unknown'])
    },
  )

  it('a fault of our own leaves the outcome open', async () => {
    answer = () => Promise.reject(new TypeError('fault'))
    await expect(initiate()).rejects.toThrow(TypeError)
    expect(await stateNow()).toBe('unknown')
  })

  it.each(['payment_rejected', 'invalid_request', 'rate_limited', 'bank_unavailable', 'aborted'] as const)(
    'after %s, which proves that nothing was taken, the same key may be sent again',
    async (code) => {
      answer = () => Promise.reject(fault(code))
      await expect(initiate()).rejects.toMatchObject({ code })
      expect(await stateNow()).toBe('not_executed')
      answer = async () => paid
      await expect(initiate()).resolves.toEqual(paid)
      await expect(intents.get('test-2', key)).resolves.toMatchObject({ attempts: [{ at: 1_000 }, { at: 1_000 }] })
    },
  )

  it('A4: an error that carries the reference settles the payment', async () => {
    answer = () => Promise.reject(fault('protocol_violation', { paymentRef: ref }))
    await expect(initiate()).rejects.toMatchObject({ paymentRef: ref })
    await expect(initiate()).resolves.toEqual({ ref, transactionStatus: 'unknown', raw: null })
    await expect(initiate(payment, { recall: () => paid })).resolves.toEqual(paid)
    expect(sends).toBe(1)
  })

  it.each([
    ['executed', { outcome: 'executed', ref }, 1, 'known'],
    ['not_executed', { outcome: 'not_executed' }, 2, 'known'],
  ] as const)('F2: an open outcome that the records call %s', async (_, found, count, state) => {
    answer = () => Promise.reject(fault('outcome_unknown'))
    await expect(initiate()).rejects.toMatchObject({ code: 'outcome_unknown' })
    answer = async () => paid
    await expect(initiate(payment, { search: async () => found })).resolves.toMatchObject({ ref })
    expect([sends, await stateNow()]).toEqual([count, state])
  })

  it('F3: records that cannot tell leave it unknown', async () => {
    answer = () => Promise.reject(fault('outcome_unknown'))
    await expect(initiate()).rejects.toMatchObject({ code: 'outcome_unknown' })
    const search = async (): Promise<PaymentLookup> => ({ outcome: 'outcome_unknown' })
    await expect(initiate(payment, { search })).rejects.toMatchObject({ code: 'outcome_unknown' })
    expect(sends).toBe(1)
  })

  it('nothing is sent when the intent cannot be written', async () => {
    parts = { ...parts, intents: { ...intents, update: async () => false } }
    await expect(initiate()).rejects.toMatchObject({ code: 'conflict' })
    parts = { ...parts, intents: { ...intents, update: () => Promise.reject(fault('invalid_config')) } }
    await expect(initiate()).rejects.toMatchObject({ code: 'invalid_config' })
    expect(sends).toBe(0)
  })

  it('a store that fails after the bank answered does not hide the answer, and the repeat sends nothing', async () => {
    const failing: PaymentIntentStore = {
      ...intents,
      update: (intent, revision) =>
        intent.state === 'sent' ? intents.update(intent, revision) : Promise.reject(new Error('disk full')),
    }
    parts = { ...parts, intents: failing }
    await expect(initiate()).resolves.toEqual(paid)
    expect(warnings).toHaveLength(1)
    await expect(initiate()).rejects.toThrow()
    expect(sends).toBe(1)
  })
})

describe('lookUpOnce', () => {
  const lookUp = (search?: () => Promise<PaymentLookup>, what: Payment = payment) =>
    lookUpOnce(parts, { payment: what, options: { idempotencyKey: key } }, search)

  it('answers from what is kept', async () => {
    await initiate()
    await expect(lookUp()).resolves.toEqual({ outcome: 'executed', ref })
    await expect(lookUp(undefined, other)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('knows that a refused payment was not executed', async () => {
    answer = () => Promise.reject(fault('payment_rejected'))
    await expect(initiate()).rejects.toMatchObject({ code: 'payment_rejected' })
    await expect(lookUp()).resolves.toEqual({ outcome: 'not_executed' })
  })

  it('asks the records about an open outcome, and keeps what they say', async () => {
    answer = () => Promise.reject(fault('outcome_unknown'))
    await expect(initiate()).rejects.toMatchObject({ code: 'outcome_unknown' })
    await expect(lookUp()).resolves.toEqual({ outcome: 'outcome_unknown' })
    await expect(lookUp(async () => ({ outcome: 'executed', ref }))).resolves.toEqual({ outcome: 'executed', ref })
    await expect(initiate()).resolves.toMatchObject({ ref })
    expect(sends).toBe(1)
  })

  it('of a key that was never used here keeps what the records say', async () => {
    await expect(lookUp()).resolves.toEqual({ outcome: 'outcome_unknown' })
    await expect(lookUp(async () => ({ outcome: 'not_executed' }))).resolves.toEqual({ outcome: 'not_executed' })
    expect(await stateNow()).toBeUndefined()
    await expect(lookUp(async () => ({ outcome: 'executed', ref }))).resolves.toEqual({ outcome: 'executed', ref })
    await expect(initiate()).resolves.toMatchObject({ ref })
    expect(sends).toBe(0)
  })
})
