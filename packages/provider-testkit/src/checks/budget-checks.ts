import { NostroError, type RateLimit } from '@nostro/core'
import type { Limits } from '../services/kit-services.ts'
import { type Check, NotProvableHere, verify } from './check.ts'
import { accountsOf, attended, type CheckContext } from './check-context.ts'

const source = 'core/contracts/manifest.ts ProviderManifest.rateLimits'
/** More calls than this would take a run too long. */
const mostCalls = 100
/** Calls take different time on their way: a part of the window, more on a busy machine. */
const slack = 0.1

/** The tightest limit that readings wait for. */
const tightest = (limits: readonly RateLimit[]): RateLimit => {
  const [found] = limits
    .filter(({ methods, routes, whenFull = 'wait', windowSeconds }) => {
      return (methods?.includes('GET') ?? true) && routes === undefined && whenFull === 'wait' && windowSeconds <= 60
    })
    .toSorted((one, other) => one.limit - other.limit)
  if (found !== undefined && found.limit * 2 < mostCalls) return found
  throw new NotProvableHere('The manifest has no limit that a hundred readings would meet.')
}

/** So many balances at once, and what became of each. */
const rush = async (context: CheckContext, limits: Limits, count: (limit: RateLimit) => number) => {
  const first = await context.connect()
  const { session } = first
  const provider = context.open(limits)
  const limit = tightest(provider.manifest.rateLimits)
  const access = context.access(provider, session)
  const account = await context.account(first)
  const before = context.requests()
  const outcomes = await Promise.allSettled(
    Array.from({ length: count(limit) }, () => accountsOf(provider).balances(access, account, attended(provider))),
  )
  return { limit, outcomes, seen: context.bank.requests().slice(before) }
}

export const budgetChecks: readonly Check[] = [
  {
    id: 'budgets.kept',
    area: 'budgets',
    title: 'No more requests reach the bank in a window than the manifest says.',
    why: 'The bank locks out who asks too often, and all customers with him.',
    source,
    needs: ['accounts', 'request-times'],
    run: async (context) => {
      const { limit, seen } = await rush(context, 'budgets', (row) => row.limit * 2 + 2)
      const times = seen.filter(({ method }) => method === 'GET').map(({ at }) => Date.parse(String(at)))
      const windowMs = limit.windowSeconds * 1000 * (1 - slack)
      for (const [index, time] of times.entries()) {
        const later = times[index + limit.limit]
        verify(
          later === undefined || later - time >= windowMs,
          `More than ${limit.limit} requests came within ${limit.windowSeconds} s (“${limit.name}”).`,
        )
      }
    },
  },
  {
    id: 'budgets.waiting-ends',
    area: 'budgets',
    title: 'A call that would wait too long in the queue is rate_limited, with the time to wait.',
    why: 'A page must not hang behind a nightly sync.',
    source: 'core/contracts/transport.ts TransportSettings.maxQueueMs',
    needs: ['accounts'],
    run: async (context) => {
      const { outcomes } = await rush(context, 'real', ({ limit, windowSeconds }) => {
        const queueMs = Math.max(...context.kit.settings.map(({ maxQueueMs = 30_000 }) => maxQueueMs))
        const count = limit * Math.ceil(queueMs / 1000 / windowSeconds + 2)
        if (count > mostCalls) throw new NotProvableHere('The queue is longer than a hundred readings.')
        return count
      })
      const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
      verify(refused.length > 0, 'Every call waited for its turn, however long it took.')
      for (const error of refused) {
        const isLimited = NostroError.isInstance(error) && error.code === 'rate_limited'
        verify(isLimited && (error.retryAfterMs ?? 0) > 0, `A call that waited too long ended with ${String(error)}`)
      }
    },
  },
]
