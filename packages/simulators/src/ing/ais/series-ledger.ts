import type { SeedTransaction } from '../../seed/model.ts'
import type { TransactionSeries } from '../../seed/transaction-series.ts'
import { firstPosition, type Ledger } from './ledger.ts'

/** A ledger of any length that is made as it is read: memory does not grow with it. Its movements are all booked. */
export const createSeriesLedger = (currency: string, series: TransactionSeries): Ledger => {
  const added: SeedTransaction[] = []
  const size = () => series.count + added.length
  const at = (position: number): SeedTransaction | undefined =>
    position >= 0 && position < series.count ? series.at(position) : added[position - series.count]
  const positionOf = (instant: number) => firstPosition(size(), (position) => (at(position)?.instant ?? 0) >= instant)
  return {
    currency,
    get size() {
      return size()
    },
    entryAt: (position) => {
      const transaction = at(position)
      return transaction ? { id: transaction.id, status: 'booked', transaction } : undefined
    },
    positionOf,
    totals: (now) => {
      const end = positionOf(now + 1)
      const later = added.slice(0, Math.max(0, end - series.count))
      const booked = later.reduce((sum, { amount }) => sum + amount, series.balanceAfter(Math.min(end, series.count)))
      return { booked, expected: booked }
    },
    append: (transaction) => {
      added.push(transaction)
    },
  }
}
