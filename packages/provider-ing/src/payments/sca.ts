import { isIP } from 'node:net'
import { type CallContext, type Challenge, NostroError, type Random } from '@nostro/core'
import { createState, type RedirectFlow } from '@nostro/provider-kit'
import { refuseField } from '../api/field-rules.ts'

export interface ScaRedirect {
  /** What ING is given as `TPP-Redirect-URI`, our state in its query. */
  readonly uri: string
  readonly state: string
}

/** ING returns no state of its own for payments, so ours travels in the redirect URI. */
export const withState = (wanted: string | undefined, configured: readonly string[], random: Random): ScaRedirect => {
  const uri = wanted ?? (configured.length === 1 ? configured[0] : undefined)
  if (uri === undefined) throw refuseField('redirectUri', 'is missing', 'Say where the browser returns after paying.')
  if (!URL.canParse(uri))
    throw refuseField('redirectUri', 'is not an absolute URI', 'Write it like https://tpp.example/cb.')
  const state = createState(random)
  const url = new URL(uri)
  url.searchParams.append('state', state)
  return { uri: url.toString(), state }
}

/** ING demands the customer's address on every payment. @throws NostroError `invalid_request` */
export const psuIpAddress = (ctx: CallContext | undefined): string => {
  const address = ctx?.psu?.ipAddress
  if (address !== undefined && isIP(address) !== 0) return address
  throw refuseField(
    'ctx.psu.ipAddress',
    address === undefined ? 'is missing' : 'is not an IPv4 or IPv6 address',
    'Pass the customer’s address as your service saw it: ING demands it for payments.',
  )
}

/**
 * The customer's way to ING's payment page; absent when ING sends none.
 * @throws NostroError `protocol_violation` for a page that is not ING's
 */
export const toScaChallenge = (
  link: unknown,
  { state, uri }: ScaRedirect,
  { flow, authorizeUrl }: { readonly flow: RedirectFlow; readonly authorizeUrl: string },
): Challenge | undefined => {
  if (link === undefined || link === null || link === '') return undefined
  return flow.toChallenge('payments', checkPage(link, authorizeUrl), { state, redirectUri: uri })
}

/** A customer is sent to ING's own page or to the configured one, and nowhere else. */
const checkPage = (link: unknown, authorizeUrl: string): string => {
  const url = typeof link === 'string' && URL.canParse(link) ? new URL(link) : undefined
  const isIng = url?.hostname === 'ing.com' || url?.hostname.endsWith('.ing.com')
  if (typeof link === 'string' && url?.protocol === 'https:' && (isIng || url.host === new URL(authorizeUrl).host)) {
    return link
  }
  throw new NostroError({
    code: 'protocol_violation',
    provider: 'ing',
    message: 'ING took the payment, but the link to its payment page leads away from ING.',
    hint: 'Do not follow it, and do not send the payment again: it is not authorised. Ask for the status of `paymentRef` or cancel it, and report this to ING.',
  })
}
