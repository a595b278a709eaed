import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import type { BankAnswer, BankRequest } from '../../http/bank-handler.ts'
import { acceptsMediaType, mediaTypeOf } from '../../ing/checks/media-types.ts'
import type { BankProfile } from '../bank-profile.ts'
import { formatError, refuse } from '../refusal.ts'
import type { ApiRoute, Tpp } from '../route.ts'
import type { BerlinGroupState } from '../state.ts'

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Check 4. */
export const requireRequestId = (request: BankRequest): string => {
  const id = request.header('x-request-id')
  if (id !== undefined && uuidForm.test(id)) return id
  return formatError(4, 'X-Request-ID', 'X-Request-ID must be a UUID', {
    expected: 'a UUID',
    received: id ?? 'nothing',
  })
}

const requestHash = (request: BankRequest): string =>
  createHash('sha256').update(`${request.method} ${request.target}\n`).update(request.body).digest('hex')

const keptKey = (tpp: Tpp, id: string): string => `${tpp.id}/${id}`

/** Check 5: a POST that repeats an id is the same request; with another body it is refused. */
export const repeatedAnswer = (
  state: BerlinGroupState,
  tpp: Tpp,
  request: BankRequest,
  id: string,
): BankAnswer | undefined => {
  const kept = request.method === 'POST' ? state.kept.get(keptKey(tpp, id)) : undefined
  if (kept === undefined || kept.request === requestHash(request)) return kept?.answer
  return formatError(5, 'X-Request-ID', 'X-Request-ID was used for another request', { received: id })
}

export const keepAnswer = (state: BerlinGroupState, tpp: Tpp, request: BankRequest, answer: BankAnswer): void => {
  const id = request.header('x-request-id') ?? ''
  if (request.method === 'POST') state.kept.set(keptKey(tpp, id), { request: requestHash(request), answer })
}

/** Checks 6 and 7. */
export const requireMediaTypes = (request: BankRequest, route: ApiRoute): void => {
  const type = request.header('content-type')
  const hasBody = request.body.length > 0
  if (route.consumes !== undefined && hasBody && (type === undefined || !route.consumes.includes(mediaTypeOf(type)))) {
    const expected = route.consumes.join(', ')
    const reason = 'The body has another media type'
    refuse({
      row: 6,
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
      path: 'Content-Type',
      reason,
      expected,
      received: type ?? 'nothing',
    })
  }
  const accept = request.header('accept')
  const produces = route.produces ?? ['application/json']
  if (accept !== undefined && !produces.some((each) => acceptsMediaType(accept, each))) {
    const reason = 'The answer cannot be given in a media type that the client accepts'
    refuse({
      row: 7,
      status: 406,
      code: 'REQUESTED_FORMATS_INVALID',
      path: 'Accept',
      reason,
      expected: produces.join(', '),
      received: accept,
    })
  }
}

/** Check 13. */
const requirePsuAddress = (request: BankRequest, isNeeded: boolean): void => {
  const address = request.header('psu-ip-address')
  if (address === undefined && isNeeded) formatError(13, 'PSU-IP-Address', 'PSU-IP-Address is missing')
  if (address !== undefined && isIP(address) === 0) {
    formatError(13, 'PSU-IP-Address', 'PSU-IP-Address is no address', { received: address })
  }
}

/** Check 14. */
const requirePsuId = (request: BankRequest, { psuId, requiredHeaders }: BankProfile): void => {
  const id = request.header('psu-id')
  if (psuId === 'required' && (id === undefined || id.trim() === '')) formatError(14, 'PSU-ID', 'PSU-ID is missing')
  if (psuId === 'never' && id !== undefined) formatError(14, 'PSU-ID', 'This bank takes no PSU-ID')
  if (id !== undefined && id.length > 100) formatError(14, 'PSU-ID', 'PSU-ID is too long')
  for (const [name, values] of Object.entries(requiredHeaders)) {
    const value = request.header(name)
    if (value === undefined || (values.length > 0 && !values.includes(value))) {
      formatError(14, name, `${name} is missing or unknown`, {
        expected: values.join(', '),
        received: value ?? 'nothing',
      })
    }
  }
}

/** Checks 15 and 16; the answer says whether a warning belongs into the 201. */
const requireRedirectUri = (request: BankRequest, profile: BankProfile, tpp: Tpp): boolean => {
  if (!profile.approaches.some((approach) => approach === 'redirect' || approach === 'oauth')) return false
  const uri = request.header('tpp-redirect-uri')
  const isWanted = request.header('tpp-redirect-preferred') !== 'false'
  if (uri === undefined && !isWanted) return false
  if (uri === undefined || !URL.canParse(uri) || !/^https:$|^http:$/.test(new URL(uri).protocol)) {
    return formatError(15, 'TPP-Redirect-URI', 'TPP-Redirect-URI must be an absolute address', {
      received: uri ?? 'nothing',
    })
  }
  const { protocol, hostname } = new URL(uri)
  const isLoopback = hostname === '127.0.0.1' || hostname === 'localhost'
  if (protocol !== 'https:' && !isLoopback)
    formatError(15, 'TPP-Redirect-URI', 'TPP-Redirect-URI must be https', { received: uri })
  const isOwn = isLoopback || tpp.hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`))
  if (isOwn || profile.redirectHostOfCertificate === 'ignored') return false
  if (profile.redirectHostOfCertificate === 'warned') return true
  const expected = tpp.hosts.join(', ')
  return formatError(16, 'TPP-Redirect-URI', "The host is not one of the certificate's", {
    expected,
    received: hostname,
  })
}

/** Checks 13 to 16, for what creates or authorises; the answer says whether the redirect URI deserves a warning. */
export const checkPsuHeaders = (request: BankRequest, route: ApiRoute, profile: BankProfile, tpp: Tpp): boolean => {
  requirePsuAddress(request, route.psu === 'creates')
  if (route.psu === undefined) return false
  requirePsuId(request, profile)
  return route.psu === 'creates' && requireRedirectUri(request, profile, tpp)
}
