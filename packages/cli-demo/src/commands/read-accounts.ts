import type { Account, AggregateEvent, Balance, CallContext, PageProblem } from '@nostro/core'
import type { Setting } from '../banks/setting.ts'

/** Where something went wrong, as far down as it is known. */
interface Place {
  readonly connection?: string | undefined
  /** Name of the bank in the configuration. */
  readonly bank: string
  readonly provider: string
  readonly account?: Account | undefined
}

export type ReadFault = Place & { readonly error: unknown }
export type ReadProblem = Place & { readonly problem: PageProblem }

export interface AccountWithBalances {
  readonly connection: string
  readonly bank: string
  readonly account: Account
  readonly balances: readonly Balance[]
}

/** What a reading of several connections gave, faults and unreadable entries included. */
export interface Reading<T> {
  readonly items: readonly T[]
  readonly faults: readonly ReadFault[]
  readonly problems: readonly ReadProblem[]
  /** Connections that ended well. */
  readonly done: number
}

/** Accounts with their balances: one that fails, or an entry that cannot be read, costs only itself. */
export const readAccounts = async (
  setting: Setting,
  ctx: CallContext,
  progress: (text: string) => void = () => undefined,
): Promise<Reading<AccountWithBalances>> => {
  const { connections, unreadable } = await setting.readable(ctx)
  for (const { id } of connections) progress(`${id}: reading …`)
  const banks = new Map(connections.map(({ id, instance }) => [id, instance]))
  const bankOf = (connection: string): string => banks.get(connection) ?? connection
  const items = new Map<string, AccountWithBalances>()
  const collected = createFaults(unreadable, bankOf)
  for await (const event of setting.nostro.aggregator.balances(connections, { ctx })) {
    collected.take(event)
    const { connection } = event
    const add = (account: Account, balances: readonly Balance[]): void => {
      const key = `${connection}\n${account.key}`
      const known = items.get(key)?.balances ?? []
      items.set(key, { connection, bank: bankOf(connection), account, balances: [...known, ...balances] })
    }
    if (event.status === 'page' && event.account !== undefined) add(event.account, event.page.items)
    if (event.status === 'failed') for (const { account } of event.accountErrors) add(account, [])
  }
  ctx.signal?.throwIfAborted()
  return { items: [...items.values()], ...collected.result() }
}

/** Gathers what is not an item from the aggregator's events. */
export const createFaults = (
  unreadable: readonly { readonly instance: string; readonly provider: string; readonly error: unknown }[],
  bankOf: (connection: string) => string,
) => {
  const faults: ReadFault[] = unreadable.map(({ instance, provider, error }) => ({ bank: instance, provider, error }))
  const problems: ReadProblem[] = []
  let done = 0
  return {
    take: (event: AggregateEvent<unknown>): void => {
      const { connection, provider } = event
      const place = { connection, bank: bankOf(connection), provider }
      if (event.status === 'ok') done += 1
      else if (event.status === 'page') {
        for (const problem of event.page.problems) problems.push({ ...place, account: event.account, problem })
      } else {
        for (const { account, error } of event.accountErrors) faults.push({ ...place, account, error })
        if (!event.accountErrors.some(({ error }) => error === event.error))
          faults.push({ ...place, error: event.error })
        // A bank of which some accounts could be read did not fail as a whole.
        if (event.accountErrors.length > 0 && event.accountErrors[0]?.error === event.error) done += 1
      }
    },
    result: () => ({ faults, problems, done }),
  }
}
