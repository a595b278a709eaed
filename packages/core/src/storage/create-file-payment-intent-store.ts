import { createHash } from 'node:crypto'
import type { PaymentIntent, PaymentIntentStore } from '../contracts/payment-intent-store.ts'
import { assertNextRevision } from './assert-revision.ts'
import type { FileStore, FileStoreOptions } from './file-store-options.ts'
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
import { createSealedRecordFiles, type RecordKind } from './sealed-record-files.ts'

/** Keys are any text: the file's name is a hash of provider and key. */
const idOf = (provider: string, key: string): string => {
  assertIntentKey(provider, key)
  return createHash('sha256')
    .update(JSON.stringify([provider, key]))
    .digest('hex')
    .slice(0, 48)
}

const kind: RecordKind<PaymentIntent> = {
  noun: 'payment intent',
  label: 'nostro/payment-intent/1',
  member: 'intent',
  suffix: '.intent.json',
  remedy: 'look the payment up at the bank before it is made again',
  accept: (record, id) => {
    const intent = record as PaymentIntent
    return idOf(intent.provider, intent.key) === id ? intent : undefined
  },
}

/**
 * Payment intents as encrypted files, one each (mode 0600), flushed to the disk before a call resolves: for one user's programs,
 * several processes of them at once.
 *
 * @example
 * ```ts
 * const intents = createFilePaymentIntentStore({ dir: defaultStateDir('payments', process.env), masterKey })
 * const { created, intent } = await intents.begin(prepared)
 * ```
 */
export const createFilePaymentIntentStore = (options: FileStoreOptions): PaymentIntentStore & FileStore => {
  const records = createSealedRecordFiles(kind, options)
  const remove = (intent: PaymentIntent, settledBefore: number): Promise<boolean> =>
    records.change(idOf(intent.provider, intent.key), async ({ stored, remove: removeStored }) => {
      // It may have been sent again since it was listed.
      if (stored === undefined || !isSettledBefore(stored, settledBefore)) return false
      await removeStored()
      return true
    })
  return {
    begin: async (intent) => {
      assertNewIntent(intent)
      return records.change(idOf(intent.provider, intent.key), async ({ stored, write }) => {
        if (stored === undefined) await write(intent)
        else assertSamePayment(stored, intent)
        return { created: stored === undefined, intent: stored ?? jsonCopy(intent) }
      })
    },
    update: async (intent, expectedRevision) => {
      assertNextRevision('payment intent', intent.revision, expectedRevision)
      return records.change(idOf(intent.provider, intent.key), async ({ stored, write }) => {
        if (stored?.revision !== expectedRevision) return false
        assertIntentFollows(stored, intent)
        await write(intent)
        return true
      })
    },
    get: async (provider, key) => records.get(idOf(provider, key)),
    list: async (filter = {}) =>
      (await records.list()).filter((intent) => intentMatches(intent, filter)).toSorted(compareIntents),
    prune: async (settledBefore) => {
      let removed = 0
      for (const intent of await records.list()) {
        if (isSettledBefore(intent, settledBefore) && (await remove(intent, settledBefore))) removed += 1
      }
      return removed
    },
    withLock: async (provider, key, work, signal) => records.withLock(idOf(provider, key), work, signal),
    problems: records.problems,
    reseal: records.reseal,
    close: async () => undefined,
  }
}
