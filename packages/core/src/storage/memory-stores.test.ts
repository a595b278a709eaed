import { describe, expect, it } from 'vitest'
import { createMemorySessionStore } from '../sessions/create-memory-session-store.ts'
import { connectionStoreCases } from '../testing/connection-store-cases.ts'
import { paymentIntentStoreCases } from '../testing/payment-intent-store-cases.ts'
import { sessionStoreCases } from '../testing/session-store-cases.ts'
import { createMemoryConnectionStore } from './create-memory-connection-store.ts'
import { createMemoryPaymentIntentStore } from './create-memory-payment-intent-store.ts'
import { hashPayment } from './hash-payment.ts'

/** Every handle of a store in memory is the store itself. */
const same =
  <S>(store: S) =>
  (): S =>
    store

describe('connections in memory', () => {
  it.each(connectionStoreCases)('$name', ({ run }) => run(same(createMemoryConnectionStore())))
})

describe('payment intents in memory', () => {
  it.each(paymentIntentStoreCases)('$name', ({ run }) => run(same(createMemoryPaymentIntentStore())))
})

describe('sessions in memory', () => {
  it.each(sessionStoreCases)('$name', ({ run }) => run(same(createMemorySessionStore())))
})

it('the hash of a payment depends on what it says, not on the order of its members', () => {
  const amount = { amount: '1.00', currency: 'EUR' }
  const hash = hashPayment({ kind: 'single', amount, creditor: { name: 'A', iban: 'B' } })
  expect(hashPayment({ creditor: { iban: 'B', name: 'A' }, amount, kind: 'single' })).toBe(hash)
  expect(hashPayment({ kind: 'instant', amount, creditor: { name: 'A', iban: 'B' } })).not.toBe(hash)
  expect(hash).toMatch(/^[0-9a-f]{64}$/)
})
