import type { Authorizer, EpochMs, Session, SessionAccess } from '@nostro/core'
import { contextOf, type InstalledContext } from '../session/context.ts'
import { saysNotAllowed, saysSessionIsDead } from './errors.ts'

const authenticationHeader = 'X-Bunq-Client-Authentication'

/** An authorizer that tells budgets whose calls these are. */
export interface BunqAuthorizer extends Authorizer {
  readonly budgetKey: string
}

const token = (value: string): Readonly<Record<string, string>> => ({ [authenticationHeader]: value })

/**
 * Calls that stayed forbidden with a new session, by that session's revision: asking for another one each time would
 * change nothing and use up bunq's limit of sessions.
 */
const stillForbidden = new WeakMap<SessionAccess, Map<string, number>>()
const mostForbidden = 1_000

const forbiddenOf = (access: SessionAccess): Map<string, number> => {
  const known = stillForbidden.get(access)
  if (known !== undefined && known.size < mostForbidden) return known
  const made = new Map<string, number>()
  stillForbidden.set(access, made)
  return made
}

/** A session as young as this is not dead; bunq opens another one only every 30 seconds. */
const youngMs = 30_000

export interface SessionCall {
  readonly access: SessionAccess
  readonly budgetKey: string
  /** Method and target. */
  readonly subject: string
  now(): EpochMs
}

/** For one call: the token of the customer's session, which may be renewed under way. */
export const authorizeSession = ({ access, budgetKey, subject, now }: SessionCall): BunqAuthorizer => {
  const forbidden = forbiddenOf(access)
  let used: Session | undefined
  let isRenewed = false
  return {
    budgetKey,
    headers: async () => {
      used = await access.get()
      return token(contextOf(used).session.token)
    },
    isRejected: (response) => {
      if (!saysSessionIsDead(response)) return false
      if (used === undefined || !saysNotAllowed(response)) return true
      const { openedAt } = contextOf(used).session
      const ageMs = openedAt === undefined ? youngMs : now() - openedAt
      if (response.status === 403 && ageMs >= 0 && ageMs < youngMs) return false
      if (isRenewed) forbidden.set(subject, used.revision)
      return forbidden.get(subject) !== used.revision
    },
    renew: async () => {
      isRenewed = true
      await access.renew(used ?? (await access.get()))
    },
  }
}

/** For one call: the installation's token, which cannot be renewed. */
export const authorizeInstallation = ({ installation }: InstalledContext, budgetKey: string): BunqAuthorizer => ({
  budgetKey,
  headers: async () => token(installation.token),
  isRejected: () => false,
  renew: async () => {},
})
