import { describe, expect, it } from 'vitest'
import { fromCursor, toCursor } from './page-cursor.ts'

const ref = { id: '3f0c5a52-8d53-4b0e-9c39-2f4c7d1f7a10', kind: 'current' } as const

describe('page cursors', () => {
  it('carry the bank’s target and nothing else', () => {
    const target = `/v2/accounts/${ref.id}/transactions?next=CQR23TABC`
    expect(fromCursor(toCursor(target), ref)).toBe(target)
  })

  it.each([
    ['another account’s', '/v2/accounts/7d3a7f6e-30f4-4c6e-8d2b-5d1f4f0f9b11/transactions?next=a'],
    ['an absolute link', `https://evil.example/${ref.id}`],
    ['a link without a scheme', `//evil.example/${ref.id}`],
    ['the id in the query alone', `/other?x=/${ref.id}`],
    ['nothing', ''],
  ])('%s is refused', (_, target) => {
    expect(() => fromCursor(toCursor(target), ref)).toThrow('not one of this account’s')
  })
})
