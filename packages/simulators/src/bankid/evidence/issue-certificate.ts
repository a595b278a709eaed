import { createHash, type KeyObject, sign, X509Certificate } from 'node:crypto'
import type { EpochMs } from '../../clock/simulated-clock.ts'
import { readCertificateFields } from './certificate-fields.ts'
import {
  bitString,
  boolean,
  certificateTime,
  ia5,
  integer,
  nothing,
  octets,
  oid,
  printable,
  readElements,
  sequence,
  set,
  tagged,
  tlv,
  utf8,
} from './der.ts'

export interface Issuer {
  readonly certificate: X509Certificate
  readonly key: KeyObject
}

/** What a certificate says; everything goes out as asked, also when it breaks the rules. */
export interface CertificateRequest {
  /** Attribute OID and value, in the order of the name. */
  readonly subject: readonly (readonly [type: string, value: string])[]
  readonly publicKey: KeyObject
  readonly serialNumber: Buffer
  readonly notBefore: EpochMs
  readonly notAfter: EpochMs
  readonly keyUsage: 'digitalSignature' | 'nonRepudiation' | 'keyCertSign'
  readonly policies?: readonly string[]
  readonly ocspUrl?: string
  /** The right to sign OCSP answers, with `ocsp-nocheck`. */
  readonly ocspSigning?: boolean
  /** Marks a CA. */
  readonly ca?: boolean
}

export const sha256WithRsa = (): Buffer => sequence(oid('1.2.840.113549.1.1.11'), nothing())

/** Country and serial number are printable strings by X.520; all else is UTF-8. */
const printableAttributes = ['2.5.4.5', '2.5.4.6']

export const nameOf = (subject: CertificateRequest['subject']): Buffer =>
  sequence(
    ...subject.map(([type, value]) =>
      set(sequence(oid(type), printableAttributes.includes(type) ? printable(value) : utf8(value))),
    ),
  )

const extension = (type: string, critical: boolean, value: Buffer): Buffer =>
  critical ? sequence(oid(type), boolean(true), octets(value)) : sequence(oid(type), octets(value))

/** The first bits of the KeyUsage string, and how many bits of its byte are not used. */
const keyUsageBits = {
  digitalSignature: [0x80, 7],
  nonRepudiation: [0x40, 6],
  keyCertSign: [0x06, 1],
} as const

const keyUsage = (usage: CertificateRequest['keyUsage']): Buffer => {
  const [bits, unused] = keyUsageBits[usage]
  return extension('2.5.29.15', true, bitString(Buffer.from([bits]), unused))
}

const extensionsOf = (request: CertificateRequest, publicKeyBits: Buffer, issuerKeyIdentifier: Buffer): Buffer[] => {
  const keyIdentifier = createHash('sha1').update(publicKeyBits).digest()
  const extensions = [
    extension('2.5.29.35', false, sequence(tlv(0x80, issuerKeyIdentifier))),
    extension('2.5.29.14', false, octets(keyIdentifier)),
    keyUsage(request.keyUsage),
  ]
  if (request.ca === true) extensions.push(extension('2.5.29.19', true, sequence(boolean(true))))
  if (request.policies !== undefined) {
    extensions.push(extension('2.5.29.32', false, sequence(...request.policies.map((policy) => sequence(oid(policy))))))
  }
  if (request.ocspUrl !== undefined) {
    const access = sequence(oid('1.3.6.1.5.5.7.48.1'), ia5(0x86, request.ocspUrl))
    extensions.push(extension('1.3.6.1.5.5.7.1.1', false, sequence(access)))
  }
  if (request.ocspSigning === true) {
    extensions.push(extension('2.5.29.37', true, sequence(oid('1.3.6.1.5.5.7.3.9'))))
    extensions.push(extension('1.3.6.1.5.5.7.48.1.5', false, nothing()))
  }
  return extensions
}

/** Writes and signs a version-3 certificate (RFC 5280), sha256WithRSA. */
export const issueCertificate = (issuer: Issuer, request: CertificateRequest): X509Certificate => {
  const from = readCertificateFields(issuer.certificate)
  const publicKey = request.publicKey.export({ type: 'spki', format: 'der' })
  const spki = readElements(publicKey)[0]
  const bits = spki === undefined ? undefined : readElements(spki.content)[1]
  if (bits === undefined) throw new RangeError('the public key cannot be read')
  const tbs = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(request.serialNumber),
    sha256WithRsa(),
    from.subject,
    sequence(certificateTime(request.notBefore), certificateTime(request.notAfter)),
    nameOf(request.subject),
    publicKey,
    tagged(3, sequence(...extensionsOf(request, bits.content.subarray(1), from.subjectKeyIdentifier))),
  )
  return new X509Certificate(sequence(tbs, sha256WithRsa(), bitString(sign('sha256', tbs, issuer.key))))
}
