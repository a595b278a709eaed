import { constants, createPublicKey, type KeyObject, type SignKeyObjectInput, sign } from 'node:crypto'
import type { SignatureAlgorithm, SigningKey } from '../contracts/signing-key.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { loadPrivateKey } from './load-private-key.ts'

interface AlgorithmSettings {
  readonly type: SigningKey['type']
  readonly hash: 'sha256' | 'sha384' | 'sha512'
  /** ES* fix the curve (RFC 7518 3.4); names as OpenSSL has them. */
  readonly curve?: string | undefined
  readonly parameters?: Omit<SignKeyObjectInput, 'key'> | undefined
}

const pss = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
}
const raw = { dsaEncoding: 'ieee-p1363' } as const
const der = { dsaEncoding: 'der' } as const

const algorithms: Readonly<Record<SignatureAlgorithm, AlgorithmSettings>> = {
  'rsa-sha256': { type: 'rsa', hash: 'sha256', parameters: { padding: constants.RSA_PKCS1_PADDING } },
  'rsa-sha512': { type: 'rsa', hash: 'sha512', parameters: { padding: constants.RSA_PKCS1_PADDING } },
  PS256: { type: 'rsa', hash: 'sha256', parameters: pss },
  PS384: { type: 'rsa', hash: 'sha384', parameters: pss },
  PS512: { type: 'rsa', hash: 'sha512', parameters: pss },
  ES256: { type: 'ec', hash: 'sha256', curve: 'prime256v1', parameters: raw },
  ES384: { type: 'ec', hash: 'sha384', curve: 'secp384r1', parameters: raw },
  ES512: { type: 'ec', hash: 'sha512', curve: 'secp521r1', parameters: raw },
  'ecdsa-sha256': { type: 'ec', hash: 'sha256', parameters: der },
  'ecdsa-sha384': { type: 'ec', hash: 'sha384', parameters: der },
  'ecdsa-sha512': { type: 'ec', hash: 'sha512', parameters: der },
}

/**
 * The signing key of this process: RSA or EC from PEM, encrypted or not. It is decoded once; signing runs on the
 * thread pool, off the event loop.
 * @throws NostroError `invalid_config` when the text is no usable private key, or the passphrase is wrong.
 *
 * @example
 * const key = createSigningKey(pem, passphrase)
 */
export const createSigningKey = (pem: string, passphrase?: string): SigningKey => {
  const key = loadPrivateKey(pem, passphrase)
  const type = key.asymmetricKeyType === 'ec' ? 'ec' : 'rsa'
  return Object.freeze({
    type,
    publicKey: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(),
    sign: async (algorithm, bytes) => {
      const { hash, parameters } = settingsFor(algorithm, key, type)
      return new Promise<Uint8Array>((resolve, reject) => {
        sign(hash, bytes, { key, ...parameters }, (error, signature) => {
          if (error === null) resolve(new Uint8Array(signature))
          else reject(new NostroError({ code: 'invalid_config', message: `The key cannot sign with ${algorithm}.` }))
        })
      })
    },
  } satisfies SigningKey)
}

const settingsFor = (algorithm: SignatureAlgorithm, key: KeyObject, type: SigningKey['type']): AlgorithmSettings => {
  const settings = algorithms[algorithm]
  const curve = key.asymmetricKeyDetails?.namedCurve
  if (settings.type === type && (settings.curve === undefined || settings.curve === curve)) return settings
  const wanted =
    settings.type === 'rsa' ? 'an RSA key' : `an EC key${settings.curve === undefined ? '' : ` on ${settings.curve}`}`
  throw new NostroError({
    code: 'invalid_config',
    message: `${algorithm} needs ${wanted}; this one is ${type === 'rsa' ? 'RSA' : `EC on ${curve ?? 'an unnamed curve'}`}.`,
    hint: 'Choose a key that fits the bank’s algorithm.',
  })
}
