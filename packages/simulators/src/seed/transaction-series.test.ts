import { expect, test as it } from 'vitest'
import { createRandom } from './create-random.ts'
import { createTransactionSeries } from './transaction-series.ts'

const until = Date.parse('2026-11-21T10:00:00Z')
const series = (count: number, seed = 'a') =>
  createTransactionSeries({ count, random: (purpose) => createRandom(`${seed}/${purpose}`), name: 'big', until })

it('the same index gives an equal transaction, another seed another one', () => {
  const million = series(1_000_000)
  expect(million.at(999_999)).toEqual(series(1_000_000).at(999_999))
  expect(million.at(5)).not.toEqual(series(1_000_000, 'b').at(5))
})

it('balances are the sums of the amounts', () => {
  const some = series(2_500)
  let balance = some.opening
  for (let index = 0; index < some.count; index++) {
    balance += some.at(index).amount
    expect(some.balanceAfter(index + 1)).toBe(balance)
    expect(balance).toBeGreaterThan(0n)
  }
})

it('transactions are in order, before the end, within two years, with ids of their own', () => {
  const some = series(2_500)
  const all = Array.from({ length: some.count }, (_, index) => some.at(index))
  expect(new Set(all.map(({ id }) => id)).size).toBe(some.count)
  for (const [index, { instant }] of all.entries()) expect(instant).toBeGreaterThan(all[index - 1]?.instant ?? 0)
  expect(all.at(-1)?.instant).toBeLessThan(until)
  expect(all[0]?.instant).toBeGreaterThanOrEqual(until - 730 * 86_400_000)
})

it('a million transactions are there without being made', () => {
  const million = series(1_000_000)
  expect(million.balanceAfter(1_000_000)).toBeGreaterThan(0n)
  expect(million.at(0).bookingDate).toBe('2024-11-21')
})

it('an index outside the series is refused', () => {
  expect(() => series(10).at(10)).toThrow(RangeError)
  expect(() => series(10).at(-1)).toThrow(RangeError)
})
