import type { PaymentIntent, PaymentIntentStore } from '../contracts/payment-intent-store.ts'
import { assertNextRevision } from './assert-revision.ts'
import { jsonCopy } from './json-copy.ts'
import { createKeyedLock } from './keyed-lock.ts'
import {
  assertIntentFollows,
  assertIntentKey,
  assertNewIntent,
  assertSamePayment,
  compareIntents,
  intentMatches,
  isSettledBefore,
} from './payment-intent-rules.ts'

/**
 * Payment intents of one process. A restart forgets them, so a repeat after a crash can pay twice: for tests and for programs
 * that keep their own record of payments.
 *
 * @example
 * ```ts
 * const intents = createMemoryPaymentIntentStore()
 * const { created, intent } = await intents.begin(prepared)
 * ```
 */
export const createMemoryPaymentIntentStore = (): PaymentIntentStore => {
  const intents = new Map<string, PaymentIntent>()
  const lock = createKeyedLock()
  const nameOf = (provider: string, key: string): string => {
    assertIntentKey(provider, key)
    return JSON.stringify([provider, key])
  }
  return {
    begin: async (intent) => {
      assertNewIntent(intent)
      const name = nameOf(intent.provider, intent.key)
      const stored = intents.get(name)
      if (stored === undefined) intents.set(name, jsonCopy(intent))
      else assertSamePayment(stored, intent)
      return { created: stored === undefined, intent: jsonCopy(stored ?? intent) }
    },
    update: async (intent, expectedRevision) => {
      assertNextRevision('payment intent', intent.revision, expectedRevision)
      const name = nameOf(intent.provider, intent.key)
      const stored = intents.get(name)
      if (stored?.revision !== expectedRevision) return false
      assertIntentFollows(stored, intent)
      intents.set(name, jsonCopy(intent))
      return true
    },
    get: async (provider, key) => {
      const intent = intents.get(nameOf(provider, key))
      return intent === undefined ? undefined : jsonCopy(intent)
    },
    list: async (filter = {}) =>
      [...intents.values()]
        .filter((intent) => intentMatches(intent, filter))
        .toSorted(compareIntents)
        .map(jsonCopy),
    prune: async (settledBefore) => {
      const old = [...intents].filter(([, intent]) => isSettledBefore(intent, settledBefore))
      for (const [name] of old) intents.delete(name)
      return old.length
    },
    withLock: async (provider, key, work, signal) => lock.run(nameOf(provider, key), work, signal),
    close: async () => undefined,
  }
}
