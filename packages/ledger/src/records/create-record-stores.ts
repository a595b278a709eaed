import {
  type ConnectionRecord,
  connectionStoreOver,
  intentRecordId,
  type NostroStores,
  type PaymentIntent,
  paymentIntentStoreOver,
  type Session,
  sessionStoreOver,
} from '@nostro/core'
import type { RecordParts } from './record-parts.ts'
import { createRecordTable } from './record-table.ts'

const intentTable = (parts: RecordParts) =>
  createRecordTable<PaymentIntent>(parts, {
    kind: 'intent',
    noun: 'payment intent',
    remedy: 'look the payment up at the bank before it is made again',
  })

/** Payments of a person whose data is erased: those whose outcome is open stay, since they may still be made. */
export const eraseIntents = async (parts: RecordParts, connection: string): Promise<void> => {
  const table = intentTable(parts)
  for (const { provider, key, state, connection: owner } of await table.list()) {
    const isSettled = state === 'known' || state === 'not_executed' || state === 'prepared'
    if (owner === connection && isSettled) await table.delete(intentRecordId(provider, key))
  }
}

/** Sessions, connections and payment intents in the ledger, sealed by its data key. Closed with the ledger. */
export const createRecordStores = (parts: RecordParts): NostroStores => ({
  sessions: sessionStoreOver(
    createRecordTable<Session>(parts, { kind: 'session', noun: 'session', remedy: 'authenticate again' }),
  ),
  connections: connectionStoreOver(
    createRecordTable<ConnectionRecord>(parts, { kind: 'connection', noun: 'connection', remedy: 'connect again' }),
  ),
  intents: paymentIntentStoreOver(intentTable(parts)),
})
