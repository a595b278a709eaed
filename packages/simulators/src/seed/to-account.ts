import type { EpochMs } from '../clock/simulated-clock.ts'
import { amsterdamDate } from './amsterdam.ts'
import { type Draft, instantOf } from './draft.ts'
import type { MinorUnits, SeedAccount, SeedTransaction } from './model.ts'
import type { Random } from './random.ts'

/** The most movements that an account starts with; `createTransactionSeries` is there for more. */
const mostTransactions = 600

/** Card payments of the last two days are reservations still; they book under another id. */
const reservationMs = 2 * 86_400_000

const isCardPayment = (draft: Draft): boolean => draft.counterparty.iban === undefined && draft.amount < 0n

const toTransaction = (draft: Draft, now: EpochMs, random: Random): SeedTransaction => {
  const { epochDay: _day, minutes: _minutes, ...rest } = draft
  const instant = instantOf(draft)
  const isPending = isCardPayment(draft) && instant > now - reservationMs
  return {
    ...rest,
    id: random.uuid(),
    ...(isPending ? { bookedId: random.uuid(), status: 'pending' } : { status: 'booked' }),
    instant,
    bookingDate: amsterdamDate(instant),
  }
}

/** The balance to start from so that the account never falls below `floor`. */
const openingFor = (transactions: readonly SeedTransaction[], floor: MinorUnits): MinorUnits => {
  let [balance, lowest] = [0n, 0n]
  for (const { amount } of transactions) {
    balance += amount
    if (balance < lowest) lowest = balance
  }
  return floor - lowest
}

export interface AccountBlueprint extends Omit<SeedAccount, 'opening' | 'transactions'> {
  readonly drafts: readonly Draft[]
  /** What the balance never falls below. */
  readonly floor: MinorUnits
}

/** Drafts up to `now`, oldest first, with ids, statuses and an opening balance that keeps the account above its floor. */
export const toAccount = (blueprint: AccountBlueprint, now: EpochMs, random: Random): SeedAccount => {
  const { drafts, floor, ...account } = blueprint
  const transactions = drafts
    .filter((draft) => instantOf(draft) < now)
    .toSorted((one, other) => instantOf(one) - instantOf(other))
    .slice(-mostTransactions)
    .map((draft) => toTransaction(draft, now, random))
  return { ...account, opening: openingFor(transactions, floor), transactions }
}
