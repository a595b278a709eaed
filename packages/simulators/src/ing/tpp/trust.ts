import { createHash, type X509Certificate } from 'node:crypto'
import { SimulatorsError } from '../../simulators-error.ts'
import { type Application, scopesByRoles } from '../application.ts'
import { fingerprintOf, isIssuedBy, rolesOf } from '../certificates.ts'
import { APPLICATION_SCOPES, CUSTOMER_SCOPES } from '../oauth/scopes.ts'
import { readCertificateFile, readCertificates } from './read-certificates.ts'
import type { Tpp, TrustedTpp } from './tpp.ts'

/** What the bank trusts beside its own client CA. */
export interface Trust {
  readonly authorities: X509Certificate[]
  /** SHA-256 fingerprints of certificates that are trusted as they stand. */
  readonly certificates: Set<string>
}

export const noTrust = (): Trust => ({ authorities: [], certificates: new Set() })

/** Whether a certificate is one of those that the bank trusts beside its own client CA; dates are judged apart. */
export const isTrustedTpp = ({ certificates, authorities }: Trust, certificate: X509Certificate): boolean =>
  certificates.has(fingerprintOf(certificate)) || authorities.some((authority) => isIssuedBy(certificate, authority))

/** A UUID that is always the same for a certificate. */
const clientIdFrom = (certificate: X509Certificate): string =>
  createHash('sha256')
    .update(certificate.raw)
    .digest('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5')

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const requireRsa = (name: string, { publicKey }: X509Certificate): void => {
  if (publicKey.asymmetricKeyType === 'rsa') return
  throw new SimulatorsError(
    `${name}: its key is of type ${publicKey.asymmetricKeyType ?? 'unknown'}; ING takes signatures by RSA keys alone.`,
    'Issue the signing certificate over an RSA key of at least 2048 bits.',
  )
}

/**
 * Registers a TPP and trusts its certificates: those given as leaves exactly, what the given authorities issue as well.
 * @throws SimulatorsError when a text is no certificate
 */
export const addTpp = (
  state: { readonly trust: Trust; readonly applications: Map<string, Application> },
  tpp: Tpp,
  defaultRedirectUris: readonly string[],
): TrustedTpp => {
  const tls = readCertificateFile('tls', tpp.tls)
  const signing = readCertificateFile('signing', tpp.signing)
  requireRsa('signing', signing.leaf)
  const more = tpp.authorities === undefined ? [] : readCertificates('authorities', tpp.authorities)
  const clientId = tpp.clientId ?? clientIdFrom(tls.leaf)
  if (!uuid.test(clientId)) {
    throw new SimulatorsError('clientId is no UUID.', 'Leave it out, or write it as ING does: 8-4-4-4-12 hex digits.')
  }
  const authorities = [...tls.issuers, ...signing.issuers, ...more]
  state.trust.authorities.push(...authorities)
  for (const { leaf } of [tls, signing]) state.trust.certificates.add(fingerprintOf(leaf))
  const roles = rolesOf(tls.leaf)
  const scopes = roles.length === 0 ? [...APPLICATION_SCOPES, ...CUSTOMER_SCOPES] : scopesByRoles(tls.leaf)
  const redirectUris = tpp.redirectUris ?? defaultRedirectUris
  state.applications.set(clientId, {
    clientId,
    kind: 'psd2',
    contact: 'developer@tpp.example',
    redirectUris,
    tls: [{ certificate: tls.leaf }],
    sign: [{ certificate: signing.leaf }],
    scopes,
  })
  return { clientId, redirectUris, roles, scopes, authorities: authorities.map(({ subject }) => subject) }
}
