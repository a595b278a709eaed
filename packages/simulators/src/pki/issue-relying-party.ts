import { basicConstraints, certificatePolicies, keyUsage } from './extensions.ts'
import { issueCertificate } from './issue-certificate.ts'
import type { PemPair, PkiAuthorities } from './pki.ts'
import { generateRsaKey, toPkcs8Pem } from './rsa-key.ts'
import { chosenValidity, type ValidityChoice } from './validity.ts'

/** Whom a relying party's certificate names. */
export interface RelyingPartyOptions {
  readonly commonName?: string
  /** The DN attribute `name`: what the user reads about the relying party. */
  readonly name?: string
  /** Swedish organisation number, ten digits. */
  readonly organizationNumber?: string
  /** Default `bankid`; `foreign` is a CA that no bank trusts. */
  readonly authority?: 'bankid' | 'foreign'
  readonly validity?: ValidityChoice
}

/** Policy of the certificates of BankID's test environment (BankID on file). */
const testPolicy = '1.2.3.4.5'

/**
 * A relying party's TLS certificate, in the shape of the one that BankID publishes for its test environment.
 *
 * @example
 * const { certificate, key } = await issueRelyingParty(pki.authorities, { commonName: 'Example AB' })
 */
export const issueRelyingParty = async (
  authorities: PkiAuthorities,
  options: RelyingPartyOptions = {},
  realNow: number = Date.now(),
): Promise<PemPair> => {
  const key = await generateRsaKey()
  const certificate = issueCertificate({
    subject: [
      ['country', 'SE'],
      ['organization', 'Testbank A AB (publ)'],
      ['serialNumber', options.organizationNumber ?? '5566304928'],
      ['name', options.name ?? 'Test av BankID'],
      ['commonName', options.commonName ?? 'FP Testcert 5'],
    ],
    publicKey: key.publicKey,
    issuer: authorities[options.authority ?? 'bankid'],
    validity: chosenValidity(options.validity ?? 'valid', realNow),
    extensions: [basicConstraints(false), keyUsage('digitalSignature'), certificatePolicies(testPolicy)],
  })
  return { certificate, key: toPkcs8Pem(key.privateKey) }
}
