import { type BudgetStore, type BudgetUsage, type CallContext, NostroError } from '@nostro/core'
import type { Source } from './source.ts'

/** Twenty-four hours and a minute: whichever way a bank counts its day, four reads stay four (section 5.1). */
const windowMs = 24 * 3_600_000 + 60_000

/** The bucket of an endpoint: each account and endpoint has its own four reads. */
export const endpointOf = (provider: string, connection: string, account: string, endpoint: string): string =>
  `${provider}|${connection}|${account}|${endpoint}|unattended`

const bucketOf = (source: Source, account: string, endpoint: string): string =>
  endpointOf(source.provider, source.id, account, endpoint)

/** When all budgets of a connection have a read free again. */
export const budgetFreeAt = (usage: readonly BudgetUsage[], limit: number | null, now: number): number => {
  let at = 0
  for (const { startsAgoMs, closedForMs } of usage) {
    const oldest = limit === null ? undefined : startsAgoMs.at(-limit)
    at = Math.max(at, closedForMs > 0 ? now + closedForMs : 0, oldest === undefined ? 0 : now - oldest + windowMs)
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
export const takeRead = async ({ source, budgets, ctx }: Read, account: string, endpoint: string): Promise<void> => {
  const { unattendedReads } = source.traits
  if (unattendedReads === null || ctx.psu !== undefined) return
  const answer = await budgets.take([{ bucket: bucketOf(source, account, endpoint), limit: unattendedReads, windowMs }])
  if (answer.granted) return
  throw new NostroError({
    code: 'rate_limited',
    message: `The ${unattendedReads} reads of ${endpoint} that the bank allows in 24 hours without the customer are used up.`,
    provider: source.provider,
    retryAfterMs: answer.retryAfterMs,
    hint: 'Wait, or read while the customer is present.',
  })
}

/** The bank says that its limit is reached: nothing is asked until then. At most 24 hours are believed. */
export const closeRead = async (
  { source, budgets, ctx }: Read,
  account: string,
  endpoint: string,
  error: unknown,
): Promise<void> => {
  if (!NostroError.isInstance(error) || error.code !== 'rate_limited' || ctx.psu !== undefined) return
  const wait = error.retryAfterMs
  if (wait === undefined || !(wait > 0) || source.traits.unattendedReads === null) return
  await budgets.close(bucketOf(source, account, endpoint), wait)
}
