import { createHash, type KeyObject, X509Certificate } from 'node:crypto'
import type { EpochMs } from '../domain/dates.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { readPem } from '../keys/read-pem.ts'
import { readFirstElement } from './der-reader.ts'
import { nameInput } from './name-input.ts'
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
  readonly organizationIdentifier?: string | undefined
  readonly psd2Roles: readonly Psd2Role[]
  /** For what the issuer made it, where it says so: a QWAC for TLS, a QSealC for signing. */
  readonly qcType?: QcType | undefined
  /** False when its key usage (RFC 5280 4.2.1.3) allows no signatures. */
  readonly maySign: boolean
  /** Object identifiers of its extended key usage (RFC 5280 4.2.1.12); none when it has no such extension. */
  readonly extendedUsages: readonly string[]
  /** True when subject or issuer call themselves a test. A hint, no proof. */
  readonly isTest: boolean
}

const curveBits: Readonly<Record<string, number>> = { prime256v1: 256, secp384r1: 384, secp521r1: 521 }

/**
 * The first certificate of a PEM text. Verifies nothing: see `checkPair`.
 * @throws NostroError `invalid_config` saying what was found instead.
 *
 * @example
 * const { subject, notAfter } = readCertificate(pem)
 */
export const readCertificate = (pem: string): CertificateInfo => {
  const [first] = readCertificates(pem)
  if (first === undefined) throw notACertificate(pem)
  return toCertificateInfo(first)
}

/**
 * What a certificate says, in one record.
 *
 * @example
 * const { sha256 } = toCertificateInfo(new X509Certificate(pem))
 */
export const toCertificateInfo = (certificate: X509Certificate): CertificateInfo => {
  const der = new Uint8Array(certificate.raw)
  const { asymmetricKeyType, asymmetricKeyDetails } = publicKeyOf(certificate)
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
    extendedUsages: certificate.keyUsage ?? [],
    isTest: /(?<![a-z])(test|sandbox|demo|dummy|example)(?![a-z])/i.test(
      `${certificate.subject ?? ''}\n${certificate.issuer ?? ''}`,
    ),
  }
}

const publicKeyOf = (certificate: X509Certificate): KeyObject => {
  try {
    return certificate.publicKey
  } catch {
    throw refuse(
      'The certificate’s public key cannot be read.',
      'Banks take RSA keys (2048 bits or more) and EC keys on P-256, P-384 or P-521.',
    )
  }
}

const certificateLabels: readonly string[] = ['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE']

/**
 * All certificates of a PEM text in its order, whatever stands around them. At least one.
 * @throws NostroError `invalid_config` saying what was found instead.
 *
 * @example
 * const [leaf, ...issuers] = readCertificates(chainPem)
 */
export const readCertificates = (pem: string): readonly X509Certificate[] => {
  const { blocks, cutOff, damaged } = readPem(pem)
  const own = (label: string): boolean => certificateLabels.includes(label)
  if (cutOff.some(own)) {
    throw refuse(
      'The certificate’s PEM text is cut off: its END line is missing.',
      'Copy the certificate again, whole, with its END line.',
    )
  }
  const certificates = blocks.filter(({ label }) => own(label)).map(({ der }) => toX509(der))
  if (damaged.some(own)) throw isDamaged()
  if (certificates.length === 0) throw notACertificate(pem)
  return certificates
}

const isDamaged = (): NostroError =>
  refuse('The certificate’s PEM text is damaged.', 'Copy the certificate again, whole and unchanged.')

/** What OpenSSL adds to a TRUSTED CERTIFICATE stands after it. */
const toX509 = (der: Uint8Array): X509Certificate => {
  try {
    return new X509Certificate(readFirstElement(der).raw)
  } catch {
    throw isDamaged()
  }
}

const refuse = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_config', message, hint })

const notACertificate = (pem: string): NostroError => {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
    return refuse('A private key was given where the certificate belongs.', 'Are the two files swapped?')
  }
  const named = nameInput(pem)
  if (named !== undefined) {
    return refuse(
      named.what === 'a certificate request'
        ? 'A certificate request was given where the certificate belongs.'
        : `The certificate is ${named.what}.`,
      named.hint,
    )
  }
  if (/-----BEGIN [A-Z ]*PUBLIC KEY-----/.test(pem)) {
    return refuse(
      'A public key was given where the certificate belongs.',
      'Give the certificate that was issued for it.',
    )
  }
  return refuse(
    'The certificate is not PEM text.',
    'Expected “-----BEGIN CERTIFICATE-----”. Give the file’s contents, not its path; openssl x509 -inform der turns a DER file into PEM.',
  )
}
