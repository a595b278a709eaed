import type { EpochMs } from '../clock/simulated-clock.ts'
import { amsterdamDate } from './amsterdam.ts'
import { employers, shops, supermarkets } from './merchants.ts'
import type { MinorUnits, SeedTransaction } from './model.ts'
import type { Random } from './random.ts'

/** A long history of which each part is made when it is asked for. */
export interface TransactionSeries {
  readonly count: number
  /** Balance before transaction 0. */
  readonly opening: MinorUnits
  /** Transaction `index`, 0 being the oldest. The same index gives an equal transaction each time. */
  at(index: number): SeedTransaction
  /** Balance after the first `length` transactions. */
  balanceAfter(length: number): MinorUnits
}

export interface TransactionSeriesOptions {
  readonly count: number
  /** Random source by purpose; every transaction draws from its own. */
  readonly random: (purpose: string) => Random
  /** Keeps the series of two accounts apart. */
  readonly name: string
  readonly until: EpochMs
  /** Between one transaction and the next. Default: the series covers two years. */
  readonly stepMs?: number
  readonly opening?: MinorUnits
}

/** Amounts repeat with this period, so that any balance is a multiplication and a look-up. */
const period = 1000
const twoYearsMs = 2 * 365 * 86_400_000

/** Each hundredth amount is a salary that pays for the ninety-nine before it. */
const createAmounts = (random: Random): readonly MinorUnits[] => {
  const amounts: MinorUnits[] = []
  let spent = 0n
  for (let index = 0; index < period; index++) {
    const amount = index % 100 === 99 ? spent + BigInt(random.integer(1, 5000)) : -BigInt(random.integer(150, 9_500))
    spent = index % 100 === 99 ? 0n : spent - amount
    amounts.push(amount)
  }
  return amounts
}

const runningSums = (amounts: readonly MinorUnits[]): readonly MinorUnits[] => {
  const sums: MinorUnits[] = [0n]
  for (const amount of amounts) sums.push((sums.at(-1) ?? 0n) + amount)
  return sums
}

/** For accounts of a million transactions: memory does not grow with `count`. All of them are booked. */
export const createTransactionSeries = (options: TransactionSeriesOptions): TransactionSeries => {
  const { count, random, name, until } = options
  const stepMs = options.stepMs ?? Math.floor(twoYearsMs / Math.max(count, 1))
  const opening = options.opening ?? 1_000_000n
  const amounts = createAmounts(random(`series/${name}`))
  const sums = runningSums(amounts)
  const cycle = sums[period] ?? 0n
  return {
    count,
    opening,
    at: (index) => {
      if (!Number.isInteger(index) || index < 0 || index >= count) throw new RangeError(`No transaction ${index}`)
      const own = random(`series/${name}/${index}`)
      const amount = amounts[index % period] ?? 0n
      const instant = until - (count - index) * stepMs
      const kind = amount > 0n ? 'salary' : own.pick<'groceries' | 'card'>(['groceries', 'card'])
      const counterparty = own.pick(kind === 'salary' ? employers : kind === 'groceries' ? supermarkets : shops)
      return {
        id: own.uuid(),
        status: 'booked',
        instant,
        bookingDate: amsterdamDate(instant),
        amount,
        counterparty,
        remittance: `${counterparty.name} ${index + 1}`,
        kind,
      }
    },
    balanceAfter: (length) => opening + cycle * BigInt(Math.floor(length / period)) + (sums[length % period] ?? 0n),
  }
}
