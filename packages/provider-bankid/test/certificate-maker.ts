import { createHash, type KeyObject, sign, X509Certificate } from 'node:crypto'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  CertificatePolicies,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  KeyIdentifier,
  KeyUsage,
  Name,
  PolicyInformation,
  RelativeDistinguishedName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
} from '@peculiar/asn1-x509'

/** What stands in a certificate of a test; everything goes in as asked, also what breaks the rules. */
export interface Profile {
  readonly name: string
  readonly keys: KeyPair
  /** Epoch milliseconds. */
  readonly notBefore: number
  readonly notAfter: number
  readonly authority?: boolean
  readonly pathLength?: number
  /** Bits of `KeyUsageFlags`; none leaves the extension out. */
  readonly usage?: number
  readonly extendedUsages?: readonly string[]
  readonly policies?: readonly string[]
  readonly more?: readonly Extension[]
  readonly hash?: 'sha1' | 'sha256'
  /** Instead of what the issuer's key gives. */
  readonly authorityKeyId?: Uint8Array
  /** The name that stands for the issuer, if not the issuer's own. */
  readonly issuerName?: string
}

export interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

export interface Issuer {
  readonly name: string
  readonly keys: KeyPair
}

const algorithmOids = { sha1: '1.2.840.113549.1.1.5', sha256: '1.2.840.113549.1.1.11' } as const

export const rsaAlgorithm = (hash: keyof typeof algorithmOids): AlgorithmIdentifier =>
  new AlgorithmIdentifier({ algorithm: algorithmOids[hash], parameters: null })

export const toName = (commonName: string): Name =>
  new Name([
    new RelativeDistinguishedName([
      new AttributeTypeAndValue({ type: '2.5.4.3', value: new AttributeValue({ utf8String: commonName }) }),
    ]),
  ])

export const keyId = (publicKey: KeyObject): Buffer => {
  const info = AsnConvert.parse(publicKey.export({ type: 'spki', format: 'der' }), SubjectPublicKeyInfo)
  return createHash('sha1').update(Buffer.from(info.subjectPublicKey)).digest()
}

export const extension = (extnID: string, value: object, critical = false): Extension =>
  new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) })

const constraints = ({ authority, pathLength }: Profile): BasicConstraints =>
  new BasicConstraints({
    cA: authority === true,
    ...(pathLength === undefined ? {} : { pathLenConstraint: pathLength }),
  })

const usageBits = (usage: number): KeyUsage => {
  const bits = new KeyUsage()
  bits.fromNumber(usage)
  return bits
}

const extensionsOf = (profile: Profile, issuer: Issuer): Extension[] => [
  extension('2.5.29.14', new SubjectKeyIdentifier(keyId(profile.keys.publicKey))),
  extension(
    '2.5.29.35',
    new AuthorityKeyIdentifier({
      keyIdentifier: new KeyIdentifier(profile.authorityKeyId ?? keyId(issuer.keys.publicKey)),
    }),
  ),
  ...(profile.authority === undefined ? [] : [extension('2.5.29.19', constraints(profile), true)]),
  ...(profile.usage === undefined ? [] : [extension('2.5.29.15', usageBits(profile.usage), true)]),
  ...(profile.extendedUsages === undefined
    ? []
    : [extension('2.5.29.37', new ExtendedKeyUsage([...profile.extendedUsages]), true)]),
  ...(profile.policies === undefined
    ? []
    : [
        extension(
          '2.5.29.32',
          new CertificatePolicies(
            profile.policies.map((policyIdentifier) => new PolicyInformation({ policyIdentifier })),
          ),
        ),
      ]),
  ...(profile.more ?? []),
]

let serial = 0

/** Writes and signs a certificate; signed by itself without an issuer. */
export const makeCertificate = (profile: Profile, issuer: Issuer = profile): X509Certificate => {
  const hash = profile.hash ?? 'sha256'
  serial += 1
  const tbsCertificate = new TBSCertificate({
    version: 2,
    serialNumber: Uint8Array.of(0x40, serial).buffer,
    signature: rsaAlgorithm(hash),
    issuer: toName(profile.issuerName ?? issuer.name),
    validity: new Validity({ notBefore: new Date(profile.notBefore), notAfter: new Date(profile.notAfter) }),
    subject: toName(profile.name),
    subjectPublicKeyInfo: AsnConvert.parse(
      profile.keys.publicKey.export({ type: 'spki', format: 'der' }),
      SubjectPublicKeyInfo,
    ),
    extensions: new Extensions(extensionsOf(profile, issuer)),
  })
  const signature = sign(hash, Buffer.from(AsnConvert.serialize(tbsCertificate)), issuer.keys.privateKey)
  const certificate = new Certificate({
    tbsCertificate,
    signatureAlgorithm: rsaAlgorithm(hash),
    signatureValue: new Uint8Array(signature).buffer,
  })
  return new X509Certificate(Buffer.from(AsnConvert.serialize(certificate)))
}

/** A year around `at`. */
export const aroundYear = (at: number): Pick<Profile, 'notBefore' | 'notAfter'> => ({
  notBefore: at - 180 * 86_400_000,
  notAfter: at + 180 * 86_400_000,
})
