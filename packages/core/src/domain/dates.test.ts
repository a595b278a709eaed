import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, isLocalDate, localDateIn, toInstant, toLocalDate } from './dates.ts'

describe('days of the calendar', () => {
  it.each([
    ['2024-02-29', true],
    ['2023-02-29', false],
    ['1900-02-29', false],
    ['2000-02-29', true],
    ['2024-04-31', false],
    ['2024-13-01', false],
    ['2024-00-10', false],
    ['2024-1-1', false],
    ['2024-01-01T00:00:00Z', false],
    ['', false],
  ])('%j: %s', (text, valid) => {
    expect(isLocalDate(text)).toBe(valid)
  })

  it('refuse what is not on it', () => {
    expect(toLocalDate('2024-02-29')).toBe('2024-02-29')
    expect(() => toLocalDate('2023-02-29')).toThrow(expect.objectContaining({ code: 'invalid_request' }))
  })

  it('go forth and back by days, whatever the machine’s time zone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: -5_000, max: 5_000 }), (start, days) => {
        const date = addDays('1970-01-01', start)
        expect(addDays(addDays(date, days), -days)).toBe(date)
      }),
    )
  })

  it.each([
    ['2024-02-28', 2, '2024-03-01'],
    ['2023-12-31', 1, '2024-01-01'],
    ['2024-03-31', -31, '2024-02-29'],
    ['2025-03-29', 2, '2025-03-31'],
    ['2025-10-25', 2, '2025-10-27'],
  ])('%s and %i days is %s', (date, days, result) => {
    expect(addDays(date, days)).toBe(result)
  })
})

describe('a moment in a bank’s own zone', () => {
  it.each([
    ['2024-05-01T22:30:00Z', '2024-05-02'],
    ['2024-05-01T21:59:59Z', '2024-05-01'],
    ['2024-12-31T23:00:00Z', '2025-01-01'],
    ['2024-12-31T22:59:59Z', '2024-12-31'],
    // Around both changes of daylight saving.
    ['2025-03-29T22:59:59Z', '2025-03-29'],
    ['2025-03-29T23:00:00Z', '2025-03-30'],
    ['2025-03-30T21:59:59Z', '2025-03-30'],
    ['2025-03-30T22:00:00Z', '2025-03-31'],
    ['2025-10-25T22:00:00Z', '2025-10-26'],
    ['2025-10-26T22:59:59Z', '2025-10-26'],
    ['2025-10-26T23:00:00Z', '2025-10-27'],
  ])('%s is %s in Amsterdam', (instant, day) => {
    expect(localDateIn('Europe/Amsterdam', Date.parse(instant))).toBe(day)
    expect(toInstant(Date.parse(instant))).toBe(instant.replace('Z', '.000Z'))
  })
})
