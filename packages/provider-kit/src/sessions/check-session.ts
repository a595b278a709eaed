import type { Session, SessionAccess, SessionPurpose } from '@nostro/core'
import type { Bank } from '../bank.ts'
import { invalidField, invalidRequest } from '../errors/invalid-request.ts'

/** Which sessions are taken. */
export interface SessionRules {
  readonly bank: Bank
  /** What the session may have been made for; any when absent. */
  readonly purposes?: readonly SessionPurpose[] | undefined
}

/**
 * The session itself, when it is one of this provider that serves the purpose.
 * @throws NostroError `invalid_request` for another provider's, a later version's, another purpose, and what is none
 *
 * @example
 * const { secrets } = checkSession(session, { bank, purposes: ['accounts'] })
 */
export const checkSession = (session: Session, { bank, purposes }: SessionRules): Session => {
  const given: Partial<Record<keyof Session, unknown>> | null | undefined = session
  if (typeof given !== 'object' || given === null || typeof readMember(given, 'provider') !== 'string') {
    throw invalidRequest(bank, 'What was given is not a session.', 'Pass the session that `auth.advance` returned.')
  }
  if (given.provider !== bank.provider) {
    throw invalidRequest(
      bank,
      `A session of “${String(given.provider).slice(0, 40)}” is not a session of ${bank.name}.`,
      'Use it with the provider that made it.',
    )
  }
  if (given.specVersion !== 1) {
    throw invalidRequest(
      bank,
      `The session has the version ${String(given.specVersion).slice(0, 20)}, which is not known here.`,
      'It was made by a newer version: update this one, or connect again.',
    )
  }
  if (purposes !== undefined && !purposes.includes(session.purpose)) {
    throw invalidRequest(
      bank,
      `A session for “${String(given.purpose).slice(0, 20)}” does not serve here; ${purposes.join(' or ')} is needed.`,
      `Open one with \`auth.start({ purpose: '${purposes[0] ?? 'accounts'}' })\`.`,
    )
  }
  return session
}

/**
 * The current session of an access, checked. @throws NostroError as {@link checkSession}, and what the access throws
 *
 * @example
 * const session = await sessionOf(access, { bank, purposes: ['payments'] })
 */
export const sessionOf = async (access: SessionAccess, rules: SessionRules): Promise<Session> => {
  checkAccess(access, rules.bank)
  return checkSession(await access.get(), rules)
}

/**
 * Is this a session access? Plain JavaScript may pass anything. @throws NostroError `invalid_request`
 *
 * @example
 * checkAccess(access, bank)
 */
export const checkAccess = (access: SessionAccess, bank: Bank): void => {
  const given: Partial<SessionAccess> | null | undefined = access
  if (typeof given === 'object' && given !== null && typeof readMember(given, 'get') === 'function') return
  throw invalidField(bank, {
    field: 'access',
    problem: 'is not a session access',
    hint: 'Make one with `createSessionAccess({ session, auth: provider.auth })`.',
  })
}

/**
 * A purpose that the bank serves. @throws NostroError `invalid_request` naming those there are
 *
 * @example
 * checkPurpose(request.purpose, ['accounts', 'payments'], bank)
 */
export const checkPurpose = <P extends SessionPurpose>(
  purpose: SessionPurpose,
  served: readonly P[],
  bank: Bank,
): P => {
  const found = served.find((known) => known === purpose)
  if (found !== undefined) return found
  throw invalidField(bank, {
    field: 'purpose',
    problem: `is “${String(purpose).slice(0, 20)}”, which ${bank.name} does not serve`,
    hint: `Use one of: ${served.join(', ')}.`,
  })
}

/** Nothing where reading throws: a getter or a proxy is none of the values that are passed here. */
const readMember = (value: object, name: string): unknown => {
  try {
    return Reflect.get(value, name)
  } catch {
    return undefined
  }
}

/** What a session is made of after a consent. */
export interface NewSessionParts {
  readonly provider: string
  readonly purpose: SessionPurpose
  readonly previous?: Pick<Session, 'id' | 'revision' | 'createdAt'> | undefined
  /** Id of a first session. */
  readonly id: string
  readonly now: number
  readonly expiresAt?: number | undefined
  readonly consentValidUntil?: number | undefined
  /** The bank's stable id of the customer, where it gives one. */
  readonly customer?: string | undefined
  readonly secrets: Session['secrets']
}

/**
 * A session after a consent: a first one, or the next revision of the one that is renewed.
 *
 * @example
 * toSession({ provider: 'ing', purpose: 'accounts', id: random.uuid(), now: clock.now(), secrets: {} })
 */
export const toSession = ({ previous, id, now, expiresAt, consentValidUntil, ...rest }: NewSessionParts): Session => ({
  specVersion: 1,
  id: previous?.id ?? id,
  revision: previous === undefined ? 1 : previous.revision + 1,
  createdAt: previous?.createdAt ?? now,
  ...rest,
  // A session is the same after JSON, which has no `undefined`.
  ...(expiresAt === undefined ? {} : { expiresAt }),
  ...(consentValidUntil === undefined ? {} : { consentValidUntil }),
})
