import { randomBytes } from 'node:crypto'
import { createSimulatedClock, type SimulatedClock } from '../../src/clock/simulated-clock.ts'
import type { BankAnswer, ControlAnswer } from '../../src/http/bank-handler.ts'
import { createIng, type IngHandler, type IngOptions } from '../../src/ing/create-ing.ts'
import type { IngTpp, Pki } from '../../src/pki/pki.ts'
import { sharedPki } from '../../src/pki/shared-pki.ts'
import type { Environment, Profile } from '../../src/profile.ts'
import { createCustomers } from '../../src/seed/create-customers.ts'
import { createRandom } from '../../src/seed/create-random.ts'
import {
  type Draft,
  FORM,
  type HttpSigning,
  httpSigned,
  type JwsSigning,
  jwsSigned,
  mtlsTokenRequest,
  signedTokenRequest,
  toRequest,
} from './tpp-requests.ts'

export const START = Date.parse('2026-03-05T09:08:07Z')
export const REDIRECT_URI = 'https://tpp.example/cb'
export const SCOPES = 'payment-accounts:balances:view payment-accounts:transactions:view'

export interface HarnessOptions extends Partial<IngOptions> {
  readonly profile?: Profile
  readonly environment?: Environment
  readonly rateLimits?: boolean
}

export interface Harness {
  readonly ing: IngHandler
  readonly clock: SimulatedClock
  readonly pki: Pki
  readonly tpp: IngTpp
  send(draft: Draft): Promise<BankAnswer>
  control(method: string, path: string, body?: Record<string, unknown>): Promise<ControlAnswer>
  /** Bearer call with an HTTP signature by the first TPP. */
  http(draft: Draft & { readonly token: string }, signing?: Partial<HttpSigning>): Draft
  /** Bearer call with a detached JWS by the first TPP. */
  jws(draft: Draft & { readonly token: string }, signing?: Partial<JwsSigning>): Draft
  signedToken(): Promise<string>
  mtlsToken(clientId?: string): Promise<string>
  /** The code that a consent ends with. */
  code(choice?: Record<string, unknown>, query?: Record<string, string>, country?: string): Promise<string>
  customer(choice?: Record<string, unknown>, country?: string): Promise<CustomerTokens>
}

export interface CustomerTokens {
  readonly access: string
  readonly refresh: string
}

export const jsonOf = (answer: BankAnswer): Record<string, unknown> =>
  JSON.parse(Buffer.from(answer.body ?? '').toString()) as Record<string, unknown>

const textOf = (value: unknown): string => {
  if (typeof value !== 'string') throw new TypeError(`Expected a text, got ${JSON.stringify(value)}`)
  return value
}

export const authorizeUrl = (clientId: string, query: Record<string, string> = {}, country = 'NL'): string => {
  const parameters = new URLSearchParams({
    client_id: clientId,
    scope: SCOPES,
    state: 'abc123',
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    ...query,
  })
  return `https://127.0.0.1/authorize/v2/${country}?${parameters}`
}

const random = (purpose: string) => createRandom(`1/${purpose}`)
/** Nobody changes them: each bank copies what it writes into. */
const customers = createCustomers('ing', random, START)

/** One simulated ING with a clock that stands still unless it is moved. */
export const createHarness = async (options: HarnessOptions = {}): Promise<Harness> => {
  const pki = await sharedPki({ simulatedNow: START })
  const clock = createSimulatedClock(START, () => 0)
  const { profile = 'strict', environment = 'sandbox', rateLimits = false, ...rest } = options
  const context = { clock, random, randomBytes, profile, environment, rateLimits }
  const ing = createIng(context, pki.ing, {
    redirectUris: [REDIRECT_URI, 'http://127.0.0.1:8765/callback'],
    customers,
    selfUrl: () => 'https://127.0.0.1:4443',
    ...rest,
  })
  const { tpp } = pki.ing
  const send = async (draft: Draft) => ing.handle(toRequest(draft))
  const bearer = (draft: Draft & { readonly token: string }): Draft => {
    const { token, ...plain } = draft
    return { tls: tpp.tls.certificate, ...plain, headers: { Authorization: `Bearer ${token}`, ...draft.headers } }
  }
  const control: Harness['control'] = async (method, path, body = {}) => {
    for (const route of ing.control) {
      const match = route.method === method ? route.pattern.exec(path) : null
      if (match) return route.handle({ params: match.slice(1), query: new URLSearchParams(), body })
    }
    throw new Error(`No control route ${method} ${path}`)
  }
  const harness: Harness = {
    ing,
    clock,
    pki,
    tpp,
    send,
    control,
    http: (draft, signing = {}) =>
      httpSigned(bearer(draft), { key: tpp.signing.key, keyId: ing.clientId, at: clock.now(), ...signing }),
    jws: (draft, signing = {}) =>
      jwsSigned(bearer(draft), {
        key: tpp.signing.key,
        certificate: tpp.signing.certificate,
        at: clock.now(),
        ...signing,
      }),
    signedToken: async () => textOf(jsonOf(await send(signedTokenRequest(tpp, clock.now())))['access_token']),
    mtlsToken: async (clientId = ing.clientId) =>
      textOf(jsonOf(await send(mtlsTokenRequest(tpp, clientId)))['access_token']),
    code: async (choice = {}, query = {}, country = 'NL') => {
      const url = authorizeUrl(ing.clientId, query, country)
      const answer = await control('POST', '/ing/consents', { authorizeUrl: url, ...choice })
      const { location } = answer.body as { location?: string }
      return textOf(new URL(textOf(location)).searchParams.get('code'))
    },
    customer: async (choice = {}, country = 'NL') => {
      const code = await harness.code(choice, {}, country)
      const token = await harness.signedToken()
      const body = `grant_type=authorization_code&code=${code}&redirect_uri=${encodeURIComponent(REDIRECT_URI)}`
      const names = ['(request-target)', 'date', 'digest']
      const draft = { method: 'POST', target: '/oauth2/token', headers: FORM, body, token }
      const answer = jsonOf(await send(harness.http(draft, { names })))
      return { access: textOf(answer['access_token']), refresh: textOf(answer['refresh_token']) }
    },
  }
  return harness
}
