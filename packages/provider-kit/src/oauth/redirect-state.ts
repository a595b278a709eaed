import { createHash, timingSafeEqual } from 'node:crypto'
import type { Random } from '@nostro/core'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const stateLength = 32

/**
 * A state for a redirect: 32 letters and digits, about 190 bits. Some banks refuse other characters, hyphens included.
 *
 * @example
 * const state = createState(random)
 */
export const createState = (random: Random): string => {
  let state = ''
  while (state.length < stateLength) {
    for (const byte of random.bytes(stateLength)) {
      // 248 is the largest multiple of 62 in a byte: above it some letters would come more often.
      if (byte < 248 && state.length < stateLength) state += alphabet.charAt(byte % alphabet.length)
    }
  }
  return state
}

/**
 * Compares two texts in a time that does not depend on where they differ.
 *
 * @example
 * equalInConstantTime(received, expected)
 */
export const equalInConstantTime = (left: string, right: string): boolean => {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(left), hash(right))
}
