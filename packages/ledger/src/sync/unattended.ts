import { type CallContext, NostroError } from '@nostro/core'
import type { Source } from './source.ts'

/** Counts reads that the law or the bank limits; `take` answers with the time at which the next one is free. */
export interface BudgetGate {
  take(
    bucket: string,
    rule: { readonly limit: number; readonly windowMs: number },
  ): Promise<{ readonly granted: boolean; readonly retryAt?: number | undefined }>
  close(bucket: string, until: number): Promise<void>
  usage(prefix: string): Promise<
    readonly {
      readonly bucket: string
      readonly starts: readonly number[]
      readonly closedUntil?: number | undefined
    }[]
  >
}

/** Twenty-four hours and a minute: whichever way a bank counts its day, four reads stay four (section 5.1). */
const windowMs = 24 * 3_600_000 + 60_000

/** The bucket of an endpoint: each account and endpoint has its own four reads. */
export const endpointOf = (provider: string, connection: string, account: string, endpoint: string): string =>
  `${provider}|${connection}|${account}|${endpoint}|unattended`

const bucketOf = (source: Source, account: string, endpoint: string): string =>
  endpointOf(source.provider, source.id, account, endpoint)

/** When all budgets of a connection have a read free again. */
export const budgetFreeAt = (
  usage: readonly { readonly starts: readonly number[]; readonly closedUntil?: number | undefined }[],
  limit: number | null,
): number => {
  let at = 0
  for (const { starts, closedUntil = 0 } of usage) {
    const oldest = limit === null ? undefined : starts.at(-limit)
    at = Math.max(at, closedUntil, oldest === undefined ? 0 : oldest + windowMs)
  }
  return at
}

interface Read {
  readonly source: Source
  readonly budgets: BudgetGate
  readonly ctx: CallContext
  readonly now: number
}

/**
 * Takes an unattended read from its budget before the call. With the customer present nothing is counted.
 * @throws NostroError `rate_limited` with the time to wait; no call was made.
 */
export const takeRead = async (
  { source, budgets, ctx, now }: Read,
  account: string,
  endpoint: string,
): Promise<void> => {
  const { unattendedReads } = source.traits
  if (unattendedReads === null || ctx.psu !== undefined) return
  const { granted, retryAt = now } = await budgets.take(bucketOf(source, account, endpoint), {
    limit: unattendedReads,
    windowMs,
  })
  if (granted) return
  throw new NostroError({
    code: 'rate_limited',
    message: `The ${unattendedReads} reads of ${endpoint} that the bank allows in 24 hours without the customer are used up.`,
    provider: source.provider,
    retryAfterMs: Math.max(0, retryAt - now),
    hint: 'Wait, or read while the customer is present.',
  })
}

/** The bank says that its limit is reached: nothing is asked until then. At most 24 hours are believed. */
export const closeRead = async (
  { source, budgets, ctx, now }: Read,
  account: string,
  endpoint: string,
  error: unknown,
): Promise<void> => {
  if (!NostroError.isInstance(error) || error.code !== 'rate_limited' || ctx.psu !== undefined) return
  const wait = error.retryAfterMs
  if (wait === undefined || !(wait > 0) || source.traits.unattendedReads === null) return
  await budgets.close(bucketOf(source, account, endpoint), now + Math.min(wait, 24 * 3_600_000))
}
