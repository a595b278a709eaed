import { isIP } from 'node:net'
import { invalidRequest } from '../errors/api-error.ts'
import { isLoopbackAddress, isPublicAddress } from './public-address.ts'

/** The host as an address where it is one: `0x7f.1` and `[::1]` are addresses too. */
const literalOf = ({ hostname }: URL): string | undefined => {
  const host = hostname.replace(/^\[|\]$/g, '')
  return isIP(host) === 0 ? undefined : host
}

const isLocalName = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname.endsWith('.localhost') || hostname.endsWith('.local') || !hostname.includes('.')

/** Plain HTTP to this very machine: for tries, where the settings allow it. */
export const isLocalTry = (url: URL): boolean =>
  url.protocol === 'http:' && (url.hostname === 'localhost' || isLoopbackAddress(literalOf(url) ?? ''))

/**
 * The address of a webhook as it may be kept. Names are looked up at each delivery, and judged again then.
 * @throws ApiError 422 when it is not https, names a private address or carries a password
 */
export const parseWebhookUrl = (text: string, allowLocal: boolean): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.username !== '' || url.password !== '' || url.hash !== '')
    throw invalidRequest(
      'The webhook’s address is not an https address.',
      'Leave user, password and fragment out; the secret signs each delivery.',
    )
  if (allowLocal && isLocalTry(url)) return url
  if (url.protocol !== 'https:')
    throw invalidRequest(
      'A webhook needs https.',
      'For tries on one’s own machine: nostro serve --allow-local-webhooks',
    )
  const literal = literalOf(url)
  if (literal === undefined ? isLocalName(url) : !isPublicAddress(literal))
    throw invalidRequest('The webhook’s address is not on the public internet.', 'Give the public name of your server.')
  return url
}
