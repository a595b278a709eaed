import type { Authorizer, Session, SessionAccess } from '@nostro/core'
import { saysSessionIsDead } from '../api/errors.ts'
import { contextOf, type InstalledContext } from './context.ts'

export const authenticationHeader = 'X-Bunq-Client-Authentication'

/** An authorizer that tells budgets whose calls these are. */
export interface BunqAuthorizer extends Authorizer {
  readonly budgetKey: string
}

const token = (value: string): Readonly<Record<string, string>> => ({ [authenticationHeader]: value })

/** For one call: the token of the customer's session, which may be renewed under way. */
export const authorizeSession = (access: SessionAccess, budgetKey: string): BunqAuthorizer => {
  let used: Session | undefined
  return {
    budgetKey,
    headers: async () => {
      used = await access.get()
      return token(contextOf(used).session.token)
    },
    isRejected: saysSessionIsDead,
    renew: async () => {
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
