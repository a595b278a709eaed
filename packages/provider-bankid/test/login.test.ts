import { NostroError, type TransportSettings } from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { createFakeClock } from '@nostro/core/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BankIdClient } from '../src/api/client.ts'
import {
  type BankIdPending,
  type BankIdProvider,
  type BankIdState,
  type BankIdStates,
  createBankIdProvider,
} from '../src/index.ts'
import { createMessageTexts } from '../src/messages/message-texts.ts'
import { type FollowOptions, followOrder } from '../src/order/follow-order.ts'
import { createOrders } from '../src/order/orders.ts'
import { type Harness, startHarness } from './harness.ts'
import { createOrderlyTime } from './simulated-sleep.ts'

let harness: Harness
let bankid: BankIdProvider

beforeAll(async () => {
  harness = await startHarness()
  // Seconds pass beside the calls here, so time waits for these.
  const time = createOrderlyTime(harness.simulators.clock)
  const services = createNodeServices({ clock: time.clock })
  const createTransport = (options: TransportSettings) => time.watch(services.createTransport(options))
  bankid = createBankIdProvider(harness.options, { ...services, createTransport })
})
beforeEach(() => {
  harness.simulators.reset()
  harness.simulators.faults.clear()
  harness.simulators.recorder.clear()
})
afterAll(async () => {
  await bankid.close()
  await harness.stop()
})

const endUserIp = '203.0.113.24'
const behave = (behaviour: string) => harness.control('behaviours', { behaviour })
const all = async (states: BankIdStates): Promise<BankIdState[]> => {
  const list: BankIdState[] = []
  for await (const state of states) list.push(state)
  return list
}
const pendingOf = (states: readonly BankIdState[]): readonly BankIdPending[] =>
  states.flatMap((state) => (state.status === 'pending' ? [state] : []))

describe('login over the simulated BankID', () => {
  it('gives states until the person is known, without secrets of the server', async () => {
    await behave('signs')
    const states = await all(bankid.login({ endUserIp, language: 'en' }))
    expect(states[0]).toMatchObject({
      status: 'pending',
      waiting: true,
      message: 'Start your BankID app.',
      messages: { sv: 'Starta BankID-appen.' },
      qrText: expect.stringMatching(/^bankid\./),
      launchUrl: expect.stringMatching(/^https:\/\/app\.bankid\.com\//),
      secondsLeft: 30,
    })
    expect(states.at(-1)).toMatchObject({
      status: 'complete',
      identity: { personalNumber: expect.stringMatching(/^\d{12}$/) },
      evidence: { provider: 'bankid' },
    })
    const signing = pendingOf(states).find(({ hintCode }) => hintCode === 'userSign')
    expect(signing).toMatchObject({ waiting: false, qrText: undefined, launchUrl: undefined })
    expect(signing?.secondsLeft).toBeGreaterThan(170)
    expect(JSON.stringify(pendingOf(states))).not.toMatch(/qrStartSecret|orderRef/)
  })

  it('signs a text, and its evidence is exported', async () => {
    await behave('signs')
    const states = await all(bankid.sign({ endUserIp, text: 'Jag godkänner.', hiddenData: Buffer.from('17') }))
    const last = states.at(-1)
    if (last?.status !== 'complete') throw new Error(`The order is ${last?.status}.`)
    expect((await bankid.exportEvidence(last.evidence)).order.operation).toBe('sign')
  })

  it('ends with a text for the person when the order fails', async () => {
    await behave('cancels')
    const states = await all(bankid.login({ endUserIp }))
    expect(states.at(-1)).toMatchObject({ status: 'failed', code: 'user_cancelled', message: 'Åtgärden avbröts.' })
  })

  it('renews a QR code only when asked', async () => {
    const once = await all(bankid.login({ endUserIp }))
    expect(once.at(-1)).toMatchObject({ status: 'failed', reason: 'startFailed' })
    expect(harness.received().filter((target) => target === 'auth')).toHaveLength(1)
    harness.simulators.recorder.clear()
    const renewed = await all(bankid.login({ endUserIp, renew: true }))
    expect(harness.received().filter((target) => target === 'auth')).toHaveLength(6)
    expect(new Set(pendingOf(renewed).flatMap(({ qrText }) => qrText?.split('.')[1] ?? [])).size).toBe(6)
    expect(renewed[0]).toMatchObject({ secondsLeft: 180 })
  })

  it('cancels at BankID when the loop is left', async () => {
    for await (const _state of bankid.login({ endUserIp })) break
    expect(harness.received()).toEqual(['auth', 'cancel'])
  })

  it('cancels at BankID when it is disposed, and begins no order when nobody iterates', async () => {
    const states = bankid.login({ endUserIp })
    await states.next()
    await states[Symbol.asyncDispose]()
    expect(harness.received()).toEqual(['auth', 'cancel'])
    harness.simulators.recorder.clear()
    await bankid.login({ endUserIp }).return()
    expect(harness.received()).toEqual([])
  })

  it('cancels and throws the reason when it is aborted', async () => {
    const controller = new AbortController()
    const follow = async () => {
      for await (const _state of bankid.login({ endUserIp, signal: controller.signal })) {
        controller.abort(new Error('gone'))
      }
    }
    await expect(follow()).rejects.toThrow('gone')
    expect(harness.received()).toContain('cancel')
    await expect(all(bankid.login({ endUserIp, signal: controller.signal }))).rejects.toThrow('gone')
  })

  it('a call that failed is a state where BankID has a text for it, else it is thrown', async () => {
    harness.fault({ fault: 'status', status: 503, path: '/rp/v6.0/auth' })
    expect(await all(bankid.login({ endUserIp, language: 'en' }))).toEqual([
      expect.objectContaining({
        status: 'failed',
        code: 'bank_unavailable',
        message: 'Something went wrong. Please try again.',
        error: expect.any(NostroError),
      }),
    ])
    await expect(all(bankid.login({ endUserIp: 'nowhere' }))).rejects.toMatchObject({ code: 'invalid_request' })
  })

  it.each([
    [{ endUserIp, endUserIP: endUserIp }, '`endUserIP`'],
    [{ endUserIp, text: 17 }, '`text`'],
    [{ endUserIp, hiddenData: 'text' }, '`hiddenData`'],
  ])('a wrong option is named, and nothing is sent (%j)', async (options, name) => {
    const attempt = all(bankid.login(options as never))
    await expect(attempt).rejects.toMatchObject({ code: 'invalid_request', message: expect.stringContaining(name) })
    await expect(all(bankid.sign({ endUserIp } as never))).rejects.toMatchObject({
      message: expect.stringContaining('`text`'),
    })
    expect(harness.received()).toEqual([])
  })

  it('follows an order of any kind that was opened elsewhere, the link made for its browser', async () => {
    const userAgent = 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0'
    const challenge = await bankid.orders.openOrder('auth', { endUserIp, web: { userAgent } }, { qr: false })
    const carried = JSON.parse(JSON.stringify(challenge)) as typeof challenge
    const [state] = [await bankid.follow(carried).next()]
    expect(state.value).toMatchObject({
      launchUrl: expect.stringMatching(/^bankid:\/\/\//),
      message: 'Försöker starta BankID-appen.',
    })
  })
})

/** A BankID by a clock that is moved by hand: every answer of `collect` takes `delayMs`. */
const byHand = (delayMs: number, options: FollowOptions = {}) => {
  const clock = createFakeClock(1_700_000_000_123)
  const calls: string[] = []
  const client: Pick<BankIdClient, 'auth' | 'collect' | 'cancel'> = {
    auth: async () => {
      calls.push('auth')
      // The answer takes its time: seconds are counted from its arrival.
      await clock.sleep(345)
      return { orderRef: 'o', autoStartToken: 'a', qrStartToken: 't', qrStartSecret: 's' }
    },
    collect: async (_orderRef, ctx) => {
      calls.push('collect')
      await clock.sleep(delayMs, ctx?.signal)
      return { orderRef: 'o', status: 'pending', hintCode: 'outstandingTransaction' }
    },
    cancel: async () => {
      calls.push('cancel')
    },
  }
  const texts = createMessageTexts()
  const orders = createOrders({
    client: client as BankIdClient,
    clock,
    texts,
    verify: async () => undefined,
    facts: async () => ({ environment: 'test' }),
  })
  const states = followOrder({
    orders,
    clock,
    texts,
    options,
    start: (ctx) => orders.start('auth', { endUserIp }, {}, ctx),
  })
  return { clock, calls, states }
}

describe('E2: the seconds of an order', () => {
  it.each([0, 130, 990, 2_500])('are counted from BankID’s answer, whatever a call takes (%i ms)', async (delayMs) => {
    const { clock, states } = byHand(delayMs)
    const seen: (readonly [second: number, at: number])[] = []
    const reading = (async () => {
      for await (const state of states) {
        if (state.status === 'pending') seen.push([Number(state.qrText?.split('.')[2]), clock.now()])
        if (seen.length === 12) break
      }
    })()
    await clock.advance(20_000)
    await reading
    const [begun = 0] = seen.map(([, at]) => at)
    expect(seen.map(([second, at]) => [second, at - begun])).toEqual(seen.map((_, index) => [index, index * 1_000]))
  })

  it('ends at once when it is left while the next second is waited for', async () => {
    const { calls, states, clock } = byHand(0)
    const first = states.next()
    await clock.advance(345)
    expect((await first).value).toMatchObject({ status: 'pending', secondsLeft: 30 })
    const next = states.next()
    await states.return()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(calls).toEqual(['auth', 'cancel'])
    expect(clock.sleeping).toBe(0)
  })

  it('an order that was left while it was being made is cancelled once its reference is known', async () => {
    const { calls, states, clock } = byHand(0)
    const first = states.next()
    const left = states.return()
    await clock.advance(345)
    expect([await first, await left]).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ])
    expect(calls).toEqual(['auth', 'cancel'])
  })
})
