import type { RateLimit } from '../contracts/manifest.ts'
import type { RateBudget, SendOptions } from '../contracts/transport.ts'

const longestWaitingSeconds = 60
const usualSlackMs = 250

/**
 * The transport's budgets from a manifest's rate limits: each row is declared once, for people and for the transport.
 * `customerOf` says whose call it is; by default the authorizer's `budgetKey`.
 * @example
 * const transport = services.createTransport({ ...settings, budgets: budgetsFromManifest(manifest.rateLimits) })
 */
export const budgetsFromManifest = (
  rows: readonly RateLimit[],
  customerOf: (options: SendOptions) => string = ({ authorize }) => authorize?.budgetKey ?? '',
): readonly RateBudget[] => rows.map((row) => toBudget(row, customerOf))

const toBudget = (row: RateLimit, customerOf: (options: SendOptions) => string): RateBudget => {
  const { name, limit, windowSeconds, methods, per = 'client', slackMs = usualSlackMs } = row
  const routes = row.routes === undefined ? undefined : new Set(row.routes.map(toPattern))
  const except = new Set(row.exceptRoutes?.map(toPattern))
  const whenFull = row.whenFull ?? (windowSeconds <= longestWaitingSeconds ? 'wait' : 'refuse')
  return {
    name,
    limit,
    windowMs: windowSeconds * 1000 + slackMs,
    kind: whenFull === 'wait' ? 'window' : 'daily',
    bucket: ({ method }, options) => {
      const route = toPattern(options.route)
      if (methods?.includes(method) === false || routes?.has(route) === false || except.has(route)) return undefined
      if (per === 'client') return ''
      return per === 'customer' ? customerOf(options) : `${customerOf(options)} ${route}`
    },
  }
}

/** The same route, whatever its places are called: a call of one's own counts with the others. */
const toPattern = (route: string): string => route.replace(/\{\w{0,64}\}/g, '{}')
