import type { Clock } from '../contracts/clock.ts'
import type { ProviderManifest } from '../contracts/manifest.ts'
import { type EpochMs, toInstant } from '../domain/dates.ts'
import { NostroError } from '../errors/nostro-error.ts'

/** Reads a day for one account and one kind of data, while the customer is away; `undefined`: the bank has no such limit. */
export type UnattendedLimit = (manifest: ProviderManifest) => number | undefined

/** Counts reads without the customer: PSD2 (RTS article 36(5)(b)) gives a bank's client four in 24 hours. */
export interface UnattendedReads {
  /** Takes one read. @throws NostroError `rate_limited` when the day's reads are used up; nothing was called then. */
  take(manifest: ProviderManifest, key: string): void
  /** What is left today; `undefined` without limit. */
  left(manifest: ProviderManifest, key: string): number | undefined
}

/** The manifest's own word. */
export const limitOfManifest: UnattendedLimit = ({ unattendedReads }) => unattendedReads ?? undefined

const dayMs = 86_400_000

/** A counter in memory. Days are UTC days, and are forgotten when they are over. */
export const createUnattendedReads = (clock: Clock, limitOf: UnattendedLimit = limitOfManifest): UnattendedReads => {
  const counts = new Map<string, number>()
  let day = Number.NaN

  const countOf = (key: string): number => {
    const today = Math.floor(clock.now() / dayMs)
    if (today !== day) counts.clear()
    day = today
    return counts.get(key) ?? 0
  }

  return {
    left: (manifest, key) => {
      const limit = limitOf(manifest)
      return limit === undefined ? undefined : Math.max(0, limit - countOf(key))
    },
    take: (manifest, key) => {
      const limit = limitOf(manifest)
      if (limit === undefined) return
      const count = countOf(key)
      if (count >= limit) throw usedUp(manifest, limit, (day + 1) * dayMs, clock.now())
      counts.set(key, count + 1)
    },
  }
}

const usedUp = (manifest: ProviderManifest, limit: number, next: EpochMs, now: EpochMs): NostroError =>
  new NostroError({
    code: 'rate_limited',
    provider: manifest.id,
    message: `Today’s ${limit} reads of this account without the customer are used up.`,
    retryAfterMs: next - now,
    hint: `Read again after ${toInstant(next)}, or while the customer is present (give psu in the call’s context).`,
  })
