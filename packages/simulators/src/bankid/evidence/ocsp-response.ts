import { createHash, sign, type X509Certificate } from 'node:crypto'
import type { EpochMs } from '../../clock/simulated-clock.ts'
import { readCertificateFields } from './certificate-fields.ts'
import {
  bitString,
  boolean,
  enumerated,
  generalizedTime,
  integer,
  nothing,
  octets,
  oid,
  sequence,
  tagged,
  tlv,
} from './der.ts'
import { sha256WithRsa } from './issue-certificate.ts'
import type { Credential } from './user-certificates.ts'

/** One OCSP answer; everything goes out as asked, also when it breaks the rules. */
export interface OcspRequest {
  readonly serialNumber: Buffer
  /** Who issued the certificate that is asked about. */
  readonly issuer: X509Certificate
  /** SHA-1 of the issuer's name and key where they are to be wrong. */
  readonly issuerNameHash?: Buffer
  readonly issuerKeyHash?: Buffer
  readonly status: 'good' | 'revoked' | 'unknown'
  readonly producedAt: EpochMs
  readonly responder: Credential
  /** Extension value as it stands, without an inner OCTET STRING; none leaves the extension out. */
  readonly nonce?: Buffer
  /** Turns over a bit of the signature. */
  readonly breakSignature?: boolean
}

const sha1 = (bytes: Uint8Array): Buffer => createHash('sha1').update(bytes).digest()

/** 20 bytes that name one signature, the base64 text of it, and 12 random ones. */
export const ocspNonce = (signature: string, random: Buffer): Buffer =>
  Buffer.concat([sha1(Buffer.from(signature)), random])

const certId = (request: OcspRequest): Buffer => {
  const issuer = readCertificateFields(request.issuer)
  return sequence(
    sequence(oid('1.3.14.3.2.26'), nothing()),
    octets(request.issuerNameHash ?? sha1(issuer.subject)),
    octets(request.issuerKeyHash ?? sha1(issuer.publicKeyBits)),
    integer(request.serialNumber),
  )
}

const certStatus = ({ status, producedAt }: OcspRequest): Buffer => {
  if (status === 'revoked') return tagged(1, generalizedTime(producedAt))
  return tlv(status === 'good' ? 0x80 : 0x82)
}

const nonceExtension = (nonce: Buffer): Buffer =>
  tagged(1, sequence(sequence(oid('1.3.6.1.5.5.7.48.1.2'), boolean(true), octets(nonce))))

/** DER of an `OCSPResponse`, basic type, responder by name, its certificate inside (RFC 6960 4.2.1). */
export const ocspResponse = (request: OcspRequest): Buffer => {
  const { producedAt, responder, nonce } = request
  const responseData = sequence(
    tagged(1, readCertificateFields(responder.certificate).subject),
    generalizedTime(producedAt),
    sequence(sequence(certId(request), certStatus(request), generalizedTime(producedAt))),
    ...(nonce === undefined ? [] : [nonceExtension(nonce)]),
  )
  const signature = sign('sha256', responseData, responder.key)
  if (request.breakSignature === true) signature.writeUInt8(signature.readUInt8(20) ^ 1, 20)
  const basic = sequence(
    responseData,
    sha256WithRsa(),
    bitString(signature),
    tagged(0, sequence(responder.certificate.raw)),
  )
  return sequence(enumerated(0), tagged(0, sequence(oid('1.3.6.1.5.5.7.48.1.1'), octets(basic))))
}
