import { describe, expect, it } from 'vitest'
import { readCursor, writeCursor } from './page-cursor.ts'

const bank = { provider: 'test', name: 'Test Bank' }
const kept = { subject: 'a-1/EUR', query: { dateFrom: '2026-01-01' }, position: '/next?x=1' }
const cursor = writeCursor(kept)

describe('a cursor', () => {
  it('goes on where the page ended, with the query that it was made for', () => {
    expect(readCursor(cursor, { bank, subject: 'a-1/EUR' })).toEqual(kept)
    expect(
      readCursor(cursor, { bank, subject: 'a-1/EUR', query: { dateFrom: '2026-01-01', dateTo: undefined } }),
    ).toEqual(kept)
  })

  it.each([
    ['another account', cursor, { subject: 'a-2/EUR' }],
    ['another period', cursor, { subject: 'a-1/EUR', query: { dateFrom: '2026-02-01' } }],
    ['a member that the first query did not have', cursor, { subject: 'a-1/EUR', query: { order: 'oldest-first' } }],
    ['another word', 'x', { subject: 'a-1/EUR' }],
    ['an empty word', '', { subject: 'a-1/EUR' }],
    [
      'a later version',
      Buffer.from('{"v":2,"s":"a-1/EUR","q":{},"p":"/x"}').toString('base64url'),
      { subject: 'a-1/EUR' },
    ],
    ['a long word', cursor.repeat(2000), { subject: 'a-1/EUR' }],
    ['no text', 5 as never, { subject: 'a-1/EUR' }],
  ])('of %s is refused', (_, text, owner) => {
    expect(() => readCursor(text, { bank, ...owner })).toThrow(expect.objectContaining({ code: 'invalid_request' }))
  })
})
