import { describe, expect, test as it } from 'vitest'
import { amsterdamDate, amsterdamDay, amsterdamInstant, toDate } from './amsterdam.ts'

const oracle = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam', dateStyle: 'short' })

describe('amsterdamDate', () => {
  it('agrees with the time zone database at every hour of three years', () => {
    for (let instant = Date.UTC(2024, 0, 1); instant < Date.UTC(2027, 0, 1); instant += 3_600_000) {
      expect(amsterdamDate(instant)).toBe(oracle.format(instant))
    }
  })

  it.each([
    ['2024-05-01T22:30:00Z', '2024-05-02'],
    ['2024-12-31T22:59:59Z', '2024-12-31'],
    ['2024-12-31T23:00:00Z', '2025-01-01'],
  ])('%s is %s', (instant, date) => {
    expect(amsterdamDate(Date.parse(instant))).toBe(date)
  })
})

describe('amsterdamInstant', () => {
  it.each([
    ['2026-01-15', 720, '2026-01-15T11:00:00.000Z'],
    ['2026-07-15', 720, '2026-07-15T10:00:00.000Z'],
    ['2026-03-29', 60, '2026-03-29T00:00:00.000Z'],
    ['2026-03-29', 240, '2026-03-29T02:00:00.000Z'],
    ['2026-10-25', 30, '2026-10-24T22:30:00.000Z'],
    ['2026-10-25', 300, '2026-10-25T04:00:00.000Z'],
  ])('%s, %i minutes after midnight is %s', (date, minutes, instant) => {
    const epochDay = Date.parse(`${date}T00:00:00Z`) / 86_400_000
    expect(toDate(epochDay)).toBe(date)
    expect(new Date(amsterdamInstant(epochDay, minutes)).toISOString()).toBe(instant)
    expect(amsterdamDay(amsterdamInstant(epochDay, minutes))).toBe(epochDay)
  })
})
