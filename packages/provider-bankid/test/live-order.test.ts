import type { Challenge } from '@nostro/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BankIdProvider, LiveOrder, OrderState } from '../src/index.ts'
import { type Harness, orderRefOf, startHarness } from './harness.ts'

let harness: Harness
let bankid: BankIdProvider

beforeAll(async () => {
  harness = await startHarness()
  bankid = harness.provider()
})
beforeEach(() => {
  harness.simulators.reset()
  harness.simulators.faults.clear()
  harness.simulators.recorder.clear()
})
afterAll(() => harness.stop())

const fields = { endUserIp: '203.0.113.24' }
const all = async (live: LiveOrder): Promise<OrderState[]> => {
  const states: OrderState[] = []
  for await (const state of live) states.push(state)
  return states
}
const behave = (behaviour: string) => harness.control('behaviours', { behaviour })
const hints = (states: readonly OrderState[]): readonly string[] => [
  ...new Set(states.map((state) => (state.status === 'pending' ? state.hintCode : state.status))),
]

describe('a live order', () => {
  it('tells each state until it is complete, two seconds apart', async () => {
    await behave('signs')
    const start = harness.clock.now()
    const states = await all(await bankid.orders.startOrder('auth', fields))
    expect(hints(states)).toEqual(['outstandingTransaction', 'userSign', 'complete'])
    const polls = harness.received().filter((target) => target === 'collect').length
    expect(harness.clock.now() - start).toBeGreaterThanOrEqual(polls * 2000)
    expect(JSON.stringify(states.slice(0, -1))).not.toMatch(/qrStartSecret|orderRef/)
  })

  it.each(['cancels', 'never-signs', 'never-opens'])('ends as failed when the user %s', async (behaviour) => {
    await behave(behaviour)
    const states = await all(await bankid.orders.startOrder('auth', fields))
    expect(states.at(-1)?.status).toBe('failed')
  })

  it('18: starts anew when nobody took it, at most five times and for three minutes', async () => {
    const start = harness.clock.now()
    const states = await all(await bankid.orders.startOrder('auth', fields, { restart: true }))
    expect(states.at(-1)).toMatchObject({ status: 'failed', reason: 'startFailed' })
    expect(harness.received().filter((target) => target === 'auth')).toHaveLength(6)
    expect(harness.clock.now() - start).toBeLessThan(220_000)
  })

  it('cancels at BankID when it is aborted', async () => {
    const controller = new AbortController()
    const live = await bankid.orders.startOrder('auth', fields, { signal: controller.signal })
    const follow = async () => {
      for await (const { status } of live) if (status === 'pending') controller.abort(new Error('gone'))
    }
    await expect(follow()).rejects.toThrow('gone')
    expect(harness.received()).toEqual(['auth', 'cancel'])
  })

  it('cancels at BankID when the loop is left, and once only', async () => {
    const live = await bankid.orders.startOrder('auth', fields)
    for await (const _state of live) break
    await live.cancel()
    expect(harness.received()).toEqual(['auth', 'cancel'])
  })

  it('is handed over without being cancelled', async () => {
    const live = await bankid.orders.startOrder('auth', fields)
    let carried: Challenge | undefined
    for await (const _state of live) carried = JSON.parse(JSON.stringify(live.handOver())) as Challenge
    if (carried === undefined) throw new Error('nothing was handed over')
    expect(harness.received()).toEqual(['auth'])
    await harness.act(carried, 'approve')
    const states = await all(harness.provider().orders.resumeOrder(carried))
    expect(states.at(-1)?.status).toBe('complete')
  })

  it.each(['html_502', 'reset_before', 'reset_after', 'status'] as const)('survives %s', async (fault) => {
    await behave('signs')
    const live = await bankid.orders.startOrder('auth', fields)
    harness.fault({ fault, path: '/rp/v6.0/collect', times: 2 })
    expect((await all(live)).at(-1)?.status).toBe('complete')
  })

  it('says so when the answer that got lost held the result', async () => {
    const live = await bankid.orders.startOrder('auth', fields)
    const { orderRef } = { orderRef: orderRefOf(live.handOver()) }
    await harness.control(`orders/${orderRef}/approve`)
    harness.fault({ fault: 'reset_after', path: '/rp/v6.0/collect' })
    const follow = all(bankid.orders.resumeOrder(live.handOver()))
    await expect(follow).rejects.toMatchObject({ code: 'outcome_unknown' })
  })

  it('gives up when BankID stays away for longer than an order lives', async () => {
    const live = await bankid.orders.startOrder('auth', fields)
    harness.fault({ fault: 'html_502', path: '/rp/v6.0/collect', times: 10_000 })
    await expect(all(live)).rejects.toMatchObject({ code: 'bank_unavailable' })
  })
})

describe('orders of every kind', () => {
  const transaction = {
    userVisibleTransaction: {
      transactionType: 'card',
      recipient: { name: 'Butik' },
      money: { amount: '100,50', currency: 'SEK' },
    },
  } as const
  const person = { personalNumber: '191212121212' }

  it('payment', async () => {
    await behave('signs')
    const live = await bankid.orders.startOrder('payment', { ...fields, ...transaction, riskFlags: ['newCard'] })
    expect((await all(live)).at(-1)?.status).toBe('complete')
  })

  it('phoneAuth and phoneSign ask whether one is in the call, and show no QR code', async () => {
    const call = { ...person, callInitiator: 'user' } as const
    for (const operation of ['phoneAuth', 'phoneSign'] as const) {
      const challenge = await bankid.orders.openOrder(operation, { ...call, userVisibleData: 'SGVq' })
      expect('qrText' in challenge && challenge.qrText).toBeFalsy()
      expect('launchUrl' in challenge && challenge.launchUrl).toBeFalsy()
      await harness.act(challenge, 'approve')
      expect((await all(bankid.orders.resumeOrder(challenge))).at(-1)?.status).toBe('complete')
    }
  })

  it('otherPayment', async () => {
    const challenge = await bankid.orders.openOrder('otherPayment', { ...person, ...transaction })
    await harness.act(challenge, 'approve')
    expect((await all(bankid.orders.resumeOrder(challenge))).at(-1)?.status).toBe('complete')
  })

  it('a wrong field is refused before anything is sent', async () => {
    const attempt = bankid.orders.openOrder('auth', { ...fields, returnUrl: 'back' })
    await expect(attempt).rejects.toMatchObject({ message: expect.stringContaining('`returnUrl`') })
    expect(harness.received()).toEqual([])
  })

  it('own texts replace BankID’s, in languages of one’s own', async () => {
    const texts = { sv: { RFA1: 'Öppna appen.' }, fi: { RFA1: 'Avaa BankID.' } }
    const challenge = await harness.provider({ texts }).orders.openOrder('auth', fields)
    expect(challenge.kind === 'decoupled' && challenge.message).toEqual({
      sv: 'Öppna appen.',
      en: 'Start your BankID app.',
      fi: 'Avaa BankID.',
    })
  })
})
