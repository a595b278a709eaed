import {
  type AuthFailure,
  type Challenge,
  type Clock,
  type JsonValue,
  NostroError,
  type Random,
  type RedirectChallenge,
  type Session,
  type SessionPurpose,
} from '@nostro/core'
import { z } from 'zod'
import type { Bank } from '../bank.ts'
import { invalidRequest } from '../errors/invalid-request.ts'
import { checkChallenge } from '../sessions/check-challenge.ts'
import { checkState, readCode, readRedirectError } from './redirect-answer.ts'
import { createState } from './redirect-state.ts'

/** The session that a renewal goes on with. */
export type PreviousSession = Pick<Session, 'id' | 'revision' | 'createdAt'>

/** What must be known when the browser comes back, here or in another process. */
export interface RedirectState {
  readonly state: string
  readonly redirectUri: string
  readonly previous?: PreviousSession | undefined
  /** The provider's own notes, such as a consent's id or a PKCE verifier. */
  readonly notes?: JsonValue | undefined
}

/** A redirect that begins. */
export interface RedirectStart {
  readonly purpose: SessionPurpose
  readonly redirectUri: string
  readonly previous?: Session | undefined
  readonly notes?: JsonValue | undefined
  /** The page to send the customer's browser to. */
  toUrl(state: string): string
}

/** What came of a redirect. `pending`: the browser is not back yet. */
export type RedirectOutcome =
  | { readonly status: 'pending'; readonly challenge: Challenge }
  | AuthFailure
  | { readonly status: 'returned'; readonly query: URLSearchParams; readonly kept: RedirectState }

/** The redirect part of a consent or a payment. */
export interface RedirectFlow {
  /** The challenge that sends the browser away, with a state of its own. */
  start(request: RedirectStart): RedirectChallenge
  /** The same for a state that went another way, such as inside the redirect URI of a payment. */
  /** @throws NostroError `protocol_violation` for a `url` that no browser can open as a page */
  toChallenge(purpose: SessionPurpose, url: string, kept: RedirectState): RedirectChallenge
  /**
   * Judges the URL on which the browser landed.
   * @throws NostroError `verification_failed` for another state; `invalid_request` for a challenge that is not of this provider or has expired
   */
  read(challenge: Challenge, redirectUrl: string | undefined): RedirectOutcome
  /** The code of a `returned` outcome. @throws NostroError `protocol_violation` */
  readCode(query: URLSearchParams): string
}

/** What {@link createRedirectFlow} is made of. */
export interface RedirectFlowParts {
  readonly bank: Bank
  readonly clock: Pick<Clock, 'now'>
  readonly random: Random
  /** How long the customer may take; an hour by default. */
  readonly lifetimeMs?: number | undefined
}

const keptSchema = z.object({
  state: z.string().min(16),
  redirectUri: z.string().min(1),
  previous: z.object({ id: z.string(), revision: z.number(), createdAt: z.number() }).optional(),
  notes: z.json().optional(),
})

/**
 * The redirect part of a consent or a payment: the state is made here, travels with the challenge, and is compared in
 * constant time.
 *
 * @example
 * const flow = createRedirectFlow({ bank, clock, random })
 * const challenge = flow.start({ purpose: 'accounts', redirectUri, toUrl: (state) => `https://bank.example/auth?state=${state}` })
 * const outcome = flow.read(challenge, 'https://tpp.example/cb?code=c&state=s')
 */
export const createRedirectFlow = (parts: RedirectFlowParts): RedirectFlow => {
  const { bank, clock, random, lifetimeMs = 3_600_000 } = parts
  const toChallenge: RedirectFlow['toChallenge'] = (purpose, url, kept) => ({
    kind: 'redirect',
    id: random.uuid(),
    provider: bank.provider,
    purpose,
    expiresAt: clock.now() + lifetimeMs,
    url: checkPage(url, bank),
    redirectState: kept.state,
    serverState: toJson(kept),
  })
  return {
    toChallenge,
    start: ({ purpose, redirectUri, previous, notes, toUrl }) => {
      const state = createState(random)
      return toChallenge(purpose, toUrl(state), { state, redirectUri, previous, notes })
    },
    read: (challenge, redirectUrl) => {
      checkChallenge(challenge, { bank, kinds: ['redirect'], now: clock.now() })
      const kept = readKept(challenge, bank)
      if (redirectUrl === undefined) return { status: 'pending', challenge }
      const query = checkState(redirectUrl, kept.state, bank)
      return readRedirectError(query, bank) ?? { status: 'returned', query, kept }
    },
    readCode: (query) => readCode(query, bank),
  }
}

/** Banks name the page in their answers: what is none, or would run in the reader's own page, goes no further. */
const checkPage = (url: string, { provider, name }: Bank): string => {
  if (/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) return url
  throw new NostroError({
    code: 'protocol_violation',
    provider,
    message: `${name} names a page for its customer that is no web address.`,
    hint: 'Start again; if it stays so, ask the bank.',
  })
}

/** JSON has no `undefined`, and of a session only what a renewal needs is kept. */
const toJson = ({ state, redirectUri, previous, notes }: RedirectState): JsonValue => {
  const json: Record<string, JsonValue> = { state, redirectUri }
  if (previous !== undefined) {
    json['previous'] = { id: previous.id, revision: previous.revision, createdAt: previous.createdAt }
  }
  if (notes !== undefined) json['notes'] = notes
  return json
}

const readKept = (challenge: Challenge, bank: Bank): RedirectState => {
  const parsed = keptSchema.safeParse(challenge.serverState)
  if (parsed.success) return parsed.data
  throw invalidRequest(
    bank,
    'The challenge does not hold what a redirect needs, or was changed on its way.',
    'Give back the challenge as `auth.start` or `payments.initiate` returned it.',
  )
}
