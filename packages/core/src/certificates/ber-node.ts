import { type DerElement, readElements, readFirstElement, readObjectIdentifier } from './der-reader.ts'

/** An element of BER with its parts by position, for structures that are walked by their definition. */
export interface BerNode {
  readonly tag: number
  readonly raw: Uint8Array
  readonly contents: Uint8Array
  /** The part at this position. @throws RangeError when there is none */
  at(index: number): BerNode
  /** All parts, when the element is constructed. */
  children(): readonly BerNode[]
}

export const tags = { integer: 0x02, octets: 0x04, oid: 0x06, sequence: 0x30, set: 0x31, context0: 0xa0 } as const

const toNode = ({ tag, raw, contents }: DerElement): BerNode => {
  let parts: readonly BerNode[] | undefined
  const children = (): readonly BerNode[] => {
    parts ??= (tag & 0x20) === 0 ? [] : readElements(contents, 'ber').map(toNode)
    return parts
  }
  return {
    tag,
    raw,
    contents,
    children,
    at: (index) => {
      const node = children()[index]
      if (node === undefined) throw new RangeError(`ASN.1: there is no part ${index}`)
      return node
    },
  }
}

/** The element at the start of these bytes. @throws when they are no ASN.1 */
export const readBer = (bytes: Uint8Array): BerNode => toNode(readFirstElement(bytes, 'ber'))

const expect = (node: BerNode, tag: number): BerNode => {
  if (node.tag !== tag) throw new RangeError(`ASN.1: tag ${tag} is expected, ${node.tag} was found`)
  return node
}

export const sequenceOf = (node: BerNode): readonly BerNode[] => expect(node, tags.sequence).children()

export const oidOf = (node: BerNode): string => readObjectIdentifier(expect(node, tags.oid).contents)

/** A number that fits an iteration count. @throws RangeError when it is negative or longer than six bytes */
export const numberOf = (node: BerNode): number => {
  const { contents } = expect(node, tags.integer)
  if (contents.length === 0 || contents.length > 6 || (contents[0] ?? 0) >= 0x80) throw new RangeError('ASN.1: number')
  return contents.reduce((value, byte) => value * 256 + byte, 0)
}

/** The bytes of an OCTET STRING, put together where BER wrote it in pieces; under another tag when it is implicit. */
export const octetsOf = (node: BerNode, tag: number = tags.octets): Buffer => {
  if ((node.tag & ~0x20) !== (tag & ~0x20)) throw new RangeError('ASN.1: an OCTET STRING is expected')
  const pieces = (node.tag & 0x20) === 0 ? [node.contents] : node.children().map((piece) => octetsOf(piece))
  return Buffer.concat(pieces)
}
