import { createHash, X509Certificate } from 'node:crypto'
import { CheckFailure, type CheckName } from './check-failure.ts'
import type { XmlElement } from './strict-xml.ts'

/** The parts of a signature's document; each was found at its one place. */
export interface SignedDocument {
  readonly signedInfo: XmlElement
  readonly signatureValue: Buffer
  readonly keyInfo: XmlElement
  /** `bankIdSignedData`: the only source of what was signed. */
  readonly signedData: XmlElement
  /** The bytes of one of them, as they stand in the document. */
  bytesOf(element: XmlElement): Buffer
}

const dsig = 'http://www.w3.org/2000/09/xmldsig#'
const types = 'http://www.bankid.com/signature/v1.0.0/types'
const c14n = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'
const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256'

type Attributes = Readonly<Record<string, string>>

const fail = (check: CheckName, detail: string, cause?: unknown): CheckFailure => new CheckFailure(check, detail, cause)

/**
 * The base64 of `completionData.signature` as text.
 * @throws CheckFailure `container` when it is not strict base64 of UTF-8 without a byte order mark, or longer than `maxBytes`
 */
export const openContainer = (signature: string, maxBytes: number): string => {
  if (signature.length > Math.ceil(maxBytes / 3) * 4) throw fail('container', 'it is larger than the order allows')
  const bytes = Buffer.from(signature, 'base64')
  if (bytes.length === 0 || bytes.toString('base64') !== signature) throw fail('container', 'it is not strict base64')
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    if (text.startsWith('\ufeff')) throw fail('container', 'it begins with a byte order mark')
    return text
  } catch (error) {
    throw error instanceof CheckFailure ? error : fail('container', 'it is not UTF-8', error)
  }
}

/**
 * The document's parts: one `Signature` with SignedInfo, SignatureValue, KeyInfo and one Object, in it one `bankIdSignedData`, and
 * no other Id anywhere: a reference can mean one element alone.
 *
 * @throws CheckFailure `shape`
 */
export const readShape = (document: string, root: XmlElement): SignedDocument => {
  expectElement('shape', root, 'Signature', { xmlns: dsig })
  const [signedInfo, signatureValue, keyInfo, object] = expectChildren('shape', root, [
    'SignedInfo',
    'SignatureValue',
    'KeyInfo',
    'Object',
  ])
  expectElement('shape', signedInfo, 'SignedInfo', { xmlns: dsig })
  expectElement('shape', signatureValue, 'SignatureValue', {})
  expectElement('shape', keyInfo, 'KeyInfo', { xmlns: dsig, Id: 'bidKeyInfo' })
  expectElement('shape', object, 'Object', {})
  const [signedData] = expectChildren('shape', object, ['bankIdSignedData'])
  expectElement('shape', signedData, 'bankIdSignedData', { xmlns: types, Id: 'bidSignedData' })
  const withId = descendants(root).filter(({ attributes }) => attributes.some(([name]) => /^(id|xmlns)$/i.test(name)))
  const expected = new Set([root, signedInfo, keyInfo, signedData])
  if (withId.some((element) => !expected.has(element)))
    throw fail('shape', 'an element has an Id or a namespace of its own')
  return {
    signedInfo,
    signatureValue: readBase64('shape', signatureValue),
    keyInfo,
    signedData,
    bytesOf: ({ start, end }) => Buffer.from(document.slice(start, end), 'utf8'),
  }
}

/**
 * SignedInfo as BankID's profile fixes it: inclusive canonical XML, RSA with SHA-256, two references in their order.
 *
 * @returns the two digests, of the signed data and of KeyInfo
 * @throws CheckFailure `algorithms`
 */
export const readReferences = ({ signedInfo }: SignedDocument): readonly [Buffer, Buffer] => {
  const [canonical, method, data, key] = expectChildren('algorithms', signedInfo, [
    'CanonicalizationMethod',
    'SignatureMethod',
    'Reference',
    'Reference',
  ])
  expectLeaf(canonical, 'CanonicalizationMethod', { Algorithm: c14n })
  expectLeaf(method, 'SignatureMethod', { Algorithm: rsaSha256 })
  return [readReference(data, { Type: types, URI: '#bidSignedData' }), readReference(key, { URI: '#bidKeyInfo' })]
}

const readReference = (reference: XmlElement, attributes: Attributes): Buffer => {
  expectElement('algorithms', reference, 'Reference', attributes)
  const [transforms, method, value] = expectChildren('algorithms', reference, [
    'Transforms',
    'DigestMethod',
    'DigestValue',
  ])
  expectElement('algorithms', transforms, 'Transforms', {})
  const [transform] = expectChildren('algorithms', transforms, ['Transform'])
  expectLeaf(transform, 'Transform', { Algorithm: c14n })
  expectLeaf(method, 'DigestMethod', { Algorithm: sha256 })
  expectElement('algorithms', value, 'DigestValue', {})
  return readBase64('algorithms', value)
}

/** @throws CheckFailure `digests` */
export const checkDigests = (document: SignedDocument, [data, key]: readonly [Buffer, Buffer]): void => {
  const digest = (element: XmlElement): Buffer => createHash('sha256').update(document.bytesOf(element)).digest()
  if (!digest(document.signedData).equals(data)) throw fail('digests', 'what was signed has been changed')
  if (!digest(document.keyInfo).equals(key)) throw fail('digests', 'the certificates have been changed')
}

/** @throws CheckFailure `chain` when KeyInfo holds anything but certificates */
export const readCertificates = ({ keyInfo }: SignedDocument): readonly X509Certificate[] => {
  const [data] = expectChildren('chain', keyInfo, ['X509Data'])
  expectElement('chain', data, 'X509Data', {})
  return data.children.map((element) => {
    expectElement('chain', element, 'X509Certificate', {})
    const bytes = readBase64('chain', element)
    try {
      const certificate = new X509Certificate(bytes)
      if (certificate.raw.equals(bytes)) return certificate
    } catch (error) {
      throw fail('chain', 'a certificate is not sound DER', error)
    }
    throw fail('chain', 'a certificate is not sound DER')
  })
}

export const readBase64 = (check: CheckName, { text, name }: XmlElement): Buffer => {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length > 0 && bytes.toString('base64') === text) return bytes
  throw fail(check, `${name} is not strict base64`)
}

const expectLeaf = (element: XmlElement, name: string, attributes: Attributes): void => {
  expectElement('algorithms', element, name, attributes)
  if (element.children.length > 0 || element.text !== '') throw fail('algorithms', `${name} is not empty`)
}

const expectElement = (check: CheckName, element: XmlElement, name: string, attributes: Attributes): void => {
  const given = JSON.stringify(element.attributes)
  if (element.name === name && given === JSON.stringify(Object.entries(attributes))) return
  throw fail(check, `${name} is not as BankID writes it`)
}

/** The children, which must be these and no others, in this order. */
const expectChildren = <const Names extends readonly string[]>(
  check: CheckName,
  { name, children }: XmlElement,
  names: Names,
): { readonly [Index in keyof Names]: XmlElement } => {
  const found = children.map((child) => child.name)
  if (JSON.stringify(found) !== JSON.stringify(names))
    throw fail(check, `${name} does not hold exactly ${names.join(', ')}`)
  return children as unknown as { readonly [Index in keyof Names]: XmlElement }
}

const descendants = (element: XmlElement): readonly XmlElement[] => [element, ...element.children.flatMap(descendants)]
