import { isIP } from 'node:net'
import { requireRequestId } from '../ais/account-access.ts'
import { refuse } from '../refusal.ts'
import type { TokenCall } from '../route.ts'
import type { IngWorld } from '../world.ts'

const wrongHeader = (name: string, reason: string, received: string | undefined): never =>
  refuse({
    row: 61,
    status: 400,
    text: `${name} is missing or not valid`,
    code: 'INVALID_HEADER',
    path: name,
    reason,
    received,
  })

/** Row 61 for a call that reads or cancels. */
export const requirePaymentHeaders = (world: IngWorld, call: TokenCall): void => {
  requireRequestId(world, call, 61)
  const address = call.request.header('psu-ip-address')
  if (address !== undefined && isIP(address) === 0) {
    wrongHeader('PSU-IP-Address', 'PSU-IP-Address must be an IPv4 or IPv6 address', address)
  }
}

/** Schemes by which a browser would run or read something instead of going back to the TPP. */
const NO_REDIRECTS = ['javascript:', 'data:', 'vbscript:', 'file:', 'blob:', 'about:', 'view-source:', 'filesystem:']

/** An absolute URI; apps have schemes of their own. */
const isRedirectUri = (uri: string): boolean =>
  /^[a-z][a-z0-9+.-]*:\S+$/i.test(uri) && URL.canParse(uri) && !NO_REDIRECTS.includes(new URL(uri).protocol)

/** Row 61 for a payment's initiation; the address that the browser returns to comes out. */
export const requireInitiationHeaders = (world: IngWorld, call: TokenCall): string => {
  requireRequestId(world, call, 61)
  const uri = call.request.header('tpp-redirect-uri')
  if (uri === undefined || !isRedirectUri(uri)) {
    return wrongHeader('TPP-Redirect-URI', 'TPP-Redirect-URI must be an absolute URI', uri)
  }
  const address = call.request.header('psu-ip-address')
  if (address === undefined || isIP(address) === 0) {
    return wrongHeader('PSU-IP-Address', 'PSU-IP-Address must be an IPv4 or IPv6 address', address)
  }
  return uri
}
