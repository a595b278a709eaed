import type { Clock } from '@nostro/core'
import { expect, it } from 'vitest'
import type { BankIdClient } from '../api/client.ts'
import { createMessageTexts } from '../messages/message-texts.ts'
import { createOrders } from './orders.ts'

it('6.1: waits out the second even when timers fire early', async () => {
  let now = 1_700_000_000_000
  const earlySleeper: Clock = {
    now: () => now,
    sleep: async (ms) => {
      now += Math.max(1, ms - 1)
    },
  }
  const askedAt: number[] = []
  const client: Pick<BankIdClient, 'auth' | 'collect'> = {
    auth: async () => ({ orderRef: 'o', autoStartToken: 'a', qrStartToken: 't', qrStartSecret: 's' }),
    collect: async () => {
      askedAt.push(now)
      return { orderRef: 'o', status: 'pending', hintCode: 'userSign' }
    },
  }
  const orders = createOrders({
    client: client as BankIdClient,
    clock: earlySleeper,
    texts: createMessageTexts(),
    verify: async () => undefined,
    facts: async () => ({ environment: 'test' }),
  })
  const challenge = await orders.start('auth', { endUserIp: '203.0.113.24' })
  const first = await orders.advance(challenge)
  if (first.status !== 'pending') throw new Error(first.status)
  await orders.advance(first.challenge)
  const [one = 0, two = 0] = askedAt
  expect(two - one).toBe(1000)
})
