import { describe, expect, it } from 'vitest'
import { toHttpDate, toSigningTime } from './http-date.ts'

const at = Date.UTC(2024, 2, 5, 9, 8, 7, 999)

describe('dates on the wire', () => {
  it('has a two-digit day, English names and GMT (2.4)', () => {
    expect(toHttpDate(at)).toBe('Tue, 05 Mar 2024 09:08:07 GMT')
  })

  it('gives the signing time of a JWS without a fraction (3.1)', () => {
    expect(toSigningTime(at)).toBe('2024-03-05T09:08:07Z')
  })
})
