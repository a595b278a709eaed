import { createHash } from 'node:crypto'
import type { Random } from './random.ts'

/** Random words of 32 bits: the sfc32 generator (PractRand, public domain), in 32-bit integer steps. */
const sfc32 = (a: number, b: number, c: number, d: number): (() => number) => {
  let [x, y, z, counter] = [a | 0, b | 0, c | 0, d | 0]
  return () => {
    const word = (x + y + counter) | 0
    counter = (counter + 1) | 0
    x = y ^ (y >>> 9)
    y = (z + (z << 3)) | 0
    z = ((z << 21) | (z >>> 11)) + word
    z |= 0
    return word >>> 0
  }
}

/** Any text is a seed. The same text gives the same sequence on every machine; unfit for secrets. */
export const createRandom = (seed: string): Random => {
  const hash = createHash('sha256').update(seed, 'utf8').digest()
  const word = sfc32(hash.readInt32LE(0), hash.readInt32LE(4), hash.readInt32LE(8), hash.readInt32LE(12))
  const next = (): number => word() / 2 ** 32
  const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1))
  const hex = (): string => word().toString(16).padStart(8, '0')
  return {
    next,
    integer,
    pick: (items) => items[integer(0, items.length - 1)] ?? items[0],
    uuid: () => {
      const [first, second, third, fourth] = [hex(), hex(), hex(), hex()]
      const variant = '89ab'[Number.parseInt(third.slice(0, 1), 16) & 3]
      return `${first}-${second.slice(0, 4)}-4${second.slice(5)}-${variant}${third.slice(1, 4)}-${third.slice(4)}${fourth}`
    },
  }
}
