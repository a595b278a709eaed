import { createPrivateKey } from 'node:crypto'
import forge from 'node-forge'
import type { Random } from '../contracts/random.ts'
import type { EpochMs } from '../domain/dates.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { generateRsaKeyPair } from '../keys/generate-rsa-key-pair.ts'
import { identifiers, type Psd2Role } from './psd2-extensions.ts'
import { toQcStatements } from './qc-statements.ts'

export interface CertificateSubject {
  /** For a QWAC the host name. */
  readonly commonName: string
  readonly organization?: string
  /** ETSI TS 119 495 5.2.1, such as `PSDNL-DNB-B0123`. */
  readonly organizationIdentifier?: string
  /** ISO 3166 alpha-2. */
  readonly country?: string
}

interface KeyOptions {
  /** 2048 by default. */
  readonly keyBits?: number
  /** Encrypts the key (PKCS#8, AES-256-CBC). Without it the file's mode is its only protection. */
  readonly passphrase?: string
}

export interface CertificateRequestOptions extends KeyOptions {
  readonly kind: 'qwac' | 'qsealc'
  readonly subject: CertificateSubject
  /** What the licence allows. The authority puts into the certificate what its register says. */
  readonly roles?: readonly Psd2Role[]
  readonly ncaName?: string
  readonly ncaId?: string
}

export interface SelfSignedOptions extends KeyOptions {
  readonly subject: CertificateSubject
  readonly days: number
  readonly now: EpochMs
  readonly random: Pick<Random, 'bytes'>
}

/** A new key with a request for a certificate (PKCS#10), both PEM. Send the request to a trust service provider. */
export const createCertificateRequest = async (
  options: CertificateRequestOptions,
): Promise<{ readonly key: string; readonly request: string }> => {
  const { kind, subject, roles = ['PSP_AI', 'PSP_PI'] } = options
  const { privateKey, publicKey } = await generateRsaKeyPair(options.keyBits)
  const request = forge.pki.createCertificationRequest()
  request.publicKey = forge.pki.publicKeyFromPem(publicKey)
  request.setSubject(toAttributes(subject))
  const statements = {
    type: kind,
    roles,
    ncaName: options.ncaName ?? 'to be filled in by the authority',
    ncaId: options.ncaId ?? `${subject.country ?? 'XX'}-NCA`,
  }
  const extensions = [
    {
      name: 'keyUsage',
      critical: true,
      digitalSignature: true,
      ...(kind === 'qsealc' ? { nonRepudiation: true } : {}),
    },
    ...(kind === 'qwac'
      ? [
          { name: 'extKeyUsage', clientAuth: true, serverAuth: true },
          { name: 'subjectAltName', altNames: [{ type: 2, value: subject.commonName }] },
        ]
      : []),
    { id: identifiers.qcStatements, value: toQcStatements(statements) },
  ]
  request.setAttributes([{ name: 'extensionRequest', extensions }] as never)
  request.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create())
  return {
    key: protect(privateKey, options.passphrase),
    request: normalise(forge.pki.certificationRequestToPem(request)),
  }
}

/** A new key with a certificate that it signs itself, both PEM: for premium interfaces and for tests. */
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
  const { privateKey, publicKey } = await generateRsaKeyPair(options.keyBits)
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey)
  // Positive and never zero (RFC 5280 4.1.2.2): the first digit is 1 to 7.
  const serial = Buffer.from(random.bytes(16)).toString('hex')
  certificate.serialNumber = `${1 + (Number.parseInt(serial.slice(0, 1), 16) % 7)}${serial.slice(1)}`
  certificate.validity.notBefore = new Date(now)
  certificate.validity.notAfter = new Date(now + days * 86_400_000)
  const attributes = toAttributes(subject)
  certificate.setSubject(attributes)
  certificate.setIssuer(attributes)
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', critical: true, digitalSignature: true, nonRepudiation: true },
    { name: 'extKeyUsage', clientAuth: true },
  ])
  certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create())
  return {
    key: protect(privateKey, options.passphrase),
    certificate: normalise(forge.pki.certificateToPem(certificate)),
  }
}

const toAttributes = ({ commonName, organization, organizationIdentifier, country }: CertificateSubject): never => {
  if (commonName.trim() === '' || commonName.length > 64) throw invalidSubject('commonName', '1 to 64 characters')
  if (country !== undefined && !/^[A-Z]{2}$/.test(country))
    throw invalidSubject('country', 'two capital letters (ISO 3166)')
  if (organizationIdentifier !== undefined && !/^PSD[A-Z]{2}-[A-Z]{2,8}-.+$/.test(organizationIdentifier)) {
    throw invalidSubject('organizationIdentifier', 'PSD, country, authority and number, such as PSDNL-DNB-B0123')
  }
  const utf8 = forge.asn1.Type.UTF8
  const attributes = [
    ...(country === undefined ? [] : [{ name: 'countryName', value: country }]),
    ...(organization === undefined ? [] : [{ name: 'organizationName', value: organization, valueTagClass: utf8 }]),
    ...(organizationIdentifier === undefined
      ? []
      : [{ type: identifiers.organizationIdentifier, value: organizationIdentifier, valueTagClass: utf8 }]),
    { name: 'commonName', value: commonName, valueTagClass: utf8 },
  ]
  // forge's types know tags by another name than its code does.
  return attributes as never
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

/** forge ends its lines with CR LF. */
const normalise = (pem: string): string => pem.replaceAll('\r\n', '\n')
