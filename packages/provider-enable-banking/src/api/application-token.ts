import type { Authorizer, BankResponse, SigningKey } from '@nostro/core'
import { readFault } from './read-fault.ts'

export interface ApplicationTokenParts {
  readonly applicationId: string
  readonly key: SigningKey
  /** The service's clock as far as it is known, epoch milliseconds. */
  now(): number
}

/** Seconds that a token is made for; the service takes up to a day. */
const lifetime = 3600
/** A clock that is ahead would make `iat` lie in the future. */
const backdated = 10
/** A token near its end is not started on a call. */
const margin = 120

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const signToken = async ({ applicationId, key }: ApplicationTokenParts, at: number): Promise<string> => {
  const header = { typ: 'JWT', alg: 'RS256', kid: applicationId }
  const iat = at - backdated
  const claims = { iss: 'enablebanking.com', aud: 'api.enablebanking.com', iat, exp: iat + lifetime }
  const input = `${encode(header)}.${encode(claims)}`
  const signature = await key.sign('rsa-sha256', Buffer.from(input, 'ascii'))
  return `${input}.${Buffer.from(signature).toString('base64url')}`
}

/** A refusal of the token itself: key, application id or clock. */
const isRejected = (response: BankResponse): boolean =>
  response.status === 401 && readFault(response).error === 'UNAUTHORIZED_ACCESS'

/**
 * The application's JWT, signed anew every hour (RS256; section "Authentication" of the service's API documentation). It
 * names the application alone, so one serves all customers; `budgetKey` says whose call it is.
 */
export const createApplicationToken = (parts: ApplicationTokenParts): ((budgetKey?: string) => Authorizer) => {
  let current: { readonly until: number; readonly token: Promise<string> } | undefined
  const get = (): Promise<string> => {
    const at = Math.floor(parts.now() / 1000)
    // A clock that was set back must not keep a token from the future.
    const isUsable = current !== undefined && at < current.until && at > current.until - lifetime
    if (current !== undefined && isUsable) return current.token
    const made = { until: at - backdated + lifetime - margin, token: signToken(parts, at) }
    current = made
    made.token.catch(() => {
      if (current === made) current = undefined
    })
    return made.token
  }
  return (budgetKey) => ({
    budgetKey,
    headers: async () => ({ Authorization: `Bearer ${await get()}` }),
    isRejected,
    renew: async () => {
      current = undefined
    },
  })
}
