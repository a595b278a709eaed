import { describe, expect, it } from 'vitest'
import { median, percentile } from './statistics.ts'

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
  const rows = [
    { values: hundred, p: 0.99, expected: 99 },
    { values: hundred, p: 0.5, expected: 50 },
    { values: hundred, p: 1, expected: 100 },
    { values: hundred, p: 0, expected: 1 },
    { values: [7], p: 0.99, expected: 7 },
    { values: [9, 10, 1], p: 0.34, expected: 9 },
  ]
  it.each(rows.map((row, index) => ({ ...row, index })))(
    '$index: gives one of the values',
    ({ values, p, expected }) => {
      expect(percentile(values, p)).toBe(expected)
    },
  )

  it('of nothing is no number', () => {
    expect(percentile([], 0.5)).toBeNaN()
  })
})

describe('median', () => {
  const rows = [
    { values: [3, 1, 2], expected: 2 },
    { values: [4, 1, 3, 2], expected: 2.5 },
    { values: [10, 9, 100], expected: 10 },
    { values: [5], expected: 5 },
  ]
  it.each(rows.map((row, index) => ({ ...row, index })))('$index: by size, not by text', ({ values, expected }) => {
    expect(median(values)).toBe(expected)
  })

  it('leaves the values in their order', () => {
    const values = [3, 1, 2]
    median(values)
    expect(values).toEqual([3, 1, 2])
  })
})
