import { describe, expect, it } from 'vitest'
import { addDays, dayOf, formatAgo, formatDay, formatInstant, formatMonth, monthStart } from './dates.ts'

describe('days and moments for people', () => {
  it('a booking day is that day in every zone', () => {
    expect(formatDay('2026-11-30', 'en-GB', 'long')).toBe('30 November 2026')
    expect(formatDay('2026-03-01', 'nl', 'short')).toBe('1 mrt')
    expect(formatDay('2026-12-31', 'sv', 'heading')).toContain('31 december')
    expect(formatMonth('2026-02', 'de', true)).toBe('Februar 2026')
  })

  it('a moment is written in the zone of the reader', () => {
    const late = '2026-11-30T23:30:00.000Z'
    expect(formatInstant(late, 'en-GB', 'Europe/Amsterdam')).toContain('1 Dec 2026')
    expect(formatInstant(late, 'en-GB', 'America/Los_Angeles')).toContain('30 Nov 2026')
    expect(dayOf(Date.parse(late), 'Europe/Amsterdam')).toBe('2026-12-01')
    expect(dayOf(Date.parse(late), 'Pacific/Kiritimati')).toBe('2026-12-01')
    expect(dayOf(Date.parse(late), 'UTC')).toBe('2026-11-30')
  })

  it('counts days over months, leap years and clock changes', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
    expect(addDays('2026-03-29', -1)).toBe('2026-03-28')
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31')
    expect(monthStart('2026-01-15', 1)).toBe('2025-12-01')
    expect(monthStart('2026-11-30')).toBe('2026-11-01')
  })

  it('says how long ago it was', () => {
    const now = Date.parse('2026-11-30T12:00:00Z')
    expect(formatAgo('2026-11-30T11:55:00Z', now, 'en')).toBe('5 minutes ago')
    expect(formatAgo('2026-12-03T12:00:00Z', now, 'en')).toBe('in 3 days')
    expect(formatAgo('2026-11-30T11:59:50Z', now, 'nl')).toBe('nu')
    expect(formatAgo('2026-11-29T12:00:00Z', now, 'de')).toBe('gestern')
  })
})
