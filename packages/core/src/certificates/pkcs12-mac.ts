import { createHmac, timingSafeEqual } from 'node:crypto'
import { checkedIterations, derivePbkdf2, digestOf, unsupported } from '../keys/decrypt-pbe.ts'
import { toPkcs12Passwords, toPlainPasswords } from '../keys/passphrase-bytes.ts'
import { derivePkcs12Key, kdfPurpose } from '../keys/pkcs12-kdf.ts'
import { type BerNode, numberOf, octetsOf, oidOf } from './ber-node.ts'

const pbmac1 = '1.2.840.113549.1.5.14'
const pbkdf2 = '1.2.840.113549.1.5.12'

const digestLengths: Readonly<Record<string, number>> = {
  md5: 16,
  sha1: 20,
  ripemd160: 20,
  sha224: 28,
  'sha512-224': 28,
  'sha3-224': 28,
  sha256: 32,
  'sha512-256': 32,
  'sha3-256': 32,
  sm3: 32,
  sha384: 48,
  'sha3-384': 48,
  sha512: 64,
  'sha3-512': 64,
}

/**
 * Whether the check value over the contents (RFC 7292 4, or PBMAC1 of RFC 9579) is of this passphrase.
 * @throws NostroError `invalid_config` naming a hash that cannot be read
 */
export const isMacOf = (mac: BerNode, contents: Uint8Array, passphrase: string): boolean => {
  const [info, salt, rounds] = mac.children()
  if (info === undefined || salt === undefined) throw new RangeError('PKCS#12: MAC')
  const algorithm = info.at(0)
  const expected = octetsOf(info.at(1))
  const oid = oidOf(algorithm.at(0))
  const holds = (key: Buffer, digest: string): boolean => {
    const found = createHmac(digest, key).update(contents).digest()
    return found.length === expected.length && timingSafeEqual(found, expected)
  }
  if (oid === pbmac1) {
    const { digest, derive } = readPbmac1(algorithm.at(1))
    return toPlainPasswords(passphrase).some((password) => holds(derive(password), digest))
  }
  const digest = digestOf(oid)
  const iterations = rounds === undefined ? 1 : checkedIterations(rounds)
  return toPkcs12Passwords(passphrase).some((password) => {
    const length = digestLengths[digest] ?? expected.length
    const purpose = kdfPurpose.mac
    return holds(derivePkcs12Key({ digest, purpose, password, salt: octetsOf(salt), iterations, length }), digest)
  })
}

const readPbmac1 = (parameters: BerNode) => {
  const [derivation, scheme] = [parameters.at(0), parameters.at(1)]
  const kdf = oidOf(derivation.at(0))
  if (kdf !== pbkdf2) throw unsupported('Its check value is derived with', kdf)
  const digest = digestOf(oidOf(scheme.at(0)))
  // RFC 9579 demands the length, which PBKDF2 may leave out.
  const length = derivation
    .at(1)
    .children()
    .slice(2)
    .find(({ tag }) => tag === 0x02)
  return {
    digest,
    derive: (password: Buffer): Buffer =>
      derivePbkdf2(derivation.at(1), {
        password,
        length: length === undefined ? (digestLengths[digest] ?? 32) : numberOf(length),
      }),
  }
}
