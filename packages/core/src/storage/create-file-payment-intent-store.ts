import type { PaymentIntent, PaymentIntentStore } from '../contracts/payment-intent-store.ts'
import type { FileStore, FileStoreOptions } from './file-store-options.ts'
import { createSealedRecordFiles, type RecordKind } from './sealed-record-files.ts'
import { intentRecordId, paymentIntentStoreOver } from './stores-over-records.ts'

const kind: RecordKind<PaymentIntent> = {
  noun: 'payment intent',
  label: 'nostro/payment-intent/1',
  member: 'intent',
  suffix: '.intent.json',
  remedy: 'look the payment up at the bank before it is made again',
  accept: (record, id) => {
    const intent = record as PaymentIntent
    return intentRecordId(intent.provider, intent.key) === id ? intent : undefined
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
  return { ...paymentIntentStoreOver(records), problems: records.problems, reseal: records.reseal }
}
