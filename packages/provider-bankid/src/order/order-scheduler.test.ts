import { createFakeClock, createRecordingTransport } from '@nostro/core/testing'
import { describe, expect, it } from 'vitest'
import { createBankIdClient } from '../api/client.ts'
import { createMessageTexts } from '../messages/message-texts.ts'
import { createScheduler } from './order-scheduler.ts'
import { createOrders } from './orders.ts'

const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

const setUp = (concurrency?: number, onEnd: () => void = () => undefined) => {
  const clock = createFakeClock()
  const asked = new Map<string, number[]>()
  let started = 0
  let running = 0
  let mostAtOnce = 0
  const endAfter = new Map<string, number>()
  let whenAsked: (id: string) => void = () => undefined
  const transport = createRecordingTransport(async ({ target, body }) => {
    if (target.endsWith('/auth')) {
      started += 1
      const token = uuid(started)
      return { json: { orderRef: token, autoStartToken: token, qrStartToken: token, qrStartSecret: token } }
    }
    const { orderRef } = JSON.parse(new TextDecoder().decode(body)) as { orderRef: string }
    const times = asked.get(orderRef) ?? []
    asked.set(orderRef, [...times, clock.now()])
    whenAsked(orderRef)
    running += 1
    mostAtOnce = Math.max(mostAtOnce, running)
    await new Promise((resolve) => setImmediate(resolve))
    running -= 1
    return times.length + 1 >= (endAfter.get(orderRef) ?? Infinity)
      ? { json: { orderRef, status: 'failed', hintCode: 'userCancel' } }
      : { json: { orderRef, status: 'pending', hintCode: 'outstandingTransaction' } }
  })
  const client = createBankIdClient({ transport, origin: 'https://bank', basePath: '/rp/v6.0', environment: 'test' })
  const orders = createOrders({
    client,
    clock,
    texts: createMessageTexts(),
    verify: async () => undefined,
    facts: async () => ({ environment: 'test' }),
  })
  const results: string[] = []
  const errors: unknown[] = []
  const scheduler = createScheduler({
    orders,
    clock,
    options: {
      onResult: (id, { status }) => {
        results.push(`${id.slice(-2)} ${status}`)
        if (status !== 'pending') onEnd()
      },
      onError: (_id, error) => errors.push(error),
      concurrency,
    },
  })
  const add = async (count: number) => {
    for (let index = 0; index < count; index++) {
      scheduler.add(await orders.start('auth', { endUserIp: '203.0.113.24' }))
    }
  }
  const setWhenAsked = (hear: (id: string) => void): void => {
    whenAsked = hear
  }
  return {
    whenAsked: setWhenAsked,
    clock,
    asked,
    endAfter,
    results,
    errors,
    scheduler,
    add,
    mostAtOnce: () => mostAtOnce,
  }
}

describe('many orders', () => {
  it('asks each every two seconds, counted from its own last answer, with one timer', async () => {
    const { clock, asked, errors, scheduler, add } = setUp()
    await add(500)
    for (let second = 0; second < 100; second++) await clock.advance(100)
    expect(errors).toEqual([])
    expect(clock.sleeping).toBe(1)
    expect(asked.size).toBe(500)
    for (const times of asked.values()) {
      expect(times.length).toBeGreaterThanOrEqual(4)
      const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
      for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(2000)
      for (const gap of gaps) expect(gap).toBeLessThanOrEqual(2200)
    }
    scheduler.stop()
    await clock.advance(60)
    expect([scheduler.size, clock.sleeping]).toEqual([0, 0])
  })

  it('spreads orders that came at once over the interval', async () => {
    const { clock, asked, scheduler, add } = setUp()
    await add(400)
    await clock.advance(2100)
    const first = [...asked.values()].map(([time = 0]) => time)
    expect(new Set(first).size).toBeGreaterThanOrEqual(39)
    scheduler.stop()
  })

  it('bounds the calls at a time', async () => {
    const { clock, scheduler, add, mostAtOnce } = setUp(7)
    await add(500)
    await clock.advance(3000)
    expect(mostAtOnce()).toBe(7)
    scheduler.stop()
  })

  it('tells an error of the one who takes the results, also of the last', async () => {
    const { clock, endAfter, errors, results, scheduler, add } = setUp(undefined, () => {
      throw new Error('no disk')
    })
    endAfter.set(uuid(1), 1)
    await add(1)
    await clock.advance(2500)
    expect({ results, errors }).toEqual({ results: ['01 failed'], errors: [new Error('no disk')] })
    expect(scheduler.size).toBe(0)
  })

  it('gives an order back with word of an answer that is on its way, for it may hold the result', async () => {
    const { clock, results, scheduler, add, whenAsked } = setUp()
    await add(1)
    const given: unknown[] = []
    whenAsked((id) => given.push(scheduler.remove(id)?.serverState))
    await clock.advance(2500)
    expect(given).toMatchObject([{ orderRef: uuid(1), lostAnswer: true }])
    expect(results).toEqual([])
    await add(1)
    expect(scheduler.remove(uuid(2))?.serverState).not.toHaveProperty('lostAnswer')
  })

  it('drops finished ones at once, takes one order once, and gives one back', async () => {
    const { clock, endAfter, results, scheduler, add, asked } = setUp()
    endAfter.set(uuid(1), 1)
    await add(2)
    await clock.advance(2500)
    expect(results).toContain('01 failed')
    expect(scheduler.size).toBe(1)
    const left = scheduler.remove(uuid(2))
    expect(left?.id).toBe(uuid(2))
    const before = asked.get(uuid(2))?.length
    await clock.advance(5000)
    expect([scheduler.size, asked.get(uuid(1))?.length, asked.get(uuid(2))?.length]).toEqual([0, 1, before])
    expect(clock.sleeping).toBe(0)
    if (left === undefined) throw new Error('The order was not given back.')
    scheduler.add(left)
    scheduler.add(left)
    expect(scheduler.size).toBe(1)
    scheduler.stop()
  })
})
