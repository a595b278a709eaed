import { createPrivateKey, generateKeyPair, type KeyObject, X509Certificate } from 'node:crypto'
import { promisify } from 'node:util'
import type { EpochMs } from '../../clock/simulated-clock.ts'
import type { BankIdPki, PemPair } from '../../pki/pki.ts'
import type { Person } from '../orders/order.ts'
import type { BankIdKind } from '../policies.ts'
import { readCertificateFields } from './certificate-fields.ts'
import { type CertificateRequest, type Issuer, issueCertificate } from './issue-certificate.ts'

const makeKeyPair = promisify(generateKeyPair)
const day = 24 * 60 * 60 * 1000

/** A certificate with its private key. */
export type Credential = Issuer

export interface UserCertificateRequest {
  readonly person: Person
  readonly kind: BankIdKind
  readonly keyUsage: 'digitalSignature' | 'nonRepudiation'
  /** When it is used; it is issued some weeks before. */
  readonly at: EpochMs
}

export interface UserCertificates {
  /** The customer CA, which issues users and the OCSP responder. */
  readonly customerCa: Issuer
  readonly bankCa: Issuer
  readonly root: Issuer
  /** One per person, kind and use; made on demand and kept while it is valid. */
  forUser(request: UserCertificateRequest): Promise<Credential>
  /** A fresh certificate with some of its fields replaced: for evidence that must be refused. */
  oddForUser(request: UserCertificateRequest, change: Partial<CertificateRequest>, issuer?: Issuer): Promise<Credential>
  ocspResponder(at: EpochMs): Promise<Credential>
  oddResponder(at: EpochMs, change: Partial<CertificateRequest>, issuer?: Issuer): Promise<Credential>
  issue(issuer: Issuer, request: Omit<CertificateRequest, 'publicKey' | 'serialNumber'>): Promise<Credential>
}

export const toIssuer = (pair: PemPair): Issuer => ({
  certificate: new X509Certificate(pair.certificate),
  key: createPrivateKey(pair.key),
})

/** `YYMMDD HH.MM`, as the certificate's `name` attribute gives the time of issue. */
const issueStamp = (at: EpochMs): string =>
  new Date(at).toISOString().replace(/^\d\d(\d\d)-(\d\d)-(\d\d)T(\d\d):(\d\d).*$/, '$1$2$3 $4.$5')

/** Subject and profile of BankID's user certificates (reference 12.2). */
const userRequest = ({ person, kind, keyUsage, at }: UserCertificateRequest) => {
  const notBefore = Math.floor((at - 30 * day) / day) * day
  return {
    subject: [
      ['2.5.4.6', 'SE'],
      ['2.5.4.10', 'Testbank A AB (publ)'],
      ['2.5.4.4', person.surname],
      ['2.5.4.42', person.givenName],
      ['2.5.4.5', person.personalNumber],
      ['2.5.4.41', `(${issueStamp(notBefore)}) ${person.name} - ${kind.label}`],
      ['2.5.4.3', person.name],
    ],
    notBefore,
    notAfter: notBefore + 366 * day,
    keyUsage,
    policies: [kind.policy],
    ocspUrl: 'http://test.revocationstatus.se',
  } as const
}

const responderRequest = (customerCa: X509Certificate, at: EpochMs) => {
  const { attributes } = readCertificateFields(customerCa)
  const issuerName = attributes.find(({ name }) => name === 'cn')?.value ?? 'Customer CA'
  return {
    subject: [['2.5.4.3', `${issuerName} OCSP Signing`]],
    notBefore: at - 30 * day,
    notAfter: at + 150 * day,
    keyUsage: 'nonRepudiation',
    ocspSigning: true,
  } as const
}

const isValidAt = ({ certificate }: Credential, at: EpochMs): boolean =>
  Date.parse(certificate.validFrom) <= at && at <= Date.parse(certificate.validTo)

/** Issues from the PKI's own CAs; keys are RSA 2048, made off the event loop. */
export const createUserCertificates = (pki: BankIdPki, randomBytes: (size: number) => Buffer): UserCertificates => {
  const customerCa = toIssuer(pki.userCustomerCa)
  const kept = new Map<string, Promise<Credential>>()

  const issue = async (
    issuer: Issuer,
    request: Omit<CertificateRequest, 'publicKey' | 'serialNumber'> & { readonly publicKey?: KeyObject },
  ): Promise<Credential> => {
    const { publicKey, privateKey } = await makeKeyPair('rsa', { modulusLength: 2048 })
    const serialNumber = Buffer.concat([Buffer.from([0x4a]), randomBytes(7)])
    return { certificate: issueCertificate(issuer, { publicKey, serialNumber, ...request }), key: privateKey }
  }
  const keptOrNew = async (key: string, at: EpochMs, make: () => Promise<Credential>): Promise<Credential> => {
    const known = kept.get(key)
    if (known !== undefined) {
      const credential = await known
      if (isValidAt(credential, at)) return credential
    }
    const made = make()
    kept.set(key, made)
    return await made
  }

  return {
    customerCa,
    bankCa: toIssuer(pki.userBankCa),
    root: toIssuer(pki.userRoot),
    forUser: (request) =>
      keptOrNew(`${request.person.personalNumber} ${request.kind.policy} ${request.keyUsage}`, request.at, () =>
        issue(customerCa, userRequest(request)),
      ),
    oddForUser: (request, change, issuer = customerCa) => issue(issuer, { ...userRequest(request), ...change }),
    ocspResponder: (at) =>
      keptOrNew('ocsp responder', at, () => issue(customerCa, responderRequest(customerCa.certificate, at))),
    oddResponder: (at, change, issuer = customerCa) =>
      issue(issuer, { ...responderRequest(customerCa.certificate, at), ...change }),
    issue,
  }
}
