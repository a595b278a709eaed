import { describe, expect, it } from 'vitest'
import { systemRandom } from '../services/system-random.ts'
import { createSeededRandom } from './seeded-random.ts'

const uuidV4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('createSeededRandom', () => {
  it('repeats itself for a seed and differs between seeds', () => {
    const [one, same, other] = ['a', 'a', 'b'].map((seed) => createSeededRandom(seed).bytes(100))
    expect(one).toEqual(same)
    expect(one).not.toEqual(other)
    expect(one).toHaveLength(100)
  })
})

describe.each([
  ['seeded', createSeededRandom('any')],
  ['node', systemRandom],
])('%s randomness', (_name, random) => {
  it('makes version-4 UUIDs that do not repeat', () => {
    const uuids = Array.from({ length: 200 }, () => random.uuid())
    expect(new Set(uuids).size).toBe(200)
    expect(uuids.every((uuid) => uuidV4.test(uuid))).toBe(true)
  })

  it('makes fractions from 0 up to 1 that spread', () => {
    const fractions = Array.from({ length: 500 }, () => random.fraction())
    expect(Math.min(...fractions)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...fractions)).toBeLessThan(1)
    expect(Math.max(...fractions) - Math.min(...fractions)).toBeGreaterThan(0.8)
  })
})
