import { createHash, type X509Certificate } from 'node:crypto'
import { type Element, oid, readElements } from './der.ts'

/** One attribute of a distinguished name, with the short name that texts give it. */
export interface NameAttribute {
  readonly name: string
  readonly value: string
}

export interface CertificateFields {
  /** DER of the subject, to be copied as it stands into what this certificate issues. */
  readonly subject: Buffer
  readonly attributes: readonly NameAttribute[]
  /** The key's bits without the algorithm around them: what SHA-1 key identifiers are made of. */
  readonly publicKeyBits: Buffer
  readonly subjectKeyIdentifier: Buffer
}

const attributeNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '2.5.4.3': 'cn',
    '2.5.4.4': 'sn',
    '2.5.4.5': 'serialNumber',
    '2.5.4.6': 'c',
    '2.5.4.7': 'l',
    '2.5.4.8': 'st',
    '2.5.4.10': 'o',
    '2.5.4.11': 'ou',
    '2.5.4.41': 'name',
    '2.5.4.42': 'givenName',
    '2.5.4.97': 'organizationIdentifier',
  }).map(([dotted, name]) => [oid(dotted).toString('hex'), name]),
)

const part = (elements: readonly Element[], index: number): Element => {
  const element = elements[index]
  if (element === undefined) throw new RangeError('the certificate lacks a field')
  return element
}

const readAttributes = (subject: Element): readonly NameAttribute[] =>
  readElements(subject.content)
    .flatMap((relative) => readElements(relative.content))
    .map((attribute) => {
      const pair = readElements(attribute.content)
      const type = part(pair, 0).whole.toString('hex')
      const value = part(pair, 1)
      const text =
        value.tag === 0x1e ? Buffer.from(value.content).swap16().toString('utf16le') : value.content.toString()
      return { name: attributeNames.get(type) ?? type, value: text }
    })

const subjectKeyIdentifierOid = oid('2.5.29.14').toString('hex')

const readKeyIdentifier = (tbs: readonly Element[]): Buffer | undefined => {
  const wrapper = tbs.find((element) => element.tag === 0xa3)
  if (wrapper === undefined) return undefined
  for (const extension of readElements(part(readElements(wrapper.content), 0).content)) {
    const fields = readElements(extension.content)
    if (part(fields, 0).whole.toString('hex') !== subjectKeyIdentifierOid) continue
    return part(readElements(part(fields, fields.length - 1).content), 0).content
  }
  return undefined
}

/** Reads what an issuer passes on (RFC 5280 4.1). */
export const readCertificateFields = (certificate: X509Certificate): CertificateFields => {
  const outer = readElements(part(readElements(certificate.raw), 0).content)
  const tbs = readElements(part(outer, 0).content)
  const shift = part(tbs, 0).tag === 0xa0 ? 1 : 0
  const subject = part(tbs, shift + 4)
  const publicKeyBits = part(readElements(part(tbs, shift + 5).content), 1).content.subarray(1)
  return {
    subject: subject.whole,
    attributes: readAttributes(subject),
    publicKeyBits,
    subjectKeyIdentifier: readKeyIdentifier(tbs) ?? createHash('sha1').update(publicKeyBits).digest(),
  }
}

const escaped = (value: string): string => value.replace(/[,+"\\<>;]/g, '\\$&')

/** A subject as `srvInfo` holds it: RFC 4514, most specific part first. */
export const subjectText = (attributes: readonly NameAttribute[]): string =>
  attributes
    .toReversed()
    .map(({ name, value }) => `${name}=${escaped(value)}`)
    .join(',')
