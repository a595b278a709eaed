import { type EpochMs, toInstant } from '../domain/dates.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { minRsaBits } from '../keys/load-private-key.ts'
import type { Psd2Role } from './psd2-extensions.ts'
import { type CertificateInfo, toCertificateInfo } from './read-certificate.ts'
import { readPair } from './read-pair.ts'

/** A certificate with its key, and what it is wanted for. */
export interface PairToCheck {
  /** PEM; its issuers may stand beside it, in any order. */
  readonly certificate: string
  /** PEM, encrypted or not. */
  readonly key: string
  readonly passphrase?: string | undefined
  readonly now: EpochMs
  /** 2048 by default. */
  readonly minRsaBits?: number | undefined
  /** PSD2 roles that the certificate must carry. */
  readonly requiredRoles?: readonly Psd2Role[] | undefined
  /** What the pair is for: a QSealC signs, a QWAC authenticates a connection. */
  readonly usage?: 'tls' | 'signing' | undefined
  /** How long a certificate for PSD2 may be valid; 39 by default, what ING's guide allows. Longer is a warning. */
  readonly maxMonths?: number | undefined
  /** False refuses a certificate that calls itself a test; true takes it silently; without it, a warning. */
  readonly allowTest?: boolean | undefined
}

/** A certificate that can be used, and what is to be said about it. */
export interface CheckedPair {
  readonly certificate: CertificateInfo
  /** For people: what will bite soon. */
  readonly warnings: readonly string[]
}

const dayMs = 86_400_000
const noticeDays = 30

/**
 * Checks a certificate and its key before a bank does. It asks nobody: chain and revocation are the bank's to judge.
 * @throws NostroError `invalid_config` when the texts are not what they should be or do not belong together;
 * `certificate_rejected` when the certificate itself cannot be used now. The first fault found, with what helps.
 *
 * @example
 * const { certificate, warnings } = checkPair({ certificate, key, usage: 'tls', now: clock.now() })
 */
export const checkPair = (pair: PairToCheck): CheckedPair => {
  assertNotSwapped(pair)
  const { own } = readPair(pair)
  return checkCertificate(toCertificateInfo(own), pair)
}

/**
 * The same for a certificate whose key is elsewhere. @throws NostroError `certificate_rejected`
 *
 * @example
 * checkCertificate(readCertificate(pem), { usage: 'tls', now: clock.now() })
 */
export const checkCertificate = (
  certificate: CertificateInfo,
  expected: Omit<PairToCheck, 'certificate' | 'key' | 'passphrase'>,
): CheckedPair => {
  assertStrong(certificate, expected.minRsaBits ?? minRsaBits)
  assertValidNow(certificate, expected.now)
  assertMadeFor(certificate, expected.usage)
  assertRoles(certificate, expected.requiredRoles ?? [])
  if (expected.allowTest === false && certificate.isTest) {
    throw rejected('This is a test certificate.', 'Production wants one issued by a qualified trust service provider.')
  }
  return { certificate, warnings: warningsFor(certificate, expected) }
}

const refuse = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_config', message, hint })

const rejected = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'certificate_rejected', message, hint })

const hasKey = (pem: string): boolean => /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)
const hasCertificate = (pem: string): boolean => pem.includes('-----BEGIN CERTIFICATE-----')

const assertNotSwapped = ({ certificate, key }: PairToCheck): void => {
  if (hasCertificate(certificate) || !hasKey(certificate) || !hasCertificate(key)) return
  throw refuse('Certificate and key are swapped.', 'Give the two files the other way round.')
}

const assertStrong = ({ keyType, keyBits }: CertificateInfo, least: number): void => {
  if (keyType !== 'rsa' || keyBits >= least) return
  throw rejected(
    `The certificate’s RSA key has ${keyBits} bits; at least ${least} are needed.`,
    `Have a certificate issued for a key of ${least} bits or more.`,
  )
}

const dayOf = (at: EpochMs): string => toInstant(at).slice(0, 10)

const assertValidNow = ({ notBefore, notAfter }: CertificateInfo, now: EpochMs): void => {
  if (now < notBefore) {
    throw rejected(
      `The certificate is not valid before ${toInstant(notBefore)}.`,
      'Wait until then; if that moment has passed, this machine’s clock is wrong.',
    )
  }
  if (now > notAfter) {
    throw rejected(
      `The certificate expired on ${dayOf(notAfter)}.`,
      'Have it renewed by its issuer, and tell the bank if it registers certificates.',
    )
  }
}

const assertMadeFor = ({ qcType }: CertificateInfo, usage: PairToCheck['usage']): void => {
  if (usage === 'signing' && qcType === 'qwac') {
    throw rejected('A QWAC was given where requests are signed.', 'Give the QSealC pair here; the QWAC is for TLS.')
  }
  if (usage === 'tls' && qcType === 'qsealc') {
    throw rejected('A QSealC was given for the TLS connection.', 'Give the QWAC pair here; the QSealC is for signing.')
  }
}

const assertRoles = ({ psd2Roles }: CertificateInfo, required: readonly Psd2Role[]): void => {
  const missing = required.filter((role) => !psd2Roles.includes(role))
  if (missing.length === 0) return
  throw rejected(
    `The certificate lacks the PSD2 role ${missing.join(', ')}; it has ${psd2Roles.join(', ') || 'none'}.`,
    'Ask the issuer for a certificate with the roles of your licence.',
  )
}

const addMonths = (at: EpochMs, months: number): EpochMs => {
  const date = new Date(at)
  return date.setUTCMonth(date.getUTCMonth() + months)
}

/** Only certificates for PSD2 have such a limit. A day is left for issuers that count the last one too. */
const isValidTooLong = ({ qcType, psd2Roles, notBefore, notAfter }: CertificateInfo, maxMonths: number): boolean =>
  (qcType !== undefined || psd2Roles.length > 0) && notAfter > addMonths(notBefore, maxMonths) + dayMs

const warningsFor = (
  certificate: CertificateInfo,
  { now, allowTest, maxMonths = 39 }: Pick<PairToCheck, 'now' | 'allowTest' | 'maxMonths'>,
): readonly string[] => {
  const days = Math.floor((certificate.notAfter - now) / dayMs)
  return [
    ...(days < noticeDays
      ? [`The certificate expires on ${dayOf(certificate.notAfter)}, in ${days} days. Have it renewed.`]
      : []),
    ...(isValidTooLong(certificate, maxMonths)
      ? [
          `The certificate is valid for more than ${maxMonths} months (${dayOf(certificate.notBefore)} to ${dayOf(certificate.notAfter)}). Banks may refuse it, at the latest after ${dayOf(addMonths(certificate.notBefore, maxMonths))}.`,
        ]
      : []),
    ...(certificate.isTest && allowTest === undefined
      ? ['The certificate calls itself a test; production will refuse it.']
      : []),
  ]
}
