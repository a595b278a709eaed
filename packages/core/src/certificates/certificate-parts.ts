import { createPublicKey, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import {
  bits,
  type Der,
  element,
  isTrue,
  nothing,
  objectIdentifier,
  octets,
  printable,
  sequence,
  set,
  utf8,
} from './der-writer.ts'
import { identifiers } from './psd2-extensions.ts'

/** One attribute of a name: its identifier and its value. */
const attribute = (type: string, value: Der): Der => set(sequence(objectIdentifier(type), value))

export interface NameFields {
  readonly commonName: string
  readonly organization?: string | undefined
  readonly organizationIdentifier?: string | undefined
  readonly country?: string | undefined
}

/** A distinguished name (RFC 5280 4.1.2.4), the country first. */
export const toName = ({ commonName, organization, organizationIdentifier, country }: NameFields): Der =>
  sequence(
    ...(country === undefined ? [] : [attribute('2.5.4.6', printable(country))]),
    ...(organization === undefined ? [] : [attribute('2.5.4.10', utf8(organization))]),
    ...(organizationIdentifier === undefined
      ? []
      : [attribute(identifiers.organizationIdentifier, utf8(organizationIdentifier))]),
    attribute('2.5.4.3', utf8(commonName)),
  )

/** An extension (RFC 5280 4.2). */
export const toExtension = (id: string, value: Der, isCritical = false): Der =>
  sequence(objectIdentifier(id), ...(isCritical ? [isTrue] : []), octets(value))

/** RFC 5280 4.2.1.3: for signatures, and where `isSeal` for seals that cannot be denied. */
export const keyUsage = (isSeal: boolean): Der =>
  toExtension('2.5.29.15', isSeal ? bits(Buffer.from([0xc0]), 6) : bits(Buffer.from([0x80]), 7), true)

/** RFC 5280 4.2.1.12. */
export const extendedKeyUsage = (...usages: readonly ('serverAuth' | 'clientAuth')[]): Der =>
  toExtension(
    '2.5.29.37',
    sequence(...usages.map((usage) => objectIdentifier(`1.3.6.1.5.5.7.3.${usage === 'serverAuth' ? 1 : 2}`))),
  )

/** RFC 5280 4.2.1.6: one DNS name. */
export const dnsName = (name: string): Der =>
  toExtension('2.5.29.17', sequence(element(0x82, Buffer.from(name, 'latin1'))))

/** RFC 5280 4.2.1.9: no authority. */
export const noAuthority: Der = toExtension('2.5.29.19', sequence(), true)

export const sha256WithRsa: Der = sequence(objectIdentifier('1.2.840.113549.1.1.11'), nothing)

export const publicKeyInfo = (key: KeyObject): Der =>
  createPublicKey(key).export({ type: 'spki', format: 'der' }) as Buffer

const signOffThread = promisify(sign)

/** What is signed, the algorithm, and the signature, in one sequence. */
export const signed = async (toBeSigned: Der, key: KeyObject): Promise<Der> =>
  sequence(toBeSigned, sha256WithRsa, bits(await signOffThread('sha256', toBeSigned, key)))
