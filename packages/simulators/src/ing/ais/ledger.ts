import type { MinorUnits, SeedAccount, SeedTransaction } from '../../seed/model.ts'

/** A movement as it stands at one moment. */
export interface LedgerEntry {
  readonly id: string
  readonly status: 'booked' | 'pending'
  readonly transaction: SeedTransaction
}

/** The movements of one currency, oldest first, addressed by position so that a million cost nothing to page. */
export interface Ledger {
  readonly currency: string
  readonly size: number
  entryAt(position: number, now: number): LedgerEntry | undefined
  /** The first position whose instant is at or after this one. */
  positionOf(instant: number): number
  /** Booked balance, and the expected one with pending movements. */
  totals(now: number): { readonly booked: MinorUnits; readonly expected: MinorUnits }
  /** A movement that arose while the simulator ran. */
  append(transaction: SeedTransaction): void
}

/** Pending movements are reservations of two days. */
const RESERVATION_MS = 2 * 86_400_000

const isBooked = ({ status, instant }: SeedTransaction, now: number): boolean =>
  status === 'booked' || instant + RESERVATION_MS <= now

/** The first of `size` positions for which the answer is yes, it being no for all before and yes for all after. */
export const firstPosition = (size: number, reached: (position: number) => boolean): number => {
  let low = 0
  let high = size
  while (low < high) {
    const middle = (low + high) >>> 1
    if (reached(middle)) high = middle
    else low = middle + 1
  }
  return low
}

export const createLedger = (account: SeedAccount): Ledger => {
  const seeded = account.transactions
  const added: SeedTransaction[] = []
  const at = (position: number): SeedTransaction | undefined =>
    position < seeded.length ? seeded[position] : added[position - seeded.length]
  const size = () => seeded.length + added.length
  let settled: { readonly count: number; readonly sum: MinorUnits; readonly until: number } | undefined

  /** Sum of the leading movements that can no longer change: read once, however often balances are asked for. */
  const settledPart = () => {
    if (settled) return settled
    let sum = 0n
    let count = 0
    for (const transaction of seeded) {
      if (transaction.status === 'pending') break
      sum += transaction.amount
      count++
    }
    settled = { count, sum, until: seeded[count - 1]?.instant ?? Number.NEGATIVE_INFINITY }
    return settled
  }

  return {
    currency: account.currency,
    get size() {
      return size()
    },
    entryAt: (position, now) => {
      const transaction = at(position)
      if (!transaction) return undefined
      const booked = isBooked(transaction, now)
      const id = booked ? (transaction.bookedId ?? transaction.id) : transaction.id
      return { id, status: booked ? 'booked' : 'pending', transaction }
    },
    positionOf: (instant) => firstPosition(size(), (position) => (at(position)?.instant ?? 0) >= instant),
    totals: (now) => {
      const part = settledPart()
      const whole = part.until <= now
      let booked = account.opening + (whole ? part.sum : 0n)
      let waiting = 0n
      for (let position = whole ? part.count : 0; position < size(); position++) {
        const transaction = at(position)
        if (!transaction || transaction.instant > now) break
        if (isBooked(transaction, now)) booked += transaction.amount
        else waiting += transaction.amount
      }
      return { booked, expected: booked + waiting }
    },
    append: (transaction) => {
      added.push(transaction)
    },
  }
}
