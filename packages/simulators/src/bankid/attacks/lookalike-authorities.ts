import type { X509Certificate } from 'node:crypto'
import type { EpochMs } from '../../clock/simulated-clock.ts'
import type { DistinguishedName, NameAttribute } from '../../pki/distinguished-name.ts'
import { basicConstraints, certificatePolicies, keyUsage } from '../../pki/extensions.ts'
import { subjectAttributes } from '../evidence/certificate-subject.ts'
import { type CertificateProfile, type Credential, issueCredential } from '../evidence/credential.ts'
import type { UserCertificates } from '../evidence/user-certificates.ts'

const year = 365 * 24 * 60 * 60 * 1000

const longNames: Readonly<Record<string, NameAttribute>> = {
  c: 'country',
  o: 'organization',
  ou: 'organizationalUnit',
  serialNumber: 'serialNumber',
  cn: 'commonName',
}

const nameOf = (certificate: X509Certificate): DistinguishedName =>
  subjectAttributes(certificate).flatMap(({ name, value }) => {
    const attribute = longNames[name]
    return attribute === undefined ? [] : [[attribute, value] as const]
  })

export interface Authorities {
  readonly root: Credential
  readonly bankCa: Credential
  readonly customerCa: Credential
}

/** CAs with the names of the real ones and keys of their own. `at` lies well within their dates. */
export const lookalikeAuthorities = async (real: UserCertificates, at: EpochMs): Promise<Authorities> => {
  const profile = ({ certificate }: Credential): CertificateProfile => ({
    subject: nameOf(certificate),
    validity: { notBefore: at - 5 * year, notAfter: at + 8 * year },
    extensions: [basicConstraints(true), keyUsage('keyCertSign', 'cRLSign'), certificatePolicies('1.2.3.4.5')],
    hash: 'sha512',
  })
  const root = await issueCredential('lookalike root', profile(real.root))
  const bankCa = await issueCredential('lookalike bank CA', profile(real.bankCa), root)
  const customerCa = await issueCredential('lookalike customer CA', profile(real.customerCa), bankCa)
  return { root, bankCa, customerCa }
}
