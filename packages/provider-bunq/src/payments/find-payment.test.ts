import { createFakeClock } from '@nostro/core/testing'
import { describe, expect, it } from 'vitest'
import type { BunqClient } from '../api/client.ts'
import { findPayment } from './find-payment.ts'
import { fromPayment } from './from-payment.ts'

const order = fromPayment(
  { kind: 'single', amount: { amount: '12.50', currency: 'EUR' }, creditor: { email: 'shop@example.org' } },
  0,
)

describe('a search that finds nothing', () => {
  it.each([
    ['stands', 0],
    ['is set forward', 3_600_000],
    ['is set back', -3_600_000],
  ])('B2: watches until the records have settled, while the clock %s', async (_, step) => {
    const clock = createFakeClock()
    const start = clock.now()
    let offset = 0
    const looks: number[] = []
    const client = {
      pages: async function* () {
        looks.push(clock.now() - start)
        offset = step
        yield { entries: [], problems: [] }
      },
    } as unknown as BunqClient
    const stepping = { ...clock, now: () => clock.now() + offset, monotonic: () => clock.now() - start }
    const found = findPayment(
      {
        intents: { list: async () => [] },
        clock: stepping,
        bankNow: () => clock.now(),
        settleMs: 2_000,
        flightMs: 1_000,
      },
      {
        client,
        instance: 'bunq',
        key: 'k',
        accountId: '1',
        order,
        intent: undefined,
        startedAt: start,
        ctx: undefined,
      },
    )
    await clock.advance(60_000)
    expect(await found).toBe('not_executed')
    expect(looks).toEqual([0, 500, 1_000, 1_500, 2_000])
  })
})
