import { describe, expect, it } from 'vitest'
import type { RateBudget, SendOptions } from '../contracts/transport.ts'
import { toRequest } from '../http/outgoing-request.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createMemoryBudgetStore } from './create-memory-budget-store.ts'
import { createRateBudgets } from './rate-budgets.ts'

const request = toRequest({ method: 'GET', origin: 'https://a.example', target: '/' })
const options: SendOptions = { ctx: {}, route: 'GET /', idempotent: true }
const three: RateBudget = { name: 'reads', limit: 3, windowMs: 3_000, kind: 'window', bucket: () => 'all' }
const daily: RateBudget = { name: 'unattended', limit: 4, windowMs: 86_400_000, kind: 'daily', bucket: () => 'account' }

const setUp = (budgets: readonly RateBudget[], maxQueueMs = 30_000) => {
  const clock = createFakeClock()
  const store = createMemoryBudgetStore(clock)
  const made = createRateBudgets({ provider: 'test', budgets, store, clock, maxQueueMs })
  const take = async (...call: Parameters<typeof made.take>): Promise<number> => (await made.take(...call)).waitedMs
  return { clock, store, budgets: { ...made, take } }
}

describe('a window', () => {
  it('never lets more than its limit start within the window, in the order of asking', async () => {
    const { clock, budgets } = setUp([three])
    const start = clock.now()
    const starts: [number, number][] = []
    const calls = Array.from({ length: 10 }, (_, index) =>
      budgets.take(request, options).then(() => starts.push([index, clock.now() - start])),
    )
    await clock.advance(20_000)
    await Promise.all(calls)
    expect(starts).toEqual([0, 0, 0, 3_000, 3_000, 3_000, 6_000, 6_000, 6_000, 9_000].map((at, index) => [index, at]))
  })

  it('refuses a wait that is too long, and says how long it would be', async () => {
    const { budgets } = setUp([three], 1_000)
    await Promise.all([1, 2, 3].map(() => budgets.take(request, options)))
    await expect(budgets.take(request, options)).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 3_000 })
  })

  it('stays closed for as long as the bank says', async () => {
    const { clock, budgets } = setUp([three])
    await budgets.close(request, options, 7_000)
    const waited = budgets.take(request, options)
    await clock.advance(7_000)
    expect(await waited).toBe(7_000)
  })

  it('lets callers who already wait wait longer when the bank closes it meanwhile', async () => {
    const { clock, budgets } = setUp([three])
    await Promise.all([1, 2, 3].map(() => budgets.take(request, options)))
    const waiting = budgets.take(request, options)
    await budgets.close(request, options, 10_000)
    await clock.advance(10_000)
    expect(await waiting).toBe(10_000)
  })

  it('gives the place of a caller who gave up to the next', async () => {
    const { clock, budgets } = setUp([{ ...three, limit: 1 }])
    await budgets.take(request, options)
    const controller = new AbortController()
    const first = budgets.take(request, { ...options, ctx: { signal: controller.signal } })
    controller.abort(new Error('gave up'))
    await expect(first).rejects.toThrow('gave up')
    const second = budgets.take(request, options)
    await clock.advance(3_000)
    expect(await second).toBe(3_000)
  })

  it('counts each bucket alone, and nothing where it does not apply', async () => {
    const perTarget: RateBudget = {
      ...three,
      limit: 1,
      bucket: ({ target }) => (target === '/free' ? undefined : target),
    }
    const { budgets } = setUp([perTarget])
    const waits = ['/a', '/b', '/free', '/free'].map((target) => budgets.take({ ...request, target }, options))
    expect(await Promise.all(waits)).toEqual([0, 0, 0, 0])
  })
})

describe('a daily quota', () => {
  const hour = 3_600_000

  it('refuses at once when it is used up, and is whole again 24 hours after it was begun', async () => {
    const { clock, budgets } = setUp([daily])
    for (let call = 0; call < 4; call += 1) {
      await budgets.take(request, options)
      await clock.advance(hour)
    }
    await expect(budgets.take(request, options)).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 20 * hour,
      sent: false,
    })
    await clock.advance(20 * hour)
    expect(await budgets.take(request, options)).toBe(0)
    await expect(budgets.take(request, options)).rejects.toMatchObject({ retryAfterMs: hour })
  })

  it('does not give eight calls in twenty minutes around midnight', async () => {
    const { clock, budgets } = setUp([daily])
    clock.set(Date.UTC(2024, 4, 1, 23, 50))
    for (let call = 0; call < 4; call += 1) await budgets.take(request, options)
    await clock.advance(20 * 60_000)
    await expect(budgets.take(request, options)).rejects.toMatchObject({ code: 'rate_limited' })
  })
})

describe('time', () => {
  it('B2: a clock that is set back an hour makes nobody wait for an hour', async () => {
    const { clock, budgets } = setUp([{ ...three, windowMs: 3_250 }])
    await Promise.all([1, 2, 3].map(() => budgets.take(request, options)))
    clock.set(clock.now() - 3_600_000)
    const waiting = budgets.take(request, options)
    await clock.advance(3_250)
    expect(await waiting).toBe(3_250)
  })

  it('B2: a monotonic clock is not moved by setting the other, in either direction', async () => {
    const clock = createFakeClock()
    let elapsed = 0
    const store = createMemoryBudgetStore({ ...clock, monotonic: () => elapsed })
    const want = { bucket: 'a', limit: 1, windowMs: 1_000 }
    expect(await store.take([want])).toMatchObject({ granted: true })
    clock.set(clock.now() + 3_600_000)
    expect(await store.take([want])).toMatchObject({ granted: false, retryAfterMs: 1_000 })
    elapsed = 1_000
    expect(await store.take([want])).toMatchObject({ granted: true })
  })
})

it('gives a start back when not one byte left', async () => {
  const clock = createFakeClock()
  const store = createMemoryBudgetStore(clock)
  const budgets = createRateBudgets({ provider: 'test', budgets: [daily], store, clock, maxQueueMs: 0 })
  for (let call = 0; call < 20; call += 1) await (await budgets.take(request, options)).giveBack()
  expect(await store.usage('test|')).toMatchObject([{ bucket: 'test|unattended|account', startsAgoMs: [] }])
})

it('refuses at once who would wait too long behind others', async () => {
  const { clock, budgets } = setUp([{ ...three, limit: 1 }], 7_000)
  const outcomes = Promise.allSettled(Array.from({ length: 5 }, () => budgets.take(request, options)))
  await clock.advance(9_000)
  const waits = (await outcomes).map((outcome) =>
    outcome.status === 'fulfilled' ? outcome.value : (outcome.reason as { code: string }).code,
  )
  expect(waits).toEqual([0, 3_000, 6_000, 'rate_limited', 'rate_limited'])
})
