import { type EpochMs, NostroError } from '@nostro/core'
import { type CertificateInfo, checkPair, readPkcs12 } from '@nostro/core/node/provider'
import type { BankIdSettings } from '../options.ts'

export interface BankIdIdentity {
  readonly certificate: CertificateInfo
  readonly warnings: readonly string[]
}

/** The policy that BankID's test certificates carry, and the word in their issuer's name. */
const testIssuer = /\btest\b/i

/** @throws NostroError `invalid_config` or `certificate_rejected`, naming how to correct it; a test certificate against production too */
export const loadIdentity = (
  settings: Pick<BankIdSettings, 'identity' | 'environment' | 'isBankIdItself'>,
  now: EpochMs,
): BankIdIdentity => {
  const { environment, isBankIdItself } = settings
  const identity = 'current' in settings.identity ? settings.identity.current() : settings.identity
  const pem =
    'pkcs12' in identity ? readPkcs12(identity.pkcs12, identity.passphrase, { alias: identity.alias }) : identity
  const passphrase = 'passphrase' in identity && !('pkcs12' in identity) ? identity.passphrase : undefined
  const { certificate, warnings } = checkPair({
    certificate: pem.certificate,
    key: pem.key,
    now,
    minRsaBits: 2048,
    allowTest: environment === 'test' ? true : undefined,
    passphrase,
  })
  if (isBankIdItself && environment === 'production' && testIssuer.test(certificate.issuer)) {
    throw new NostroError({
      code: 'certificate_rejected',
      provider: 'bankid',
      message: 'This is a certificate of BankID’s test environment, and `environment` is production.',
      hint: 'Use the certificate that your bank issued, or set `environment` to "test".',
    })
  }
  return { certificate, warnings }
}
