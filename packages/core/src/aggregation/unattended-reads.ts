import type { BudgetStore } from '../contracts/budget-store.ts'
import type { ProviderManifest } from '../contracts/manifest.ts'
import { NostroError } from '../errors/nostro-error.ts'

/** Reads in 24 hours for one account and one kind of data, while the customer is away; `undefined`: the bank has no such limit. */
export type UnattendedLimit = (manifest: ProviderManifest) => number | undefined

/** What is read: each account and each kind of data has its own count. */
export interface UnattendedRead {
  /** The connection's id. */
  readonly connection: string
  /** The account's `key`; absent for the list of accounts. */
  readonly account?: string | undefined
  readonly endpoint: 'accounts' | 'balances' | 'transactions'
}

/**
 * The budget in which a read without the customer is counted. Everything that reads over one store uses this name (the aggregator and
 * the ledger's sync), so that the bank's limit holds over all of it. Where the bank gives an account another id with a new consent, its
 * count begins anew, as the bank's own does.
 *
 * @example
 * unattendedBucket('ing', { connection: 'c-1', account: 'a-1:EUR', endpoint: 'balances' }) // 'ing|c-1|a-1:EUR|balances|unattended'
 */
export const unattendedBucket = (provider: string, { connection, account = 'all', endpoint }: UnattendedRead): string =>
  `${provider}|${connection}|${account}|${endpoint}|unattended`

/** Counts reads without the customer: PSD2 (RTS article 36(5)(b)) gives a bank's client four in a period of 24 hours. */
export interface UnattendedReads {
  /** Takes one read. @throws NostroError `rate_limited` when the reads of the last 24 hours are used up; nothing was called then. */
  take(manifest: ProviderManifest, read: UnattendedRead): Promise<void>
  /** What is left now; `undefined` without limit. */
  left(manifest: ProviderManifest, read: UnattendedRead): Promise<number | undefined>
}

/** The manifest's own word. */
export const limitOfManifest: UnattendedLimit = ({ unattendedReads }) => unattendedReads ?? undefined

/** A sliding day, and a minute more: calls take different time on their way, and the bank counts when they arrive. Milliseconds. */
export const unattendedWindowMs = 86_400_000 + 60_000

/**
 * Unattended reads over a store: in memory for one process, the ledger's for all processes, its own syncs, and over restarts.
 *
 * @example
 * const unattended = createUnattendedReads(createMemoryBudgetStore(clock))
 */
export const createUnattendedReads = (
  store: BudgetStore,
  limitOf: UnattendedLimit = limitOfManifest,
): UnattendedReads => {
  return {
    left: async (manifest, read) => {
      const limit = limitOf(manifest)
      if (limit === undefined) return undefined
      const bucket = unattendedBucket(manifest.id, read)
      const usage = (await store.usage(bucket)).find((each) => each.bucket === bucket)
      if (usage === undefined) return limit
      return usage.closedForMs > 0
        ? 0
        : Math.max(0, limit - usage.startsAgoMs.filter((ago) => ago < unattendedWindowMs).length)
    },
    take: async (manifest, read) => {
      const limit = limitOf(manifest)
      if (limit === undefined) return
      const answer = await store.take([
        { bucket: unattendedBucket(manifest.id, read), limit, windowMs: unattendedWindowMs },
      ])
      if (!answer.granted) throw usedUp(manifest, limit, answer.retryAfterMs)
    },
  }
}

const usedUp = (manifest: ProviderManifest, limit: number, retryAfterMs: number): NostroError =>
  new NostroError({
    code: 'rate_limited',
    provider: manifest.id,
    message: `The ${limit} reads of this account without the customer in 24 hours are used up.`,
    retryAfterMs,
    sent: false,
    hint: `Nothing was sent. Read again in ${Math.ceil(retryAfterMs / 60_000)} minutes, or while the customer is present (give \`psu\` in the call’s context).`,
  })
