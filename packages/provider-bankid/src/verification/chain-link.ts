import type { EpochMs } from '@nostro/core'
import type { CertificateFacts } from './chain-certificate.ts'

/** sha256, sha384 and sha512 with RSA (RFC 4055): what BankID's authorities sign with; nothing weaker. */
const strongAlgorithms: ReadonlySet<string> = new Set([
  '1.2.840.113549.1.1.11',
  '1.2.840.113549.1.1.12',
  '1.2.840.113549.1.1.13',
])

const minRsaBits = 2048

/** Why `issuer` did not issue `subject`, cryptographically and by its rights; nothing when it did. */
export const issuerFault = (
  subject: CertificateFacts,
  issuer: CertificateFacts,
  authoritiesBetween: number,
): string | undefined => {
  if (!subject.issuer.equals(issuer.subject)) return 'the issuer has another name'
  if (differ(subject.authorityKeyId, issuer.subjectKeyId)) return 'the issuer has another key identifier'
  if (!issuer.isAuthority) return 'the issuer is no authority'
  if (issuer.keyUsages?.includes('keyCertSign') !== true) return 'the issuer may not sign certificates'
  if (issuer.pathLength !== undefined && authoritiesBetween > issuer.pathLength)
    return 'the issuer allows fewer below it'
  if (!strongAlgorithms.has(subject.signedWith)) return 'it is not signed with RSA and SHA-256 or better'
  const weak = keyFault(subject) ?? keyFault(issuer)
  if (weak !== undefined) return weak
  const unknown = [...subject.unknownCritical, ...issuer.unknownCritical][0]
  if (unknown !== undefined) return `extension ${unknown} is critical and not understood`
  return subject.certificate.verify(issuer.publicKey) ? undefined : 'the issuer’s key has not signed it'
}

/** Why the certificate was not valid at that moment; both ends are included (RFC 5280 4.1.2.5). */
export const validityFault = ({ notBefore, notAfter }: CertificateFacts, at: EpochMs): string | undefined => {
  if (Math.floor(at / 1000) * 1000 < notBefore) return 'it was not yet valid'
  return Math.floor(at / 1000) * 1000 > notAfter ? 'it had expired' : undefined
}

/** RSA keys of BankID are not smaller. */
const keyFault = ({ publicKey }: CertificateFacts): string | undefined => {
  const bits = publicKey.asymmetricKeyType === 'rsa' ? (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) : 0
  return bits < minRsaBits ? `a key is not RSA with ${minRsaBits} bits or more` : undefined
}

const differ = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && one !== other
