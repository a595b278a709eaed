import type { DistinguishedName } from './distinguished-name.ts'
import { basicConstraints, extendedKeyUsage, keyUsage } from './extensions.ts'
import { issueCertificate } from './issue-certificate.ts'
import type { IngTpp, PemPair, PkiAuthorities } from './pki.ts'
import { type Psd2Role, type QcType, qcStatements } from './qc-statements.ts'
import { generateRsaKey, toPkcs1Pem } from './rsa-key.ts'
import { chosenValidity, type ValidityChoice } from './validity.ts'

/** What a third party's certificates say. */
export interface TppOptions {
  /** Default: the three roles of ING's sandbox certificates (AS, PI, AI). An empty list leaves qcStatements out. */
  readonly roles?: readonly Psd2Role[]
  readonly organization?: string
  /** ETSI EN 319 412-1 5.1.4: `PSD`, country, competent authority, number. */
  readonly organizationIdentifier?: string
  /** Default `ing`; `foreign` is a CA that no bank trusts. */
  readonly authority?: 'ing' | 'foreign'
  readonly validity?: ValidityChoice
  /** Bits of the RSA keys; default 2048, the least that ING takes. */
  readonly keySize?: number
}

const sandboxRoles: readonly Psd2Role[] = ['PSP_AS', 'PSP_PI', 'PSP_AI']

/**
 * Issues a QWAC and a QSealC in the manner of ING's sandbox pairs: keys in PKCS#1, unencrypted.
 *
 * @example
 * const tpp = await issueTpp(pki.authorities, { roles: ['PSP_AI'] })
 */
export const issueTpp = async (
  authorities: PkiAuthorities,
  options: TppOptions = {},
  realNow: number = Date.now(),
): Promise<IngTpp> => {
  const issue = async (type: QcType): Promise<PemPair> => {
    const key = await generateRsaKey(options.keySize)
    const roles = options.roles ?? sandboxRoles
    const subject: DistinguishedName = [
      ['country', 'NL'],
      ['organization', options.organization ?? 'Example TPP'],
      ['organizationalUnit', `sandbox_eidas_${type}`],
      ['organizationIdentifier', options.organizationIdentifier ?? 'PSDNL-SBX-1234512345'],
      ['commonName', type === 'qwac' ? 'tpp.example' : 'Example TPP seal'],
    ]
    const certificate = issueCertificate({
      subject,
      publicKey: key.publicKey,
      issuer: authorities[options.authority ?? 'ing'],
      validity: chosenValidity(options.validity ?? 'valid', realNow),
      extensions: [
        basicConstraints(false),
        ...(type === 'qwac'
          ? [keyUsage('digitalSignature'), extendedKeyUsage(['clientAuth', 'serverAuth'])]
          : [keyUsage('digitalSignature', 'nonRepudiation')]),
        ...(roles.length === 0 ? [] : [qcStatements({ type, roles, ncaName: 'Example Authority', ncaId: 'NL-XWG' })]),
      ],
    })
    return { certificate, key: toPkcs1Pem(key.privateKey) }
  }
  const [tls, signing] = await Promise.all([issue('qwac'), issue('qsealc')])
  return { tls, signing }
}
