import {
  type BudgetStore,
  type BudgetUsage,
  type CallContext,
  NostroError,
  type UnattendedRead,
  unattendedBucket,
  unattendedWindowMs,
} from '@nostro/core'
import type { Source } from './source.ts'

/** What of a connection is read. */
type What = Omit<UnattendedRead, 'connection'>

const bucketOf = (source: Source, what: What): string =>
  unattendedBucket(source.provider, { ...what, connection: source.id })

/** When all budgets of a connection have a read free again. */
export const budgetFreeAt = (usage: readonly BudgetUsage[], limit: number | null, now: number): number => {
  let at = 0
  for (const { startsAgoMs, closedForMs } of usage) {
    const oldest = limit === null ? undefined : startsAgoMs.at(-limit)
    at = Math.max(
      at,
      closedForMs > 0 ? now + closedForMs : 0,
      oldest === undefined ? 0 : now - oldest + unattendedWindowMs,
    )
  }
  return at
}

interface Read {
  readonly source: Source
  readonly budgets: BudgetStore
  readonly ctx: CallContext
}

/**
 * Takes an unattended read from its budget before the call. With the customer present nothing is counted.
 * @throws NostroError `rate_limited` with the time to wait; no call was made.
 */
export const takeRead = async ({ source, budgets, ctx }: Read, what: What): Promise<void> => {
  const { unattendedReads } = source.traits
  if (unattendedReads === null || ctx.psu !== undefined) return
  const answer = await budgets.take([
    { bucket: bucketOf(source, what), limit: unattendedReads, windowMs: unattendedWindowMs },
  ])
  if (answer.granted) return
  throw new NostroError({
    code: 'rate_limited',
    message: `The ${unattendedReads} reads of ${what.endpoint} that the bank allows in 24 hours without the customer are used up.`,
    provider: source.provider,
    retryAfterMs: answer.retryAfterMs,
    hint: 'Wait, or read while the customer is present.',
  })
}

/** The bank says that its limit is reached: nothing is asked until then. At most 24 hours are believed. */
export const closeRead = async ({ source, budgets, ctx }: Read, what: What, error: unknown): Promise<void> => {
  if (!NostroError.isInstance(error) || error.code !== 'rate_limited' || ctx.psu !== undefined) return
  const wait = error.retryAfterMs
  if (wait === undefined || !(wait > 0) || source.traits.unattendedReads === null) return
  await budgets.close(bucketOf(source, what), wait)
}
