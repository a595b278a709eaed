import { createHash, createPrivateKey, type KeyObject } from 'node:crypto'
import { octetsOf, readBer, tags } from '../certificates/ber-node.ts'
import { nameInput } from '../certificates/name-input.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { decryptPbe, decryptWith, unsupported } from './decrypt-pbe.ts'
import { toPlainPasswords } from './passphrase-bytes.ts'
import { des, type PbeCipher, rc2 } from './pbe-algorithms.ts'
import { type PemBlock, type PemText, readPem } from './read-pem.ts'

/** RSA keys below this are refused everywhere: eIDAS certificates and the banks demand 2048 bits. */
export const minRsaBits = 2048

const refuse = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_config', message, hint })

/**
 * A private key from PEM: PKCS#8, PKCS#1 or SEC1, encrypted or not, under the right label or a wrong one, with whatever
 * text, line ends or certificates around it. RSA of at least 2048 bits, or EC.
 * @throws NostroError `invalid_config`: what is wrong with the text, and what to give instead. It never quotes the text.
 */
export const loadPrivateKey = (pem: string, passphrase?: string): KeyObject => {
  const key = onlyKey(readPem(pem), pem, passphrase)
  if (key.asymmetricKeyType !== 'rsa' && key.asymmetricKeyType !== 'ec') {
    throw refuse(
      `A key of type ${key.asymmetricKeyType ?? 'unknown'} cannot be used.`,
      'Banks take RSA keys (2048 bits or more) and EC keys on P-256, P-384 or P-521.',
    )
  }
  const bits = key.asymmetricKeyDetails?.modulusLength
  if (bits !== undefined && bits < minRsaBits) {
    throw refuse(
      `The RSA key has ${bits} bits; at least ${minRsaBits} are needed.`,
      'Make a new key of 2048 bits or more, and have a certificate issued for it.',
    )
  }
  return key
}

const isKeyLabel = (label: string): boolean => /(?:^| )PRIVATE KEY$/.test(label) && label !== 'OPENSSH PRIVATE KEY'

const onlyKey = (text: PemText, pem: string, passphrase: string | undefined): KeyObject => {
  const [first, ...others] = text.blocks.filter(({ label }) => isKeyLabel(label))
  if (first === undefined) throw noKey(text, pem)
  if (others.some(({ der }) => !der.equals(first.der))) {
    throw refuse(
      `The text holds ${others.length + 1} private keys; which one is meant cannot be known.`,
      'Leave the one that belongs to the certificate.',
    )
  }
  return decode(first, passphrase)
}

const noKey = ({ blocks, cutOff, damaged }: PemText, pem: string): NostroError => {
  if (cutOff.some(isKeyLabel)) {
    return refuse(
      'The private key’s PEM text is cut off: its END line is missing.',
      'Copy the key again, whole, with its END line.',
    )
  }
  if (damaged.some(isKeyLabel)) return isDamaged()
  const named = nameInput(pem)
  if (named !== undefined) return refuse(`The private key is ${named.what}.`, named.hint)
  if (blocks.some(({ label }) => label.endsWith('CERTIFICATE'))) {
    return refuse(
      'A certificate was given where the private key belongs.',
      'Are the two files swapped? The key’s PEM says PRIVATE KEY.',
    )
  }
  if (blocks.some(({ label }) => label.endsWith('PUBLIC KEY'))) {
    return refuse(
      'A public key was given where the private key belongs.',
      'Give the private key: its PEM says PRIVATE KEY.',
    )
  }
  if (pem.trim() === '') return refuse('The private key is empty.', 'Give the contents of the key’s file.')
  return refuse(
    'The private key is not PEM text.',
    'Expected “-----BEGIN PRIVATE KEY-----”. Give the file’s contents, not its path; turn a .p12 file into PEM first, a DER file by openssl pkey -inform der.',
  )
}

const isDamaged = (): NostroError =>
  refuse('The private key’s PEM text is damaged.', 'Copy the key again, whole and unchanged.')

const noPassphrase = (): NostroError =>
  refuse('The private key is encrypted and no passphrase was given.', 'Give the passphrase beside the key.')

const doesNotOpen = (): NostroError =>
  refuse('The private key does not open with this passphrase.', 'Check the passphrase; the file may also be damaged.')

const decode = (block: PemBlock, passphrase: string | undefined): KeyObject => {
  const { label, der, encryption } = block
  if (encryption !== undefined) {
    if (passphrase === undefined) throw noPassphrase()
    const plain = decryptTraditional(der, encryption, passphrase)
    if (plain === undefined) throw doesNotOpen()
    return plain
  }
  const plain = fromDer(der)
  if (plain !== undefined) return plain
  const sealed = readSealed(der)
  // The engine's error is left out everywhere: it can quote parts of the input.
  if (sealed === undefined)
    throw label === 'ENCRYPTED PRIVATE KEY' && passphrase === undefined ? noPassphrase() : isDamaged()
  if (passphrase === undefined) throw noPassphrase()
  const opened = decryptPbe(sealed.algorithm, sealed.data, passphrase, fromDer)
  if (opened === undefined) throw doesNotOpen()
  return opened
}

const types = ['pkcs8', 'pkcs1', 'sec1'] as const

/** The form is what the bytes are, not what the label says: labels are often wrong. */
export const fromDer = (der: Buffer): KeyObject | undefined => {
  for (const type of types) {
    try {
      return createPrivateKey({ key: der, format: 'der', type })
    } catch {
      // Another form, or none.
    }
  }
  return undefined
}

/** EncryptedPrivateKeyInfo (RFC 5958 section 3). */
const readSealed = (der: Buffer) => {
  try {
    const [algorithm, data, ...rest] = readBer(der).children()
    if (algorithm?.tag !== tags.sequence || data === undefined || rest.length > 0) return undefined
    return { algorithm, data: octetsOf(data) }
  } catch {
    return undefined
  }
}

const ivOf8 = { ivLength: 8 } as const

/** Ciphers by the names of `DEK-Info`. */
const traditionalCiphers: Readonly<Record<string, PbeCipher>> = {
  'DES-CBC': des,
  'DES-EDE-CBC': { name: 'des-ede', keyLength: 16, ...ivOf8 },
  'DES-EDE3-CBC': { name: 'des-ede3-cbc', keyLength: 24, ...ivOf8 },
  'RC2-CBC': rc2(128),
  'RC2-64-CBC': rc2(64),
  'RC2-40-CBC': rc2(40),
  ...Object.fromEntries(
    ['AES', 'CAMELLIA', 'ARIA'].flatMap((family) =>
      [128, 192, 256].map((bits) => [
        `${family}-${bits}-CBC`,
        { name: `${family.toLowerCase()}-${bits}-cbc`, keyLength: bits / 8, ivLength: 16 },
      ]),
    ),
  ),
}

/** The older form: the key is MD5 over passphrase and the IV's first eight bytes, as OpenSSL's EVP_BytesToKey makes it. */
const decryptTraditional = (
  der: Buffer,
  { cipher: name, iv }: NonNullable<PemBlock['encryption']>,
  passphrase: string,
): KeyObject | undefined => {
  const cipher = traditionalCiphers[name.toUpperCase()]
  if (cipher === undefined) throw unsupported('The private key is encrypted with', name)
  if (iv.length !== cipher.ivLength) throw isDamaged()
  for (const password of toPlainPasswords(passphrase)) {
    let key = Buffer.alloc(0)
    for (let last = key; key.length < cipher.keyLength; key = Buffer.concat([key, last])) {
      last = createHash('md5').update(last).update(password).update(iv.subarray(0, 8)).digest()
    }
    const plain = decryptWith(cipher, { key: key.subarray(0, cipher.keyLength), iv }, der)
    const opened = plain === undefined ? undefined : fromDer(plain)
    if (opened !== undefined) return opened
  }
  return undefined
}
