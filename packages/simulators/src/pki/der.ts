import { forge } from './forge.ts'

const { asn1 } = forge
const { Class, Type } = asn1

/** A node of DER, as node-forge builds it. */
export type Der = ReturnType<typeof asn1.fromDer>

const binary = (bytes: Uint8Array): string => Buffer.from(bytes).toString('binary')

const primitive = (type: Parameters<typeof asn1.create>[1], value: string): Der =>
  asn1.create(Class.UNIVERSAL, type, false, value)

export const sequence = (...items: readonly Der[]): Der => asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, [...items])

export const set = (...items: readonly Der[]): Der => asn1.create(Class.UNIVERSAL, Type.SET, true, [...items])

export const oid = (dotted: string): Der => primitive(Type.OID, asn1.oidToDer(dotted).getBytes())

/** `bytes` big-endian and minimal; the first bit is the sign. */
export const integer = (bytes: Uint8Array): Der => primitive(Type.INTEGER, binary(bytes))

export const boolean = (value: boolean): Der => primitive(Type.BOOLEAN, value ? '\xff' : '\x00')

export const nothing = (): Der => primitive(Type.NULL, '')

export const utf8 = (text: string): Der => primitive(Type.UTF8, binary(Buffer.from(text, 'utf8')))

export const printable = (text: string): Der => primitive(Type.PRINTABLESTRING, text)

export const octets = (bytes: Uint8Array): Der => primitive(Type.OCTETSTRING, binary(bytes))

export const bits = (bytes: Uint8Array, unused = 0): Der =>
  primitive(Type.BITSTRING, String.fromCharCode(unused) + binary(bytes))

/** RFC 5280 4.1.2.5: two-digit years through 2049, four digits after. */
export const time = (epochMs: number): Der => {
  const digits = new Date(epochMs).toISOString().replace(/\.\d+|[-:T]/g, '')
  return digits < '2050' ? primitive(Type.UTCTIME, digits.slice(2)) : primitive(Type.GENERALIZEDTIME, digits)
}

/** `[tag]` around other nodes. */
export const tagged = (tag: number, ...items: readonly Der[]): Der =>
  asn1.create(Class.CONTEXT_SPECIFIC, tag, true, [...items])

/** `[tag]` in place of a primitive type. */
export const taggedBytes = (tag: number, bytes: Uint8Array): Der =>
  asn1.create(Class.CONTEXT_SPECIFIC, tag, false, binary(bytes))

export const encode = (node: Der): Buffer => Buffer.from(asn1.toDer(node).getBytes(), 'binary')

export const decode = (bytes: Uint8Array): Der => asn1.fromDer(binary(bytes))

/** The children of a constructed node. */
export const children = (node: Der): readonly Der[] => (typeof node.value === 'string' ? [] : node.value)
