import { createHash, sign, type X509Certificate } from 'node:crypto'
import type { EpochMs } from '../../clock/simulated-clock.ts'
import {
  bits,
  boolean,
  type Der,
  decode,
  encode,
  integer,
  nothing,
  octets,
  oid,
  sequence,
  tagged,
  taggedBytes,
} from '../../pki/der.ts'
import { forge } from '../../pki/forge.ts'
import { subjectDer } from './certificate-subject.ts'
import type { Credential } from './credential.ts'

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

const { asn1 } = forge
const { Class, Type } = asn1

/** `YYYYMMDDHHMMSSZ`. */
const generalizedTime = (epochMs: EpochMs): Der => {
  const digits = new Date(epochMs).toISOString().replace(/\.\d+|[-:T]/g, '')
  return asn1.create(Class.UNIVERSAL, Type.GENERALIZEDTIME, false, digits)
}

const successful = (): Der => asn1.create(Class.UNIVERSAL, Type.ENUMERATED, false, '\x00')

const certId = (request: OcspRequest): Der => {
  const { issuer } = request
  const keyBits = issuer.publicKey.export({ type: 'pkcs1', format: 'der' })
  return sequence(
    sequence(oid('1.3.14.3.2.26'), nothing()),
    octets(request.issuerNameHash ?? sha1(subjectDer(issuer))),
    octets(request.issuerKeyHash ?? sha1(keyBits)),
    integer(request.serialNumber),
  )
}

const certStatus = ({ status, producedAt }: OcspRequest): Der => {
  if (status === 'revoked') return tagged(1, generalizedTime(producedAt))
  return taggedBytes(status === 'good' ? 0 : 2, Buffer.alloc(0))
}

const nonceExtension = (nonce: Buffer): Der =>
  tagged(1, sequence(sequence(oid('1.3.6.1.5.5.7.48.1.2'), boolean(true), octets(nonce))))

/** DER of an `OCSPResponse`, basic type, responder by name, its certificate inside (RFC 6960 4.2.1). */
export const ocspResponse = (request: OcspRequest): Buffer => {
  const { producedAt, responder, nonce } = request
  const responseData = sequence(
    tagged(1, decode(subjectDer(responder.certificate))),
    generalizedTime(producedAt),
    sequence(sequence(certId(request), certStatus(request), generalizedTime(producedAt))),
    ...(nonce === undefined ? [] : [nonceExtension(nonce)]),
  )
  const signature = sign('sha256', encode(responseData), responder.key)
  if (request.breakSignature === true) signature.writeUInt8(signature.readUInt8(20) ^ 1, 20)
  const basic = sequence(
    responseData,
    sequence(oid('1.2.840.113549.1.1.11'), nothing()),
    bits(signature),
    tagged(0, sequence(decode(responder.certificate.raw))),
  )
  const answer = sequence(oid('1.3.6.1.5.5.7.48.1.1'), octets(encode(basic)))
  return encode(sequence(successful(), tagged(0, answer)))
}
