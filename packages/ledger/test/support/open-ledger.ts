import { createFakeClock, createSeededRandom, type FakeClock } from '@nostro/core/testing'
import { createLedger, type Ledger, type LedgerOptions } from '../../src/create-ledger.ts'
import type { SqlStore } from '../../src/store/sql.ts'

export const masterKey = { id: 'test-master-1', key: new Uint8Array(32).fill(7) }

/** 10 March 2026, noon in UTC. */
export const testStart = Date.UTC(2026, 2, 10, 12)

export const openLedger = (
  store: SqlStore,
  clock: FakeClock = createFakeClock(testStart),
  options: Partial<LedgerOptions> = {},
): Promise<Ledger> =>
  createLedger({
    store,
    clock,
    random: createSeededRandom('ledger'),
    masterKeys: [masterKey],
    // A holder of an earlier ledger in the same test is gone.
    lease: { owner: 'test', isGone: () => true },
    ...options,
  })
