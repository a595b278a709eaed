import type { BankRequest } from '../../http/bank-handler.ts'
import type { BunqState } from '../state/bunq-state.ts'
import type { Installation, Session } from '../state/entities.ts'
import { refusal } from './refusal.ts'

/** A session that is called in its last half hour lives on for its full length. */
const EXTENSION_WINDOW_MS = 30 * 60 * 1000

const HEADER = 'X-Bunq-Client-Authentication'

const missing = () =>
  refusal(9, 401, 'Insufficient authentication.', `the header ${HEADER} is missing`, { expected: '64 hex characters' })

const dead = (reason: string) => refusal(10, 403, 'Insufficient authentication.', reason)

const wrongKind = (reason: string, expected: string, received: string) =>
  refusal(11, 403, 'Insufficient authorisation.', reason, { expected, received })

/** Row 8. */
export const refuseAuthentication = (request: BankRequest): void => {
  if ((request.header(HEADER) ?? '') !== '') {
    throw refusal(8, 400, 'Superfluous authentication.', 'this call takes no token', {
      expected: 'no header',
      received: HEADER,
    })
  }
}

/** Rows 9-11 for calls that take the installation token. */
export const requireInstallation = (state: BunqState, request: BankRequest): Installation => {
  const token = request.header(HEADER) ?? ''
  if (token === '') throw missing()
  const installation = state.installations.get(token)
  if (installation !== undefined) return installation
  if (state.sessions.has(token)) {
    throw wrongKind('this call takes the installation token', 'installation token', 'session token')
  }
  throw dead('the token is unknown')
}

/** Rows 9-11 for calls that take the session token; a living session near its end is extended. */
export const requireSession = (state: BunqState, request: BankRequest): Session => {
  const token = request.header(HEADER) ?? ''
  if (token === '') throw missing()
  if (state.installations.has(token)) {
    throw wrongKind('this call takes a session token', 'session token', 'installation token')
  }
  const session = state.sessions.get(token)
  if (session === undefined) throw dead('the token is unknown')
  if (session.closed || session.key.revoked) throw dead('the session was closed')
  const left = session.expiresAt - state.now()
  if (left <= 0) throw dead('the session has expired')
  if (left <= EXTENSION_WINDOW_MS) session.expiresAt = state.now() + session.timeoutSeconds * 1000
  return session
}
