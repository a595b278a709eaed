import type { NostroError } from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { createFakeClock, createRecordingTransport } from '@nostro/core/testing'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type BankIdProvider, createBankIdProvider, type OrderOperation, type OrderState } from '../src/index.ts'
import { type Harness, startHarness } from './harness.ts'

let harness: Harness

beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.stop())

const mine = '0f5b9c3e-6a0d-4c59-9d0c-1c7f8f3f2a61'
const theirs = '131daac9-16c6-4618-beb0-365768f37288'

type Answer = object | ((sinceStart: number) => object)

/** A BankID that answers as the test says, by a clock that is moved by hand. */
const answering = (collected: Answer) => {
  const clock = createFakeClock(harness.clock.now())
  let startedAt = 0
  const transport = createRecordingTransport(({ target }) => {
    if (target.endsWith('/cancel')) return { json: {} }
    if (target.endsWith('/collect')) {
      return { json: typeof collected === 'function' ? collected(clock.now() - startedAt) : collected }
    }
    startedAt = clock.now()
    return { json: { orderRef: mine, autoStartToken: mine, qrStartToken: mine, qrStartSecret: mine } }
  })
  const services = { ...createNodeServices({ clock }), createTransport: () => transport }
  return { clock, transport, bankid: createBankIdProvider(harness.options, services) }
}

describe('an answer about another order', () => {
  it('identifies nobody, though its evidence holds', async () => {
    const challenge = await harness.provider().auth.start({ purpose: 'identify' })
    await harness.act(challenge, 'approve')
    const { orderRef } = challenge.serverState as { orderRef: string }
    const { body } = await harness.post('collect', { orderRef })
    const { bankid } = answering(body as object)
    const other = await bankid.auth.start({ purpose: 'identify' })
    await expect(bankid.auth.advance(other, {})).rejects.toMatchObject({ code: 'protocol_violation' })
  })

  it('ends nobody’s order either', async () => {
    const { bankid } = answering({ orderRef: theirs, status: 'failed', hintCode: 'userCancel' })
    const challenge = await bankid.auth.start({ purpose: 'identify' })
    await expect(bankid.auth.advance(challenge, {})).rejects.toMatchObject({ code: 'protocol_violation' })
  })
})

describe('an order of one kind', () => {
  const text = { endUserIp: '203.0.113.24', userVisibleData: 'SGVq' }
  const phone = { personalNumber: '191212121212', callInitiator: 'RP', userVisibleData: 'SGVq' } as const
  const transaction = { userVisibleTransaction: { transactionType: 'card', recipient: { name: 'Butik' } } } as const
  const kinds: readonly (readonly [OrderOperation, object, is: 'auth' | 'esign', isNot: 'auth' | 'esign'])[] = [
    ['auth', text, 'auth', 'esign'],
    ['phoneAuth', phone, 'auth', 'esign'],
    ['sign', text, 'esign', 'auth'],
    ['phoneSign', phone, 'esign', 'auth'],
    ['payment', { ...transaction, endUserIp: '203.0.113.24' }, 'esign', 'auth'],
    ['otherPayment', { ...transaction, personalNumber: '191212121212' }, 'esign', 'auth'],
  ]

  it.each(kinds)('“%s” (%#) is taken for no other, and its result is not lost by the attempt', async (...row) => {
    const [operation, fields, is, isNot] = row
    harness.simulators.reset()
    const bankid = harness.provider()
    const challenge = await bankid.orders.openOrder(operation, fields as never)
    await harness.act(challenge, 'approve')
    await expect(bankid[isNot].advance(challenge, {})).rejects.toMatchObject({ code: 'invalid_request' })
    expect((await bankid[is].advance(challenge, {})).status).toBe('complete')
  })

  it('is none when its id was exchanged', async () => {
    harness.simulators.reset()
    const bankid = harness.provider()
    const challenge = await bankid.orders.openOrder('auth', { endUserIp: '203.0.113.24' })
    for (const given of [challenge, JSON.parse(JSON.stringify(challenge)) as typeof challenge]) {
      const attempt = bankid.auth.advance({ ...given, id: theirs }, {})
      await expect(attempt).rejects.toMatchObject({ code: 'invalid_request' })
    }
  })
})

describe('a live order', () => {
  const fields = { endUserIp: '203.0.113.24' }

  it('that is aborted before anybody iterates is cancelled once, and says so to who does later', async () => {
    const stop = new AbortController()
    const live = await harness.provider().orders.startOrder('auth', fields, { signal: stop.signal })
    harness.simulators.recorder.clear()
    stop.abort(new Error('gone'))
    await vi.waitFor(() => expect(harness.received()).toEqual(['cancel']), { timeout: 120_000 })
    const follow = async () => {
      for await (const _state of live);
    }
    await expect(follow()).rejects.toThrow('gone')
    expect(harness.received()).toEqual(['cancel'])
  })

  it('that is taken up under a signal that has aborted is cancelled too', async () => {
    const bankid = harness.provider()
    const challenge = await bankid.orders.openOrder('auth', fields)
    harness.simulators.recorder.clear()
    bankid.orders.resumeOrder(challenge, { signal: AbortSignal.abort() })
    await vi.waitFor(() => expect(harness.received()).toEqual(['cancel']), { timeout: 120_000 })
  })

  it('that fails tells why, also when the cancel fails after it', async () => {
    const bankid = harness.provider()
    const live = await bankid.orders.startOrder('auth', fields)
    harness.fault({ fault: 'malformed_json', path: '/rp/v6.0/collect' })
    harness.fault({ fault: 'html_502', path: '/rp/v6.0/cancel', times: 10 })
    const follow = async () => {
      for await (const _state of live);
    }
    await expect(follow()).rejects.toMatchObject({ code: 'protocol_violation' })
    harness.simulators.faults.clear()
  })

  it('that is handed over while BankID is asked says that the answer got lost, if it held the result', async () => {
    const bankid = harness.provider()
    const live = await bankid.orders.startOrder('auth', fields)
    const { orderRef } = live.handOver().serverState as { orderRef: string }
    const again = bankid.orders.resumeOrder(live.handOver())
    harness.fault({ fault: 'reset_after', path: '/rp/v6.0/collect' })
    harness.simulators.recorder.clear()
    await harness.control(`orders/${orderRef}/approve`)
    const states = again[Symbol.asyncIterator]()
    await states.next()
    const asked = states.next()
    const seen = () => harness.received().includes('collect')
    while (!seen()) await new Promise((resolve) => setImmediate(resolve))
    const carried = again.handOver()
    await asked
    await expect(bankid.orders.advance(carried)).rejects.toMatchObject({ code: 'outcome_unknown' })
    harness.simulators.faults.clear()
  })
})

it('18: new orders take the place of those that nobody took for three minutes, however few they are', async () => {
  const { clock, transport, bankid } = answering((sinceStart: number) => ({
    orderRef: mine,
    ...(sinceStart < 70_000
      ? { status: 'pending', hintCode: 'outstandingTransaction' }
      : { status: 'failed', hintCode: 'startFailed' }),
  }))
  const states: OrderState[] = []
  const live = await bankid.orders.startOrder('auth', { endUserIp: '203.0.113.24' }, { restart: true })
  const following = (async () => {
    for await (const state of live) states.push(state)
  })()
  await clock.advance(400_000)
  await following
  expect(states.at(-1)).toMatchObject({ status: 'failed', reason: 'startFailed' })
  expect(transport.calls.filter(({ target }) => target.endsWith('/auth'))).toHaveLength(3)
})

describe('18: an order that BankID never ends', () => {
  const pending = { orderRef: mine, status: 'pending', hintCode: 'processing' }
  const call = { personalNumber: '191212121212', callInitiator: 'RP' } as const
  const lives: readonly (readonly [OrderOperation, object, atLeast: number, atMost: number])[] = [
    ['auth', { endUserIp: '203.0.113.24' }, 210_000, 245_000],
    ['sign', { endUserIp: '203.0.113.24', userVisibleData: 'SGVq' }, 210_000, 245_000],
    ['phoneAuth', call, 360_000, 395_000],
    ['phoneSign', { ...call, userVisibleData: 'SGVq' }, 360_000, 395_000],
  ]
  const open = (bankid: BankIdProvider, operation: OrderOperation, fields: object) =>
    bankid.orders.openOrder(operation, fields as never)

  it.each(lives)(
    'is given up by each way of following “%s”, and cancelled',
    async (operation, fields, atLeast, atMost) => {
      const { clock, transport, bankid } = answering(pending)
      const startedAt = clock.now()
      const states: OrderState[] = []
      let endedAt = 0
      const following = (async () => {
        try {
          for await (const state of bankid.orders.resumeOrder(await open(bankid, operation, fields))) states.push(state)
        } finally {
          endedAt = clock.now() - startedAt
        }
      })()
      const outcome = following.catch(({ code }: NostroError) => code)
      for (let seconds = 0; seconds < 400 && endedAt === 0; seconds += 10) await clock.advance(10_000)
      expect(await outcome).toBe('timeout')
      expect(endedAt).toBeGreaterThan(atLeast)
      expect(endedAt).toBeLessThanOrEqual(atMost)
      expect(transport.calls.at(-1)?.target).toMatch(/\/cancel$/)
    },
  )

  it('is given up by a scheduler', async () => {
    const { clock, bankid } = answering(pending)
    const errors: unknown[] = []
    const scheduler = bankid.orders.createScheduler({
      onResult: () => undefined,
      onError: (_id, error) => errors.push(error),
    })
    scheduler.add(await open(bankid, 'auth', { endUserIp: '203.0.113.24' }))
    await clock.advance(245_000)
    expect(errors).toMatchObject([{ code: 'timeout' }])
    expect(scheduler.size).toBe(0)
    scheduler.stop()
  })
})
