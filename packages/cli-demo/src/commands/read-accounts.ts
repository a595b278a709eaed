import type { Account, AggregateEvent, Balance, CallContext, PageProblem } from '@nostro/core'
import type { Setting } from '../banks/setting.ts'
import { createOrderedList } from './ordered-list.ts'

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
  const items = createOrderedList<AccountWithBalances>()
  const collected = createFaults(unreadable, bankOf)
  for await (const event of setting.nostro.aggregator.balances(connections, { ctx })) {
    collected.take(event)
    const { connection, position } = event
    const place = { connection, bank: bankOf(connection) }
    if (event.status === 'page' && event.account !== undefined)
      items.add(event, { ...place, account: event.account, balances: event.page.items })
    if (event.status !== 'failed') continue
    for (const { account, accountPosition } of event.accountErrors)
      items.add({ position, accountPosition }, { ...place, account, balances: [] })
  }
  ctx.signal?.throwIfAborted()
  return { items: items.values(), ...collected.result() }
}

/** Gathers what is not an item from the aggregator's events. */
export const createFaults = (
  unreadable: readonly { readonly instance: string; readonly provider: string; readonly error: unknown }[],
  bankOf: (connection: string) => string,
) => {
  const faults = createOrderedList<ReadFault>()
  const problems = createOrderedList<ReadProblem>()
  for (const { instance, provider, error } of unreadable)
    faults.add({ position: -1 }, { bank: instance, provider, error })
  let done = 0
  return {
    take: (event: AggregateEvent<unknown>): void => {
      const { connection, provider, position } = event
      const place = { connection, bank: bankOf(connection), provider }
      if (event.status === 'ok') done += 1
      else if (event.status === 'page') {
        const { account } = event
        for (const problem of event.page.problems) problems.add(event, { ...place, account, problem })
      } else {
        for (const { account, accountPosition, error } of event.accountErrors)
          faults.add({ position, accountPosition }, { ...place, account, error })
        if (!event.accountErrors.some(({ error }) => error === event.error))
          faults.add({ position }, { ...place, error: event.error })
        // A bank of which some accounts could be read did not fail as a whole.
        if (event.accountErrors.length > 0 && event.accountErrors[0]?.error === event.error) done += 1
      }
    },
    result: () => ({ faults: faults.values(), problems: problems.values(), done }),
  }
}
