import { type EpochMs, NostroError, type SigningKey, type TlsIdentity } from '@nostro/core'
import {
  type CertificateInfo,
  checkCertificate,
  checkPair,
  createSigningKey,
  readCertificates,
  readPkcs12,
  toCertificateInfo,
} from '@nostro/core/node/provider'
import type { IngSettings } from './options.ts'

/** Certificates and keys, checked to belong together and to be valid now. */
export interface IngIdentity {
  readonly tls: CertificateInfo
  readonly signing: CertificateInfo
  readonly signingKey: SigningKey
  /** What to see to soon, such as a certificate that ends within 30 days. */
  readonly warnings: readonly string[]
}

/** ING demands RSA keys of at least 2048 bits. */
const minRsaBits = 2048

/** @throws NostroError `invalid_config` or `certificate_rejected`, naming the option and what to set */
export const loadIdentity = (
  { tls, signing, environment }: Pick<IngSettings, 'tls' | 'signing' | 'environment'>,
  now: EpochMs,
): IngIdentity => {
  const tlsPair = loadTls('current' in tls ? tls.current() : tls, environment, now)
  const signingPair = under('signing', () => loadSigning(signing, now, expectedIn(environment)))
  return {
    tls: tlsPair.certificate,
    signing: signingPair.certificate,
    signingKey: signingPair.key,
    warnings: [...tlsPair.warnings, ...signingPair.warnings.map((warning) => `Signing certificate: ${warning}`)],
  }
}

/** ING's sandbox wants its published test certificates. */
const expectedIn = (environment: IngSettings['environment']): { readonly allowTest?: boolean | undefined } =>
  environment === 'sandbox' ? { allowTest: true } : {}

/** The QWAC alone, which may be renewed while the provider runs. @throws as `loadIdentity` */
export const loadTls = (
  tls: TlsIdentity,
  environment: IngSettings['environment'],
  now: EpochMs,
): { readonly certificate: CertificateInfo; readonly warnings: readonly string[] } =>
  under('tls', () => {
    const pem = 'pkcs12' in tls ? readPkcs12(tls.pkcs12, tls.passphrase, { alias: tls.alias }) : tls
    const passphrase = 'pkcs12' in tls ? undefined : tls.passphrase
    const { certificate, warnings } = checkPair({
      certificate: pem.certificate,
      key: pem.key,
      usage: 'tls',
      now,
      minRsaBits,
      ...expectedIn(environment),
      passphrase,
    })
    return { certificate, warnings: warnings.map((warning) => `TLS certificate: ${warning}`) }
  })

const loadSigning = (
  { certificate, key, passphrase }: IngSettings['signing'],
  now: EpochMs,
  expected: { readonly allowTest?: boolean | undefined },
) => {
  if (typeof key === 'string') {
    const secret = passphrase === undefined ? {} : { passphrase }
    return {
      ...checkPair({ certificate, key, usage: 'signing', now, minRsaBits, ...expected, ...secret }),
      key: createSigningKey(key, passphrase),
    }
  }
  const info = readCertificates(certificate)
    .map(toCertificateInfo)
    .find(({ publicKey }) => publicKey.replace(/\s/g, '') === key.publicKey.replace(/\s/g, ''))
  if (info === undefined) {
    throw new NostroError({
      code: 'invalid_config',
      message: 'The signing certificate was issued for another key.',
      hint: 'Use the certificate that belongs to this key.',
    })
  }
  return { ...checkCertificate(info, { usage: 'signing', now, minRsaBits, ...expected }), key }
}

/** Says which of the two pairs is meant. */
const under = <T>(option: 'tls' | 'signing', load: () => T): T => {
  try {
    return load()
  } catch (error) {
    if (!NostroError.isInstance(error)) throw error
    throw new NostroError({
      code: error.code,
      provider: 'ing',
      message: `ING option \`${option}\`: ${error.message}`,
      hint: error.hint,
      cause: error,
    })
  }
}

/** The two certificates of a set of options, PEM. */
export const readPair = (settings: Pick<IngSettings, 'tls' | 'signing' | 'environment'>, now: EpochMs) => {
  const { tls, signing } = loadIdentity(settings, now)
  return { tls: tls.pem, signing: signing.pem }
}

/** The certificate on one line, as ING's scripts send it. */
export const toCertificateLine = (pem: string): string => {
  const body = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/.exec(pem)?.[0] ?? pem
  return body.replace(/[\r\n]+/g, '')
}

/** `SN=49BA5C71`: how the first token request names its key, before the client id is known. */
export const toSerialKeyId = ({ serialNumber }: CertificateInfo): string => `SN=${serialNumber.toUpperCase()}`
