import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findEdit, ordersOf } from './edits.ts'

const hashOf = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex')

const printable = fc.string({
  minLength: 1,
  maxLength: 12,
  unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
})

describe('findEdit', () => {
  it.each([
    ['a byte changed', 'limit=20', 'limit=10'],
    ['a byte lost', 'limit=1', 'limit=10'],
    ['a byte added', 'limit=100', 'limit=10'],
    ['two neighbours exchanged', 'limit=01', 'limit=10'],
    ['a byte lost in front', 'imit=10', 'limit=10'],
  ])('gives back the text before %s', (_, received, signed) => {
    const wanted = hashOf(`before ${signed} after`)
    const accepts = (text: Uint8Array): boolean => hashOf(text) === wanted
    expect(findEdit(received, accepts, { before: 'before ', after: ' after' })).toBe(signed)
  })

  it('gives back any text that was one byte away', () => {
    fc.assert(
      fc.property(printable, fc.nat(), fc.integer({ min: 33, max: 126 }), (signed, place, code) => {
        const at = place % signed.length
        const received = signed.slice(0, at) + String.fromCharCode(code) + signed.slice(at + 1)
        fc.pre(received !== signed)
        const wanted = hashOf(signed)
        expect(findEdit(received, (text) => hashOf(text) === wanted)).toBe(signed)
      }),
      { seed: 7, numRuns: 60 },
    )
  })

  it('leaves the text as it was between tries, and finds nothing two edits away', () => {
    const wanted = hashOf('abcd')
    expect(findEdit('xbxd', (text) => hashOf(text) === wanted)).toBeUndefined()
    expect(findEdit('', (text) => hashOf(text) === wanted)).toBeUndefined()
  })
})

describe('ordersOf', () => {
  it('has all orders of few things, and exchanges two of many', () => {
    expect(
      ordersOf(['a', 'b', 'c'])
        .map((order) => order.join(''))
        .sort(),
    ).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba'])
    const many = [...'abcdefgh']
    expect(ordersOf(many)).toHaveLength(28)
    expect(ordersOf(many)[0]?.join('')).toBe('bacdefgh')
  })
})
