import type { BankRequest } from '../../http/bank-handler.ts'
import { verifyApplicationJwt } from '../../verify/verify-application-jwt.ts'
import { refuse } from '../refusal.ts'
import type { Service } from '../settings.ts'
import type { Application } from '../state.ts'
import type { EnableBankingWorld } from '../world.ts'

/** Checks 3 to 10: a bearer JWT of a registered application, signed by its key, within its time. */
export const requireApplication = (world: EnableBankingWorld, request: BankRequest): Application => {
  const authorization = request.header('authorization')
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) {
    const reason =
      authorization === undefined ? 'There is no Authorization header' : 'Authorization holds no bearer token'
    return refuse({ row: 3, status: 401, error: 'AUTHORIZATION_NOT_PROVIDED', reason })
  }
  const { application } = world.state
  const keyOf = (kid: string) => (kid === application.kid ? world.publicKey : undefined)
  const result = verifyApplicationJwt({ token, keyOf, now: world.now() })
  if (result.ok) return application
  return refuse({
    row: Number(/\d+$/.exec(result.check)?.[0]),
    status: 401,
    error: 'UNAUTHORIZED_ACCESS',
    reason: result.reason,
    expected: result.expected,
    received: result.received,
  })
}

/** Check 11: an active application with the service that the call belongs to. */
export const requireService = (application: Application, service: Service | undefined): void => {
  if (application.active && (service === undefined || application.services.includes(service))) return
  refuse({
    row: 11,
    status: 403,
    error: 'ACCESS_DENIED',
    reason: application.active ? 'The application does not have this service' : 'The application is not active',
    expected: service,
    received: application.services.join(', '),
  })
}
