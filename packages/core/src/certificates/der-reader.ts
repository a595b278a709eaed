import { NostroError } from '../errors/nostro-error.ts'

/** One element of ASN.1 (X.690): its tag byte, its contents, and the whole of it as it was written. */
export interface DerElement {
  readonly tag: number
  readonly contents: Uint8Array
  readonly raw: Uint8Array
}

/** DER has one form for everything; BER, which some programs write into PKCS#12 files, has indefinite lengths too. */
export type EncodingRules = 'der' | 'ber'

/** Nothing that is read here nests deeper; a forged file would exhaust the stack. */
const maxDepth = 40

const broken = (): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: 'The certificate’s inner structure is damaged.',
    hint: 'Fetch the certificate again from its issuer.',
  })

/**
 * The elements that stand one after the other in these bytes.
 * @throws NostroError `invalid_config` when they are not whole elements
 */
export const readElements = (bytes: Uint8Array, rules: EncodingRules = 'der'): readonly DerElement[] => {
  const elements: DerElement[] = []
  let offset = 0
  while (offset < bytes.length) {
    const { element, next } = readElement(bytes, offset, rules)
    elements.push(element)
    offset = next
  }
  return elements
}

/** The element at the start of these bytes; what follows it is left alone. */
export const readFirstElement = (bytes: Uint8Array, rules: EncodingRules = 'der'): DerElement =>
  readElement(bytes, 0, rules).element

interface Found {
  readonly element: DerElement
  readonly next: number
}

const readElement = (bytes: Uint8Array, offset: number, rules: EncodingRules, depth = 0): Found => {
  const [tag, first] = [bytes[offset], bytes[offset + 1]]
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f || depth > maxDepth) throw broken()
  if (first === 0x80) return readIndefinite(bytes, offset, rules, depth)
  let start = offset + 2
  let length = first
  if (first > 0x80) {
    const count = first & 0x7f
    if (count > 4) throw broken()
    length = 0
    for (const byte of bytes.subarray(start, start + count)) length = length * 256 + byte
    start += count
  }
  const next = start + length
  if (next > bytes.length) throw broken()
  return { element: { tag, contents: bytes.subarray(start, next), raw: bytes.subarray(offset, next) }, next }
}

/** Elements up to two zero bytes (X.690 8.1.3.6). */
const readIndefinite = (bytes: Uint8Array, offset: number, rules: EncodingRules, depth: number): Found => {
  const tag = bytes[offset] ?? 0
  if (rules === 'der' || (tag & 0x20) === 0) throw broken()
  const start = offset + 2
  let end = start
  while (bytes[end] !== 0 || bytes[end + 1] !== 0) end = readElement(bytes, end, rules, depth + 1).next
  const next = end + 2
  return { element: { tag, contents: bytes.subarray(start, end), raw: bytes.subarray(offset, next) }, next }
}

/** Contents of an OBJECT IDENTIFIER to dotted text: `0.4.0.19495.1.3`. */
export const readObjectIdentifier = (contents: Uint8Array): string => {
  const arcs: number[] = []
  let value = 0
  for (const byte of contents) {
    value = value * 128 + (byte & 0x7f)
    if (byte >= 0x80) continue
    arcs.push(value)
    value = 0
  }
  const [first = 0, ...rest] = arcs
  const root = Math.min(2, Math.floor(first / 40))
  return [root, first - root * 40, ...rest].join('.')
}
