import type { BankResponse, CallContext, Session, SessionAccess } from '@nostro/core'
import { type CachedToken, checkContext, sessionOf } from '@nostro/provider-kit'
import type { TokenAuthorizer } from '../api/caller.ts'
import { ing, isPaymentRefusal, isSignatureRefusal, messagesOf } from '../api/errors.ts'
import type { ApplicationTokenKind, ApplicationTokenSource } from './application-token.ts'
import { secretsOf } from './session-secrets.ts'

/** A 401 says "this token is dead" unless it speaks of the signature or of the payment, which no new token would change. */
const saysTokenIsDead = (response: BankResponse): boolean => {
  if (response.status !== 401) return false
  const messages = messagesOf(response)
  return !isSignatureRefusal(messages) && !isPaymentRefusal(messages)
}

const bearer = (token: string): Readonly<Record<string, string>> => ({ Authorization: `Bearer ${token}` })

/** For one call: an application token from its source. */
export const authorizeApplication = <Kind extends ApplicationTokenKind>(
  source: ApplicationTokenSource<Kind>,
): TokenAuthorizer<Kind> => {
  let used: CachedToken | undefined
  return {
    kind: source.kind,
    headers: async (ctx) => {
      used = await source.get(ctx)
      return bearer(used.value)
    },
    isRejected: saysTokenIsDead,
    renew: async (ctx) => {
      if (used !== undefined) source.drop(used)
      await source.get(ctx)
    },
  }
}

/** For one call: the customer's token from a living session. */
export const authorizeCustomer = (access: SessionAccess): TokenAuthorizer<'customer'> => {
  let used: Session | undefined
  return {
    kind: 'customer',
    headers: async () => {
      used = await sessionOf(access, { bank: ing })
      return bearer(secretsOf(used).accessToken)
    },
    isRejected: saysTokenIsDead,
    renew: async () => {
      await access.renew(used ?? (await access.get()))
    },
  }
}

/** What every call for a customer is given. @throws NostroError `invalid_request` naming what is wrong, before anything is sent */
export const checkCustomerCall = async (access: SessionAccess, ctx: CallContext | undefined): Promise<void> => {
  checkContext(ctx, ing)
  await sessionOf(access, { bank: ing, purposes: ['accounts', 'funds'] })
}
