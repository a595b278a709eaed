import { describe, expect, it } from 'vitest'
import { toPeriod } from './period.ts'

const now = Date.UTC(2024, 2, 5, 23, 30)

describe('toPeriod', () => {
  it.each([
    ['14.1 neither', {}, { dateFrom: '2023-12-07', dateTo: '2024-03-05' }],
    ['14.1 only the start', { dateFrom: '2024-01-01' }, { dateFrom: '2024-01-01', dateTo: '2024-03-05' }],
    ['14.1 only the end', { dateTo: '2024-02-29' }, { dateFrom: '2023-12-02', dateTo: '2024-02-29' }],
    ['both', { dateFrom: '2024-02-01', dateTo: '2024-02-02' }, { dateFrom: '2024-02-01', dateTo: '2024-02-02' }],
    ['an end in the future', { dateTo: '2024-12-31' }, { dateFrom: '2023-12-07', dateTo: '2024-12-31' }],
  ])('%s: both ends are sent', (_, query, expected) => {
    expect(toPeriod(query, now)).toEqual(expected)
  })

  it.each([
    ['a start in the future', { dateFrom: '2024-03-06' }, 'is in the future'],
    ['an end before the start', { dateFrom: '2024-03-02', dateTo: '2024-03-01' }, 'lies after `dateTo`'],
    ['no date', { dateFrom: '2024-02-30' }, 'is not a date'],
  ])('refuses %s before anything is sent', (_, query, message) => {
    expect(() => toPeriod(query, now)).toThrow(message)
  })
})
