import { createHash, X509Certificate } from 'node:crypto'
import type { EpochMs } from '../domain/dates.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { type Psd2Role, type QcType, readPsd2Extensions } from './psd2-extensions.ts'

/** What a certificate says. Names are as node:crypto writes them: one attribute a line. */
export interface CertificateInfo {
  /** This certificate alone, also when the text held a chain. */
  readonly pem: string
  readonly der: Uint8Array
  /** Hexadecimal, capital letters, without leading zero bytes beyond what X.509 wants. */
  readonly serialNumber: string
  readonly subject: string
  readonly issuer: string
  readonly notBefore: EpochMs
  readonly notAfter: EpochMs
  /** SHA-256 of the DER form. */
  readonly sha256: Uint8Array
  /** SubjectPublicKeyInfo, PEM. */
  readonly publicKey: string
  readonly keyType: 'rsa' | 'ec' | 'other'
  /** Length of the modulus, or of the curve's order. */
  readonly keyBits: number
  /** Such as `PSDNL-DNB-B0123` (ETSI TS 119 495 5.2.1). */
  readonly organizationIdentifier?: string
  readonly psd2Roles: readonly Psd2Role[]
  /** For what the issuer made it, where it says so: a QWAC for TLS, a QSealC for signing. */
  readonly qcType?: QcType
  /** True when subject or issuer call themselves a test. A hint, no proof. */
  readonly isTest: boolean
}

const curveBits: Readonly<Record<string, number>> = { prime256v1: 256, secp384r1: 384, secp521r1: 521 }

/**
 * The first certificate of a PEM text. Verifies nothing: see `checkPair`.
 * @throws NostroError `invalid_config` saying what was found instead.
 */
export const readCertificate = (pem: string): CertificateInfo => {
  const certificate = decode(pem)
  const der = new Uint8Array(certificate.raw)
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey
  return {
    pem: certificate.toString(),
    der,
    serialNumber: certificate.serialNumber,
    subject: certificate.subject,
    issuer: certificate.issuer,
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
    sha256: new Uint8Array(createHash('sha256').update(der).digest()),
    publicKey: certificate.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    keyType: asymmetricKeyType === 'rsa' || asymmetricKeyType === 'ec' ? asymmetricKeyType : 'other',
    keyBits: asymmetricKeyDetails?.modulusLength ?? curveBits[asymmetricKeyDetails?.namedCurve ?? ''] ?? 0,
    ...readPsd2Extensions(der),
    isTest: /(?<![a-z])(test|sandbox|demo|dummy|example)(?![a-z])/i.test(
      `${certificate.subject ?? ''}\n${certificate.issuer ?? ''}`,
    ),
  }
}

const refuse = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_config', message, hint })

const decode = (pem: string): X509Certificate => {
  const begin = pem.indexOf('-----BEGIN CERTIFICATE-----')
  if (begin < 0) throw notACertificate(pem)
  if (!pem.includes('-----END CERTIFICATE-----', begin)) {
    throw refuse(
      'The certificate’s PEM text is cut off: its END line is missing.',
      'Copy the certificate again, whole, with its END line.',
    )
  }
  try {
    return new X509Certificate(pem.slice(begin))
  } catch {
    throw refuse('The certificate’s PEM text is damaged.', 'Copy the certificate again, whole and unchanged.')
  }
}

const notACertificate = (pem: string): NostroError => {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
    return refuse('A private key was given where the certificate belongs.', 'Are the two files swapped?')
  }
  if (/-----BEGIN (NEW )?CERTIFICATE REQUEST-----/.test(pem)) {
    return refuse(
      'A certificate request was given where the certificate belongs.',
      'Send the request to the issuer and give the certificate that comes back.',
    )
  }
  return refuse(
    'The certificate is not PEM text.',
    'Expected “-----BEGIN CERTIFICATE-----”. Give the file’s contents, not its path; openssl x509 -inform der turns a DER file into PEM.',
  )
}
