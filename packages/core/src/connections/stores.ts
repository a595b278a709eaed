import type { ConnectionStore } from '../contracts/connection-store.ts'
import type { PaymentIntentStore } from '../contracts/payment-intent-store.ts'
import type { SessionStore } from '../contracts/session-store.ts'
import { createMemorySessionStore } from '../sessions/create-memory-session-store.ts'
import { createMemoryConnectionStore } from '../storage/create-memory-connection-store.ts'
import { createMemoryPaymentIntentStore } from '../storage/create-memory-payment-intent-store.ts'

/** Where a program keeps what must outlive it. */
export interface NostroStores {
  readonly sessions: SessionStore
  readonly connections: ConnectionStore
  readonly intents: PaymentIntentStore
}

/**
 * Stores that end with the process: for tests and for a first try.
 *
 * @example
 * const nostro = createNostro({ banks, stores: createMemoryStores() })
 */
export const createMemoryStores = (): NostroStores => ({
  sessions: createMemorySessionStore(),
  connections: createMemoryConnectionStore(),
  intents: createMemoryPaymentIntentStore(),
})
