import type { OutgoingRequest, RateBudget, RateLimit, SendOptions } from '@nostro/core'

export interface BudgetRules<Row extends RateLimit> {
  /** The bucket in which a call counts for a row; `undefined` when the row is not about it. */
  bucket(row: Row, request: OutgoingRequest, options: SendOptions): string | undefined
  /** Added to each window, so that a call that is quick on its way does not overtake the bank's window; 250 by default. */
  readonly slackMs?: number | undefined
}

const daySeconds = 86_400

/**
 * The transport's budgets from the manifest's rate-limit rows: what is declared is what is kept. A row of a whole day
 * becomes a daily quota, all others sliding windows.
 *
 * @example
 * budgetsOf(manifest.rateLimits, { bucket: (row, request, { route }) => (request.method === row.method ? route : undefined) })
 */
export const budgetsOf = <Row extends RateLimit>(
  rows: readonly Row[],
  { bucket, slackMs = 250 }: BudgetRules<Row>,
): readonly RateBudget[] =>
  rows.map((row) => ({
    name: row.name,
    limit: row.limit,
    windowMs: row.windowSeconds * 1000 + (row.windowSeconds === daySeconds ? 0 : slackMs),
    kind: row.windowSeconds === daySeconds ? 'daily' : 'window',
    bucket: (request, options) => bucket(row, request, options),
  }))
