import { describe, expect, test as it } from 'vitest'
import { createRandom } from './create-random.ts'

const draw = (seed: string): readonly number[] => {
  const random = createRandom(seed)
  return Array.from({ length: 50 }, () => random.next())
}

describe('createRandom', () => {
  it('gives the same sequence for the same seed, on every machine', () => {
    expect(draw('1')).toEqual(draw('1'))
    expect(createRandom('nostro').uuid()).toBe(createRandom('nostro').uuid())
  })

  it('gives another sequence for another seed', () => {
    expect(draw('1')).not.toEqual(draw('2'))
  })

  it('spreads evenly over its range, ends included', () => {
    const random = createRandom('spread')
    const counts = new Map<number, number>()
    for (let index = 0; index < 6000; index++) {
      const value = random.integer(1, 6)
      counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    expect(new Set(counts.keys())).toEqual(new Set([1, 2, 3, 4, 5, 6]))
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })

  it('makes UUIDs of version 4 that do not repeat', () => {
    const random = createRandom('uuid')
    const ids = Array.from({ length: 10_000 }, () => random.uuid())
    expect(new Set(ids).size).toBe(10_000)
    for (const id of ids.slice(0, 100)) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }
  })

  it('picks each item sooner or later', () => {
    const random = createRandom('pick')
    const picked = new Set(Array.from({ length: 200 }, () => random.pick(['a', 'b', 'c'])))
    expect(picked).toEqual(new Set(['a', 'b', 'c']))
  })
})
