import { hash } from 'node:crypto'
import { digests } from './pbe-algorithms.ts'

/** What the derived bytes are for (RFC 7292 B.3). */
export const kdfPurpose = { key: 1, iv: 2, mac: 3 } as const

interface KdfInput {
  /** Name of a hash in `digests`. */
  readonly digest: string
  readonly purpose: number
  /** The passphrase in its bytes: BMPString with two zero bytes at the end, or nothing at all. */
  readonly password: Uint8Array
  readonly salt: Uint8Array
  readonly iterations: number
  readonly length: number
}

/** Repeated up to a multiple of the block; nothing stays nothing. */
const filled = (bytes: Uint8Array, block: number): Buffer =>
  Buffer.alloc(block * Math.ceil(bytes.length / block), bytes.length === 0 ? undefined : bytes)

/** The key derivation of PKCS#12 (RFC 7292 appendix B.2): for MACs, and for the ciphers older than PBES2. */
export const derivePkcs12Key = ({ digest, purpose, password, salt, iterations, length }: KdfInput): Buffer => {
  const block = digests[digest]?.block ?? 64
  const input = Buffer.concat([filled(salt, block), filled(password, block)])
  const out: Buffer[] = []
  let size = 0
  while (size < length) {
    const bytes = hash(digest, Buffer.concat([Buffer.alloc(block, purpose), input]), 'buffer')
    // Some programs write 600,000 rounds: as text the bytes cost half of what a new Buffer each time does.
    for (let round = 1; round < iterations; round++) bytes.write(hash(digest, bytes, 'binary'), 'latin1')
    out.push(bytes)
    size += bytes.length
    const added = filled(bytes, block).subarray(0, block)
    for (let start = 0; start < input.length; start += block) {
      let carry = 1
      for (let at = block - 1; at >= 0; at--) {
        carry += (input[start + at] ?? 0) + (added[at] ?? 0)
        input[start + at] = carry & 0xff
        carry >>= 8
      }
    }
  }
  return Buffer.concat(out).subarray(0, length)
}
