import { createMemoryBudgetStore } from '../../budgets/create-memory-budget-store.ts'
import { monotonicOf } from '../../budgets/monotonic-of.ts'
import { createRateBudgets } from '../../budgets/rate-budgets.ts'
import type { Transport, TransportSettings } from '../../contracts/transport.ts'
import { NostroError } from '../../errors/nostro-error.ts'
import { resolveLink } from '../../http/resolve-link.ts'
import { createAlarm } from './alarm.ts'
import { createBankPools } from './bank-pools.ts'
import { runCall } from './call.ts'
import type { TransportDependencies } from './call-environment.ts'
import { createClockOffset } from './clock-offset.ts'
import { type BankPool, createPool, type PoolMaker, refuseUnverifiedTls } from './create-pool.ts'
import { createProxyChoice } from './proxy.ts'
import { closed, foreignHost } from './transport-errors.ts'

/**
 * The transport over undici: one pool per origin and identity, made on first use.
 * @throws NostroError `invalid_config` for an origin that is not https, or when the process verifies no server
 *
 * @example
 * const transport = createUndiciTransport({ provider: 'ing', origins: ['https://api.ing.com'] }, { clock, random, logger })
 */
export const createUndiciTransport = (
  settings: TransportSettings,
  dependencies: TransportDependencies,
  makePool: PoolMaker = createPool,
): Transport => {
  refuseUnverifiedTls(process.env)
  const { provider } = settings
  const origins = new Set(settings.origins.map((origin) => toOrigin(origin, provider)))
  const pools = createBankPools(settings, createProxyChoice(dependencies.proxy, process.env), makePool)
  const running = new Set<Promise<unknown>>()
  const closing = new AbortController()
  const { clock } = dependencies
  const offset = createClockOffset(clock)
  const alarm = createAlarm(clock)
  const budgets = createRateBudgets({
    provider,
    budgets: settings.budgets ?? [],
    store: dependencies.budgetStore ?? createMemoryBudgetStore(clock),
    clock,
    maxQueueMs: settings.maxQueueMs ?? 30_000,
  })

  const refuseClosed = (): void => {
    if (closing.signal.aborted) throw closed(provider)
  }
  const poolOf = async (origin: string): Promise<BankPool> => {
    refuseClosed()
    if (!origins.has(origin)) throw foreignHost(provider)
    const pool = await pools.of(origin)
    refuseClosed()
    return pool
  }

  return {
    send: (request, options) => {
      const call = runCall(request, options, {
        settings,
        dependencies,
        time: monotonicOf(clock),
        offset,
        budgets,
        alarm,
        poolOf,
        closing: closing.signal,
      })
      running.add(call)
      const forget = (): void => {
        running.delete(call)
      }
      call.then(forget, forget)
      return call
    },
    resolveLink: (origin, href) => resolveLink(provider, origin, href),
    bankNow: () => offset.bankNow(),
    close: async (graceMs = 0) => {
      if (graceMs > 0 && running.size > 0) {
        const waiting = new AbortController()
        const drained = Promise.allSettled(running).then(() => waiting.abort())
        await Promise.race([drained, clock.sleep(graceMs, waiting.signal).catch(() => undefined)])
      }
      closing.abort(closed(provider))
      await Promise.allSettled(running)
      await pools.destroy()
    },
  }
}

const toOrigin = (text: string, provider: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'https:' && url.origin === text) return text
  throw new NostroError({
    code: 'invalid_config',
    provider,
    // Between the slashes and the @ stands a password.
    message: `“${text.replace(/\/\/[^/?#]*@/, '//…@').slice(0, 200)}” is not an https origin.`,
    hint: 'Write scheme, host and port only, for example https://api.example:8443.',
  })
}
