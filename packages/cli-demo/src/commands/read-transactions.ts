import type { Account, CallContext, LocalDate, Transaction } from '@nostro/core'
import type { Setting } from '../banks/setting.ts'
import { createOrderedList } from './ordered-list.ts'
import { createFaults, type Reading } from './read-accounts.ts'

export type TransactionRow = Transaction & {
  /** Of the ledger; absent when it comes from the bank. */
  readonly id?: string | undefined
  readonly connection: string
  readonly bank: string
}

export interface TransactionsReading extends Reading<TransactionRow> {
  /** Accounts whose history the bank cut: the first day that it gave. */
  readonly cut: readonly { readonly place: string; readonly from: LocalDate }[]
}

export interface ReadTransactionsQuery {
  readonly dateFrom: LocalDate
  readonly dateTo: LocalDate
  readonly accountFilter?: (account: Account) => boolean
}

/** Transactions of all readable connections in a period. */
export const readTransactions = async (
  setting: Setting,
  ctx: CallContext,
  { dateFrom, dateTo, accountFilter }: ReadTransactionsQuery,
  progress: (text: string) => void = () => undefined,
): Promise<TransactionsReading> => {
  const { connections, unreadable } = await setting.readable(ctx)
  const banks = new Map(connections.map(({ id, instance }) => [id, instance]))
  const bankOf = (connection: string): string => banks.get(connection) ?? connection
  for (const { id } of connections) progress(`${id}: reading …`)
  const faults = createFaults(unreadable, bankOf)
  const items = createOrderedList<TransactionRow>()
  const cut = new Map<string, LocalDate>()
  const query = { dateFrom, dateTo, pageSize: 200 }
  const events = setting.nostro.aggregator.transactions(connections, query, {
    ctx,
    ...(accountFilter && { accountFilter }),
  })
  for await (const event of events) {
    faults.take(event)
    if (event.status !== 'page') continue
    const { connection, page, account } = event
    for (const item of page.items) items.add(event, { ...item, connection, bank: bankOf(connection) })
    if (page.adjustedFrom !== undefined && page.adjustedFrom > dateFrom)
      cut.set(`${bankOf(connection)}, ${account?.name ?? account?.product ?? account?.id ?? ''}`, page.adjustedFrom)
  }
  ctx.signal?.throwIfAborted()
  return { items: items.values(), ...faults.result(), cut: [...cut].map(([place, from]) => ({ place, from })) }
}
