import type { KeyObject } from 'node:crypto'
import { NostroError } from '../errors/nostro-error.ts'
import { decryptPbe } from '../keys/decrypt-pbe.ts'
import { fromDer } from '../keys/load-private-key.ts'
import { type BerNode, octetsOf, oidOf, readBer, sequenceOf, tags } from './ber-node.ts'

/** What a PKCS#12 file holds, in its order. */
export interface Pkcs12Bags {
  readonly keys: readonly { readonly key: KeyObject; readonly name: string | undefined }[]
  readonly certificates: readonly { readonly der: Buffer; readonly name: string | undefined }[]
}

const identifiers = {
  data: '1.2.840.113549.1.7.1',
  envelopedData: '1.2.840.113549.1.7.3',
  encryptedData: '1.2.840.113549.1.7.6',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certBag: '1.2.840.113549.1.12.10.1.3',
  safeContentsBag: '1.2.840.113549.1.12.10.1.6',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  friendlyName: '1.2.840.113549.1.9.20',
} as const

const refuse = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_config', message, hint })

export const doesNotOpen = (): NostroError =>
  refuse(
    'The PKCS#12 file does not open with this passphrase.',
    'Check the passphrase that the file was exported with; beyond ASCII its characters may have been written in another coding.',
  )

/** All bags of an AuthenticatedSafe (RFC 7292 4.1). @throws NostroError `invalid_config`, RangeError when it is none */
export const readBags = (authenticatedSafe: Uint8Array, passphrase: string): Pkcs12Bags => {
  const bags = sequenceOf(readBer(authenticatedSafe)).flatMap((content) => bagsIn(content, passphrase))
  const keys = bags.flatMap((bag) => toKey(bag, passphrase) ?? [])
  return { keys, certificates: bags.flatMap((bag) => toCertificate(bag) ?? []) }
}

const bagsIn = (content: BerNode, passphrase: string): readonly BerNode[] => {
  const type = oidOf(content.at(0))
  if (type === identifiers.data) return flattened(sequenceOf(readBer(octetsOf(content.at(1).at(0)))))
  if (type === identifiers.envelopedData) {
    throw refuse(
      'The PKCS#12 file is encrypted to a certificate, not by a passphrase.',
      'Export it again with a passphrase.',
    )
  }
  if (type !== identifiers.encryptedData) throw new RangeError('PKCS#12: content')
  const encrypted = content.at(1).at(0).at(1)
  const [, algorithm, data] = sequenceOf(encrypted)
  if (algorithm === undefined || data === undefined) return []
  const found = decryptPbe(algorithm, octetsOf(data, 0x80), passphrase, (plain) => {
    const bags = sequenceOf(readBer(plain))
    // Reads each bag's kind: garbage that happens to be a sequence is not taken.
    for (const bag of bags) oidOf(bag.at(0))
    return flattened(bags)
  })
  if (found === undefined) throw doesNotOpen()
  return found
}

/** Bags within bags, to a small depth. */
const flattened = (bags: readonly BerNode[], depth = 0): readonly BerNode[] =>
  bags.flatMap((bag) =>
    oidOf(bag.at(0)) === identifiers.safeContentsBag && depth < 8
      ? flattened(sequenceOf(bag.at(1).at(0)), depth + 1)
      : [bag],
  )

const nameOf = (bag: BerNode): string | undefined => {
  const attributes = bag.children()[2]
  const attribute = attributes?.children().find((each) => oidOf(each.at(0)) === identifiers.friendlyName)
  const contents = attribute?.at(1).children()[0]?.contents
  if (contents === undefined || contents.length % 2 !== 0) return undefined
  return Buffer.from(contents).swap16().toString('utf16le')
}

const toKey = (bag: BerNode, passphrase: string): Pkcs12Bags['keys'][number] | undefined => {
  const type = oidOf(bag.at(0))
  if (type !== identifiers.keyBag && type !== identifiers.shroudedKeyBag) return undefined
  const value = bag.at(1).at(0)
  if (type === identifiers.keyBag) return { key: usable(fromDer(Buffer.from(value.raw))), name: nameOf(bag) }
  const [algorithm, data] = sequenceOf(value)
  if (algorithm === undefined || data === undefined) throw new RangeError('PKCS#12: key')
  let opened = false
  const key = decryptPbe(algorithm, octetsOf(data), passphrase, (plain) => {
    // A PrivateKeyInfo of a kind that node:crypto does not know is no wrong passphrase.
    opened ||= readBer(plain).at(0).tag === tags.integer && oidOf(readBer(plain).at(1).at(0)) !== ''
    return fromDer(plain)
  })
  if (key === undefined && !opened) throw doesNotOpen()
  return { key: usable(key), name: nameOf(bag) }
}

const usable = (key: KeyObject | undefined): KeyObject => {
  if (key !== undefined) return key
  throw refuse('The private key in the PKCS#12 file is of a kind that cannot be used.', 'Use an RSA or EC key.')
}

const toCertificate = (bag: BerNode): Pkcs12Bags['certificates'][number] | undefined => {
  if (oidOf(bag.at(0)) !== identifiers.certBag) return undefined
  const value = bag.at(1).at(0)
  if (oidOf(value.at(0)) !== identifiers.x509Certificate) return undefined
  return { der: octetsOf(value.at(1).at(0)), name: nameOf(bag) }
}
