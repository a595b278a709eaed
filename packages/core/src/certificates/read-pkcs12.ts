import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { NostroError } from '../errors/nostro-error.ts'
import { octetsOf, oidOf, readBer, sequenceOf, tags } from './ber-node.ts'
import { nameInput } from './name-input.ts'
import { orderChain } from './order-chain.ts'
import { doesNotOpen, type Pkcs12Bags, readBags } from './pkcs12-bags.ts'
import { isMacOf } from './pkcs12-mac.ts'

/** The contents of a PKCS#12 file as PEM texts. The key is PKCS#8 and no longer encrypted: keep it in memory. */
export interface Pkcs12Contents {
  readonly certificate: string
  readonly key: string
  /** The certificate's issuers as far as the file has them, each before its own. */
  readonly chain: readonly string[]
}

/** Which key pair of a PKCS#12 file is wanted. */
export interface Pkcs12Options {
  /** Which pair, by its name in the file (`friendlyName`, keytool's alias), where there are several. */
  readonly alias?: string | undefined
}

/** A chain and a key have a few KiB. */
const maxBytes = 16 * 1024 * 1024

const refuse = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_config', message, hint })

const damaged = (): NostroError =>
  refuse('The PKCS#12 file is damaged, or it is something else.', 'Give the bytes of a whole .p12 or .pfx file.')

/**
 * Reads a .p12 or .pfx file (RFC 7292, RFC 9579): DER or BER, with what OpenSSL 3 opens and with the old ciphers that it
 * opens by its legacy module alone and node:tls refuses (RC2, RC4, single DES).
 * @throws NostroError `invalid_config`: a wrong passphrase, a damaged file, a file of another kind, by its name, a cipher
 * that cannot be read, by its name, a file without key or certificate, or one with several pairs and no alias.
 * @example
 * const { certificate, key, chain } = readPkcs12(readFileSync('bank.p12'), passphrase, { alias: 'production' })
 */
export const readPkcs12 = (bytes: Uint8Array, passphrase: string, { alias }: Pkcs12Options = {}): Pkcs12Contents => {
  const { keys, certificates } = open(bytes, passphrase)
  const all = certificates.map(({ der, name }) => ({ certificate: toX509(der), name }))
  const { certificate, key } = choose(toPairs(keys, all), keys.length, alias)
  const chain = orderChain(
    certificate,
    all.map((each) => each.certificate),
  )
  return {
    certificate: certificate.toString(),
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    chain: chain.map((each) => each.toString()),
  }
}

const open = (bytes: Uint8Array, passphrase: string): Pkcs12Bags => {
  if (bytes.length > maxBytes) throw damaged()
  try {
    const [version, content, mac] = sequenceOf(readBer(bytes))
    if (version?.tag !== tags.integer || content === undefined) throw notPkcs12(bytes)
    if (oidOf(content.at(0)) === '1.2.840.113549.1.7.2') {
      throw refuse('The PKCS#12 file is signed, not protected by a passphrase.', 'Export it again with a passphrase.')
    }
    const safe = octetsOf(content.at(1).at(0))
    if (mac !== undefined && !isMacOf(mac, safe, passphrase)) throw doesNotOpen()
    return readBags(safe, passphrase)
  } catch (error) {
    // What was not made for people is the reader's stumbling over bytes that are not as RFC 7292 has them.
    if (NostroError.isInstance(error) && !isReaderFault(error)) throw error
    throw notPkcs12(bytes)
  }
}

const isReaderFault = ({ message }: NostroError): boolean => message.startsWith('The certificate’s inner structure')

const notPkcs12 = (bytes: Uint8Array): NostroError => {
  const named = nameInput(bytes)
  if (named !== undefined) return refuse(`This is no PKCS#12 file but ${named.what}.`, named.hint)
  const text = Buffer.from(bytes.subarray(0, 65_536)).toString('latin1')
  if (/-----BEGIN (?:[A-Z0-9 ]+ )?(?:CERTIFICATE|PRIVATE KEY)-----/.test(text)) {
    return refuse('This is no PKCS#12 file but PEM text.', 'Give it as `certificate` and `key`, with its passphrase.')
  }
  if (bytes.length === 0) return refuse('The PKCS#12 file is empty.', 'Give the bytes of a whole .p12 or .pfx file.')
  if (isCertificate(bytes)) {
    return refuse(
      'This is no PKCS#12 file but a certificate alone.',
      'Export key and certificate together into one file.',
    )
  }
  return damaged()
}

const isCertificate = (bytes: Uint8Array): boolean => {
  try {
    return new X509Certificate(bytes).raw.length > 0
  } catch {
    return false
  }
}

const toX509 = (der: Buffer): X509Certificate => {
  try {
    return new X509Certificate(der)
  } catch {
    throw refuse('A certificate in the PKCS#12 file is damaged.', 'Export the file again.')
  }
}

interface Pair {
  readonly certificate: X509Certificate
  readonly key: KeyObject
  readonly names: readonly string[]
}

const spkiOf = (key: KeyObject): string => createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('hex')

/** Each key with its certificate; a key that stands there twice is one. */
const toPairs = (
  keys: Pkcs12Bags['keys'],
  certificates: readonly { readonly certificate: X509Certificate; readonly name: string | undefined }[],
): readonly Pair[] => {
  const seen = new Set<string>()
  return keys.flatMap(({ key, name }) => {
    const spki = spkiOf(key)
    if (seen.has(spki)) return []
    seen.add(spki)
    const own = certificates.filter(({ certificate }) => certificate.checkPrivateKey(key))
    const [first] = own.toSorted((a, b) => Date.parse(b.certificate.validTo) - Date.parse(a.certificate.validTo))
    const names = [name, ...own.map((each) => each.name)].filter((each) => each !== undefined)
    return first === undefined ? [] : [{ certificate: first.certificate, key, names: [...new Set(names)] }]
  })
}

/** Names are text of the file: nothing of it may act on a terminal. */
const shown = ({ names, certificate }: Pair): string => {
  const name = names[0] ?? certificate.subject.replaceAll('\n', ', ')
  return `“${name.replace(/[\p{C}\p{Z}]+/gu, ' ').slice(0, 60)}”`
}

const choose = (pairs: readonly Pair[], keys: number, alias: string | undefined): Pair => {
  if (keys === 0) throw refuse('The PKCS#12 file holds no private key.', 'Export it again with the key.')
  if (pairs.length === 0) {
    throw refuse(
      'The PKCS#12 file holds no certificate for its key.',
      'Export key and certificate together into one file.',
    )
  }
  const isNamed = ({ names }: Pair): boolean => names.some((name) => name.toLowerCase() === alias?.toLowerCase())
  const fitting = alias === undefined ? pairs : pairs.filter(isNamed)
  const [only, second] = fitting
  if (only !== undefined && second === undefined) return only
  const held = pairs.map(shown).join(', ')
  if (only === undefined) {
    throw refuse(`The PKCS#12 file holds no pair with this alias; it holds ${held}.`, 'Give one of these as `alias`.')
  }
  throw refuse(
    `The PKCS#12 file holds ${fitting.length} pairs of key and certificate: ${held}.`,
    'Name the one that is meant as `alias`, or export it alone into a file of its own.',
  )
}
