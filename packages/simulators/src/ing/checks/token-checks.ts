import type { BankRequest } from '../../http/bank-handler.ts'
import type { Application } from '../application.ts'
import { fingerprintOf } from '../certificates.ts'
import type { AccessToken } from '../oauth/grants.ts'
import type { Scope } from '../oauth/scopes.ts'
import { refuse } from '../refusal.ts'
import type { IngWorld } from '../world.ts'

const bearerOf = (request: BankRequest): string | undefined =>
  /^Bearer +(\S+)$/i.exec(request.header('authorization') ?? '')?.[1]

/** The token that a request carries, if the bank ever gave it out. */
export const peekToken = (world: IngWorld, request: BankRequest): AccessToken | undefined =>
  world.state.tokens.get(bearerOf(request) ?? '')

/** Rows 9 and 10: a bearer token, known, neither expired nor revoked. */
export const requireToken = (world: IngWorld, request: BankRequest, now: number): AccessToken => {
  const text = 'The access token is missing, invalid or expired'
  if (bearerOf(request) === undefined) {
    return refuse({ row: 9, status: 401, text, reason: 'Authorization holds no bearer token' })
  }
  const token = peekToken(world, request)
  if (!token) return refuse({ row: 10, status: 401, text, reason: 'The token was never given out here' })
  if (token.revoked) return refuse({ row: 10, status: 401, text, reason: 'The token has been revoked' })
  if (now < token.expiresAt) return token
  return refuse({
    row: 10,
    status: 401,
    text,
    reason: 'The token has expired',
    expected: `before ${new Date(token.expiresAt).toISOString()}`,
    received: new Date(now).toISOString(),
  })
}

/** Row 11: an application's own token, or a customer's. */
export const requireSubject = (token: AccessToken, subject: AccessToken['subject']): void => {
  if (token.subject === subject) return
  refuse({
    row: 11,
    status: 401,
    text: 'The access token is not valid for this resource',
    reason: `This call takes a token of the ${subject}`,
    expected: subject,
    received: token.subject,
  })
}

/** Row 12: the two kinds of token are not interchangeable. */
export const requireKind = (token: AccessToken, kind: AccessToken['kind']): void => {
  if (token.kind === kind) return
  const names = { signed: 'a token from the signed token request', mtls: 'a token from the mTLS token request' }
  refuse({
    row: 12,
    status: 401,
    text: 'The access token is not valid for this resource',
    reason: `This call takes ${names[kind]}`,
    expected: kind,
    received: token.kind,
  })
}

/** Row 13: one of these scopes. */
export const requireScope = (token: AccessToken, scopes: readonly Scope[]): void => {
  if (scopes.length === 0 || scopes.some((scope) => token.scopes.includes(scope))) return
  refuse({
    row: 13,
    status: 403,
    text: 'The scope of the access token does not cover this resource',
    reason: 'The token lacks the scope',
    expected: scopes.join(' or '),
    received: token.scopes.join(' '),
  })
}

/** Row 14: by default a token is bound to its application (row 2), by option to one certificate. */
export const requireSameClient = (world: IngWorld, request: BankRequest, token: AccessToken): void => {
  const { certificate } = request.client
  if (world.settings.tokenBinding === 'application' || !certificate) return
  const received = fingerprintOf(certificate)
  if (received === token.tlsFingerprint) return
  refuse({
    row: 14,
    status: 401,
    text: 'The access token is not valid for this client certificate',
    reason: 'The token was issued over another TLS certificate',
    expected: token.tlsFingerprint,
    received,
  })
}

export const applicationOf = (world: IngWorld, token: AccessToken): Application => {
  const application = world.state.applications.get(token.clientId)
  return (
    application ??
    refuse({ row: 10, status: 401, text: 'Unknown application', reason: 'The application is no longer registered' })
  )
}
