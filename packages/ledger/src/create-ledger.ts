import { type BudgetStore, type Clock, type EpochMs, NostroError, type Random } from '@nostro/core'
import { createBudgetStore } from './budgets/create-budget-store.ts'
import { checkArguments, gateCalls } from './input/gate-calls.ts'
import { ledgerInputs, ledgerOptions } from './input/ledger-inputs.ts'
import { type Aggregate, type AggregateFilter, aggregate } from './read/aggregate.ts'
import { type AnnotationPatch, annotate } from './read/annotate.ts'
import { readChanges } from './read/changes.ts'
import { explainTransaction } from './read/explain.ts'
import type {
  Changes,
  Explanation,
  LedgerAccount,
  LedgerPage,
  LedgerTransaction,
  TransactionFilter,
} from './read/ledger-types.ts'
import { listAccounts } from './read/list-accounts.ts'
import { listTransactions } from './read/list-transactions.ts'
import { type FreshnessLimits, type LedgerStatus, readStatus } from './read/status.ts'
import { eraseIntents } from './records/create-record-stores.ts'
import { type LedgerRecords, openRecords } from './records/open-records.ts'
import type { RecordOptions } from './records/record-parts.ts'
import { defaultReadPlan, type ReadPlan } from './schedule/next-due.ts'
import { setDue } from './schedule/scheduler.ts'
import { checkLedger, type LedgerCheck } from './store/check-ledger.ts'
import { assertCopied } from './store/copy-ledger.ts'
import { type LedgerMasterKey, openDataKey, rotateMasterKey } from './store/data-keys.ts'
import { eraseConnection } from './store/erase.ts'
import { defaultLeaseMs, leaseNow } from './store/lease-store.ts'
import { migrate } from './store/migrations/migrate.ts'
import { type RecordedPayment, recordPayment } from './store/payment-store.ts'
import type { RawSealer } from './store/raw-store.ts'
import type { SqlStore } from './store/sql.ts'
import { indexAllTexts } from './store/text-index.ts'
import { applySuggestion, undoClaim } from './sync/judge-claim.ts'
import { createLeaseOwner } from './sync/lease-owner.ts'
import { runSync, type SyncRun } from './sync/run-sync.ts'
import type { Source } from './sync/source.ts'
import type { LeaseOwner } from './sync/sync-connection.ts'
import type { SyncOptions } from './sync/sync-types.ts'
import { type SyncConnection, toSource } from './sync/to-source.ts'

/** What {@link createLedger} is made of. */
export interface LedgerOptions {
  /** `createSqliteStore` or `createPostgresStore`; closed with the ledger. */
  readonly store: SqlStore
  readonly clock: Clock
  readonly random: Random
  /** Seals the bank's originals; the first is used for a new ledger, all are tried for an old one. */
  readonly masterKeys?: readonly LedgerMasterKey[] | undefined
  /** `none`: the bank's originals are not kept, and no master key is needed. */
  readonly rawAtRest?: 'sealed' | 'none' | undefined
  /** Names the process that syncs; by default host and process id. */
  readonly lease?: LeaseOwner | undefined
  /** How long a lease lasts unless its holder extends it, 60 s by default: a killed worker is taken over after that. */
  readonly leaseMs?: number | undefined
  /** How often connections are read without anybody asking: every 6 hours by default. */
  readonly plan?: ReadPlan | undefined
}

/** Every account in one book. Methods that name an entry or an account throw `not_found` when there is none. */
export interface Ledger {
  /** Reads the connections and keeps what is new. Starts at once. */
  sync(connections: readonly (SyncConnection | Source)[], options?: SyncOptions): SyncRun
  /** What happened since a cursor: from the beginning without one, only what comes with `now`. At most `limit` rows, 500 by default. */
  changes(cursor?: string, limit?: number): Promise<Changes>
  transactions(filter?: TransactionFilter): Promise<LedgerPage<LedgerTransaction>>
  accounts(connection?: string): Promise<readonly LedgerAccount[]>
  explain(id: string): Promise<Explanation>
  /** Notes, categories, tags, `hidden`, `deleted`; `null` takes one away. A sync never writes here. */
  annotate(id: string, patch: AnnotationPatch, by?: string): Promise<void>
  aggregate(filter: AggregateFilter): Promise<readonly Aggregate[]>
  /** A claim was wrong: gives the id of the booked entry, which has a number of its own from now on. */
  undoClaim(id: string, by?: string): Promise<string>
  /** A pending and a booked entry are one payment. */
  applySuggestion(pendingId: string, bookedId: string, by?: string): Promise<void>
  /** A payment that was made: linked to the entry that it becomes. */
  recordPayment(payment: RecordedPayment): Promise<void>
  /** Core's budgets, shared by all processes on this ledger: give it to the transport and the aggregator as well. */
  readonly budgets: BudgetStore
  /** Sessions, connections and payment intents in the ledger, sealed. @throws NostroError `invalid_config` without a master key */
  records(options?: RecordOptions): LedgerRecords
  /** How old the data is, and when it will be read again. */
  status(limits?: FreshnessLimits): Promise<LedgerStatus>
  /** Sets a connection due within 10 seconds, as a webhook does. @returns when it will be read. */
  setDue(connection: string): Promise<EpochMs>
  check(): Promise<LedgerCheck>
  /**
   * Makes texts that few entries have quick to find (SQLite). Syncs do it bit by bit; after the first sync of a large history one call
   * does the rest. Searches find the same without it. @returns how many entries were read; 0 when nothing was left to do
   */
  indexTexts(): Promise<number>
  /** Wraps the ledger's key with another master key. */
  rotateKey(next: LedgerMasterKey): Promise<{ readonly changed: boolean }>
  /** Copies the ledger to a new file (SQLite). @throws NostroError `invalid_request` where the database has its own tool. */
  backup(file: string): Promise<void>
  /** Erases a person's data on demand; days, amounts and numbers stay. */
  erase(connection: string): Promise<{ readonly transactions: number }>
  readonly store: SqlStore
  /** Names of the migrations that the opening ran; none when the tables were up to date. */
  readonly migrated: readonly string[]
  close(): Promise<void>
  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}

const openSealer = async ({
  store,
  clock,
  random,
  masterKeys = [],
  rawAtRest = 'sealed',
}: LedgerOptions): Promise<RawSealer | undefined> => {
  if (rawAtRest === 'none') return undefined
  if (masterKeys.length === 0) {
    throw new NostroError({
      code: 'invalid_config',
      message: 'The ledger seals what banks send, and was given no master key.',
      hint: 'Give masterKeys (core’s loadMasterKey makes one), or rawAtRest: "none" to keep no originals.',
    })
  }
  return { dataKey: await store.write(() => openDataKey(masterKeys, random, clock.now())), random }
}

/**
 * Opens a ledger: brings its tables up to date and opens its key.
 * @throws NostroError `invalid_config` when the ledger is newer than this program, or its master key is another one.
 * @example
 * const store = await createSqliteStore({ file: 'ledger.sqlite' })
 * const ledger = await createLedger({ store, clock: systemClock, random: systemRandom, masterKeys: [masterKey] })
 * const { added, claimed } = await ledger.sync([connection]).result()
 */
export const createLedger = async (options: LedgerOptions): Promise<Ledger> => {
  checkArguments([options], [['options', ledgerOptions]])
  const { store, clock, random } = options
  const migrated = await migrate(store)
  await store.read(() => assertCopied())
  const sealer = await openSealer(options)
  const budgets = createBudgetStore(store, clock)
  const parts = {
    store,
    clock,
    sealer,
    budgets,
    random,
    plan: options.plan ?? defaultReadPlan,
    leaseMs: options.leaseMs ?? defaultLeaseMs,
  }
  const lease = options.lease ?? createLeaseOwner(random)
  const judge = (by: string) => ({ at: clock.now(), by, sealer })
  const ledger: Ledger = {
    store,
    migrated,
    budgets,
    sync: (connections, syncOptions = {}) =>
      runSync(
        { parts, lease },
        connections.map((connection) => ('traits' in connection ? connection : toSource(connection))),
        syncOptions,
      ),
    changes: (cursor, limit = 500) => store.read(() => readChanges(cursor, limit)),
    transactions: (filter = {}) => store.read(() => listTransactions(store.dialect, filter)),
    accounts: (connection) => store.read(() => listAccounts(connection)),
    explain: (id) => store.read(() => explainTransaction(id, sealer)),
    annotate: (id, patch, by = 'user') => store.write(() => annotate(id, patch, { at: clock.now(), by })),
    aggregate: (filter) => store.read(() => aggregate(filter)),
    undoClaim: (id, by = 'user') => store.write(() => undoClaim(id, judge(by))),
    applySuggestion: (pendingId, bookedId, by = 'user') =>
      store.write(() => applySuggestion(pendingId, bookedId, judge(by))),
    recordPayment: (payment) => store.write(() => recordPayment(payment, clock.now())),
    records: (recordOptions) => openRecords({ store, clock, random, sealer, owner: lease }, recordOptions),
    status: (limits) => store.read(() => readStatus(clock.now(), limits)),
    setDue: (connection) =>
      store.write(function* () {
        return yield* setDue(connection, yield* leaseNow(store, clock))
      }),
    check: () => checkLedger(store),
    indexTexts: () => indexAllTexts(store),
    rotateKey: (next) => store.write(() => rotateMasterKey([next, ...(options.masterKeys ?? [])], next, random)),
    backup: (file) => backup(store, file),
    erase: async (connection) => {
      const erased = await store.write(() => eraseConnection(connection, store.dialect))
      if (sealer !== undefined) await eraseIntents({ store, clock, random, sealer, owner: lease }, connection)
      return erased
    },
    close: () => store.close(),
    [Symbol.asyncDispose]: () => store.close(),
  }
  return gateCalls(ledger, ledgerInputs)
}

const backup = async (store: SqlStore, file: string): Promise<void> => {
  if (store.backup !== undefined) return store.backup(file)
  throw new NostroError({
    code: 'invalid_request',
    message: 'PostgreSQL makes its own backups.',
    hint: 'Use pg_dump (docs/ledger.md).',
  })
}
