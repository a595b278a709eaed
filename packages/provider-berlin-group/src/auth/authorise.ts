import { createHash } from 'node:crypto'
import {
  type BankResponse,
  type CallContext,
  type Challenge,
  type Clock,
  type JsonValue,
  NostroError,
  type Random,
  type SessionPurpose,
} from '@nostro/core'
import {
  type Bank,
  createState,
  invalidField,
  type PreviousSession,
  type RedirectFlow,
  withQuery,
} from '@nostro/provider-kit'
import { z } from 'zod'
import type { BerlinGroupClient } from '../api/client.ts'
import type { Endpoint } from '../api/endpoints.ts'
import { metadataSchema, stepSchema } from '../api/schemas.ts'
import type { BerlinGroupSettings } from '../options.ts'
import { type NextStep, nextStep } from './next-step.ts'

export interface AuthoriseParts {
  readonly bank: Bank
  readonly client: BerlinGroupClient
  readonly settings: BerlinGroupSettings
  readonly flow: RedirectFlow
  readonly clock: Pick<Clock, 'now'>
  readonly random: Random
}

/** What is being authorised, and what is known on the way. It travels in the challenge as JSON. */
export const targetSchema = z.object({
  purpose: z.enum(['accounts', 'payments', 'funds']),
  /** Id of the consent or of the payment. */
  id: z.string(),
  state: z.string(),
  redirectUri: z.string(),
  psuId: z.string().optional(),
  /** Token of the pre-step. */
  accessToken: z.string().optional(),
  refreshToken: z.string().optional(),
  tokenUrl: z.string().optional(),
  previous: z.object({ id: z.string(), revision: z.number(), createdAt: z.number() }).optional(),
  /** The consent only lists accounts; a dedicated one for them follows, with these wishes. */
  listing: z.object({ validUntil: z.string().optional() }).optional(),
  /** The session that pays. */
  session: z.unknown().optional(),
})

export type Target = z.infer<typeof targetSchema>

/** How a challenge goes on. */
export const notesSchema = z.object({
  target: targetSchema,
  link: z.string().optional(),
  method: z.enum(['POST', 'PUT']).optional(),
  member: z.enum(['password', 'method', 'otp']).optional(),
  confirmation: z.string().optional(),
  verifier: z.string().optional(),
})

export type Notes = z.infer<typeof notesSchema>

export const toJson = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue

const lifetimeMs = 3_600_000

/** Headers of a call that belongs to this authorisation. */
export const targetHeaders = (
  { settings }: AuthoriseParts,
  target: Pick<Target, 'psuId' | 'accessToken'>,
): Record<string, string | undefined> => ({
  'PSU-ID': target.psuId,
  'PSU-ID-Type': target.psuId === undefined ? undefined : settings.profile.psuIdType,
  Authorization: target.accessToken === undefined ? undefined : `Bearer ${target.accessToken}`,
})

/** The customer's address where it is known, else our own, which the standard allows. None is made up. */
export const addressHeaders = (
  { settings }: Pick<AuthoriseParts, 'settings'>,
  ctx: CallContext | undefined,
): Record<string, string | undefined> => (ctx?.psu === undefined ? { 'PSU-IP-Address': settings.ownIpAddress } : {})

/** Consents and payments need an address. @throws NostroError `invalid_request` before anything is sent */
export const requireAddress = (
  { bank, settings }: Pick<AuthoriseParts, 'bank' | 'settings'>,
  ctx: CallContext | undefined,
): void => {
  if (ctx?.psu !== undefined || settings.ownIpAddress !== undefined) return
  throw invalidField(bank, {
    field: 'ctx.psu',
    problem: 'is missing: the bank wants the address of the customer',
    hint: 'Pass `ctx.psu.ipAddress`, or set the option `ownIpAddress` for calls without the customer.',
  })
}

const step = (method: 'GET' | 'POST' | 'PUT', idempotent: boolean): Endpoint => ({
  method,
  resource: 'consents',
  path: '/authorisations',
  idempotent,
})

/** Follows a link of the authorisation. */
export const followLink = async (
  parts: AuthoriseParts,
  target: Target,
  call: { readonly method: 'GET' | 'POST' | 'PUT'; readonly link: string; readonly body?: unknown },
  ctx: CallContext | undefined,
): Promise<BankResponse> => {
  const { client } = parts
  const { method, link, body } = call
  const headers = {
    ...addressHeaders(parts, ctx),
    ...targetHeaders(parts, target),
    ...(method === 'POST' ? redirectHeaders(parts, target) : {}),
  }
  return client.send(step(method, method !== 'PUT'), { ctx, link, body, headers })
}

export const redirectHeaders = (
  { settings }: AuthoriseParts,
  { redirectUri, state }: Pick<Target, 'redirectUri' | 'state'>,
): Record<string, string | undefined> => ({
  'TPP-Redirect-Preferred': settings.profile.prefersRedirect ? 'true' : undefined,
  // Nothing standard is appended when the browser comes back: our state stands in the address itself.
  'TPP-Redirect-URI': withQuery(redirectUri, { state }),
})

const createVerifier = (random: Random): string => `${createState(random)}${createState(random)}`

/** The page of the authorisation server, with PKCE (RFC 7636). */
export const oauthChallenge = (
  parts: AuthoriseParts,
  target: Target,
  server: { readonly authorizeUrl: string; readonly tokenUrl: string; readonly scope: string },
): Challenge => {
  const { settings, flow, random } = parts
  const verifier = createVerifier(random)
  const url = withQuery(server.authorizeUrl, {
    response_type: 'code',
    client_id: settings.clientId,
    scope: server.scope,
    state: target.state,
    redirect_uri: target.redirectUri,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const notes = { target: { ...target, tokenUrl: server.tokenUrl }, verifier }
  return flow.toChallenge(target.purpose, url, {
    state: target.state,
    redirectUri: target.redirectUri,
    notes: toJson(notes),
  })
}

/** The OAuth scope for a consent or payment; `id` is empty where a token comes before them. */
export const scopeOf = (
  { settings }: Pick<AuthoriseParts, 'settings'>,
  { purpose, id }: Pick<Target, 'purpose' | 'id'>,
): string => {
  const { oauth } = settings.profile
  const templates = {
    accounts: oauth?.accountsScope ?? 'AIS:{id}',
    payments: oauth?.paymentsScope ?? 'PIS:{id}',
    funds: oauth?.fundsScope ?? 'PIIS:{id}',
  }
  return templates[purpose].replace('{id}', id)
}

/** What came of an answer: a challenge for the customer, or the end. */
export type Progress =
  | { readonly status: 'challenge'; readonly challenge: Challenge }
  | { readonly status: 'done' }
  | { readonly status: 'failed' }

const base = ({ bank, clock, random }: AuthoriseParts, purpose: SessionPurpose, notes: Notes) => ({
  id: random.uuid(),
  provider: bank.provider,
  purpose,
  expiresAt: clock.now() + lifetimeMs,
  serverState: toJson(notes),
})

const unknownLinks = ({ bank, settings }: AuthoriseParts, links: readonly string[]): NostroError =>
  new NostroError({
    code: 'protocol_violation',
    provider: bank.provider,
    message: `${settings.profile.name} asks for a step that is not known here (${links.join(', ').slice(0, 200) || 'no links'}).`,
    hint: 'Report it with the name of the bank: its row, or the engine, lacks this way of confirming.',
  })

/** Goes on as far as nobody is needed, and gives the challenge for what comes then. */
export const progress = async (
  parts: AuthoriseParts,
  target: Target,
  response: BankResponse,
  ctx: CallContext | undefined,
): Promise<Progress> => {
  const { client } = parts
  const answer = client.read(response, stepSchema, 'the authorisation')
  const next = nextStep(answer, response.headers['aspsp-sca-approach'])
  return act(parts, target, next, ctx)
}

const act = async (
  parts: AuthoriseParts,
  target: Target,
  next: NextStep,
  ctx: CallContext | undefined,
): Promise<Progress> => {
  const { client, flow } = parts
  const { purpose, state, redirectUri } = target
  const challenge = (made: Challenge): Progress => ({ status: 'challenge', challenge: made })
  switch (next.kind) {
    case 'done':
    case 'failed':
      return { status: next.kind }
    case 'redirect': {
      const notes = toJson({ target, link: next.status, confirmation: next.confirmation })
      return challenge(flow.toChallenge(purpose, next.url, { state, redirectUri, notes }))
    }
    case 'oauth': {
      const metadata = client.read(
        await client.oauth(next.metadata, undefined, ctx),
        metadataSchema,
        'the metadata of the authorisation server',
      )
      const server = {
        authorizeUrl: metadata.authorization_endpoint,
        tokenUrl: metadata.token_endpoint,
        scope: scopeOf(parts, target),
      }
      return challenge(oauthChallenge(parts, target, server))
    }
    case 'start':
      return progress(
        parts,
        target,
        await followLink(parts, target, { method: 'POST', link: next.link, body: {} }, ctx),
        ctx,
      )
    case 'take-method': {
      const body = { authenticationMethodId: next.methodId }
      return progress(
        parts,
        target,
        await followLink(parts, target, { method: 'PUT', link: next.link, body }, ctx),
        ctx,
      )
    }
    case 'input': {
      const notes = { target, link: next.link, method: next.method, member: next.member }
      return challenge({ ...base(parts, purpose, notes), kind: 'input', fields: [next.field] })
    }
    case 'decoupled':
      return challenge({
        ...base(parts, purpose, { target, link: next.status }),
        kind: 'decoupled',
        message: { en: next.message },
        pollAfterMs: 2_000,
      })
    default:
      throw unknownLinks(parts, next.links)
  }
}

const bodies = {
  password: (value: string) => ({ psuData: { password: value } }),
  method: (value: string) => ({ authenticationMethodId: value }),
  otp: (value: string) => ({ scaAuthenticationData: value }),
}

/** Sends what the customer entered. A wrong code may be entered again. */
export const sendInput = async (
  parts: AuthoriseParts,
  notes: Notes,
  input: Readonly<Record<string, string>> | undefined,
  ctx: CallContext | undefined,
): Promise<Progress> => {
  const { member = 'otp', link = '', method = 'PUT', target } = notes
  const value = input?.[member]
  if (typeof value !== 'string' || value === '') {
    throw invalidField(parts.bank, {
      field: `input.${member}`,
      problem: 'is missing',
      hint: 'Give what the challenge asks for.',
    })
  }
  return progress(
    parts,
    target,
    await followLink(parts, target, { method, link, body: bodies[member](value) }, ctx),
    ctx,
  )
}

export const toPrevious = (session: PreviousSession | undefined) =>
  session === undefined ? undefined : { id: session.id, revision: session.revision, createdAt: session.createdAt }
