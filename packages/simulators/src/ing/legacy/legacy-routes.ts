import type { BankAnswer, BankRequest } from '../../http/bank-handler.ts'
import { jsonAnswer } from '../answers.ts'
import { requireScope, requireSubject, requireToken } from '../checks/token-checks.ts'
import { authorizePage } from '../oauth/authorize-page.ts'
import { readAuthorizeRequest } from '../oauth/authorize-request.ts'
import { approveConsent } from '../oauth/decide-consent.ts'
import { profilesFor } from '../oauth/offered-profiles.ts'
import { refuse } from '../refusal.ts'
import type { IngCall, Route, TokenCall } from '../route.ts'
import type { IngWorld } from '../world.ts'

/** Six characters that keep a browser from running the answer as a script; clients cut them off. */
const GUARD = ")]}',\n"

const guarded = (value: unknown): BankAnswer => {
  const answer = jsonAnswer(200, value)
  return { ...answer, body: `${GUARD}${String(answer.body)}` }
}

/** GET /oauth2/authorization-server-url: where the customer's page was before November 2024. */
const authorizationServerUrl =
  (world: IngWorld) =>
  ({ query }: TokenCall): BankAnswer => {
    const country = query.get('country_code') ?? 'NL'
    return jsonAnswer(200, { location: `${world.settings.selfUrl()}/granting/${world.uuid()}/${country}` })
  }

const requireApplicationToken = (world: IngWorld, { request, now }: IngCall): void => {
  const token = requireToken(world, request, now)
  requireSubject(token, 'application')
  requireScope(token, ['granting'])
}

/** The test profiles, as the official command-line scripts list them. */
const supportAccounts =
  (world: IngWorld) =>
  (call: IngCall): BankAnswer => {
    requireApplicationToken(world, call)
    const scopes = ['payment-accounts:balances:view', 'payment-accounts:transactions:view']
    return guarded({
      accounts: world.state.profiles.map(({ id, name, country }) => ({ id, name, scopes, country_code: country })),
    })
  }

const wrongCall = (reason: string): never => refuse({ row: 41, status: 400, text: reason, reason })

const requireXsrf = (request: BankRequest): void => {
  const header = request.header('x-xsrf-token')
  const cookie = /(?:^|;\s*)XSRF-TOKEN=([^;]+)/.exec(request.header('cookie') ?? '')?.[1]
  if (header === undefined || header !== cookie) wrongCall('X-XSRF-Token and the cookie XSRF-TOKEN must be equal')
}

const parse = (body: Buffer): Readonly<Record<string, unknown>> => {
  try {
    return JSON.parse(body.toString('utf8')) as Record<string, unknown>
  } catch {
    return wrongCall('The body is not JSON')
  }
}

/** A code without a browser, for the official command-line scripts. */
const supportCode =
  (world: IngWorld) =>
  (call: IngCall): BankAnswer => {
    requireApplicationToken(world, call)
    requireXsrf(call.request)
    const body = parse(call.request.body)
    const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '')
    const query = new URLSearchParams({
      client_id: text('client_id'),
      scope: text('scopes'),
      state: text('state'),
      redirect_uri: text('redirectURL'),
      response_type: 'code',
    })
    const request = readAuthorizeRequest(world, undefined, query)
    const profile = profilesFor(world, request).find(({ id }) => id === text('id')) ?? wrongCall('No such test profile')
    const accountIds = profile.accounts.map(({ resourceId }) => resourceId)
    return guarded({ location: approveConsent(world, request, { profileId: profile.id, accountIds }) })
  }

const GRANTING = /^\/granting\/[^/]+(?:\/([^/]*))?\/?$/

/** What ING replaced in November 2024 and its own scripts still call. Served by the lenient profile alone. */
export const legacyRoutes = (world: IngWorld): readonly Route[] => [
  {
    method: 'GET',
    pattern: /^\/oauth2\/authorization-server-url$/,
    legacy: true,
    token: { subject: 'application', scheme: 'http', scopes: ['granting'] },
    handle: authorizationServerUrl(world),
  },
  {
    method: 'GET',
    pattern: GRANTING,
    produces: 'text/html',
    legacy: true,
    open: 'browser',
    handle: authorizePage(world),
  },
  {
    method: 'POST',
    pattern: GRANTING,
    produces: 'text/html',
    legacy: true,
    open: 'browser',
    handle: authorizePage(world),
  },
  {
    method: 'GET',
    pattern: /^\/grantssupport\/accounts$/,
    legacy: true,
    open: 'browser',
    handle: supportAccounts(world),
  },
  {
    method: 'POST',
    pattern: /^\/grantssupport\/[^/]+\/auth-code$/,
    consumes: ['application/json'],
    legacy: true,
    open: 'browser',
    handle: supportCode(world),
  },
]
