import type { PageProblem } from '../contracts/accounts.ts'
import type { Account } from '../domain/account.ts'
import type { LocalDate } from '../domain/dates.ts'
import type { NostroError } from '../errors/nostro-error.ts'
import type { AggregateEvent } from './create-aggregator.ts'

interface Origin {
  readonly connection: string
  readonly provider: string
  /** Whose balance or transaction it is; absent where accounts themselves were listed. */
  readonly account?: Account | undefined
}

/** Everything that came, for callers who need no stream. Items of a connection that failed later are kept. */
export interface Collected<T> {
  readonly items: readonly (Origin & { readonly item: T })[]
  /** What could not be read, and of which account. */
  readonly problems: readonly (Origin & { readonly problem: PageProblem })[]
  /** Accounts whose history the bank cut, with the first day that it served. */
  readonly adjusted: readonly (Origin & { readonly from: LocalDate })[]
  /** Connections or single accounts that failed. */
  readonly errors: readonly (Origin & { readonly error: NostroError })[]
  /** Ids of the connections that ended well. */
  readonly ok: readonly string[]
}

/**
 * Reads a stream of the aggregator to its end.
 *
 * @example
 * const { items, problems, errors } = await collect(nostro.aggregator.accounts(connections))
 */
export const collect = async <T>(events: AsyncIterable<AggregateEvent<T>>): Promise<Collected<T>> => {
  const items: (Origin & { item: T })[] = []
  const problems: (Origin & { problem: PageProblem })[] = []
  const adjusted = new Map<string, Origin & { from: LocalDate }>()
  const errors: (Origin & { error: NostroError })[] = []
  const ok: string[] = []
  for await (const event of events) {
    const { connection, provider } = event
    if (event.status === 'page') {
      const origin: Origin = { connection, provider, account: event.account }
      for (const item of event.page.items) items.push({ ...origin, item })
      for (const problem of event.page.problems) problems.push({ ...origin, problem })
      if (event.page.adjustedFrom !== undefined)
        adjusted.set(`${connection}\n${event.account?.key ?? ''}`, { ...origin, from: event.page.adjustedFrom })
    } else if (event.status === 'ok') ok.push(connection)
    else if (event.accountErrors.length === 0) errors.push({ connection, provider, error: event.error })
    else {
      for (const { account, error } of event.accountErrors) errors.push({ connection, provider, account, error })
      const own = event.accountErrors.some(({ error }) => error === event.error)
      if (!own) errors.push({ connection, provider, error: event.error })
    }
  }
  return { items, problems, adjusted: [...adjusted.values()], errors, ok }
}
