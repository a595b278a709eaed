import { isIP } from 'node:net'
import { type CallContext, type Challenge, type EpochMs, NostroError, type Random } from '@nostro/core'
import { createState } from '../auth/authorization-url.ts'
import { refuseField } from './field-rules.ts'

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

/** How long we take the redirect of a payment: the payment's own state is what `status` says. */
const paymentPageMs = 86_400_000

/** The customer's way to ING's payment page; absent when ING sends none. */
export const toScaChallenge = (
  link: string | undefined,
  { state, uri }: ScaRedirect,
  { random, authorizeUrl, now }: { readonly random: Random; readonly authorizeUrl: string; readonly now: EpochMs },
): Challenge | undefined =>
  link === undefined
    ? undefined
    : {
        kind: 'redirect',
        id: random.uuid(),
        provider: 'ing',
        purpose: 'payments',
        url: checkPage(link, authorizeUrl),
        expiresAt: now + paymentPageMs,
        serverState: { state, redirectUri: uri },
      }

/** A customer is sent to ING's own page or to the configured one, and nowhere else. */
const checkPage = (link: string, authorizeUrl: string): string => {
  const url = URL.canParse(link) ? new URL(link) : undefined
  const isIng = url?.hostname === 'ing.com' || url?.hostname.endsWith('.ing.com')
  if (url?.protocol === 'https:' && (isIng || url.host === new URL(authorizeUrl).host)) return link
  throw new NostroError({
    code: 'protocol_violation',
    provider: 'ing',
    message: 'The link to the payment page leads away from ING.',
    hint: 'Do not follow it. The payment is not authorised; report this to ING with the request id.',
  })
}
