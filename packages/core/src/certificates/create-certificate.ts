import { createPrivateKey } from 'node:crypto'
import type { Random } from '../contracts/random.ts'
import type { EpochMs } from '../domain/dates.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { generateRsaKeyPair } from '../keys/generate-rsa-key-pair.ts'
import { toPem } from '../keys/read-pem.ts'
import {
  dnsName,
  extendedKeyUsage,
  keyUsage,
  noAuthority,
  publicKeyInfo,
  sha256WithRsa,
  signed,
  toExtension,
  toName,
} from './certificate-parts.ts'
import { type Der, element, integer, objectIdentifier, sequence, set, time } from './der-writer.ts'
import { identifiers, type Psd2Role } from './psd2-extensions.ts'
import { toQcStatements } from './qc-statements.ts'

/** Whom a certificate names. */
export interface CertificateSubject {
  /** For a QWAC the host name. */
  readonly commonName: string
  readonly organization?: string | undefined
  /** ETSI TS 119 495 5.2.1, such as `PSDNL-DNB-B0123`. */
  readonly organizationIdentifier?: string | undefined
  /** ISO 3166 alpha-2. */
  readonly country?: string | undefined
}

interface KeyOptions {
  /** 2048 by default. */
  readonly keyBits?: number | undefined
  /** Encrypts the key (PKCS#8, AES-256-CBC). Without it the file's mode is its only protection. */
  readonly passphrase?: string | undefined
}

/** What a request for a PSD2 certificate asks for. */
export interface CertificateRequestOptions extends KeyOptions {
  readonly kind: 'qwac' | 'qsealc'
  readonly subject: CertificateSubject
  /** What the licence allows. The authority puts into the certificate what its register says. */
  readonly roles?: readonly Psd2Role[] | undefined
  readonly ncaName?: string | undefined
  readonly ncaId?: string | undefined
}

/** What a self-signed certificate says. */
export interface SelfSignedOptions extends KeyOptions {
  readonly subject: CertificateSubject
  readonly days: number
  readonly now: EpochMs
  readonly random: Pick<Random, 'bytes'>
}

/**
 * A new key with a request for a certificate (PKCS#10), both PEM. Send the request to a trust service provider.
 * @throws NostroError `invalid_config` naming the field of the subject that is not allowed
 *
 * @example
 * const { key, request } = await createCertificateRequest({ kind: 'qwac', subject: { commonName: 'tpp.example' } })
 */
export const createCertificateRequest = async (
  options: CertificateRequestOptions,
): Promise<{ readonly key: string; readonly request: string }> => {
  const { kind, subject, roles = ['PSP_AI', 'PSP_PI'] } = options
  const name = toName(checked(subject))
  const { privateKey } = await generateRsaKeyPair(options.keyBits)
  const key = createPrivateKey(privateKey)
  const statements = toQcStatements({
    type: kind,
    roles,
    ncaName: options.ncaName ?? 'to be filled in by the authority',
    ncaId: options.ncaId ?? `${subject.country ?? 'XX'}-NCA`,
  })
  const extensions = sequence(
    keyUsage(kind === 'qsealc'),
    ...(kind === 'qwac' ? [extendedKeyUsage('clientAuth', 'serverAuth'), dnsName(subject.commonName)] : []),
    toExtension(identifiers.qcStatements, statements),
  )
  // RFC 2986 4.1; the extensions wanted are an attribute of their own (RFC 2985 5.4.2).
  const attributes = element(0xa0, sequence(objectIdentifier(extensionRequest), set(extensions)))
  const toBeSigned = sequence(integer(Buffer.alloc(1)), name, publicKeyInfo(key), attributes)
  return {
    key: protect(privateKey, options.passphrase),
    request: toPem('CERTIFICATE REQUEST', await signed(toBeSigned, key)),
  }
}

const extensionRequest = '1.2.840.113549.1.9.14'

/**
 * A new key with a certificate that it signs itself, both PEM: for premium interfaces and for tests.
 * @throws NostroError `invalid_config` naming what is not allowed
 *
 * @example
 * const { key, certificate } = await createSelfSignedCertificate({ subject: { commonName: 'test' }, days: 30 })
 */
export const createSelfSignedCertificate = async (
  options: SelfSignedOptions,
): Promise<{ readonly key: string; readonly certificate: string }> => {
  const { subject, days, now, random } = options
  if (!Number.isInteger(days) || days < 1 || days > 3_650) {
    throw new NostroError({
      code: 'invalid_config',
      message: `A certificate for ${days} days cannot be made.`,
      hint: 'Ask for 1 to 3650 days.',
    })
  }
  const name = toName(checked(subject))
  const { privateKey } = await generateRsaKeyPair(options.keyBits)
  const key = createPrivateKey(privateKey)
  const extensions = sequence(noAuthority, keyUsage(true), extendedKeyUsage('clientAuth'))
  const toBeSigned = sequence(
    // Version 3 (RFC 5280 4.1.2.1).
    element(0xa0, integer(Buffer.from([2]))),
    toSerial(random.bytes(16)),
    sha256WithRsa,
    name,
    sequence(time(now), time(now + days * 86_400_000)),
    name,
    publicKeyInfo(key),
    element(0xa3, extensions),
  )
  return {
    key: protect(privateKey, options.passphrase),
    certificate: toPem('CERTIFICATE', await signed(toBeSigned, key)),
  }
}

/** Positive and never zero (RFC 5280 4.1.2.2): the first digit is 1 to 7. */
const toSerial = (bytes: Uint8Array): Der => {
  const hex = Buffer.from(bytes).toString('hex')
  return integer(Buffer.from(`${1 + (Number.parseInt(hex.slice(0, 1), 16) % 7)}${hex.slice(1)}`, 'hex'))
}

const checked = (subject: CertificateSubject): CertificateSubject => {
  const { commonName, organizationIdentifier, country } = subject
  if (commonName.trim() === '' || commonName.length > 64) throw invalidSubject('commonName', '1 to 64 characters')
  if (country !== undefined && !/^[A-Z]{2}$/.test(country)) {
    throw invalidSubject('country', 'two capital letters (ISO 3166)')
  }
  if (organizationIdentifier !== undefined && !/^PSD[A-Z]{2}-[A-Z]{2,8}-.+$/.test(organizationIdentifier)) {
    throw invalidSubject('organizationIdentifier', 'PSD, country, authority and number, such as PSDNL-DNB-B0123')
  }
  return subject
}

const invalidSubject = (field: string, allowed: string): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: `The certificate’s ${field} is not allowed.`,
    hint: `Write ${allowed}.`,
  })

const protect = (privateKey: string, passphrase: string | undefined): string =>
  passphrase === undefined
    ? privateKey
    : createPrivateKey(privateKey)
        .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase })
        .toString()
