import type { BankAnswer, BankRequest } from '../http/bank-handler.ts'
import { htmlAnswer } from '../ing/answers.ts'
import { errorPage } from '../ing/pages/layout.ts'
import type { BankProfile, Resource } from './bank-profile.ts'
import { requireTpp } from './checks/certificate-checks.ts'
import {
  checkPsuHeaders,
  keepAnswer,
  repeatedAnswer,
  requireMediaTypes,
  requireRequestId,
} from './checks/request-checks.ts'
import { requireSignature } from './checks/signature-checks.ts'
import { BerlinGroupRefusal, errorBody, refuse } from './refusal.ts'
import type { ApiCall, ApiRoute, Route } from './route.ts'
import type { BerlinGroupWorld } from './world.ts'

export interface Located {
  readonly profile: BankProfile
  /** The path after the bank's name, with each resource's own prefix taken away. */
  readonly path: (resource: Resource | 'oauth') => string | undefined
}

/** Whose address it is. */
const locate = (world: BerlinGroupWorld, request: BankRequest): Located | undefined => {
  const [, id = '', rest = ''] = /^\/([^/]+)(\/.*)?$/.exec(request.path) ?? []
  const profile = world.profiles.find((each) => each.id === id)
  if (profile === undefined) return undefined
  return {
    profile,
    path: (resource) => {
      if (resource === 'oauth') return rest
      const prefix = profile.prefixes[resource]
      return rest.startsWith(`${prefix}/`) ? rest.slice(prefix.length) : undefined
    },
  }
}

const matches = (route: Route, located: Located): RegExpExecArray | undefined => {
  const path = located.path(route.page ? 'oauth' : route.resource)
  return path === undefined ? undefined : (route.pattern.exec(path) ?? undefined)
}

/** Check 3: 404 for an unknown path, 405 for a known one with another method. */
const refuseRoute = (request: BankRequest, onPath: readonly Route[]): never => {
  if (onPath.length === 0) {
    return refuse({
      row: 3,
      status: 404,
      code: 'RESOURCE_UNKNOWN',
      reason: 'There is no such path',
      received: request.path,
    })
  }
  const expected = onPath.map(({ method }) => method).join(', ')
  const reason = 'The path does not know this method'
  return refuse({ row: 3, status: 405, code: 'SERVICE_INVALID', reason, expected, received: request.method })
}

/** Checks 1 to 16 in their order, then the route's own. */
const serveApi = (
  world: BerlinGroupWorld,
  call: Omit<ApiCall, 'tpp'>,
  route: ApiRoute,
  tpp: ApiCall['tpp'],
  warnings: Set<BankRequest>,
): BankAnswer => {
  const { request, profile } = call
  if (route.resource === 'oauth') return route.handle({ ...call, tpp })
  const id = requireRequestId(request)
  const repeated = repeatedAnswer(world.state, tpp, request, id)
  if (repeated !== undefined) return repeated
  requireMediaTypes(request, route)
  requireSignature(world, profile, request, tpp)
  if (checkPsuHeaders(request, route, profile, tpp)) warnings.add(request)
  const answer = route.handle({ ...call, tpp })
  keepAnswer(world.state, tpp, request, answer)
  return answer
}

const serve = (
  world: BerlinGroupWorld,
  routes: readonly Route[],
  request: BankRequest,
  warnings: Set<BankRequest>,
): BankAnswer => {
  const located = locate(world, request)
  const found =
    located === undefined
      ? []
      : routes.flatMap((route) => {
          const match = matches(route, located)
          return match === undefined ? [] : [{ route, match }]
        })
  const hit = found.find(({ route }) => route.method === request.method)
  const isPage = found.length > 0 && found.every(({ route }) => route.page)
  const apiRoute = hit?.route.page ? undefined : (hit?.route as ApiRoute | undefined)
  const tpp = isPage ? undefined : requireTpp(world, request, apiRoute)
  if (hit === undefined || located === undefined)
    return refuseRoute(
      request,
      found.map(({ route }) => route),
    )
  const params = hit.match.slice(1).map((group: string | undefined) => group ?? '')
  const call = {
    profile: located.profile,
    request,
    now: world.now(),
    params,
    query: new URLSearchParams(request.query),
  }
  if (hit.route.page) return hit.route.handle(call)
  return tpp === undefined ? refuseRoute(request, []) : serveApi(world, call, hit.route, tpp, warnings)
}

const refusalAnswer = (world: BerlinGroupWorld, request: BankRequest, { details }: BerlinGroupRefusal): BankAnswer => {
  const { row, reason, expected, received, status } = details
  const rejection = {
    check: `berlin-group-${row}`,
    reason,
    expected,
    received,
  }
  if (/\/(sca|oauth\/authorize)$/.test(request.path)) return { ...htmlAnswer(status, errorPage(reason)), rejection }
  const profile = locate(world, request)?.profile
  const type = profile?.errorForm === 'problem' ? 'application/problem+json' : 'application/json'
  const headers = { 'Content-Type': type, 'X-Request-ID': request.header('x-request-id') ?? '' }
  return { status, headers, body: JSON.stringify(errorBody(profile, details)), rejection }
}

/** Runs the checks in the order of their list, first failure wins, then the route's own handler. */
export const dispatch = (
  world: BerlinGroupWorld,
  routes: readonly Route[],
  request: BankRequest,
  warnings: Set<BankRequest>,
): BankAnswer => {
  try {
    return serve(world, routes, request, warnings)
  } catch (error) {
    if (error instanceof BerlinGroupRefusal) return refusalAnswer(world, request, error)
    throw error
  } finally {
    warnings.delete(request)
  }
}
