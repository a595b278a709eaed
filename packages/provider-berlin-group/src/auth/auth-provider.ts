import {
  type AuthResult,
  type CallContext,
  type Challenge,
  type ChallengeAnswer,
  NostroError,
  type SessionPurpose,
} from '@nostro/core'
import {
  checkChallenge,
  checkContext,
  checkPurpose,
  checkSession,
  chooseRedirectUri,
  createState,
  invalidField,
} from '@nostro/provider-kit'
import { z } from 'zod'
import { endpoints } from '../api/endpoints.ts'
import { stepSchema } from '../api/schemas.ts'
import { createFundsConsent } from '../funds/create-funds-consent.ts'
import { askForListed } from './ask-for-listed.ts'
import {
  type AuthoriseParts,
  addressHeaders,
  followLink,
  type Notes,
  notesSchema,
  oauthChallenge,
  type Progress,
  progress,
  redirectHeaders,
  requireAddress,
  scopeOf,
  sendInput,
  type Target,
  targetHeaders,
  toJson,
  toPrevious,
} from './authorise.ts'
import { complete, exchange, failed, plainSession, type Tokens } from './complete.ts'
import { createConsent, type OpenedConsent } from './create-consent.ts'
import { secretsOf, toSecrets } from './session-secrets.ts'
import { type BerlinGroupAuth, type BerlinGroupStartRequest, cardSchema, checkStartRequest } from './start-request.ts'

const psuIdOf = ({ bank, settings }: AuthoriseParts, customerId: string | undefined): string | undefined => {
  const { psuId, name } = settings.profile
  if (psuId === 'never' && customerId !== undefined) {
    throw invalidField(bank, {
      field: 'customerId',
      problem: `is refused by ${name}`,
      hint: 'Leave it out: the bank’s page asks for it.',
    })
  }
  if (psuId === 'required' && customerId === undefined) {
    throw invalidField(bank, {
      field: 'customerId',
      problem: 'is missing',
      hint: `${name} wants the customer’s login name beforehand (PSU-ID).`,
    })
  }
  return customerId
}

/** The wishes that a pre-step must carry over the login. */
const wishesSchema = z.object({
  accounts: z.array(z.string()).optional(),
  validUntil: z.string().optional(),
  card: cardSchema.optional(),
})

type Wishes = Pick<BerlinGroupStartRequest, 'accounts' | 'validUntil' | 'card'>

const purposesOf = ({ paymentKinds, funds }: AuthoriseParts['settings']['profile']) => [
  'accounts' as const,
  ...(paymentKinds.length > 0 ? (['payments'] as const) : []),
  ...(funds === undefined ? [] : (['funds'] as const)),
]

/** Whether the purpose needs no consent over the API. */
const needsNoConsent = ({ settings }: AuthoriseParts, purpose: SessionPurpose): boolean =>
  purpose === 'payments' || (purpose === 'funds' && settings.profile.funds?.consent === 'bank')

/** Asks for the consent of the purpose, and goes on as far as nobody is needed. */
const openConsent = async (
  parts: AuthoriseParts,
  target: Target,
  { accounts, validUntil, card }: Wishes,
  ctx: CallContext | undefined,
): Promise<OpenedConsent> => {
  if (target.purpose === 'funds') return createFundsConsent(parts, target, { accounts, card }, ctx)
  const references = accounts?.map((iban) => ({ iban: iban.replaceAll(' ', '').toUpperCase() }))
  const opened = await createConsent(parts, target, { accounts: references, validUntil }, ctx)
  const isListed = opened.made.status === 'done' && opened.target.listing !== undefined
  return isListed ? askForListed(parts, opened.target, ctx) : opened
}

const start = async (
  parts: AuthoriseParts,
  request: BerlinGroupStartRequest,
  ctx: CallContext | undefined,
): Promise<Challenge> => {
  const { bank, settings, random, clock } = parts
  checkStartRequest(request, bank)
  checkContext(ctx, bank)
  requireAddress(parts, ctx)
  const purpose = checkPurpose(request.purpose, purposesOf(settings.profile), bank)
  const psuId = psuIdOf(parts, request.customerId)
  const previous = request.previous === undefined ? undefined : checkSession(request.previous, { bank })
  const redirectUri = chooseRedirectUri(request.redirectUri, settings.redirectUris, bank)
  const target: Target = {
    purpose,
    id: '',
    state: createState(random),
    redirectUri,
    psuId,
    previous: toPrevious(previous),
  }
  const { oauth } = settings.profile
  if (oauth?.preStep === true) {
    const scope = scopeOf(parts, target)
    const { authorizeUrl, tokenUrl } = oauth
    if (authorizeUrl === undefined || tokenUrl === undefined) {
      throw new NostroError({
        code: 'invalid_config',
        provider: bank.provider,
        message: 'The row of the bank names no authorisation server.',
        hint: 'Give `oauth.authorizeUrl` and `oauth.tokenUrl` in the row.',
      })
    }
    const wishes: Wishes = { accounts: request.accounts, validUntil: request.validUntil, card: request.card }
    // The wishes ride in the place of a session, which there is none of yet.
    return oauthChallenge(
      parts,
      { ...target, session: toJson(wishes) },
      { authorizeUrl: onOurOrigin(parts, authorizeUrl), tokenUrl, scope },
    )
  }
  if (needsNoConsent(parts, purpose)) {
    return {
      kind: 'none',
      id: random.uuid(),
      provider: bank.provider,
      purpose,
      expiresAt: clock.now() + 3_600_000,
      serverState: toJson({ target }),
    }
  }
  return challengeOf(parts, (await openConsent(parts, target, request, ctx)).made)
}

/** The customer's page stays where the row says, unless all of the bank stands elsewhere: a simulator, a sandbox. */
const onOurOrigin = ({ settings }: AuthoriseParts, url: string): string => {
  const row = new URL(settings.profile.baseUrl).origin
  return URL.canParse(url) && new URL(url).origin === row ? `${settings.origin}${url.slice(row.length)}` : url
}

const challengeOf = ({ bank }: AuthoriseParts, made: Progress): Challenge => {
  if (made.status === 'challenge') return made.challenge
  throw new NostroError({
    code: 'protocol_violation',
    provider: bank.provider,
    message: 'The bank ended the authorisation before it began.',
    hint: 'Start again; if it stays, report it.',
  })
}

const finish = async (
  parts: AuthoriseParts,
  target: Target,
  made: Progress,
  ctx: CallContext | undefined,
): Promise<AuthResult> => {
  if (made.status === 'challenge') return { status: 'pending', challenge: made.challenge }
  return made.status === 'failed' ? failed : complete(parts, target, {}, ctx)
}

const afterCode = async (
  parts: AuthoriseParts,
  notes: Notes,
  code: string,
  ctx: CallContext | undefined,
): Promise<AuthResult> => {
  const { clock, settings } = parts
  const { target, verifier = '' } = notes
  const form = { grant_type: 'authorization_code', code, redirect_uri: target.redirectUri, code_verifier: verifier }
  const tokenUrl = onOurOrigin(parts, target.tokenUrl ?? '')
  const token = await exchange(parts, form, tokenUrl, ctx)
  const tokens: Tokens = {
    accessToken: token.access_token,
    refreshToken: token.refresh_token,
    tokenUrl,
    expiresAt: token.expires_in === undefined ? undefined : clock.now() + token.expires_in * 1000,
  }
  if (settings.profile.oauth?.preStep !== true) return complete(parts, target, tokens, ctx)
  if (needsNoConsent(parts, target.purpose)) return plainSession(parts, target, tokens)
  const wishes = wishesSchema.parse(target.session ?? {})
  const withToken = {
    ...target,
    session: undefined,
    accessToken: tokens.accessToken,
    refreshToken: tokens.refreshToken,
    tokenUrl,
  }
  return {
    status: 'pending',
    challenge: challengeOf(
      parts,
      (await openConsent(parts, { ...withToken, state: createState(parts.random) }, wishes, ctx)).made,
    ),
  }
}

interface Return {
  readonly challenge: Challenge
  readonly notes: Notes
  readonly query: URLSearchParams
}

/** The browser is back from the bank's page: what the bank's status says counts, not the address. */
const afterRedirect = async (
  parts: AuthoriseParts,
  { challenge, notes, query }: Return,
  ctx: CallContext | undefined,
): Promise<AuthResult> => {
  const { client } = parts
  const { target, link, confirmation } = notes
  const code = query.get('confirmationCode') ?? query.get('code')
  const follow = async (call: Parameters<typeof followLink>[2]): Promise<string | undefined> =>
    client.read(await followLink(parts, target, call, ctx), stepSchema, 'the status').scaStatus
  if (confirmation !== undefined && code !== null) {
    const status = await follow({ method: 'PUT', link: confirmation, body: { confirmationCode: code } })
    return status === 'failed' ? failed : complete(parts, target, { challenge }, ctx)
  }
  const status = link === undefined ? undefined : await follow({ method: 'GET', link })
  if (status === 'failed') return failed
  // The end of a consent has no status of its own that could be asked for after it.
  const isOpen =
    target.purpose !== 'payments' && target.session !== undefined && status !== 'finalised' && status !== 'exempted'
  return isOpen ? { status: 'pending', challenge } : complete(parts, target, { challenge }, ctx)
}

const poll = async (
  parts: AuthoriseParts,
  challenge: Challenge,
  notes: Notes,
  ctx: CallContext | undefined,
): Promise<AuthResult> => {
  const { target, link } = notes
  if (link === undefined) return complete(parts, target, { challenge }, ctx)
  const { scaStatus } = parts.client.read(
    await followLink(parts, target, { method: 'GET', link }, ctx),
    stepSchema,
    'the status',
  )
  if (scaStatus === 'finalised' || scaStatus === 'exempted') return complete(parts, target, {}, ctx)
  return scaStatus === 'failed' ? failed : { status: 'pending', challenge }
}

const readNotes = ({ bank }: AuthoriseParts, value: unknown): Notes => {
  const read = notesSchema.safeParse(value)
  if (read.success) return read.data
  throw invalidField(bank, {
    field: 'challenge',
    problem: 'was changed on its way',
    hint: 'Give it back as it was returned.',
  })
}

const advance = async (
  parts: AuthoriseParts,
  challenge: Challenge,
  answer: ChallengeAnswer,
  ctx: CallContext | undefined,
): Promise<AuthResult> => {
  const { bank, flow, clock } = parts
  checkContext(ctx, bank)
  checkChallenge(challenge, { bank, kinds: ['redirect', 'decoupled', 'input', 'none'], now: clock.now() })
  if (challenge.kind === 'redirect') {
    const outcome = flow.read(challenge, answer.redirectUrl)
    if (outcome.status !== 'returned') return outcome
    const notes = readNotes(parts, outcome.kept.notes)
    return notes.verifier === undefined
      ? afterRedirect(parts, { challenge, notes, query: outcome.query }, ctx)
      : afterCode(parts, notes, flow.readCode(outcome.query), ctx)
  }
  const notes = readNotes(parts, challenge.serverState)
  if (challenge.kind === 'none') return plainSession(parts, notes.target, {})
  if (challenge.kind === 'decoupled') return poll(parts, challenge, notes, ctx)
  try {
    return await finish(parts, notes.target, await sendInput(parts, notes, answer.input, ctx), ctx)
  } catch (error) {
    // A wrong code may be entered again: the challenge lives for as long as the bank lets it.
    const word = NostroError.isInstance(error) ? error.bankMessages?.[0]?.code : undefined
    if (word === 'PSU_CREDENTIALS_INVALID') return { status: 'pending', challenge }
    if (word === 'STATUS_INVALID' || word === 'SCA_INVALID') return failed
    throw error
  }
}

/** How a consent at a Berlin Group bank comes to be, is renewed and ends. */
export const createAuthProvider = (parts: AuthoriseParts): BerlinGroupAuth => {
  const { bank, client, clock, settings } = parts
  return {
    start: (request, ctx) => start(parts, request, ctx),
    advance: (challenge, answer, ctx) => advance(parts, challenge, answer, ctx),
    refresh: async (session, ctx) => {
      const secrets = secretsOf(checkSession(session, { bank }), bank)
      const { refreshToken, tokenUrl } = secrets
      if (refreshToken === undefined || tokenUrl === undefined) {
        throw new NostroError({
          code: 'consent_expired',
          provider: bank.provider,
          message: 'The session cannot be renewed without the customer.',
          hint: 'Connect the bank again, with the old session as `previous`.',
        })
      }
      const token = await exchange(parts, { grant_type: 'refresh_token', refresh_token: refreshToken }, tokenUrl, ctx)
      return {
        ...session,
        revision: session.revision + 1,
        expiresAt: token.expires_in === undefined ? undefined : clock.now() + token.expires_in * 1000,
        secrets: toSecrets({ ...secrets, accessToken: token.access_token, refreshToken: token.refresh_token }),
      }
    },
    revoke: async (session, ctx) => {
      const { consentId, accessToken, psuId } = secretsOf(checkSession(session, { bank }), bank)
      if (consentId === undefined) return
      const target: Target = {
        purpose: session.purpose === 'funds' ? 'funds' : 'accounts',
        id: consentId,
        state: createState(parts.random),
        redirectUri: settings.redirectUris[0] ?? '',
        psuId,
        accessToken,
      }
      const headers = {
        ...addressHeaders(parts, ctx),
        ...targetHeaders(parts, target),
        ...redirectHeaders(parts, target),
      }
      const endpoint = target.purpose === 'funds' ? endpoints.deleteFundsConsent : endpoints.deleteConsent
      const response = await client.send(endpoint, { ctx, params: { consentId }, headers })
      if (response.status !== 202) return
      const made = await progress(parts, { ...target, session: toJson(session) }, response, ctx)
      if (made.status !== 'challenge') return
      throw new NostroError({
        code: 'sca_required',
        provider: bank.provider,
        message: 'The bank wants the customer to confirm the end of the consent.',
        hint: 'Show the challenge of this error.',
        challenge: made.challenge,
      })
    },
    serves: (session) => {
      if (session.provider !== bank.provider) return false
      const secrets = secretsOf(session, bank)
      return secrets.origin === settings.origin && secrets.bank === settings.profile.id
    },
  }
}
