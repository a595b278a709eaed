import { createCipheriv, createDecipheriv } from 'node:crypto'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import { NostroError, type Random } from '@nostro/core'

/** The ledger's data key, opened. */
export interface DataKey {
  readonly id: number
  readonly key: Uint8Array
}

/** Layout of a sealed value: 12 bytes IV, 16 bytes tag, then the ciphertext (AES-256-GCM, NIST SP 800-38D). */
const [ivLength, tagLength] = [12, 16]

export const sealBytes = (key: Uint8Array, plain: Uint8Array, identity: string, random: Random): Uint8Array => {
  const iv = random.bytes(ivLength)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(identity, 'utf8'))
  const data = [cipher.update(plain), cipher.final()]
  return Buffer.concat([iv, cipher.getAuthTag(), ...data])
}

/** @throws NostroError `verification_failed` when the value was changed or stands in another row's place. */
export const openBytes = (key: Uint8Array, sealed: Uint8Array, identity: string): Uint8Array => {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, ivLength), { authTagLength: tagLength })
      .setAAD(Buffer.from(identity, 'utf8'))
      .setAuthTag(sealed.subarray(ivLength, ivLength + tagLength))
    return Buffer.concat([decipher.update(sealed.subarray(ivLength + tagLength)), decipher.final()])
  } catch (cause) {
    throw new NostroError({
      code: 'verification_failed',
      message: 'A sealed value of the ledger does not verify: it was changed, or it belongs to another row.',
      hint: 'Put back the last backup of the ledger (docs/ledger.md).',
      cause,
    })
  }
}

/** Account and batch are authenticated, so that rows cannot be exchanged. */
const batchIdentity = (account: number, batch: number): string => `nostro/raw/1/${account}/${batch}`

/** A batch is one JSON text a line: JSON has no line breaks outside of texts. Batches of the first release are a JSON array. */
const lines = '\n'

/** Bits of the smallest window that holds so many bytes. */
const windowBits = (size: number): number =>
  Math.min(constants.BROTLI_MAX_WINDOW_BITS, Math.max(16, Math.ceil(Math.log2(size + 16))))

/** Brotli at level 1: 1.1 µs a transaction, and smaller than deflate at 6 (section 1.1). */
export const sealBatch = (
  { key }: DataKey,
  texts: readonly string[],
  place: { readonly account: number; readonly batch: number },
  random: Random,
): Uint8Array => {
  const plain = Buffer.from(`${lines}${texts.join('\n')}`, 'utf8')
  const packed = brotliCompressSync(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 1,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
      // A window of the batch's size: the default of 4 MiB costs more to make than the batch to compress.
      [constants.BROTLI_PARAM_LGWIN]: windowBits(plain.length),
    },
    chunkSize: Math.max(1024, plain.length >> 1),
  })
  return sealBytes(key, packed, batchIdentity(place.account, place.batch), random)
}

export const openBatch = (
  { key }: DataKey,
  body: Uint8Array,
  place: { readonly account: number; readonly batch: number },
): readonly string[] => {
  const packed = openBytes(key, body, batchIdentity(place.account, place.batch))
  const plain = brotliDecompressSync(packed).toString('utf8')
  return plain.startsWith(lines) ? plain.slice(lines.length).split('\n') : (JSON.parse(plain) as readonly string[])
}
