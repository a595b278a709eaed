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

/**
 * A batch is one JSON array of the originals, with this in front: written as a whole it costs half of what its parts cost. Older
 * batches are one JSON text a line, or an array of JSON texts.
 */
const asArray = ' '
const asLines = '\n'

/** 64 KiB: the default of 4 MiB costs more to make than a batch to compress, and a larger one saves no bytes. */
const windowBits = 16

/** Brotli at level 1: 1.1 µs a transaction, and smaller than deflate at 6 (section 1.1). */
export const sealBatch = (
  { key }: DataKey,
  originals: readonly unknown[],
  place: { readonly account: number; readonly batch: number },
  random: Random,
): Uint8Array => {
  const plain = Buffer.from(`${asArray}${JSON.stringify(originals)}`, 'utf8')
  const packed = brotliCompressSync(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 1,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
      [constants.BROTLI_PARAM_LGWIN]: windowBits,
    },
    chunkSize: Math.max(1024, plain.length >> 1),
  })
  return sealBytes(key, packed, batchIdentity(place.account, place.batch), random)
}

/** The originals of a batch, each as JSON text. */
export const openBatch = (
  { key }: DataKey,
  body: Uint8Array,
  place: { readonly account: number; readonly batch: number },
): readonly string[] => {
  const packed = openBytes(key, body, batchIdentity(place.account, place.batch))
  const plain = brotliDecompressSync(packed).toString('utf8')
  if (plain.startsWith(asLines)) return plain.slice(asLines.length).split('\n')
  const parts = JSON.parse(plain) as readonly unknown[]
  return plain.startsWith(asArray) ? parts.map((part) => JSON.stringify(part)) : (parts as readonly string[])
}
