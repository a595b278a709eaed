import type { Random, SessionPurpose } from '@nostro/core'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const stateLength = 32

/** Letters and digits alone: production refuses `-`, so a UUID will not do. About 190 bits. */
export const createState = (random: Random): string => {
  let state = ''
  while (state.length < stateLength) {
    for (const byte of random.bytes(stateLength)) {
      // 248 is the largest multiple of 62 in a byte: above it some letters would come more often.
      if (byte < 248 && state.length < stateLength) state += alphabet.charAt(byte % alphabet.length)
    }
  }
  return state
}

/** What the customer is asked for. The application scope of payments is not among them. */
export const scopesFor: Readonly<Record<Exclude<SessionPurpose, 'payments' | 'identify'>, readonly string[]>> = {
  accounts: ['payment-accounts:balances:view', 'payment-accounts:transactions:view'],
  funds: ['payment-accounts:funds-availability:confirm'],
}

export interface AuthorizationUrlParts {
  /** Without a slash at the end: `https://myaccount.ing.com/authorize/v2`. */
  readonly authorizeUrl: string
  /** ING's country word; without it ING shows a page to choose one. */
  readonly country?: string
  readonly clientId: string
  readonly scopes: readonly string[]
  readonly state: string
  readonly redirectUri: string
}

/** Where to send the customer's own browser. Embedding the page is forbidden by ING. */
export const toAuthorizationUrl = (parts: AuthorizationUrlParts): string => {
  const query = new URLSearchParams({
    client_id: parts.clientId,
    scope: parts.scopes.join(' '),
    state: parts.state,
    redirect_uri: parts.redirectUri,
    response_type: 'code',
  })
  return `${parts.authorizeUrl}${parts.country === undefined ? '' : `/${parts.country}`}?${query.toString()}`
}
