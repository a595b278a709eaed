import type { EpochMs } from '../../clock/simulated-clock.ts'
import { nothing } from '../../pki/der.ts'
import { certificatePolicies, extendedKeyUsage, extension, keyUsage, ocspLocation } from '../../pki/extensions.ts'
import type { BankIdPki } from '../../pki/pki.ts'
import type { Person } from '../orders/order.ts'
import type { BankIdKind } from '../policies.ts'
import { subjectAttributes } from './certificate-subject.ts'
import { type CertificateProfile, type Credential, issueCredential, toCredential } from './credential.ts'

const day = 24 * 60 * 60 * 1000

export interface UserCertificateRequest {
  readonly person: Person
  readonly kind: BankIdKind
  readonly keyUsage: 'digitalSignature' | 'nonRepudiation'
  /** When it is used; it is issued some weeks before. */
  readonly at: EpochMs
}

export interface UserCertificates {
  readonly root: Credential
  readonly bankCa: Credential
  /** Issues the users and the OCSP responder. */
  readonly customerCa: Credential
  /** One per person, kind and use; made on demand and kept while it is valid. */
  forUser(request: UserCertificateRequest): Promise<Credential>
  ocspResponder(at: EpochMs): Promise<Credential>
}

/** `YYMMDD HH.MM`, as the certificate's `name` attribute gives the time of issue. */
const issueStamp = (at: EpochMs): string =>
  new Date(at).toISOString().replace(/^\d\d(\d\d)-(\d\d)-(\d\d)T(\d\d):(\d\d).*$/, '$1$2$3 $4.$5')

/** Subject and extensions of BankID's user certificates (reference 12.2); valid for about a year. */
export const userProfile = ({ person, kind, keyUsage: usage, at }: UserCertificateRequest): CertificateProfile => {
  const notBefore = Math.floor((at - 30 * day) / day) * day
  return {
    subject: [
      ['country', 'SE'],
      ['organization', 'Testbank A AB (publ)'],
      ['surname', person.surname],
      ['givenName', person.givenName],
      ['serialNumber', person.personalNumber],
      ['name', `(${issueStamp(notBefore)}) ${person.name} - ${kind.label}`],
      ['commonName', person.name],
    ],
    validity: { notBefore, notAfter: notBefore + 366 * day },
    extensions: [keyUsage(usage), certificatePolicies(kind.policy), ocspLocation('http://test.revocationstatus.se')],
  }
}

/** `<issuer> OCSP Signing`, valid for half a year; without `mayAnswer` it lacks the right to sign answers. */
export const responderProfile = (issuer: Credential, at: EpochMs, mayAnswer = true): CertificateProfile => {
  const issuerName = subjectAttributes(issuer.certificate).find(({ name }) => name === 'cn')?.value ?? 'Customer CA'
  const right = mayAnswer ? [extendedKeyUsage(['ocspSigning'], true)] : []
  return {
    subject: [['commonName', `${issuerName} OCSP Signing`]],
    validity: { notBefore: at - 30 * day, notAfter: at + 150 * day },
    extensions: [keyUsage('nonRepudiation'), ...right, extension('1.3.6.1.5.5.7.48.1.5', nothing())],
  }
}

const isValidAt = ({ certificate }: Credential, at: EpochMs): boolean =>
  Date.parse(certificate.validFrom) <= at && at <= Date.parse(certificate.validTo)

/** Issues from the PKI's own customer CA; keys are made off the event loop. */
export const createUserCertificates = (pki: BankIdPki): UserCertificates => {
  const customerCa = toCredential(pki.userCustomerCa)
  const kept = new Map<string, Promise<Credential>>()

  const keptOrNew = async (key: string, at: EpochMs, profile: () => CertificateProfile): Promise<Credential> => {
    const known = kept.get(key)
    if (known !== undefined) {
      const credential = await known
      if (isValidAt(credential, at)) return credential
    }
    const made = issueCredential(`bankid ${key}`, profile(), customerCa)
    kept.set(key, made)
    return await made
  }

  return {
    customerCa,
    bankCa: toCredential(pki.userBankCa),
    root: toCredential(pki.userRoot),
    forUser: (request) =>
      keptOrNew(`${request.person.personalNumber} ${request.kind.policy} ${request.keyUsage}`, request.at, () =>
        userProfile(request),
      ),
    ocspResponder: (at) => keptOrNew('ocsp responder', at, () => responderProfile(customerCa, at)),
  }
}
