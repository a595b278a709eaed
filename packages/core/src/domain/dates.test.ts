import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, isLocalDate, localDateIn, parseHttpDate, parseInstant, toInstant, toLocalDate } from './dates.ts'

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
    ['2o24-01-01', false],
    ['2024-0x-01', false],
    ['2024-01-1 ', false],
    ['2024-01-:1', false],
    ['2024/01/01', false],
    ['٢٠٢٤-٠١-٠١', false],
    ['0000-01-31', true],
    ['9999-12-31', true],
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

describe('arithmetic of days', () => {
  it('agrees with the machine’s own calendar over all of its years', () => {
    const oracle = (days: number): string =>
      new Date(Date.UTC(2000, 0, 1) + days * 86_400_000).toISOString().slice(0, 10)
    const sample = fc.integer({ min: -600_000, max: 2_500_000 })
    fc.assert(
      fc.property(sample, (days) => {
        expect(addDays('2000-01-01', days)).toBe(oracle(days))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('reading a moment', () => {
  it.each([
    ['2024-05-01T22:30:00Z', Date.UTC(2024, 4, 1, 22, 30)],
    ['2024-05-01T22:30:00.123456Z', Date.UTC(2024, 4, 1, 22, 30, 0, 123)],
    ['2024-05-01T22:30Z', Date.UTC(2024, 4, 1, 22, 30)],
    ['2024-05-01T22:30:00+02:00', Date.UTC(2024, 4, 1, 20, 30)],
    ['2017-11-21T00:00:00.000+0000', Date.UTC(2017, 10, 21)],
    ['2024-05-01T22:30:00', undefined],
    ['2024-05-01', undefined],
    ['2024-02-31T00:00:00Z', undefined],
    ['2024-05-01T25:00:00Z', undefined],
    ['1 May 2024', undefined],
    ['', undefined],
  ])('%s', (text, expected) => expect(parseInstant(text)).toBe(expected))

  it.each([
    ['Tue, 05 Mar 2024 09:08:07 GMT', Date.UTC(2024, 2, 5, 9, 8, 7)],
    ['Tue, 05 Mar 2024 09:08:07', undefined],
    ['Tue, 05 Mar 2024 09:08:07 +0100', undefined],
    ['soon GMT', undefined],
  ])('of HTTP: %s', (text, expected) => expect(parseHttpDate(text)).toBe(expected))
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
