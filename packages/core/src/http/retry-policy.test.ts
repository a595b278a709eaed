import { describe, expect, it } from 'vitest'
import { createSeededRandom } from '../testing/seeded-random.ts'
import { backoffMs, retryAfterMs } from './retry-policy.ts'

const now = Date.UTC(2024, 2, 5, 9, 8, 7)
const afterHeader = (value: string): number | undefined => retryAfterMs({ headers: { 'retry-after': value } }, now)

describe('retryAfterMs', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 3 ', 3_000],
    ['Tue, 05 Mar 2024 09:08:17 GMT', 10_000],
    ['Tue, 05 Mar 2024 09:00:00 GMT', 0],
  ])('reads %j as %i ms', (value, ms) => {
    expect(afterHeader(value)).toBe(ms)
  })

  it.each(['soon', '-5', '1.5', '1e3', '99999999999', '2024-03-05', ''])('ignores %j', (value) => {
    expect(afterHeader(value)).toBeUndefined()
  })

  it('is undefined without the header', () => {
    expect(retryAfterMs({ headers: {} }, now)).toBeUndefined()
  })
})

describe('backoffMs', () => {
  it('stays under a limit that doubles up to eight seconds', () => {
    const random = createSeededRandom('backoff')
    for (let attempt = 1; attempt <= 12; attempt += 1) {
      const samples = Array.from({ length: 50 }, () => backoffMs(attempt, random))
      const limit = Math.min(8_000, 200 * 2 ** (attempt - 1))
      expect(Math.max(...samples)).toBeLessThan(limit)
      // Full jitter: the samples spread over the whole range.
      expect(Math.min(...samples)).toBeLessThan(limit / 4)
      expect(Math.max(...samples)).toBeGreaterThan(limit / 2)
    }
  })
})
