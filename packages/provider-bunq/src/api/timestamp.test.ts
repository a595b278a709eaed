import { describe, expect, it } from 'vitest'
import { parseTimestamp, toDayAndInstant } from './timestamp.ts'

describe('timestamps', () => {
  it.each([
    ['2024-05-01 22:30:00', '2024-05-02'],
    ['2024-05-01 21:59:59.999999', '2024-05-01'],
    ['2024-05-01 22:00:00.000000', '2024-05-02'],
    ['2024-01-31 22:59:59.999999', '2024-01-31'],
    ['2024-01-31 23:00:00.000000', '2024-02-01'],
    ['2024-03-31 00:59:59.000000', '2024-03-31'],
    ['2024-10-26 22:30:00.000000', '2024-10-27'],
    ['2024-10-27 22:59:59.000000', '2024-10-27'],
    ['2024-10-27 23:00:00.000000', '2024-10-28'],
    ['2023-12-31 23:30:00.123456', '2024-01-01'],
    ['2024-02-28 23:00:00.000000', '2024-02-29'],
  ])('%s UTC is booked on %s in Amsterdam', (timestamp, day) => {
    expect(toDayAndInstant(timestamp).day).toBe(day)
  })

  it('reads microseconds as milliseconds, and ISO 8601 with T', () => {
    expect(parseTimestamp('2026-01-05 10:00:00.123456')).toBe(Date.UTC(2026, 0, 5, 10, 0, 0, 123))
    expect(parseTimestamp('2026-01-05T10:00:00.1')).toBe(Date.UTC(2026, 0, 5, 10, 0, 0, 100))
  })

  it.each(['', '2024-05-01', '2024-02-30 10:00:00', '2024-05-01 25:00:00', '01.05.2024 10:00:00', '1714599000'])(
    'refuses “%s”',
    (text) => {
      expect(() => parseTimestamp(text)).toThrow(expect.objectContaining({ code: 'protocol_violation' }))
    },
  )
})
