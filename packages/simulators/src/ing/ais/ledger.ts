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
  /** A movement in its place by time; false where the ledger cannot take one there. */
  insert(transaction: SeedTransaction): boolean
  /** The newest entry that has this id now. */
  find(id: string, now: number): { readonly position: number; readonly entry: LedgerEntry } | undefined
  replace(position: number, transaction: SeedTransaction): void
  remove(position: number): void
}

/** Pending movements are reservations of two days where nothing else is said. */
const RESERVATION_MS = 2 * 86_400_000

const isBooked = ({ status, instant, booksAt }: SeedTransaction, now: number): boolean =>
  status === 'booked' || (booksAt ?? instant + RESERVATION_MS) <= now

/** As the bank tells it at this moment: what it has written anew by then is in it. */
const asOf = (transaction: SeedTransaction, now: number): SeedTransaction =>
  transaction.change !== undefined && transaction.change.at <= now
    ? { ...transaction, ...transaction.change.fields }
    : transaction

export const entryOf = (transaction: SeedTransaction, now: number): LedgerEntry => {
  const booked = isBooked(transaction, now)
  const id = booked ? (transaction.bookedId ?? transaction.id) : transaction.id
  return { id, status: booked ? 'booked' : 'pending', transaction: asOf(transaction, now) }
}

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

const canChange = ({ status, change }: SeedTransaction): boolean => status === 'pending' || change !== undefined

export const createLedger = (account: SeedAccount): Ledger => {
  const all: SeedTransaction[] = [...account.transactions]
  let settled: { readonly count: number; readonly sum: MinorUnits; readonly until: number } | undefined

  /** Sum of the leading movements that can no longer change: read once, however often balances are asked for. */
  const settledPart = () => {
    if (settled) return settled
    let sum = 0n
    let count = 0
    for (const transaction of all) {
      if (canChange(transaction)) break
      sum += transaction.amount
      count++
    }
    settled = { count, sum, until: all[count - 1]?.instant ?? Number.NEGATIVE_INFINITY }
    return settled
  }
  const positionOf = (instant: number): number =>
    firstPosition(all.length, (position) => (all[position]?.instant ?? 0) >= instant)
  const edit = (position: number, remove: number, ...added: readonly SeedTransaction[]): void => {
    all.splice(position, remove, ...added)
    settled = undefined
  }

  return {
    currency: account.currency,
    get size() {
      return all.length
    },
    entryAt: (position, now) => {
      const transaction = all[position]
      return transaction === undefined ? undefined : entryOf(transaction, now)
    },
    positionOf,
    totals: (now) => {
      const part = settledPart()
      const whole = part.until <= now
      let booked = account.opening + (whole ? part.sum : 0n)
      let waiting = 0n
      for (const transaction of whole ? all.slice(part.count) : all) {
        if (transaction.instant > now) break
        const { amount } = asOf(transaction, now)
        if (isBooked(transaction, now)) booked += amount
        else waiting += amount
      }
      return { booked, expected: booked + waiting }
    },
    append: (transaction) => edit(positionOf(transaction.instant + 1), 0, transaction),
    insert: (transaction) => {
      edit(positionOf(transaction.instant + 1), 0, transaction)
      return true
    },
    find: (id, now) => {
      const position = all.findLastIndex((transaction) => entryOf(transaction, now).id === id)
      const transaction = all[position]
      return transaction === undefined ? undefined : { position, entry: entryOf(transaction, now) }
    },
    replace: (position, transaction) => edit(position, 1, transaction),
    remove: (position) => edit(position, 1),
  }
}
