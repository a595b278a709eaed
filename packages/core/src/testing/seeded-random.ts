import { createHash } from 'node:crypto'
import type { Random } from '../contracts/random.ts'

/**
 * Randomness that repeats: for tests only.
 *
 * @example
 * const random = createSeededRandom('test')
 */
export const createSeededRandom = (seed: string): Random => {
  let counter = 0
  const bytes = (size: number): Uint8Array => {
    const chunks: Buffer[] = []
    for (let length = 0; length < size; length += 32) {
      chunks.push(createHash('sha256').update(`${seed}/${counter++}`).digest())
    }
    return Buffer.concat(chunks).subarray(0, size)
  }
  return {
    bytes,
    uuid: () => {
      const hex = Buffer.from(bytes(16)).toString('hex')
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
    },
    fraction: () => Buffer.from(bytes(4)).readUInt32BE() / 2 ** 32,
  }
}
