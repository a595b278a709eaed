import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { NostroError } from '../errors/nostro-error.ts'
import { minRsaBits } from './load-private-key.ts'

/** PEM texts: PKCS#8 (not encrypted: store it encrypted) and SubjectPublicKeyInfo. */
export interface RsaKeyPair {
  readonly privateKey: string
  readonly publicKey: string
}

const generate = promisify(generateKeyPair)

/**
 * A new RSA key with the exponent 65537, made on the thread pool. 2048 bits by default.
 *
 * @example
 * const { publicKey, privateKey } = await generateRsaKeyPair()
 */
export const generateRsaKeyPair = async (bits: number = minRsaBits): Promise<RsaKeyPair> => {
  if (!Number.isInteger(bits) || bits < minRsaBits || bits > 8192) {
    throw new NostroError({
      code: 'invalid_config',
      message: `An RSA key of ${bits} bits cannot be made here.`,
      hint: `Ask for ${minRsaBits} to 8192 bits.`,
    })
  }
  return generate('rsa', {
    modulusLength: bits,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
}
