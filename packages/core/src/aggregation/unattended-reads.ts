import type { BudgetStore } from '../contracts/budget-store.ts'
import type { ProviderManifest } from '../contracts/manifest.ts'
import { NostroError } from '../errors/nostro-error.ts'

/** Reads in 24 hours for one account and one kind of data, while the customer is away; `undefined`: the bank has no such limit. */
export type UnattendedLimit = (manifest: ProviderManifest) => number | undefined

/** Counts reads without the customer: PSD2 (RTS article 36(5)(b)) gives a bank's client four in a period of 24 hours. */
export interface UnattendedReads {
  /** Takes one read. @throws NostroError `rate_limited` when the reads of the last 24 hours are used up; nothing was called then. */
  take(manifest: ProviderManifest, key: string): Promise<void>
  /** What is left now; `undefined` without limit. */
  left(manifest: ProviderManifest, key: string): Promise<number | undefined>
}

/** The manifest's own word. */
export const limitOfManifest: UnattendedLimit = ({ unattendedReads }) => unattendedReads ?? undefined

/** A sliding day, and a minute more: calls take different time on their way, and the bank counts when they arrive. */
const windowMs = 86_400_000 + 60_000

/**
 * Unattended reads over a store: in memory for one process, the ledger's for all processes and over restarts. `key` names
 * connection, account and kind of data: `c-1/transactions/a-1/EUR`.
 *
 * @example
 * const unattended = createUnattendedReads(createMemoryBudgetStore(clock))
 */
export const createUnattendedReads = (
  store: BudgetStore,
  limitOf: UnattendedLimit = limitOfManifest,
): UnattendedReads => {
  const bucketOf = ({ id }: ProviderManifest, key: string): string => `${id}|unattended|${key}`
  return {
    left: async (manifest, key) => {
      const limit = limitOf(manifest)
      if (limit === undefined) return undefined
      const bucket = bucketOf(manifest, key)
      const usage = (await store.usage(bucket)).find((each) => each.bucket === bucket)
      if (usage === undefined) return limit
      return usage.closedForMs > 0 ? 0 : Math.max(0, limit - usage.startsAgoMs.filter((ago) => ago < windowMs).length)
    },
    take: async (manifest, key) => {
      const limit = limitOf(manifest)
      if (limit === undefined) return
      const answer = await store.take([{ bucket: bucketOf(manifest, key), limit, windowMs }])
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
