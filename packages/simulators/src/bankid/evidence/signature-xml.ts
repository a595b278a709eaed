import { createHash, createHmac, type KeyObject, sign, type X509Certificate } from 'node:crypto'

const dsig = 'http://www.w3.org/2000/09/xmldsig#'
const types = 'http://www.bankid.com/signature/v1.0.0/types'
const c14n = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'

/** What `bankIdSignedData` holds; texts are put in as base64 where the format says so. */
export interface SignedContent {
  /** The order's base64, untouched. */
  readonly userVisibleData?: string
  readonly userNonVisibleData?: string
  readonly markdown: boolean
  /** Subject of the relying party's certificate in RFC 4514 form. */
  readonly relyingParty: string
  readonly displayName: string
  readonly nonce: Buffer
  readonly funcId: 'Identification' | 'Signing'
  readonly platform: string
  readonly osVersion: string
  readonly uhi: string
  /** Until when the app may be used, epoch seconds. */
  readonly bestBefore: number
  readonly certificatePolicies?: readonly string[]
}

export interface SignatureSigner {
  readonly key: KeyObject
  /** Leaf first; never the root. */
  readonly chain: readonly X509Certificate[]
}

/** The real service uses the first of each; the others exist to be refused. */
export interface SignatureAlgorithms {
  readonly signature: 'rsa-sha256' | 'rsa-sha1' | 'hmac-sha256'
  readonly digest: 'sha256' | 'sha1'
}

export const bankIdAlgorithms: SignatureAlgorithms = { signature: 'rsa-sha256', digest: 'sha256' }

const signatureUris = {
  'rsa-sha256': 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'rsa-sha1': `${dsig}rsa-sha1`,
  'hmac-sha256': 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256',
} as const

const digestUris = { sha256: 'http://www.w3.org/2001/04/xmlenc#sha256', sha1: `${dsig}sha1` } as const

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')

const tag = (name: string, content: string): string => `<${name}>${content}</${name}>`

const visibleElement = ({ userVisibleData, markdown }: SignedContent): string => {
  if (userVisibleData === undefined) return ''
  const format = markdown ? ' format="simpleMarkdownV1"' : ''
  return `<usrVisibleData charset="UTF-8"${format} visible="wysiwys">${userVisibleData}</usrVisibleData>`
}

const clientInfo = (content: SignedContent): string => {
  const { platform, osVersion, uhi, certificatePolicies: policies } = content
  const version = `platform=${platform}&os_version=${osVersion}&uhi=${uhi}&best_before=${content.bestBefore}&`
  const condition =
    policies === undefined
      ? ''
      : tag('condition', tag('type', 'CertificatePolicies') + tag('value', policies.join(',')))
  const ai = [
    tag('type', base64(platform)),
    tag('deviceInfo', base64(osVersion)),
    tag('uhi', uhi),
    tag('fsib', '0'),
    tag('utb', 'cs1'),
    tag('requirement', condition),
    tag('uauth', 'pw'),
  ].join('')
  return tag('clientInfo', tag('funcId', content.funcId) + tag('version', base64(version)) + tag('env', tag('ai', ai)))
}

/** The element that is signed, in canonical form. */
export const signedDataElement = (content: SignedContent): string => {
  const hidden = content.userNonVisibleData === undefined ? '' : tag('usrNonVisibleData', content.userNonVisibleData)
  const server = [
    tag('name', base64(content.relyingParty)),
    tag('nonce', content.nonce.toString('base64')),
    tag('displayName', base64(content.displayName)),
  ].join('')
  const inner = visibleElement(content) + hidden + tag('srvInfo', server) + clientInfo(content)
  return `<bankIdSignedData xmlns="${types}" Id="bidSignedData">${inner}</bankIdSignedData>`
}

const keyInfoElement = (chain: readonly X509Certificate[]): string => {
  const certificates = chain.map(({ raw }) => tag('X509Certificate', raw.toString('base64'))).join('')
  return `<KeyInfo xmlns="${dsig}" Id="bidKeyInfo">${tag('X509Data', certificates)}</KeyInfo>`
}

const reference = (attributes: string, element: string, digest: 'sha256' | 'sha1'): string => {
  const value = createHash(digest).update(element, 'utf8').digest('base64')
  const transforms = `<Transforms><Transform Algorithm="${c14n}"></Transform></Transforms>`
  const method = `<DigestMethod Algorithm="${digestUris[digest]}"></DigestMethod>`
  return `<Reference ${attributes}>${transforms}${method}${tag('DigestValue', value)}</Reference>`
}

const signatureValue = (signedInfo: string, signer: SignatureSigner, { signature }: SignatureAlgorithms): string => {
  const bytes = Buffer.from(signedInfo, 'utf8')
  if (signature !== 'hmac-sha256') {
    return sign(signature === 'rsa-sha1' ? 'sha1' : 'sha256', bytes, signer.key).toString('base64')
  }
  // The public key as shared secret: what a careless verifier would feed to its HMAC.
  const secret = signer.chain[0]?.publicKey.export({ type: 'spki', format: 'der' }) ?? Buffer.alloc(0)
  return createHmac('sha256', secret).update(bytes).digest('base64')
}

/**
 * The document, written in canonical form from the start, so that the canonical form of each signed element is its
 * literal text (XML Signature as BankID's profile restricts it).
 */
export const signatureXml = (
  content: SignedContent,
  signer: SignatureSigner,
  algorithms: SignatureAlgorithms = bankIdAlgorithms,
): string => {
  const signedData = signedDataElement(content)
  const keyInfo = keyInfoElement(signer.chain)
  const signedInfo = [
    `<SignedInfo xmlns="${dsig}">`,
    `<CanonicalizationMethod Algorithm="${c14n}"></CanonicalizationMethod>`,
    `<SignatureMethod Algorithm="${signatureUris[algorithms.signature]}"></SignatureMethod>`,
    reference(`Type="${types}" URI="#bidSignedData"`, signedData, algorithms.digest),
    reference('URI="#bidKeyInfo"', keyInfo, algorithms.digest),
    '</SignedInfo>',
  ].join('')
  return [
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>',
    `<Signature xmlns="${dsig}">`,
    signedInfo,
    tag('SignatureValue', signatureValue(signedInfo, signer, algorithms)),
    keyInfo,
    tag('Object', signedData),
    '</Signature>',
  ].join('')
}
