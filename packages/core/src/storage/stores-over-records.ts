import { createHash } from 'node:crypto'
import type { ConnectionRecord, ConnectionStore } from '../contracts/connection-store.ts'
import type { PaymentIntent, PaymentIntentStore } from '../contracts/payment-intent-store.ts'
import type { SessionStore } from '../contracts/session-store.ts'
import type { Session } from '../domain/session.ts'
import { withoutSecrets } from '../sessions/create-memory-session-store.ts'
import { assertNextRevision } from './assert-revision.ts'
import { assertConnectionWrite, compareConnections, connectionMatches } from './connection-rules.ts'
import { jsonCopy } from './json-copy.ts'
import {
  assertIntentFollows,
  assertIntentKey,
  assertNewIntent,
  assertSamePayment,
  compareIntents,
  intentMatches,
  isSettledBefore,
} from './payment-intent-rules.ts'
import type { RecordStore } from './record-store.ts'

/**
 * Sessions over records of any kind of storage; the caller closes the storage.
 *
 * @example
 * const sessions = sessionStoreOver(records)
 */
export const sessionStoreOver = (records: RecordStore<Session>): SessionStore => ({
  get: records.get,
  list: async () => (await records.list()).map(withoutSecrets),
  put: (session, expectedRevision) => records.put(session.id, session, expectedRevision),
  delete: records.delete,
  withLock: records.withLock,
  problems: records.problems,
  close: async () => undefined,
})

/**
 * Connections over records of any kind of storage; the caller closes the storage.
 *
 * @example
 * const connections = connectionStoreOver(records)
 */
export const connectionStoreOver = (records: RecordStore<ConnectionRecord>): ConnectionStore => ({
  get: records.get,
  list: async (filter = {}) =>
    (await records.list()).filter((record) => connectionMatches(record, filter)).toSorted(compareConnections),
  put: async (record, expectedRevision) => {
    assertConnectionWrite(record, expectedRevision)
    return records.put(record.id, record, expectedRevision)
  },
  delete: records.delete,
  withLock: records.withLock,
  problems: records.problems,
  close: async () => undefined,
})

/**
 * The id of an intent's record. Keys are any text: a hash of provider and key.
 *
 * @example
 * const id = intentRecordId('ing', idempotencyKey)
 */
export const intentRecordId = (provider: string, key: string): string => {
  assertIntentKey(provider, key)
  return createHash('sha256')
    .update(JSON.stringify([provider, key]))
    .digest('hex')
    .slice(0, 48)
}

/**
 * Payment intents over records of any kind of storage, under {@link intentRecordId}; the caller closes the storage.
 *
 * @example
 * const intents = paymentIntentStoreOver(records)
 */
export const paymentIntentStoreOver = (records: RecordStore<PaymentIntent>): PaymentIntentStore => {
  const remove = (intent: PaymentIntent, settledBefore: number): Promise<boolean> =>
    records.change(intentRecordId(intent.provider, intent.key), async ({ stored, remove: removeStored }) => {
      // It may have been sent again since it was listed.
      if (stored === undefined || !isSettledBefore(stored, settledBefore)) return false
      await removeStored()
      return true
    })
  return {
    begin: async (intent) => {
      assertNewIntent(intent)
      return records.change(intentRecordId(intent.provider, intent.key), async ({ stored, write }) => {
        if (stored === undefined) await write(intent)
        else assertSamePayment(stored, intent)
        return { created: stored === undefined, intent: stored ?? jsonCopy(intent) }
      })
    },
    update: async (intent, expectedRevision) => {
      assertNextRevision('payment intent', intent.revision, expectedRevision)
      return records.change(intentRecordId(intent.provider, intent.key), async ({ stored, write }) => {
        if (stored?.revision !== expectedRevision) return false
        assertIntentFollows(stored, intent)
        await write(intent)
        return true
      })
    },
    get: async (provider, key) => records.get(intentRecordId(provider, key)),
    list: async (filter = {}) =>
      (await records.list()).filter((intent) => intentMatches(intent, filter)).toSorted(compareIntents),
    prune: async (settledBefore) => {
      let removed = 0
      for (const intent of await records.list()) {
        if (isSettledBefore(intent, settledBefore) && (await remove(intent, settledBefore))) removed += 1
      }
      return removed
    },
    withLock: async (provider, key, work, signal) => records.withLock(intentRecordId(provider, key), work, signal),
    problems: records.problems,
    close: async () => undefined,
  }
}
