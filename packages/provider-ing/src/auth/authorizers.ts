import type { BankResponse, Session, SessionAccess } from '@nostro/core'
import type { TokenAuthorizer } from '../api/caller.ts'
import { isSignatureRefusal, messagesOf } from '../api/errors.ts'
import type { ApplicationToken, ApplicationTokenKind, TokenSource } from './application-token.ts'
import { secretsOf } from './session-secrets.ts'

/** A 401 says "this token is dead" unless it speaks of the signature, which no new token would mend. */
const saysTokenIsDead = (response: BankResponse): boolean =>
  response.status === 401 && !isSignatureRefusal(messagesOf(response))

const bearer = (token: string): Readonly<Record<string, string>> => ({ Authorization: `Bearer ${token}` })

/** For one call: an application token from its source. */
export const authorizeApplication = <Kind extends ApplicationTokenKind>(
  source: TokenSource<Kind>,
): TokenAuthorizer<Kind> => {
  let used: ApplicationToken<Kind> | undefined
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
      used = await access.get()
      return bearer(secretsOf(used).accessToken)
    },
    isRejected: saysTokenIsDead,
    renew: async () => {
      await access.renew(used ?? (await access.get()))
    },
  }
}
