import { createHash, type KeyObject, verify, type X509Certificate } from 'node:crypto'
import type { EpochMs } from '@nostro/core'
import type { CertID, ResponderID, SingleResponse } from '@peculiar/asn1-ocsp'
import { AsnConvert } from '@peculiar/asn1-schema'
import type { Extension } from '@peculiar/asn1-x509'
import { type CertificateFacts, readFacts } from './chain-certificate.ts'
import { issuerFault, validityFault } from './chain-link.ts'
import { type OcspAnswer, ocspFailure, readOcspAnswer } from './ocsp-answer.ts'

export interface OcspExpectation {
  /** The base64 text of `completionData.signature`, exactly: the answer's nonce names it. */
  readonly signature: string
  /** The certificate that the answer must vouch for. */
  readonly leaf: X509Certificate
  /** Who issued the leaf: the customer CA. */
  readonly issuer: X509Certificate
  /** The order's life, with what clocks may differ; both ends included. */
  readonly notBefore: EpochMs
  readonly notAfter: EpochMs
}

const ocspSigning = '1.3.6.1.5.5.7.3.9'
const nonceId = '1.3.6.1.5.5.7.48.1.2'
/** SHA-1 of the signature's text, then 12 random bytes. */
const nonceLength = 32
const tieLength = 20

/** How a CertID may name its certificate; BankID uses SHA-1. */
const hashNames: ReadonlyMap<string, 'sha1' | 'sha256'> = new Map([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
])

/** When the responder answered: the moment of signing, by which the chain is judged. Not verified yet. */
export const readProducedAt = (ocspResponse: string): EpochMs => readOcspAnswer(ocspResponse).data.producedAt.getTime()

/**
 * That the person's certificate was good at the moment of signing, by the word of the authority that issued it, and that this was
 * said of this very signature (RFC 6960 3.2, 4.2.2.2; BankID puts the nonce into the extension as it is, without an OCTET STRING).
 *
 * @throws CheckFailure `ocsp`
 */
export const checkOcsp = (ocspResponse: string, expectation: OcspExpectation): void => {
  const answer = readOcspAnswer(ocspResponse)
  const issuer = readFacts(expectation.issuer)
  checkResponder(answer, issuer)
  checkTimes(answer, expectation)
  checkSingle(answer, expectation, issuer)
  checkNonce(answer.data.responseExtensions ?? [], expectation.signature)
}

const checkResponder = ({ data, certificates, signedBytes, signature }: OcspAnswer, issuer: CertificateFacts): void => {
  const responder = certificates.find((candidate) => isNamed(candidate, data.responderID))
  if (responder === undefined) throw ocspFailure('the responder’s certificate is not inside')
  const fault = issuerFault(responder, issuer, 0) ?? validityFault(responder, data.producedAt.getTime())
  if (fault !== undefined) throw ocspFailure(`the responder, by the leaf’s issuer: ${fault}`)
  if (responder.isAuthority) throw ocspFailure('the responder is an authority')
  if (responder.extendedKeyUsages?.includes(ocspSigning) !== true)
    throw ocspFailure('the responder may not sign answers')
  const { keyUsages } = responder
  if (keyUsages !== undefined && !keyUsages.some((usage) => usage !== 'keyCertSign')) {
    throw ocspFailure('the responder’s key is not for signatures')
  }
  if (!verify('sha256', signedBytes, responder.publicKey, signature)) {
    throw ocspFailure('its signature is not the responder’s')
  }
}

const isNamed = ({ subject, publicKey }: CertificateFacts, { byName, byKey }: ResponderID): boolean => {
  if (byName !== undefined) return subject.equals(Buffer.from(AsnConvert.serialize(byName)))
  return byKey !== undefined && keyHash(publicKey, 'sha1').equals(Buffer.from(byKey.buffer))
}

const checkTimes = ({ data }: OcspAnswer, { notBefore, notAfter }: OcspExpectation): void => {
  const at = data.producedAt.getTime()
  if (at < wholeSecond(notBefore) || at > notAfter) throw ocspFailure('it was not made within the order’s life')
}

const checkSingle = ({ data }: OcspAnswer, { leaf, notBefore }: OcspExpectation, issuer: CertificateFacts): void => {
  const [single, ...more] = data.responses
  if (single === undefined || more.length > 0) throw ocspFailure('it does not speak of exactly one certificate')
  checkCertId(single.certID, leaf, issuer)
  if (single.certStatus.good !== null) throw ocspFailure('the leaf’s status is not good')
  checkStatusTimes(single, data.producedAt.getTime(), notBefore)
  refuseUnknownCritical(single.singleExtensions ?? [])
}

const checkStatusTimes = ({ thisUpdate, nextUpdate }: SingleResponse, at: EpochMs, notBefore: EpochMs): void => {
  if (thisUpdate.getTime() < wholeSecond(notBefore)) throw ocspFailure('its status is older than the order')
  if (thisUpdate.getTime() > at) throw ocspFailure('its status is younger than the answer')
  if (nextUpdate !== undefined && nextUpdate.getTime() < at) throw ocspFailure('its status had run out')
}

const checkCertId = (id: CertID, leaf: X509Certificate, issuer: CertificateFacts): void => {
  const hash = hashNames.get(id.hashAlgorithm.algorithm)
  if (hash === undefined) throw ocspFailure('it names the certificate by an unknown hash')
  if (!sameBytes(id.issuerNameHash.buffer, createHash(hash).update(issuer.subject).digest())) {
    throw ocspFailure('it speaks of a certificate of another issuer (name)')
  }
  if (!sameBytes(id.issuerKeyHash.buffer, keyHash(issuer.publicKey, hash))) {
    throw ocspFailure('it speaks of a certificate of another issuer (key)')
  }
  const serial = Buffer.from(id.serialNumber).toString('hex').replace(/^0+/, '').toUpperCase()
  if (serial !== leaf.serialNumber.replace(/^0+/, '').toUpperCase())
    throw ocspFailure('it speaks of another certificate')
}

/** RFC 6960 4.1.1: the key's bits without tag, length and count of unused bits, which for RSA are its PKCS#1 form. */
const keyHash = (publicKey: KeyObject, hash: string): Buffer =>
  publicKey.asymmetricKeyType === 'rsa'
    ? createHash(hash)
        .update(publicKey.export({ type: 'pkcs1', format: 'der' }))
        .digest()
    : Buffer.alloc(0)

const checkNonce = (extensions: readonly Extension[], signature: string): void => {
  refuseUnknownCritical(extensions)
  const [nonce, ...more] = extensions.filter(({ extnID }) => extnID === nonceId)
  if (nonce === undefined || more.length > 0) throw ocspFailure('it does not hold exactly one nonce')
  const value = Buffer.from(nonce.extnValue.buffer)
  if (value.length < nonceLength) throw ocspFailure('its nonce is too short')
  if (!sameBytes(value.subarray(0, tieLength), createHash('sha1').update(signature).digest())) {
    throw ocspFailure('its nonce names another signature')
  }
}

const refuseUnknownCritical = (extensions: readonly Extension[]): void => {
  const unknown = extensions.find(({ critical, extnID }) => critical && extnID !== nonceId)
  if (unknown !== undefined) throw ocspFailure(`extension ${unknown.extnID} is critical and not understood`)
}

const sameBytes = (one: ArrayBuffer | Uint8Array, other: Uint8Array): boolean =>
  Buffer.from(new Uint8Array(one)).equals(other)

/** Times in the answer are whole seconds: one made in the order's first second is not too early. */
const wholeSecond = (at: EpochMs): EpochMs => Math.floor(at / 1000) * 1000
