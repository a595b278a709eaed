/** Hashes by node:crypto's names, with the block size that the PKCS#12 derivation needs. */
export const digests: Readonly<Record<string, { readonly block: number }>> = {
  md5: { block: 64 },
  sha1: { block: 64 },
  sha224: { block: 64 },
  sha256: { block: 64 },
  sha384: { block: 128 },
  sha512: { block: 128 },
  'sha512-224': { block: 128 },
  'sha512-256': { block: 128 },
  'sha3-224': { block: 144 },
  'sha3-256': { block: 136 },
  'sha3-384': { block: 104 },
  'sha3-512': { block: 72 },
  ripemd160: { block: 64 },
  sm3: { block: 64 },
}

/** Hashes and the HMACs over them, by object identifier. */
export const digestNames: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.5': 'md5',
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.5': 'sha512-224',
  '2.16.840.1.101.3.4.2.6': 'sha512-256',
  '2.16.840.1.101.3.4.2.7': 'sha3-224',
  '2.16.840.1.101.3.4.2.8': 'sha3-256',
  '2.16.840.1.101.3.4.2.9': 'sha3-384',
  '2.16.840.1.101.3.4.2.10': 'sha3-512',
  '1.3.36.3.2.1': 'ripemd160',
  '1.2.156.10197.1.401': 'sm3',
  '1.2.840.113549.2.6': 'md5',
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
  '1.2.840.113549.2.12': 'sha512-224',
  '1.2.840.113549.2.13': 'sha512-256',
  '2.16.840.1.101.3.4.2.13': 'sha3-224',
  '2.16.840.1.101.3.4.2.14': 'sha3-256',
  '2.16.840.1.101.3.4.2.15': 'sha3-384',
  '2.16.840.1.101.3.4.2.16': 'sha3-512',
  '1.2.156.10197.1.401.2': 'sm3',
}

/** A cipher in CBC mode: how node:crypto calls it, or how it is made here. */
export interface PbeCipher {
  readonly name: string
  /** Bytes. */
  readonly keyLength: number
  readonly ivLength: number
}

const aes = (bits: number): PbeCipher => ({ name: `aes-${bits}-cbc`, keyLength: bits / 8, ivLength: 16 })
const camellia = (bits: number): PbeCipher => ({ name: `camellia-${bits}-cbc`, keyLength: bits / 8, ivLength: 16 })
const aria = (bits: number): PbeCipher => ({ name: `aria-${bits}-cbc`, keyLength: bits / 8, ivLength: 16 })
export const rc2 = (bits: number): PbeCipher => ({ name: `rc2-${bits}`, keyLength: bits / 8, ivLength: 8 })
export const des: PbeCipher = { name: 'des', keyLength: 8, ivLength: 8 }
const tripleDes: PbeCipher = { name: 'des-ede3-cbc', keyLength: 24, ivLength: 8 }
const doubleDes: PbeCipher = { name: 'des-ede', keyLength: 16, ivLength: 8 }

/** PBES2's ciphers (RFC 8018 B.2, and what OpenSSL takes beyond it). RC2 says its length in its parameters. */
export const pbes2Ciphers: Readonly<Record<string, PbeCipher>> = {
  '2.16.840.1.101.3.4.1.2': aes(128),
  '2.16.840.1.101.3.4.1.22': aes(192),
  '2.16.840.1.101.3.4.1.42': aes(256),
  '1.2.392.200011.61.1.1.1.2': camellia(128),
  '1.2.392.200011.61.1.1.1.3': camellia(192),
  '1.2.392.200011.61.1.1.1.4': camellia(256),
  '1.2.410.200046.1.1.2': aria(128),
  '1.2.410.200046.1.1.7': aria(192),
  '1.2.410.200046.1.1.12': aria(256),
  '1.2.840.113549.3.7': tripleDes,
  '1.3.14.3.2.7': des,
  '1.2.156.10197.1.104.2': { name: 'sm4-cbc', keyLength: 16, ivLength: 16 },
}

/** PKCS#12's own schemes (RFC 7292 appendix C), keys by its derivation with SHA-1. */
export const pkcs12Ciphers: Readonly<Record<string, PbeCipher>> = {
  '1.2.840.113549.1.12.1.1': { name: 'rc4', keyLength: 16, ivLength: 0 },
  '1.2.840.113549.1.12.1.2': { name: 'rc4', keyLength: 5, ivLength: 0 },
  '1.2.840.113549.1.12.1.3': tripleDes,
  '1.2.840.113549.1.12.1.4': doubleDes,
  '1.2.840.113549.1.12.1.5': rc2(128),
  '1.2.840.113549.1.12.1.6': rc2(40),
}

/** PBES1 (RFC 8018 A.3): keys by PBKDF1, sixteen bytes for key and IV. */
export const pbes1Schemes: Readonly<Record<string, { readonly digest: string; readonly cipher: PbeCipher }>> = {
  '1.2.840.113549.1.5.3': { digest: 'md5', cipher: des },
  '1.2.840.113549.1.5.6': { digest: 'md5', cipher: rc2(64) },
  '1.2.840.113549.1.5.10': { digest: 'sha1', cipher: des },
  '1.2.840.113549.1.5.11': { digest: 'sha1', cipher: rc2(64) },
}

/** What is known but cannot be opened here, so that an error can name it. */
export const knownAlgorithms: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.5.1': 'MD2 with DES',
  '1.2.840.113549.1.5.4': 'MD2 with RC2',
  '1.2.840.113549.3.9': 'RC5',
  '1.2.410.200004.1.4': 'SEED',
  '1.3.6.1.4.1.188.7.1.1.2': 'IDEA',
  '1.3.6.1.4.1.3029.1.2': 'Blowfish',
  '1.2.840.113533.7.66.10': 'CAST5',
  '1.2.840.113549.2.2': 'MD2',
  '1.2.840.113549.2.4': 'MD4',
  '1.0.10118.3.0.55': 'Whirlpool',
  '1.2.643.2.2.9': 'GOST R 34.11-94',
  '1.2.643.7.1.1.2.2': 'GOST R 34.11-2012 (256)',
  '1.2.643.7.1.1.2.3': 'GOST R 34.11-2012 (512)',
  '1.2.643.2.2.21': 'GOST 28147-89',
}
