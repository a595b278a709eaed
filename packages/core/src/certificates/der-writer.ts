/** DER (X.690) for the few structures that are written here: names, extensions, requests and certificates. */
export type Der = Buffer

/** One element: tag, length, contents. */
export const element = (tag: number, ...parts: readonly Uint8Array[]): Der => {
  const contents = Buffer.concat(parts)
  if (contents.length < 0x80) return Buffer.concat([Buffer.from([tag, contents.length]), contents])
  const hex = contents.length.toString(16)
  const length = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return Buffer.concat([Buffer.from([tag, 0x80 + length.length]), length, contents])
}

export const sequence = (...parts: readonly Uint8Array[]): Der => element(0x30, ...parts)
export const set = (...parts: readonly Uint8Array[]): Der => element(0x31, ...parts)
export const octets = (bytes: Uint8Array): Der => element(0x04, bytes)
export const utf8 = (text: string): Der => element(0x0c, Buffer.from(text, 'utf8'))
export const printable = (text: string): Der => element(0x13, Buffer.from(text, 'latin1'))
export const nothing: Der = element(0x05)
export const isTrue: Der = element(0x01, Buffer.from([0xff]))

/** A positive integer from its big-endian bytes. */
export const integer = (bytes: Uint8Array): Der =>
  element(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes)

/** `unused`: how many bits at the end do not count. */
export const bits = (bytes: Uint8Array, unused = 0): Der => element(0x03, Buffer.from([unused]), bytes)

const base128 = (value: number): readonly number[] => {
  const digits = [value & 0x7f]
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift((rest & 0x7f) | 0x80)
  return digits
}

/** From dotted text: `2.5.4.3`. */
export const objectIdentifier = (text: string): Der => {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  return element(0x06, Buffer.from([first * 40 + second, ...rest].flatMap(base128)))
}

/** UTCTime up to 2049, GeneralizedTime after (RFC 5280 4.1.2.5). Whole seconds. */
export const time = (at: number): Der => {
  const text = `${new Date(at).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`
  return text < '2050' ? element(0x17, Buffer.from(text.slice(2))) : element(0x18, Buffer.from(text))
}
