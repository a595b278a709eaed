import type { X509Certificate } from 'node:crypto'
import type { BankRequest } from '../../http/bank-handler.ts'
import { type Application, ownsTls } from '../application.ts'
import { fingerprintOf, isValidAt } from '../certificates.ts'
import type { AccessToken } from '../oauth/grants.ts'
import { refuse } from '../refusal.ts'
import type { Route } from '../route.ts'
import { isTrustedTpp } from '../tpp/trust.ts'
import type { IngWorld } from '../world.ts'
import { acceptsMediaType, mediaTypeOf } from './media-types.ts'

/**
 * Row 1: a client certificate that ING's client CA stands behind, within its dates. TLS does not know the authorities of
 * a TPP that came with certificates of its own, so those are judged here.
 */
export const requireClientCertificate = (world: IngWorld, { client }: BankRequest): X509Certificate => {
  const { certificate, authorized } = client
  if (
    certificate &&
    (authorized || (isTrustedTpp(world.state.trust, certificate) && isValidAt(certificate, world.now())))
  ) {
    return certificate
  }
  return refuse({
    row: 1,
    status: 401,
    text: 'A trusted client certificate is required',
    body: JSON.stringify({ message: 'A trusted client certificate is required' }),
    reason: client.certificate
      ? `The client certificate is not trusted: ${client.authorizationError ?? 'unknown reason'}`
      : 'No client certificate was presented',
    ...(client.certificate ? { received: client.certificate.subject } : {}),
  })
}

/** Row 2: the TLS certificate belongs to a registered application, and to that of the token. */
export const requireRegisteredClient = (
  world: IngWorld,
  certificate: X509Certificate,
  token: AccessToken | undefined,
): readonly Application[] => {
  const owners = [...world.state.applications.values()].filter((application) => ownsTls(application, certificate))
  const foreign = token !== undefined && !owners.some(({ clientId }) => clientId === token.clientId)
  if (owners.length > 0 && !foreign) return owners
  const text = 'The client certificate does not belong to the application'
  return refuse({
    row: 2,
    status: 401,
    text,
    body: JSON.stringify({ message: text }),
    reason:
      owners.length === 0 ? 'No application has this TLS certificate' : 'The token is that of another application',
    expected: token?.clientId ?? 'the TLS certificate of a registered application',
    received: owners.map(({ clientId }) => clientId).join(', ') || certificate.subject,
  })
}

/** Row 3, for TLS and signing certificates alike. */
export const requireNotRevoked = (world: IngWorld, certificate: X509Certificate): void => {
  if (!world.state.revokedCertificates.has(fingerprintOf(certificate))) return
  const text = 'Certificate is revoked'
  refuse({
    row: 3,
    status: 400,
    text,
    body: JSON.stringify({ message: text }),
    reason: `The certificate with serial number ${certificate.serialNumber} is on the revocation list`,
  })
}

/** Rows 4 and 5: a known path, and a known method on it. */
export const requireRoute = (routes: readonly Route[], request: BankRequest): Route => {
  const onPath = routes.filter(({ pattern }) => pattern.test(request.path))
  if (onPath.length === 0) {
    return refuse({ row: 4, status: 404, text: 'Not found', reason: 'No such path', received: request.path })
  }
  const route = onPath.find(({ method }) => method === request.method)
  if (route) return route
  const methods = onPath.map(({ method }) => method).join(', ')
  return refuse({
    row: 5,
    status: 405,
    text: 'Method not allowed',
    reason: 'The path does not know this method',
    expected: methods,
    received: request.method,
  })
}

/** Row 6. */
export const requireAcceptable = (request: BankRequest, produces: string): void => {
  const accept = request.header('accept')
  if (accept === undefined || acceptsMediaType(accept, produces)) return
  refuse({
    row: 6,
    status: 406,
    text: 'Not acceptable',
    reason: 'The answer cannot be given in a media type that the client accepts',
    expected: produces,
    received: accept,
  })
}

/** Row 7. */
export const requireContentType = (request: BankRequest, consumes: readonly string[] | undefined): void => {
  const received = request.header('content-type')
  if (!consumes || (received !== undefined && consumes.includes(mediaTypeOf(received)))) return
  refuse({
    row: 7,
    status: 400,
    text: 'Unsupported content type',
    code: 'INVALID_HEADER',
    path: 'Content-Type',
    reason: 'The Content-Type is not the documented one',
    expected: consumes.join(', '),
    received: received ?? '',
  })
}

/** Row 8: so many requests a minute, where the simulator was given a limit. */
export const requireWithinRate = (world: IngWorld, application: Application, now: number): void => {
  const { requestsPerMinute } = world.settings
  if (!world.context.rateLimits || requestsPerMinute === Number.POSITIVE_INFINITY) return
  const minute = Math.floor(now / 60_000)
  const seen = world.state.rate.get(application.clientId)
  const count = seen?.minute === minute ? seen.count + 1 : 1
  world.state.rate.set(application.clientId, { minute, count })
  if (count <= requestsPerMinute) return
  refuse({
    row: 8,
    status: 429,
    text: 'Too many requests',
    reason: 'More requests in this minute than the limit',
    expected: String(requestsPerMinute),
    received: String(count),
  })
}
