import { createHash } from 'node:crypto'
import type { BankAnswer } from '../../http/bank-handler.ts'
import { htmlAnswer, redirectAnswer } from '../../ing/answers.ts'
import { page } from '../../ing/pages/layout.ts'
import type { BankCustomer } from '../accounts/bank-account.ts'
import { decide, decisionForm, findOpen, isBankOffered, readDecision } from '../authorisations/sca-page.ts'
import { refuse } from '../refusal.ts'
import type { PageCall } from '../route.ts'
import type { Authorisation } from '../state.ts'
import type { BerlinGroupWorld } from '../world.ts'

/** RFC 8414: what `scaOAuth` leads to. Its query is kept in the authorisation endpoint. */
export const metadata =
  (world: BerlinGroupWorld) =>
  ({ profile, query }: PageCall): BankAnswer => {
    const root = `${world.settings.selfUrl()}/${profile.id}`
    const id = query.get('authorizationId')
    return {
      status: 200,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        issuer: root,
        authorization_endpoint: `${root}/oauth/authorize${id === null ? '' : `?authorizationId=${id}`}`,
        token_endpoint: `${root}/oauth/token`,
        response_types_supported: ['code'],
        grant_types_supported: ['authorization_code', 'refresh_token'],
        code_challenge_methods_supported: ['S256'],
      }),
    }
  }

interface AuthorizeRequest {
  readonly clientId: string
  readonly redirectUri: string
  readonly state: string
  readonly scope: string
  readonly challenge: string
  /** Undefined at a pre-step. */
  readonly authorisation: Authorisation | undefined
}

/** Check 39: the parameters of the page. */
const readRequest = (
  world: BerlinGroupWorld,
  { profile, query }: Pick<PageCall, 'profile' | 'query'>,
): AuthorizeRequest => {
  const fail = (reason: string): never => refuse({ row: 39, status: 400, code: 'FORMAT_ERROR', reason })
  const [responseType, clientId, redirectUri, scope, challenge, method] = [
    'response_type',
    'client_id',
    'redirect_uri',
    'scope',
    'code_challenge',
    'code_challenge_method',
  ].map((name) => query.get(name) ?? '')
  if (responseType !== 'code') return fail('response_type must be code')
  if (!/^PSD[A-Z]{2}-/.test(clientId ?? '')) return fail("client_id must be the certificate's organisation identifier")
  if (redirectUri === undefined || !URL.canParse(redirectUri)) return fail('redirect_uri must be an absolute address')
  if (method !== 'S256' || !/^[A-Za-z0-9_-]{43}$/.test(challenge ?? '')) return fail('PKCE with S256 is needed')
  const [, id] = /^(?:AIS|PIS|PIIS): ?(.+)$/.exec(scope ?? '') ?? []
  const authorisation = [...world.state.authorisations.values()].find(
    (each) => each.subject.id === id && each.bank === profile.id,
  )
  if (authorisation === undefined && !profile.preStep) return fail('scope names no consent or payment of this bank')
  if (profile.preStep && !['AIS', 'PIS', 'PIIS', 'DEDICATED_AISP'].includes(scope ?? ''))
    return fail('scope must be AIS, PIS or PIIS')
  if (authorisation !== undefined) findOpen(world, profile.id, authorisation.pageId)
  const parts = { clientId: clientId ?? '', redirectUri, scope: scope ?? '', challenge: challenge ?? '' }
  return { ...parts, state: query.get('state') ?? '', authorisation }
}

const back = (uri: string, parameters: Readonly<Record<string, string>>): string =>
  `${uri}${uri.includes('?') ? '&' : '?'}${new URLSearchParams(parameters)}`

/** The customer's decision at the authorisation server; the answer is where the browser goes. */
export const decideAuthorize = (
  world: BerlinGroupWorld,
  call: Pick<PageCall, 'profile' | 'query'>,
  decision: {
    readonly decision: 'approve' | 'cancel'
    readonly customer: BankCustomer | undefined
    readonly accounts?: readonly string[] | undefined
  },
): string => {
  const { profile } = call
  const request = readRequest(world, call)
  if (request.authorisation !== undefined) decide(world, profile, request.authorisation, decision)
  if (decision.decision === 'cancel' || request.authorisation?.status === 'failed') {
    return back(request.redirectUri, { error: 'access_denied', state: request.state })
  }
  const customer = decision.customer ?? request.authorisation?.customer ?? world.customersOf(profile)[0]
  if (customer === undefined) return back(request.redirectUri, { error: 'server_error', state: request.state })
  const code = world.token()
  world.state.codes.set(code, {
    bank: profile.id,
    tpp: request.clientId,
    customer,
    scope: request.scope.replace(': ', ':'),
    redirectUri: request.redirectUri,
    challenge: request.challenge,
    expiresAt: world.now() + 600_000,
    used: false,
  })
  return back(request.redirectUri, { code, state: request.state })
}

export const authorizePage =
  (world: BerlinGroupWorld) =>
  (call: PageCall): BankAnswer => {
    const { profile, request } = call
    const asked = readRequest(world, call)
    if (request.method === 'GET' && !world.state.modes.autoApprove) {
      const isChoice = asked.authorisation !== undefined && isBankOffered(world, asked.authorisation)
      return htmlAnswer(200, page(`${profile.name}: log in`, decisionForm(world, profile, isChoice)))
    }
    const approve = { decision: 'approve' as const, customer: undefined }
    const decision = request.method === 'GET' ? approve : readDecision(world, profile, request.body)
    return redirectAnswer(decideAuthorize(world, call, decision))
  }

export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url')
