import type { DistinguishedName } from './distinguished-name.ts'
import { basicConstraints, certificatePolicies, keyUsage } from './extensions.ts'
import { issueCertificate, type Validity } from './issue-certificate.ts'
import type { PemPair } from './pki.ts'
import { generateRsaKey, toPkcs8Pem } from './rsa-key.ts'

export interface AuthorityOptions {
  readonly subject: DistinguishedName
  readonly validity: Validity
  /** The CA above; a root signs itself. */
  readonly issuer?: PemPair
  readonly policies?: readonly string[]
  readonly hash?: 'sha256' | 'sha512'
}

/** A certification authority: may sign certificates and revocation lists, nothing else. */
export const issueAuthority = async (options: AuthorityOptions): Promise<PemPair> => {
  const key = await generateRsaKey()
  const certificate = issueCertificate({
    subject: options.subject,
    publicKey: key.publicKey,
    validity: options.validity,
    issuer: options.issuer ?? { selfSigned: key.privateKey },
    hash: options.hash ?? 'sha256',
    extensions: [
      basicConstraints(true),
      keyUsage('keyCertSign', 'cRLSign'),
      ...(options.policies === undefined ? [] : [certificatePolicies(...options.policies)]),
    ],
  })
  return { certificate, key: toPkcs8Pem(key.privateKey) }
}
