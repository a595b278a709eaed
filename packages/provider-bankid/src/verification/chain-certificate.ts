import type { KeyObject, X509Certificate } from 'node:crypto'
import type { EpochMs } from '@nostro/core'
import { AsnConvert } from '@peculiar/asn1-schema'
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  CertificatePolicies,
  ExtendedKeyUsage,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectKeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  SubjectKeyIdentifier,
} from '@peculiar/asn1-x509'

/** What a chain is judged by, read once out of a certificate's DER (RFC 5280). */
export interface CertificateFacts {
  readonly certificate: X509Certificate
  readonly publicKey: KeyObject
  /** DER of the names: compared byte for byte, as they are copied by those who issue. */
  readonly subject: Buffer
  readonly issuer: Buffer
  readonly notBefore: EpochMs
  readonly notAfter: EpochMs
  /** OID of the algorithm that the issuer signed with. */
  readonly signedWith: string
  readonly isAuthority: boolean
  /** How many authorities may follow below this one, if it says so. */
  readonly pathLength: number | undefined
  /** Nothing where the certificate does not limit its key. */
  readonly keyUsages: readonly KeyUsageName[] | undefined
  readonly extendedKeyUsages: readonly string[] | undefined
  readonly policies: readonly string[]
  /** Hex; the keys' own identifiers. */
  readonly subjectKeyId: string | undefined
  readonly authorityKeyId: string | undefined
  /** OIDs of critical extensions that nobody here understands: reason enough to refuse (RFC 5280 4.2). */
  readonly unknownCritical: readonly string[]
}

export type KeyUsageName = 'digitalSignature' | 'nonRepudiation' | 'keyCertSign'

const usageFlags: Readonly<Record<KeyUsageName, number>> = {
  digitalSignature: KeyUsageFlags.digitalSignature,
  nonRepudiation: KeyUsageFlags.nonRepudiation,
  keyCertSign: KeyUsageFlags.keyCertSign,
}

const understood: ReadonlySet<string> = new Set([
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectKeyIdentifier,
  // ocsp-nocheck (RFC 6960 4.2.2.2.1): a responder's own certificate is not asked about.
  '1.3.6.1.5.5.7.48.1.5',
])

/** @throws Error when the DER is not a certificate, its key cannot be read, or an extension stands in it twice */
export const readFacts = (certificate: X509Certificate): CertificateFacts => {
  const { tbsCertificate, signatureAlgorithm } = AsnConvert.parse(certificate.raw, Certificate)
  const extensions = [...(tbsCertificate.extensions ?? [])]
  const byId = new Map(extensions.map((extension) => [extension.extnID, extension.extnValue.buffer]))
  if (byId.size !== extensions.length) throw new TypeError('an extension stands there twice')
  const read = <T>(id: string, type: new () => T): T | undefined => {
    const value = byId.get(id)
    return value === undefined ? undefined : AsnConvert.parse(value, type)
  }
  const constraints = read(id_ce_basicConstraints, BasicConstraints)
  const usages = read(id_ce_keyUsage, KeyUsage)?.toNumber()
  const extended = read(id_ce_extKeyUsage, ExtendedKeyUsage)
  return {
    certificate,
    publicKey: certificate.publicKey,
    subject: Buffer.from(AsnConvert.serialize(tbsCertificate.subject)),
    issuer: Buffer.from(AsnConvert.serialize(tbsCertificate.issuer)),
    notBefore: tbsCertificate.validity.notBefore.getTime().getTime(),
    notAfter: tbsCertificate.validity.notAfter.getTime().getTime(),
    signedWith: signatureAlgorithm.algorithm,
    isAuthority: constraints?.cA === true,
    pathLength: constraints?.pathLenConstraint,
    keyUsages: usages === undefined ? undefined : usageNames(usages),
    extendedKeyUsages: extended === undefined ? undefined : [...extended],
    policies: [...(read(id_ce_certificatePolicies, CertificatePolicies) ?? [])].map(
      (policy) => policy.policyIdentifier,
    ),
    subjectKeyId: hex(read(id_ce_subjectKeyIdentifier, SubjectKeyIdentifier)?.buffer),
    authorityKeyId: hex(read(id_ce_authorityKeyIdentifier, AuthorityKeyIdentifier)?.keyIdentifier?.buffer),
    unknownCritical: extensions
      .filter(({ critical, extnID }) => critical && !understood.has(extnID))
      .map((e) => e.extnID),
  }
}

const usageNames = (flags: number): readonly KeyUsageName[] =>
  (['digitalSignature', 'nonRepudiation', 'keyCertSign'] as const).filter((name) => (flags & usageFlags[name]) !== 0)

const hex = (bytes: ArrayBuffer | undefined): string | undefined =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString('hex')
