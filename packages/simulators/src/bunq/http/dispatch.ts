import type { KeyObject } from 'node:crypto'
import type { BankRequest } from '../../http/bank-handler.ts'
import type { BunqState } from '../state/bunq-state.ts'
import type { Account, ApiKey, User } from '../state/entities.ts'
import { credentialsRefused, isPermitted, plainAddress } from './address.ts'
import { refuseAuthentication, requireInstallation, requireSession } from './authentication.ts'
import { parseBody } from './body.ts'
import { checkScope } from './connection-scope.ts'
import { decryptBody, isEncrypted } from './encrypted-body.ts'
import { checkFields, type JsonObject } from './fields.ts'
import { knownFields } from './known-fields.ts'
import { readPageRequest } from './paging.ts'
import type { Buckets, RateLimiter } from './rate-limiter.ts'
import { notFound, refusal } from './refusal.ts'
import type { OpenCall, Reply, Route } from './route.ts'
import type { Match, Router } from './router.ts'
import { checkSignature } from './signature-check.ts'

export interface Dispatcher {
  readonly state: BunqState
  readonly router: Router
  readonly limiter: RateLimiter
  readonly buckets: Buckets
  /** Opens bodies that are encrypted for the server. */
  readonly privateKey: KeyObject
}

const checkMaintenance = (state: BunqState): void => {
  if (state.switches.maintenance) {
    throw refusal(44, 491, 'The bank is under maintenance. Please try again later.', 'the maintenance switch is on')
  }
}

const checkHeaders = (state: BunqState, request: BankRequest): void => {
  const demand = (row: 4 | 5, name: string) => {
    if ((request.header(name) ?? '').trim() !== '') return
    throw refusal(row, 400, `Header "${name}" is required.`, `the header ${name} is missing or empty`)
  }
  if (state.context.profile === 'strict') demand(4, 'User-Agent')
  if (state.switches.requireCacheControl) demand(5, 'Cache-Control')
}

/** Rows 6 and 7. An endpoint is a method and a route's pattern: five accounts share one bucket. */
const checkRate = ({ state, limiter, buckets }: Dispatcher, route: Route, address: string): void => {
  if (!state.context.rateLimits) return
  const bucket = buckets[route.bucket ?? route.method]
  if (limiter.take(`${address} ${route.method} ${route.path}`, bucket, state.now())) return
  const text = `Too many requests. You can do a maximum of ${bucket.calls} calls per ${bucket.seconds} second to this endpoint.`
  throw refusal(route.bucket === undefined ? 6 : 7, 429, text, 'the bucket of this endpoint is full', {
    expected: `${bucket.calls} per ${bucket.seconds} s`,
  })
}

/** Row 45, off unless switched on: the bank documents it, its own clients break it. */
const checkRequestId = (state: BunqState, request: BankRequest, installationId: number): void => {
  const id = request.header('X-Bunq-Client-Request-Id')
  if (!state.switches.uniqueRequestIds || id === undefined) return
  const known = `${installationId} ${id}`
  if (state.requestIds.has(known)) {
    throw refusal(45, 400, 'Request id has already been used.', 'the request id was sent before', { received: id })
  }
  state.requestIds.add(known)
}

/** Rows 20-23. */
const readBody = (request: BankRequest, route: Route, privateKey: KeyObject): JsonObject => {
  if (route.rawBody === true || route.fields === undefined) return {}
  const bytes = isEncrypted(request) ? decryptBody(request, privateKey) : request.body
  const body = parseBody(bytes, route.arrayAllowed === true)
  checkFields(body, route.fields, knownFields(route.path))
  // Null means unset, as if the field were not there.
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))
}

/** Row 24: the user in the path is the session's, with OAuth the `UserApiKey`. */
const checkUser = (match: Match, key: ApiKey): void => {
  const wanted = match.params.get('user')
  if (wanted === undefined || Number(wanted) === key.principalId) return
  throw refusal(24, 403, 'Insufficient authorisation.', 'the user in the path is not that of the session', {
    expected: String(key.principalId),
    received: wanted,
  })
}

/** Row 25, for the account in the path. */
const findAccount = (state: BunqState, match: Match, key: ApiKey, user: User): Account | undefined => {
  const wanted = match.params.get('account')
  if (wanted === undefined) return undefined
  const account = state.accounts.get(Number(wanted))
  const shared = key.sharedAccountIds === undefined || key.sharedAccountIds.includes(Number(wanted))
  if (account === undefined || !account.ownerIds.includes(user.id) || !shared)
    throw notFound('Monetary account', wanted)
  return account
}

const openCall = (dispatcher: Dispatcher, request: BankRequest, match: Match, body: JsonObject): OpenCall => ({
  state: dispatcher.state,
  request,
  body,
  page: readPageRequest(request.path, match.route.method === 'GET' ? request.query : ''),
  id: (name) => Number(match.params.get(name)),
  part: (name) => match.params.get(name) ?? '',
  address: plainAddress(request.remoteAddress),
})

/** One request through all checks, in the bank's order, to its handler. Throws a `Refusal`. */
export const dispatch = (dispatcher: Dispatcher, request: BankRequest): Reply => {
  const { state, router } = dispatcher
  checkMaintenance(state)
  const match = router.find(request.method, request.path)
  const { route } = match
  checkHeaders(state, request)
  const address = plainAddress(request.remoteAddress)
  checkRate(dispatcher, route, address)
  if (route.token === 'none') {
    refuseAuthentication(request)
    return route.handle(openCall(dispatcher, request, match, readBody(request, route, dispatcher.privateKey)))
  }
  if (route.token === 'installation') {
    const installation = requireInstallation(state, request)
    checkSignature(state, request, route, installation)
    checkRequestId(state, request, installation.id)
    const body = readBody(request, route, dispatcher.privateKey)
    return route.handle({ ...openCall(dispatcher, request, match, body), installation })
  }
  const session = requireSession(state, request)
  const { key } = session
  if (!isPermitted(key, address)) throw credentialsRefused(15, 'the address is not permitted for this key', address)
  checkSignature(state, request, route, session.installation)
  checkRequestId(state, request, session.installation.id)
  const body = readBody(request, route, dispatcher.privateKey)
  checkUser(match, key)
  checkScope(state, key, route)
  const user = state.users.get(key.userId)
  if (user === undefined) throw new TypeError('a key without a user')
  const account = findAccount(state, match, key, user)
  return route.handle({
    ...openCall(dispatcher, request, match, body),
    session,
    key,
    user,
    get account() {
      if (account === undefined) throw new TypeError(`${route.path} has no account`)
      return account
    },
  })
}
