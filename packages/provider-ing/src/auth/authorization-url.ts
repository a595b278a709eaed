import type { SessionPurpose } from '@nostro/core'

/** What the customer is asked for. The application scope of payments is not among them. */
export const scopesFor: Readonly<Record<Exclude<SessionPurpose, 'payments' | 'identify'>, readonly string[]>> = {
  accounts: ['payment-accounts:balances:view', 'payment-accounts:transactions:view'],
  funds: ['payment-accounts:funds-availability:confirm'],
}

export interface AuthorizationUrlParts {
  /** Without a slash at the end: `https://myaccount.ing.com/authorize/v2`. */
  readonly authorizeUrl: string
  /** ING's country word; without it ING shows a page to choose one. */
  readonly country?: string | undefined
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
