import type { X509Certificate } from 'node:crypto'
import type { BankRequest } from '../../http/bank-handler.ts'
import { fingerprintOf, rolesOf } from '../../ing/certificates.ts'
import { refuse } from '../refusal.ts'
import type { ApiRoute, Tpp } from '../route.ts'
import type { BerlinGroupWorld } from '../world.ts'

/** `organizationIdentifier` of the subject, which Node names by its number. */
export const organisationOf = (certificate: X509Certificate): string =>
  /^(?:organizationIdentifier|2\.5\.4\.97)=(.+)$/m.exec(certificate.subject)?.[1] ?? ''

const hostsOf = (certificate: X509Certificate): readonly string[] => {
  const names = (certificate.subjectAltName ?? '').split(/,\s*/).flatMap((name) => /^DNS:(.+)$/.exec(name)?.[1] ?? [])
  return [...names, /^CN=(.+)$/m.exec(certificate.subject)?.[1] ?? '']
}

/** Checks 1 and 2 of a certificate: expired, revoked or blocked ones have codes of their own. */
export const requireStanding = (world: BerlinGroupWorld, certificate: X509Certificate, row: number): void => {
  const bad = world.state.badCertificates.get(fingerprintOf(certificate))
  if (bad !== undefined) refuse({ row, status: 401, code: bad, reason: 'The certificate is on the list of the bank' })
}

/** Checks 1 and 2: who is on the other end of the connection, and whether the licence covers the service. */
export const requireTpp = (world: BerlinGroupWorld, request: BankRequest, route: ApiRoute | undefined): Tpp => {
  const { certificate, authorized, authorizationError } = request.client
  if (certificate === undefined) {
    return refuse({ row: 1, status: 401, code: 'CERTIFICATE_MISSING', reason: 'No client certificate was presented' })
  }
  if (authorizationError === 'CERT_HAS_EXPIRED') {
    return refuse({ row: 2, status: 401, code: 'CERTIFICATE_EXPIRED', reason: 'The client certificate has expired' })
  }
  if (!authorized) {
    const reason = `The client certificate is not trusted: ${authorizationError ?? 'unknown reason'}`
    return refuse({ row: 1, status: 401, code: 'CERTIFICATE_INVALID', reason, received: certificate.subject })
  }
  requireStanding(world, certificate, 2)
  const id = organisationOf(certificate)
  const roles = rolesOf(certificate)
  if (id === '' || roles.length === 0) {
    return refuse({
      row: 1,
      status: 401,
      code: 'CERTIFICATE_INVALID',
      reason: 'The certificate is no PSD2 certificate',
    })
  }
  if (route !== undefined && !roles.some((role) => role === route.role)) {
    return refuse({
      row: 1,
      status: 401,
      code: 'ROLE_INVALID',
      reason: 'The licence in the certificate does not cover this service',
      expected: route.role,
      received: roles.join(', '),
    })
  }
  return { id, roles, hosts: hostsOf(certificate) }
}
