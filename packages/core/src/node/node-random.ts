import { randomBytes, randomUUID } from 'node:crypto'
import type { Random } from '../contracts/random.ts'

/** Randomness from the operating system. */
export const nodeRandom: Random = {
  bytes: (size) => randomBytes(size),
  uuid: () => randomUUID(),
  fraction: () => randomBytes(4).readUInt32BE() / 2 ** 32,
}
