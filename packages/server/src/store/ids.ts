import type { Clock, Random } from '@nostro/core'

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

export type IdPrefix = 'chl' | 'syn' | 'pay' | 'whk' | 'evt' | 'tok' | 'ses' | 'dlv' | 'req' | 'psk' | 'usr' | 'rcv'

/** `chl_` and 26 characters of ULID: sortable by time, never a bank's id. */
export const createId = (
  prefix: IdPrefix,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): string => {
  let time = clock.now()
  let head = ''
  for (let place = 0; place < 10; place += 1) {
    head = crockford.charAt(time % 32) + head
    time = Math.floor(time / 32)
  }
  let tail = ''
  for (const byte of random.bytes(16)) tail += crockford.charAt(byte % 32)
  return `${prefix}_${head}${tail}`
}

/** Digits and capital letters without I, L, O and U (Crockford): 5 bits each, for people to type. */
export const randomBase32 = (random: Random, length: number): string =>
  Array.from(random.bytes(length), (byte) => crockford.charAt(byte % 32)).join('')

/** Letters and digits without bias: 43 of them are 256 bits. */
export const randomText = (random: Random, length: number): string => {
  let text = ''
  while (text.length < length) {
    for (const byte of random.bytes(length)) {
      // 248 is the largest multiple of 62 in a byte: above it some letters would come more often.
      if (byte < 248 && text.length < length) text += base62.charAt(byte % 62)
    }
  }
  return text
}

export const toBase62 = (value: number, length: number): string => {
  let text = ''
  for (let left = value >>> 0; text.length < length; left = Math.floor(left / 62))
    text = base62.charAt(left % 62) + text
  return text
}
