import type { BankAnswer, BankRequest } from '../http/bank-handler.ts'
import { htmlAnswer, JSON_UTF8 } from './answers.ts'
import { familyOf } from './api-family.ts'
import { requireHttpSignature, requireRegisteredJws } from './checks/signature-checks.ts'
import {
  applicationOf,
  peekToken,
  requireKind,
  requireSameClient,
  requireScope,
  requireSubject,
  requireToken,
} from './checks/token-checks.ts'
import {
  requireAcceptable,
  requireClientCertificate,
  requireContentType,
  requireNotRevoked,
  requireRegisteredClient,
  requireRoute,
  requireWithinRate,
} from './checks/transport-checks.ts'
import { errorBody } from './error-body.ts'
import type { AccessToken } from './oauth/grants.ts'
import { errorPage } from './pages/layout.ts'
import { settlePayments } from './pis/settle-payments.ts'
import { IngRefusal } from './refusal.ts'
import type { IngCall, Route, TokenNeeds } from './route.ts'
import { settleScheme } from './settle-scheme.ts'
import type { IngWorld } from './world.ts'

/** Rows 1 to 3: who is on the other end of the connection. */
const checkClient = (world: IngWorld, request: BankRequest, now: number, route: Route | undefined): void => {
  const certificate = requireClientCertificate(world, request)
  if (route?.anyClient) requireNotRevoked(world, certificate)
  else {
    const [owner] = requireRegisteredClient(world, certificate, peekToken(world, request))
    requireNotRevoked(world, certificate)
    if (owner) requireWithinRate(world, owner, now)
  }
}

/** Rows 9 to 32 for a route that takes a token. */
const checkToken = (
  world: IngWorld,
  call: IngCall,
  needs: TokenNeeds,
): { readonly token: AccessToken; readonly application: ReturnType<typeof applicationOf> } => {
  const { request, now } = call
  const token = requireToken(world, request, now)
  requireSubject(token, needs.subject)
  const scheme = settleScheme(world, request, needs.scheme, token)
  if (needs.scheme !== 'by-token') requireKind(token, scheme === 'http' ? 'signed' : 'mtls')
  requireScope(token, needs.scopes)
  requireSameClient(world, request, token)
  const application = applicationOf(world, token)
  const family = familyOf(request.path)
  if (scheme === 'http') requireHttpSignature(world, request, application, { family, now })
  if (scheme === 'jws') requireRegisteredJws(world, request, application, now)
  return { token, application }
}

const serve = (world: IngWorld, routes: readonly Route[], request: BankRequest): BankAnswer => {
  const now = world.now()
  const known = routes.filter(({ pattern }) => pattern.test(request.path))
  const browser = known.length > 0 && known.every(({ open }) => open === 'browser')
  if (!browser)
    checkClient(
      world,
      request,
      now,
      known.find(({ method }) => method === request.method),
    )
  const route = requireRoute(routes, request)
  requireAcceptable(request, route.produces ?? 'application/json')
  requireContentType(request, route.consumes)
  const [, ...groups] = route.pattern.exec(request.path) ?? []
  if (/^\/v\d\/(accounts|funds)/.test(request.path)) settlePayments(world, now)
  const params = groups.map((group: string | undefined) => group ?? '')
  const call = { request, now, params, query: new URLSearchParams(request.query) }
  return route.token ? route.handle({ ...call, ...checkToken(world, call, route.token) }) : route.handle(call)
}

const isPage = (request: BankRequest): boolean =>
  /^\/(authorize|granting|payment-initiation)\//.test(`${request.path}/`)

const refusalAnswer = (world: IngWorld, request: BankRequest, { details }: IngRefusal): BankAnswer => {
  const { row, reason, expected, received, status } = details
  const rejection = {
    check: `ing-${row}`,
    reason,
    expected,
    received,
  }
  if (isPage(request)) return { ...htmlAnswer(status, errorPage(reason)), rejection }
  const shape = status === 401 ? world.settings.errorShape : 'family'
  const body = errorBody(familyOf(request.path), details, shape)
  return { status, headers: { 'Content-Type': JSON_UTF8 }, body, rejection }
}

/** Runs the checks of ING's list in its order, first failure wins, then the route's own handler. */
export const dispatch = (world: IngWorld, routes: readonly Route[], request: BankRequest): BankAnswer => {
  try {
    return serve(world, routes, request)
  } catch (error) {
    if (error instanceof IngRefusal) return refusalAnswer(world, request, error)
    throw error
  }
}
