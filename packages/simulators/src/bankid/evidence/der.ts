/** DER, written by hand: the few types that certificates and OCSP answers need (X.690). */

const lengthOf = (size: number): Buffer => {
  if (size < 0x80) return Buffer.from([size])
  const hex = size.toString(16)
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes])
}

export const tlv = (tag: number, ...contents: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(contents)
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content])
}

export const sequence = (...items: readonly Uint8Array[]): Buffer => tlv(0x30, ...items)
export const set = (...items: readonly Uint8Array[]): Buffer => tlv(0x31, ...items)
export const octets = (...contents: readonly Uint8Array[]): Buffer => tlv(0x04, ...contents)
export const bitString = (bytes: Uint8Array, unusedBits = 0): Buffer => tlv(0x03, Buffer.from([unusedBits]), bytes)
export const boolean = (value: boolean): Buffer => tlv(0x01, Buffer.from([value ? 0xff : 0]))
export const enumerated = (value: number): Buffer => tlv(0x0a, Buffer.from([value]))
export const nothing = (): Buffer => tlv(0x05)
export const utf8 = (text: string): Buffer => tlv(0x0c, Buffer.from(text, 'utf8'))
export const printable = (text: string): Buffer => tlv(0x13, Buffer.from(text, 'ascii'))
export const ia5 = (tag: number, text: string): Buffer => tlv(tag, Buffer.from(text, 'ascii'))
/** Explicit context tag. */
export const tagged = (number: number, ...items: readonly Uint8Array[]): Buffer => tlv(0xa0 | number, ...items)

/** A positive integer from its magnitude, most significant byte first. */
export const integer = (magnitude: Uint8Array): Buffer => {
  const start = magnitude.findIndex((byte) => byte !== 0)
  const digits = start === -1 ? Buffer.from([0]) : Buffer.from(magnitude.subarray(start))
  return tlv(0x02, digits.readUInt8(0) >= 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits)
}

export const oid = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const digits = [arc % 128]
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) digits.unshift((left % 128) | 0x80)
    return digits
  })
  return tlv(0x06, Buffer.from(bytes))
}

const stamp = (epochMs: number): string => new Date(epochMs).toISOString().replace(/[-:T]|\.\d+/g, '')

/** `YYYYMMDDHHMMSSZ`. */
export const generalizedTime = (epochMs: number): Buffer => tlv(0x18, Buffer.from(stamp(epochMs), 'ascii'))

/** Certificates write years before 2050 with two digits (RFC 5280 4.1.2.5). */
export const certificateTime = (epochMs: number): Buffer =>
  new Date(epochMs).getUTCFullYear() < 2050
    ? tlv(0x17, Buffer.from(stamp(epochMs).slice(2), 'ascii'))
    : generalizedTime(epochMs)

export interface Element {
  readonly tag: number
  readonly content: Buffer
  /** Tag, length and content. */
  readonly whole: Buffer
}

/** The elements that stand one after another in `bytes`. @throws RangeError when they are cut short. */
export const readElements = (bytes: Buffer): readonly Element[] => {
  const elements: Element[] = []
  for (let at = 0; at < bytes.length; ) {
    const first = bytes.readUInt8(at + 1)
    const longLength = first < 0x80 ? 0 : first & 0x7f
    const size = longLength === 0 ? first : bytes.readUIntBE(at + 2, longLength)
    const start = at + 2 + longLength
    const end = start + size
    if (end > bytes.length) throw new RangeError('DER is cut short')
    elements.push({ tag: bytes.readUInt8(at), content: bytes.subarray(start, end), whole: bytes.subarray(at, end) })
    at = end
  }
  return elements
}
