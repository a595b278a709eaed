import type { X509Certificate } from 'node:crypto'
import { children, type Der, decode, encode, oid } from '../../pki/der.ts'

/** One attribute of a distinguished name, under the short name that texts give it. */
export interface SubjectAttribute {
  readonly name: string
  readonly value: string
}

const binary = (node: Der | undefined): string => (typeof node?.value === 'string' ? node.value : '')

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
  }).map(([dotted, name]) => [binary(oid(dotted)), name]),
)

/** The subject as it stands in the certificate (RFC 5280 4.1): what an issuer passes on and OCSP hashes. */
const subjectNode = (certificate: X509Certificate): Der => {
  const subject = children(children(decode(certificate.raw))[0] ?? decode(Buffer.from('0500', 'hex')))[5]
  if (subject === undefined) throw new TypeError('not an X.509 v3 certificate')
  return subject
}

export const subjectDer = (certificate: X509Certificate): Buffer => encode(subjectNode(certificate))

/** In the order of the encoding, the least specific first. */
export const subjectAttributes = (certificate: X509Certificate): readonly SubjectAttribute[] =>
  children(subjectNode(certificate))
    .flatMap(children)
    .map((attribute) => {
      const [type, value] = children(attribute)
      const name = attributeNames.get(binary(type)) ?? 'attribute'
      return { name, value: Buffer.from(binary(value), 'latin1').toString('utf8') }
    })

const escaped = (value: string): string => value.replace(/[,+"\\<>;]/g, '\\$&')

/** A subject as `srvInfo` holds it: RFC 4514, most specific part first. */
export const subjectText = (attributes: readonly SubjectAttribute[]): string =>
  attributes
    .toReversed()
    .map(({ name, value }) => `${name}=${escaped(value)}`)
    .join(',')
