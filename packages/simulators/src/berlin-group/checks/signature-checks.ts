import type { X509Certificate } from 'node:crypto'
import type { BankRequest } from '../../http/bank-handler.ts'
import { isIssuedBy, isValidAt, rolesOf } from '../../ing/certificates.ts'
import { verifyBerlinGroupSignature } from '../../verify/verify-berlin-group-signature.ts'
import type { BankProfile } from '../bank-profile.ts'
import { refuse } from '../refusal.ts'
import type { Tpp } from '../route.ts'
import type { BerlinGroupWorld } from '../world.ts'
import { organisationOf, requireStanding } from './certificate-checks.ts'

const codes: Readonly<Record<string, readonly [status: number, code: string]>> = {
  'berlin-group-8': [401, 'SIGNATURE_MISSING'],
  'berlin-group-12': [400, 'TIMESTAMP_INVALID'],
}

const codeOf = (check: string, fault: string): readonly [status: number, code: string] => {
  if (fault === 'certificate_missing') return [401, 'CERTIFICATE_MISSING']
  if (fault === 'certificate_unreadable') return [401, 'CERTIFICATE_INVALID']
  return codes[check] ?? [401, 'SIGNATURE_INVALID']
}

/** Check 10: the seal is trusted, in time, and of the same organisation and licence as the connection. */
const requireSeal = (world: BerlinGroupWorld, certificate: X509Certificate, tpp: Tpp): void => {
  const invalid = (reason: string, code = 'CERTIFICATE_INVALID'): never =>
    refuse({ row: 10, status: 401, code, reason })
  if (!isIssuedBy(certificate, world.clientCa)) invalid('The seal is not of a trusted issuer')
  if (organisationOf(certificate) !== tpp.id) invalid('The seal is of another organisation than the connection')
  if (rolesOf(certificate).join() !== tpp.roles.join()) invalid('The seal has other roles than the connection')
  if (!isValidAt(certificate, world.now())) invalid('The seal has expired', 'CERTIFICATE_EXPIRED')
  requireStanding(world, certificate, 10)
}

/** Checks 8 to 12, at banks that want messages signed. */
export const requireSignature = (
  world: BerlinGroupWorld,
  profile: BankProfile,
  request: BankRequest,
  tpp: Tpp,
): void => {
  if (profile.signature === undefined) return
  const headers = (name: string): string | undefined => request.header(name)
  const variant = profile.signature
  const result = verifyBerlinGroupSignature({ headers, body: request.body, variant, now: world.now() })
  if (result.ok) {
    requireSeal(world, result.certificate, tpp)
  } else {
    const [status, code] = codeOf(result.check, result.fault)
    const row = Number(/\d+$/.exec(result.check)?.[0])
    const { reason, expected, received } = result
    refuse({ row, status, code, reason, expected, received })
  }
}
