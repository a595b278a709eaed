import { createDecipheriv, hash, pbkdf2Sync, scryptSync } from 'node:crypto'
import { type BerNode, numberOf, octetsOf, oidOf, sequenceOf, tags } from '../certificates/ber-node.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { toPkcs12Passwords, toPlainPasswords } from './passphrase-bytes.ts'
import {
  digestNames,
  knownAlgorithms,
  type PbeCipher,
  pbes1Schemes,
  pbes2Ciphers,
  pkcs12Ciphers,
  rc2,
} from './pbe-algorithms.ts'
import { derivePkcs12Key, kdfPurpose } from './pkcs12-kdf.ts'
import { decryptRc2Cbc } from './rc2.ts'
import { decryptRc4 } from './rc4.ts'

/** More would stop the process for minutes; no program writes so many. */
const maxIterations = 5_000_000

const identifiers = {
  pbes2: '1.2.840.113549.1.5.13',
  pbkdf2: '1.2.840.113549.1.5.12',
  scrypt: '1.3.6.1.4.1.11591.4.11',
  rc2: '1.2.840.113549.3.2',
} as const

/** An algorithm that cannot be read here, by its name where it has one. */
export const unsupported = (what: string, oid: string): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: `${what} ${knownAlgorithms[oid] ?? `the algorithm ${oid}`}, which cannot be read here.`,
    hint: 'Write it anew with AES-256: openssl pkcs12 -legacy -in FILE -out PEM, then openssl pkcs12 -export -in PEM -keypbe AES-256-CBC -certpbe AES-256-CBC -out NEW; for a key in PEM: openssl pkey -provider legacy -provider default -in FILE -aes256 -out NEW.',
  })

/** @throws NostroError `invalid_config` when the count is absurd */
export const checkedIterations = (node: BerNode): number => {
  const count = numberOf(node)
  if (count >= 1 && count <= maxIterations) return count
  throw new NostroError({
    code: 'invalid_config',
    message: `The key derivation asks for ${count} rounds; at most ${maxIterations} are run.`,
    hint: 'Export the file again with the usual number of rounds.',
  })
}

/** The hash under an identifier of a hash or of the HMAC over it. @throws NostroError `invalid_config` */
export const digestOf = (oid: string): string => {
  const name = digestNames[oid]
  if (name === undefined) throw unsupported('The file’s key derivation or check value uses', oid)
  return name
}

interface DerivationInput {
  readonly password: Uint8Array
  readonly length: number
}

/** PBKDF2 with the parameters of RFC 8018 A.2; the length and the PRF may be left out. */
export const derivePbkdf2 = (parameters: BerNode, { password, length }: DerivationInput): Buffer => {
  const [salt, count, ...rest] = sequenceOf(parameters)
  if (salt === undefined || count === undefined) throw new RangeError('ASN.1: PBKDF2')
  const prf = rest.find(({ tag }) => tag === tags.sequence)
  const digest = prf === undefined ? 'sha1' : digestOf(oidOf(prf.at(0)))
  return pbkdf2Sync(password, octetsOf(salt), checkedIterations(count), length, digest)
}

const deriveScrypt = (parameters: BerNode, { password, length }: DerivationInput): Buffer => {
  const [cost, blockSize, parallelization] = [1, 2, 3].map((at) => numberOf(parameters.at(at)))
  if (cost === undefined || blockSize === undefined || parallelization === undefined) throw new RangeError('scrypt')
  const maxmem = 1024 * 1024 * 1024
  return scryptSync(password, octetsOf(parameters.at(0)), length, { N: cost, r: blockSize, p: parallelization, maxmem })
}

/** Decrypts with padding taken off; undefined when the padding is not one, which a wrong key gives nearly always. */
export const decryptWith = (
  cipher: PbeCipher,
  { key, iv }: { readonly key: Buffer; readonly iv: Uint8Array },
  data: Uint8Array,
): Buffer | undefined => {
  if (cipher.name === 'rc4') return decryptRc4(key, data)
  if (cipher.name.startsWith('rc2-')) {
    return unpadded(decryptRc2Cbc({ key, iv, effectiveBits: Number(cipher.name.slice(4)) }, data))
  }
  // Node has no single DES; three times with one key is the same.
  const whole = cipher.name === 'des' ? [key, key, key] : cipher.name === 'des-ede' ? [key, key.subarray(0, 8)] : [key]
  const name = cipher.name.startsWith('des') ? 'des-ede3-cbc' : cipher.name
  try {
    const decipher = createDecipheriv(name, Buffer.concat(whole), iv)
    return Buffer.concat([decipher.update(data), decipher.final()])
  } catch {
    return undefined
  }
}

const unpadded = (bytes: Buffer): Buffer | undefined => {
  const count = bytes.at(-1) ?? 0
  const isPadding = count >= 1 && count <= 8 && bytes.subarray(-count).every((byte) => byte === count)
  return isPadding ? bytes.subarray(0, -count) : undefined
}

/** RFC 2268 section 6: the version stands for the effective bits in a way of its own below 256. */
const rc2Of = (version: number): PbeCipher => {
  const bits = version >= 256 ? version : { 160: 40, 120: 64, 58: 128 }[version]
  if (bits === undefined) throw new RangeError('ASN.1: RC2')
  return rc2(bits)
}

type Decryptor = (password: Buffer, data: Uint8Array) => Buffer | undefined

const pbes2 = (parameters: BerNode): Decryptor => {
  const [derivation, encryption] = [parameters.at(0), parameters.at(1)]
  const oid = oidOf(encryption.at(0))
  const isRc2 = oid === identifiers.rc2
  const cipher = isRc2 ? rc2Of(numberOf(encryption.at(1).at(0))) : pbes2Ciphers[oid]
  if (cipher === undefined) throw unsupported('It is encrypted with', oid)
  const iv = octetsOf(isRc2 ? encryption.at(1).at(1) : encryption.at(1))
  const kdf = oidOf(derivation.at(0))
  if (kdf !== identifiers.pbkdf2 && kdf !== identifiers.scrypt) throw unsupported('Its key is derived with', kdf)
  const derive = kdf === identifiers.pbkdf2 ? derivePbkdf2 : deriveScrypt
  return (password, data) => {
    const key = derive(derivation.at(1), { password, length: cipher.keyLength })
    return decryptWith(cipher, { key, iv }, data)
  }
}

const pbes1 = ({ digest, cipher }: { digest: string; cipher: PbeCipher }, parameters: BerNode): Decryptor => {
  const [salt, iterations] = [octetsOf(parameters.at(0)), checkedIterations(parameters.at(1))]
  return (password, data) => {
    let bytes = hash(digest, Buffer.concat([password, salt]), 'buffer')
    for (let round = 1; round < iterations; round++) bytes = hash(digest, bytes, 'buffer')
    return decryptWith(cipher, { key: bytes.subarray(0, 8), iv: bytes.subarray(8, 16) }, data)
  }
}

const pkcs12Pbe = (cipher: PbeCipher, parameters: BerNode): Decryptor => {
  const [salt, iterations] = [octetsOf(parameters.at(0)), checkedIterations(parameters.at(1))]
  return (password, data) => {
    const derive = (purpose: number, length: number): Buffer =>
      derivePkcs12Key({ digest: 'sha1', purpose, password, salt, iterations, length })
    const key = derive(kdfPurpose.key, cipher.keyLength)
    return decryptWith(cipher, { key, iv: derive(kdfPurpose.iv, cipher.ivLength) }, data)
  }
}

/** How an AlgorithmIdentifier says that data is encrypted, and in which bytes it takes the passphrase. */
const toDecryptor = (
  algorithm: BerNode,
): { decrypt: Decryptor; toPasswords: (passphrase: string) => readonly Buffer[] } => {
  const oid = oidOf(algorithm.at(0))
  if (oid === identifiers.pbes2) return { decrypt: pbes2(algorithm.at(1)), toPasswords: toPlainPasswords }
  const old = pkcs12Ciphers[oid]
  if (old !== undefined) return { decrypt: pkcs12Pbe(old, algorithm.at(1)), toPasswords: toPkcs12Passwords }
  const oldest = pbes1Schemes[oid]
  if (oldest !== undefined) return { decrypt: pbes1(oldest, algorithm.at(1)), toPasswords: toPlainPasswords }
  throw unsupported('It is encrypted with', oid)
}

/**
 * Decrypts what a passphrase protects by PBES2, PKCS#12's own schemes or PBES1. Each spelling of the passphrase is tried
 * until `read` makes something of the result; undefined when none does: the passphrase is wrong, or the data damaged.
 * @throws NostroError `invalid_config` naming an algorithm that cannot be read
 */
export const decryptPbe = <T>(
  algorithm: BerNode,
  data: Uint8Array,
  passphrase: string,
  read: (plain: Buffer) => T | undefined,
): T | undefined => {
  const { decrypt, toPasswords } = toDecryptor(algorithm)
  for (const password of toPasswords(passphrase)) {
    const plain = decrypt(password, data)
    const found = plain === undefined ? undefined : orUndefined(() => read(plain))
    if (found !== undefined) return found
  }
  return undefined
}

/** What a wrong passphrase makes of data is garbage, which a reader may stumble over in any way. */
const orUndefined = <T>(read: () => T): T | undefined => {
  try {
    return read()
  } catch (error) {
    if (NostroError.isInstance(error)) throw error
    return undefined
  }
}
