import type { PageProblem } from '../contracts/accounts.ts'
import type { Account } from '../domain/account.ts'
import type { LocalDate } from '../domain/dates.ts'
import type { NostroError } from '../errors/nostro-error.ts'
import type { AggregateEvent } from './create-aggregator.ts'
import { type BankPlace, inBankOrder } from './in-bank-order.ts'

interface Origin extends BankPlace {
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
 * Reads a stream of the aggregator to its end. All lists are in the order of the connections and of each bank's accounts.
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
    const { connection, provider, position } = event
    if (event.status === 'page') {
      const { account, accountPosition } = event
      const origin: Origin = { connection, provider, account, position, accountPosition }
      for (const item of event.page.items) items.push({ ...origin, item })
      for (const problem of event.page.problems) problems.push({ ...origin, problem })
      if (event.page.adjustedFrom !== undefined)
        adjusted.set(`${connection}\n${event.account?.key ?? ''}`, { ...origin, from: event.page.adjustedFrom })
    } else if (event.status === 'ok') ok.push(connection)
    else if (event.accountErrors.length === 0)
      errors.push({ connection, provider, position, accountPosition: 0, error: event.error })
    else {
      for (const failed of event.accountErrors) errors.push({ connection, provider, position, ...failed })
      const own = event.accountErrors.some(({ error }) => error === event.error)
      if (!own) errors.push({ connection, provider, position, accountPosition: 0, error: event.error })
    }
  }
  return {
    items: inBankOrder(items),
    problems: inBankOrder(problems),
    adjusted: inBankOrder([...adjusted.values()]),
    errors: inBankOrder(errors),
    ok,
  }
}
