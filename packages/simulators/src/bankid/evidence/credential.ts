import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { type CertificateRequest, issueCertificate } from '../../pki/issue-certificate.ts'
import type { PemPair } from '../../pki/pki.ts'
import { sharedRsaKey, toPkcs8Pem } from '../../pki/rsa-key.ts'

/** A certificate with its private key, in the forms that signing and issuing want. */
export interface Credential {
  readonly pem: PemPair
  readonly certificate: X509Certificate
  readonly key: KeyObject
}

export const toCredential = (pem: PemPair): Credential => ({
  pem,
  certificate: new X509Certificate(pem.certificate),
  key: createPrivateKey(pem.key),
})

/** What stands in the certificate, key and issuer aside. */
export type CertificateProfile = Omit<CertificateRequest, 'publicKey' | 'issuer'>

/** A certificate over the RSA 2048 key of that name; without an issuer it signs itself. */
export const issueCredential = async (
  keyName: string,
  profile: CertificateProfile,
  issuer?: Credential,
): Promise<Credential> => {
  const { publicKey, privateKey } = await sharedRsaKey(keyName)
  const by = issuer === undefined ? { selfSigned: privateKey } : issuer.pem
  const certificate = issueCertificate({ ...profile, publicKey, issuer: by })
  return toCredential({ certificate, key: toPkcs8Pem(privateKey) })
}
