import { createHash, sign, type X509Certificate } from 'node:crypto'
import {
  BasicOCSPResponse,
  CertID,
  CertStatus,
  OCSPResponse,
  ResponderID,
  ResponseBytes,
  ResponseData,
  RevokedInfo,
  SingleResponse,
} from '@peculiar/asn1-ocsp'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import { AlgorithmIdentifier, Certificate, Extension } from '@peculiar/asn1-x509'
import { type KeyPair, keyId, rsaAlgorithm } from './certificate-maker.ts'

/** An OCSP answer of a test; everything goes in as asked, also what breaks the rules. */
export interface OcspProfile {
  readonly serial: Uint8Array
  readonly issuer: X509Certificate
  readonly responder: X509Certificate
  readonly responderKeys: KeyPair
  /** Epoch milliseconds. */
  readonly producedAt: number
  readonly thisUpdate?: number
  readonly nextUpdate?: number
  readonly status?: 'good' | 'revoked' | 'unknown'
  /** Base64 of the signature that the nonce names. */
  readonly signature: string
  readonly nonce?: Uint8Array | null
  readonly extensions?: readonly Extension[]
  readonly hash?: 'sha1' | 'sha256' | 'md5'
  readonly issuerNameHash?: Uint8Array
  readonly issuerKeyHash?: Uint8Array
  readonly byKey?: boolean
  readonly embedded?: readonly X509Certificate[]
  /** How many times the one status stands in the answer. */
  readonly copies?: number
  readonly algorithm?: 'sha1' | 'sha256'
  readonly responseStatus?: number
  readonly responseType?: string
}

const hashOids = { sha1: '1.3.14.3.2.26', sha256: '2.16.840.1.101.3.4.2.1', md5: '1.2.840.113549.2.5' } as const
export const nonceId = '1.3.6.1.5.5.7.48.1.2'

export const rawExtension = (extnID: string, value: Uint8Array, critical = true): Extension =>
  new Extension({ extnID, critical, extnValue: new OctetString(value) })

export const goodNonce = (signature: string): Buffer =>
  Buffer.concat([createHash('sha1').update(signature).digest(), Buffer.alloc(12, 9)])

const parsed = (certificate: X509Certificate): Certificate => AsnConvert.parse(certificate.raw, Certificate)
const subjectOf = (certificate: X509Certificate) => parsed(certificate).tbsCertificate.subject
const bytesOf = (buffer: ArrayBuffer): Buffer => Buffer.from(buffer)

const certId = ({ issuer, hash = 'sha1', serial, issuerNameHash, issuerKeyHash }: OcspProfile): CertID => {
  const digest = (bytes: Uint8Array): Buffer => createHash(hash).update(bytes).digest()
  const key = bytesOf(parsed(issuer).tbsCertificate.subjectPublicKeyInfo.subjectPublicKey)
  return new CertID({
    hashAlgorithm: new AlgorithmIdentifier({ algorithm: hashOids[hash], parameters: null }),
    issuerNameHash: new OctetString(issuerNameHash ?? digest(bytesOf(AsnConvert.serialize(subjectOf(issuer))))),
    issuerKeyHash: new OctetString(issuerKeyHash ?? digest(key)),
    serialNumber: new Uint8Array(serial).buffer,
  })
}

const statusOf = ({ status = 'good', producedAt }: OcspProfile): CertStatus => {
  if (status === 'revoked')
    return new CertStatus({ revoked: new RevokedInfo({ revocationTime: new Date(producedAt) }) })
  return new CertStatus(status === 'good' ? { good: null } : { unknown: null })
}

const dataOf = (profile: OcspProfile): ResponseData => {
  const { producedAt, thisUpdate = producedAt, nextUpdate, responder, nonce, extensions = [] } = profile
  const single = new SingleResponse({
    certID: certId(profile),
    certStatus: statusOf(profile),
    thisUpdate: new Date(thisUpdate),
    ...(nextUpdate === undefined ? {} : { nextUpdate: new Date(nextUpdate) }),
  })
  const nonces = nonce === null ? [] : [rawExtension(nonceId, nonce ?? goodNonce(profile.signature))]
  const all = [...nonces, ...extensions]
  return new ResponseData({
    responderID: new ResponderID(
      profile.byKey === true
        ? { byKey: new OctetString(keyId(responder.publicKey)) }
        : { byName: subjectOf(responder) },
    ),
    producedAt: new Date(producedAt),
    responses: Array.from({ length: profile.copies ?? 1 }, () => single),
    ...(all.length === 0 ? {} : { responseExtensions: all }),
  })
}

/** Base64 of an `OCSPResponse`, as `completionData.ocspResponse` holds it. */
export const makeOcspResponse = (profile: OcspProfile): string => {
  const { responder, responderKeys, embedded = [responder], algorithm = 'sha256' } = profile
  const tbsResponseData = dataOf(profile)
  const signature = sign(algorithm, bytesOf(AsnConvert.serialize(tbsResponseData)), responderKeys.privateKey)
  const basic = new BasicOCSPResponse({
    tbsResponseData,
    signatureAlgorithm: rsaAlgorithm(algorithm),
    signature: new Uint8Array(signature).buffer,
    ...(embedded.length === 0 ? {} : { certs: embedded.map(parsed) }),
  })
  const response = new OCSPResponse({
    responseStatus: profile.responseStatus ?? 0,
    responseBytes: new ResponseBytes({
      responseType: profile.responseType ?? '1.3.6.1.5.5.7.48.1.1',
      response: new OctetString(AsnConvert.serialize(basic)),
    }),
  })
  return bytesOf(AsnConvert.serialize(response)).toString('base64')
}
