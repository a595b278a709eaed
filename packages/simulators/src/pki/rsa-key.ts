import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

const generate = promisify(generateKeyPair)

export interface RsaKey {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

/**
 * Made on the thread pool, so that many can be made at once.
 *
 * @example
 * const { privateKey } = await generateRsaKey()
 */
export const generateRsaKey = (modulusLength = 2048): Promise<RsaKey> => generate('rsa', { modulusLength })

const shared = new Map<string, Promise<RsaKey>>()

/** The key of this name, which all simulators of the process share: a key takes a tenth of a second to make. */
export const sharedRsaKey = (name: string): Promise<RsaKey> => {
  const known = shared.get(name)
  if (known !== undefined) return known
  const made = generateRsaKey()
  shared.set(name, made)
  return made
}

/**
 * `BEGIN RSA PRIVATE KEY`, unencrypted: the form of ING's published sandbox keys.
 *
 * @example
 * toPkcs1Pem(privateKey) // '-----BEGIN RSA PRIVATE KEY-----…'
 */
export const toPkcs1Pem = (key: KeyObject): string => key.export({ type: 'pkcs1', format: 'pem' }).toString()

/** `BEGIN PRIVATE KEY`, unencrypted. */
export const toPkcs8Pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()
