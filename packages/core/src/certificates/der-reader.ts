import { NostroError } from '../errors/nostro-error.ts'

/** One element of DER (X.690): its tag byte and its contents. */
export interface DerElement {
  readonly tag: number
  readonly contents: Uint8Array
}

const broken = (): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: 'The certificate’s inner structure is damaged.',
    hint: 'Fetch the certificate again from its issuer.',
  })

/** The elements that stand one after the other. Short and long lengths; no indefinite ones, as DER forbids them. */
export const readElements = (bytes: Uint8Array): readonly DerElement[] => {
  const elements: DerElement[] = []
  let offset = 0
  while (offset < bytes.length) {
    const { element, next } = readElement(bytes, offset)
    elements.push(element)
    offset = next
  }
  return elements
}

const readElement = (bytes: Uint8Array, offset: number): { element: DerElement; next: number } => {
  const [tag, first] = [bytes[offset], bytes[offset + 1]]
  if (tag === undefined || first === undefined) throw broken()
  let start = offset + 2
  let length = first
  if (first >= 0x80) {
    const count = first & 0x7f
    if (count === 0 || count > 4) throw broken()
    length = 0
    for (const byte of bytes.subarray(start, start + count)) length = length * 256 + byte
    start += count
  }
  if (start + length > bytes.length) throw broken()
  return { element: { tag, contents: bytes.subarray(start, start + length) }, next: start + length }
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
