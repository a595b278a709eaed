import type { SeedTransaction } from '../../seed/model.ts'
import type { TransactionSeries } from '../../seed/transaction-series.ts'
import { entryOf, firstPosition, type Ledger } from './ledger.ts'

/**
 * A ledger of any length that is made as it is read: memory does not grow with it. Its own movements are all booked and
 * stay as they are; what is added comes after them.
 */
export const createSeriesLedger = (currency: string, series: TransactionSeries): Ledger => {
  const added: SeedTransaction[] = []
  const size = () => series.count + added.length
  const at = (position: number): SeedTransaction | undefined =>
    position >= 0 && position < series.count ? series.at(position) : added[position - series.count]
  const positionOf = (instant: number) => firstPosition(size(), (position) => (at(position)?.instant ?? 0) >= instant)
  const edit = (position: number, count: number, ...entries: readonly SeedTransaction[]): void => {
    if (position >= series.count) added.splice(position - series.count, count, ...entries)
  }
  return {
    currency,
    get size() {
      return size()
    },
    entryAt: (position, now) => {
      const transaction = at(position)
      return transaction === undefined ? undefined : entryOf(transaction, now)
    },
    positionOf,
    totals: (now) => {
      const end = positionOf(now + 1)
      const later = added.slice(0, Math.max(0, end - series.count)).map((transaction) => entryOf(transaction, now))
      const sum = (entries: typeof later) => entries.reduce((total, { transaction }) => total + transaction.amount, 0n)
      const own = series.balanceAfter(Math.min(end, series.count))
      const booked = own + sum(later.filter(({ status }) => status === 'booked'))
      return { booked, expected: own + sum(later) }
    },
    append: (transaction) => {
      added.push(transaction)
    },
    insert: (transaction) => {
      const position = positionOf(transaction.instant + 1)
      edit(position, 0, transaction)
      return position >= series.count
    },
    find: (id, now) => {
      const index = added.findLastIndex((transaction) => entryOf(transaction, now).id === id)
      const transaction = added[index]
      return transaction === undefined
        ? undefined
        : { position: series.count + index, entry: entryOf(transaction, now) }
    },
    replace: (position, transaction) => edit(position, 1, transaction),
    remove: (position) => edit(position, 1),
  }
}
