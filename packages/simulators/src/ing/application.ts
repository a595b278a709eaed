import { X509Certificate } from 'node:crypto'
import type { IngPki, IngTpp } from '../pki/pki.ts'
import { fingerprintOf, rolesOf } from './certificates.ts'
import { APPLICATION_SCOPES, CUSTOMER_SCOPES, PREMIUM_SCOPES, type Scope } from './oauth/scopes.ts'

/** A TPP's registered application. */
export interface Application {
  readonly clientId: string
  /** `premium`: not PSD2; signs its token request with the client_id as keyId. */
  readonly kind: 'psd2' | 'premium'
  readonly contact: string
  readonly redirectUris: readonly string[]
  readonly tls: readonly RegisteredKey[]
  readonly sign: readonly RegisteredKey[]
  readonly scopes: readonly Scope[]
}

/** A certificate, with the JWK under which it was registered where the client sent one. */
export interface RegisteredKey {
  readonly certificate: X509Certificate
  readonly jwk?: Readonly<Record<string, unknown>>
}

/** ING's published client_id of the PSD2 sandbox application. */
export const SANDBOX_CLIENT_ID = '5ca1ab1e-c0ca-c01a-cafe-154deadbea75'
/** ING's published client_id of the premium sandbox application. */
export const PREMIUM_CLIENT_ID = 'e77d776b-90af-4684-bebc-521e5b2614dd'
/** ING's example of a client_id in registration answers; here the second TPP. */
export const OTHER_CLIENT_ID = 'c188888a-6a7d-40b0-bdcb-c612bc1f8ba1'

const certificatesOf = (tpp: IngTpp) => ({
  tls: [{ certificate: new X509Certificate(tpp.tls.certificate) }],
  sign: [{ certificate: new X509Certificate(tpp.signing.certificate) }],
})

/** What a TPP may do by the PSD2 roles in its certificate. */
export const scopesByRoles = (certificate: X509Certificate): readonly Scope[] => {
  const roles = rolesOf(certificate)
  const customer = CUSTOMER_SCOPES.filter((scope) =>
    scope === 'payment-accounts:funds-availability:confirm' ? roles.includes('PSP_IC') : roles.includes('PSP_AI'),
  )
  const application = APPLICATION_SCOPES.filter(
    (scope) => scope !== 'payment-accounts:orders:create' || roles.includes('PSP_PI'),
  )
  return [...application, ...customer]
}

/** The applications that stand registered at the start. */
export const seedApplications = (pki: IngPki, redirectUris: readonly string[]): ReadonlyMap<string, Application> => {
  const psd2 = [...APPLICATION_SCOPES, ...CUSTOMER_SCOPES]
  const first = { ...certificatesOf(pki.tpp), contact: 'developer@tpp.example', redirectUris }
  const applications: Application[] = [
    { ...first, clientId: SANDBOX_CLIENT_ID, kind: 'psd2', scopes: psd2 },
    { ...first, clientId: PREMIUM_CLIENT_ID, kind: 'premium', scopes: PREMIUM_SCOPES },
    {
      ...certificatesOf(pki.otherTpp),
      clientId: OTHER_CLIENT_ID,
      kind: 'psd2',
      contact: 'developer@other-tpp.example',
      redirectUris: ['https://other-tpp.example/cb'],
      scopes: psd2,
    },
  ]
  return new Map(applications.map((application) => [application.clientId, application]))
}

const holdsCertificate = (keys: readonly RegisteredKey[], certificate: X509Certificate): boolean => {
  const fingerprint = fingerprintOf(certificate)
  return keys.some((key) => fingerprintOf(key.certificate) === fingerprint)
}

export const ownsTls = (application: Application, certificate: X509Certificate): boolean =>
  holdsCertificate(application.tls, certificate)

export const ownsSigning = (application: Application, certificate: X509Certificate): boolean =>
  holdsCertificate(application.sign, certificate)
