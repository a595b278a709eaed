import type { Authorizer, BankResponse, Session, SessionAccess } from '@nostro/core'
import type { Bank } from '@nostro/provider-kit'
import { readMessages } from '../api/errors.ts'
import { secretsOf } from './session-secrets.ts'

const deadTokens = new Set(['TOKEN_UNKNOWN', 'TOKEN_INVALID', 'TOKEN_EXPIRED'])

const isRejected = (response: BankResponse): boolean =>
  response.status === 401 && deadTokens.has(readMessages(response)[0]?.code ?? '')

/** The token of a session, where the bank gave one; renewed once when the bank says that it is dead. */
export const authorizerOf = (access: SessionAccess, bank: Bank): Authorizer => {
  let used: Session | undefined
  return {
    headers: async () => {
      used = await access.get()
      const { accessToken } = secretsOf(used, bank)
      const headers: Record<string, string> =
        accessToken === undefined ? {} : { Authorization: `Bearer ${accessToken}` }
      return headers
    },
    isRejected,
    renew: async () => {
      if (used !== undefined) used = await access.renew(used)
    },
  }
}
