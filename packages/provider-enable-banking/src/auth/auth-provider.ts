import {
  type AuthFailure,
  type AuthProvider,
  type AuthResult,
  type CallContext,
  type Challenge,
  type ChallengeAnswer,
  type InstitutionRef,
  type JsonValue,
  NostroError,
  type ProviderServices,
  parseInstant,
  type Session,
  type StartRequest,
} from '@nostro/core'
import {
  checkChallenge,
  checkContext,
  checkInput,
  checkPurpose,
  checkSession,
  chooseRedirectUri,
  createState,
  dateSchema,
  invalidField,
  type RedirectFlow,
  toSession,
} from '@nostro/provider-kit'
import { z } from 'zod'
import { enableBanking } from '../api/bank.ts'
import type { EnableBankingClient } from '../api/client.ts'
import type { Aspsp } from '../api/schemas.ts'
import type { Institutions } from '../institutions/institutions.ts'
import type { EnableBankingSettings } from '../options.ts'
import { type SessionSecrets, secretsOf, sessionIdOf, toSecrets } from './session-secrets.ts'
import { validUntil } from './valid-until.ts'

export interface AuthParts extends Pick<ProviderServices, 'clock' | 'random'> {
  readonly client: EnableBankingClient
  readonly settings: EnableBankingSettings
  readonly institutions: Institutions
  readonly flow: RedirectFlow
}

const startSchema = z.strictObject({
  purpose: z.string(),
  redirectUri: z.string().optional(),
  country: z.string().optional(),
  institution: z.strictObject({ name: z.string().min(1), country: z.string().optional() }).optional(),
  accounts: z.array(z.string()).min(1).optional(),
  customerType: z.enum(['personal', 'business']).optional(),
  customerId: z.undefined({ error: 'is not asked for here: the bank’s own page does that' }).optional(),
  validUntil: dateSchema.optional(),
  scaMethod: z.string().optional(),
  previous: z.looseObject({}).optional(),
})

const notesSchema = z.object({
  kind: z.literal('accounts'),
  institution: z.object({ name: z.string(), country: z.string(), bic: z.string().optional() }),
  customerType: z.enum(['personal', 'business']),
  requiredPsuHeaders: z.array(z.string()),
})

type AccountNotes = z.infer<typeof notesSchema>

const json = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue

/** The bank that is meant: of the request, of the old session, or of the options. */
const institutionOf = (request: StartRequest, settings: EnableBankingSettings): InstitutionRef => {
  const { institution, country, previous } = request
  const old =
    previous === undefined ? undefined : secretsOf(checkSession(previous, { bank: enableBanking })).institution
  const found = institution ?? old ?? settings.institution
  if (found === undefined) {
    throw invalidField(enableBanking, {
      field: 'institution',
      problem: 'is missing',
      hint: 'Name the bank: `{ name, country }` as `institutions` gives it, or set the option `institution`.',
    })
  }
  return { name: found.name, country: found.country ?? country }
}

/** Whose accounts: what is asked for must be served, and is chosen where the bank serves one kind alone. */
const customerTypeOf = (request: StartRequest, { psu_types: types, name }: Aspsp): 'personal' | 'business' => {
  const wanted = request.customerType ?? (types?.length === 1 && types[0] === 'business' ? 'business' : 'personal')
  if (types === undefined || types.includes(wanted)) return wanted
  throw invalidField(enableBanking, {
    field: 'customerType',
    problem: `is “${wanted}”, which ${name.slice(0, 60)} does not serve`,
    hint: `Use one of: ${types.join(', ')}.`,
  })
}

const secretsFor = ({ settings }: AuthParts, notes: Omit<AccountNotes, 'kind'>): SessionSecrets => ({
  origin: settings.origin,
  applicationId: settings.applicationId,
  institution: notes.institution,
  customerType: notes.customerType,
  requiredPsuHeaders: notes.requiredPsuHeaders,
  accounts: [],
})

const start = async (parts: AuthParts, request: StartRequest, ctx: CallContext | undefined): Promise<Challenge> => {
  const { client, settings, institutions, flow, clock, random } = parts
  checkInput(startSchema, request, { bank: enableBanking, what: 'request' })
  checkContext(ctx, enableBanking)
  const purpose = checkPurpose(request.purpose, ['accounts', 'payments'] as const, enableBanking)
  const aspsp = await institutions.find(institutionOf(request, settings), ctx)
  const customerType = customerTypeOf(request, aspsp)
  const notes: AccountNotes = {
    kind: 'accounts',
    institution: { name: aspsp.name, country: aspsp.country, bic: aspsp.bic },
    customerType,
    requiredPsuHeaders: aspsp.required_psu_headers ?? [],
  }
  if (purpose === 'payments') {
    // A payment asks its customer itself: the session says no more than which bank it goes to.
    const serverState = json({ ...secretsFor(parts, notes), previous: request.previous?.id })
    return {
      kind: 'none',
      id: random.uuid(),
      provider: enableBanking.provider,
      purpose,
      expiresAt: clock.now() + 3_600_000,
      serverState,
    }
  }
  const redirectUri = chooseRedirectUri(request.redirectUri, settings.redirectUris, enableBanking)
  const state = createState(random)
  const until = validUntil({
    now: client.now(),
    maximum: aspsp.maximum_consent_validity,
    consentDays: settings.consentDays,
    wished: request.validUntil,
  })
  const body = {
    access: {
      valid_until: until,
      balances: true,
      transactions: true,
      accounts: request.accounts?.map((iban) => ({ iban })),
    },
    aspsp: { name: aspsp.name, country: aspsp.country },
    state,
    redirect_url: redirectUri,
    psu_type: customerType,
    auth_method: request.scaMethod,
  }
  const { url } = await client.startAuth(body, { ctx })
  return flow.toChallenge(purpose, url, {
    state,
    redirectUri,
    previous: toPrevious(request.previous),
    notes: json(notes),
  })
}

const toPrevious = (session: Session | undefined) =>
  session === undefined ? undefined : { id: session.id, revision: session.revision, createdAt: session.createdAt }

/** A code that is used, old or foreign is the end of this attempt, not a fault. */
const failureOf = (error: unknown): AuthFailure | undefined => {
  const word = NostroError.isInstance(error) ? error.bankMessages?.[0]?.code : undefined
  if (word === 'EXPIRED_AUTHORIZATION_CODE') {
    return {
      status: 'failed',
      code: 'expired',
      reason: word,
      message: { en: 'Too much time passed. Please start again.' },
    }
  }
  if (word === 'ALREADY_AUTHORIZED' || word === 'WRONG_AUTHORIZATION_CODE') {
    return {
      status: 'failed',
      code: 'rejected',
      reason: word,
      message: { en: 'This attempt was used before. Please start again.' },
    }
  }
  return undefined
}

const openSession = async (
  parts: AuthParts,
  code: string,
  kept: {
    readonly previous?: Pick<Session, 'id' | 'revision' | 'createdAt'> | undefined
    readonly notes: AccountNotes
  },
  ctx: CallContext | undefined,
): Promise<AuthResult> => {
  const { client, clock, random } = parts
  try {
    const made = await client.createSession(code, { ctx })
    const secrets = { ...secretsFor(parts, kept.notes), sessionId: made.session_id, accounts: made.accounts }
    const session = toSession({
      provider: enableBanking.provider,
      purpose: 'accounts',
      previous: kept.previous,
      id: random.uuid(),
      now: clock.now(),
      consentValidUntil: parseInstant(made.access.valid_until),
      secrets: toSecrets(secrets),
    })
    return { status: 'complete', session }
  } catch (error) {
    const failure = failureOf(error)
    if (failure !== undefined) return failure
    throw error
  }
}

/** The challenge of a payment gives back the session that paid. */
const paymentNotesSchema = z.object({ kind: z.literal('payment'), session: z.looseObject({ provider: z.string() }) })

const advance = async (
  parts: AuthParts,
  challenge: Challenge,
  answer: ChallengeAnswer,
  ctx: CallContext | undefined,
): Promise<AuthResult> => {
  const { flow, clock, random } = parts
  checkContext(ctx, enableBanking)
  checkChallenge(challenge, { bank: enableBanking, kinds: ['redirect', 'none'], now: clock.now() })
  if (challenge.kind === 'none') {
    const { previous: _previous, ...secrets } = challenge.serverState as Readonly<Record<string, JsonValue>>
    const session = toSession({
      provider: enableBanking.provider,
      purpose: 'payments',
      id: random.uuid(),
      now: clock.now(),
      secrets,
    })
    secretsOf(session)
    return { status: 'complete', session }
  }
  const outcome = flow.read(challenge, answer.redirectUrl)
  if (outcome.status !== 'returned') return outcome
  const payment = paymentNotesSchema.safeParse(outcome.kept.notes)
  if (payment.success) return { status: 'complete', session: payment.data.session as unknown as Session }
  const notes = notesSchema.safeParse(outcome.kept.notes)
  if (!notes.success) {
    throw invalidField(enableBanking, {
      field: 'challenge',
      problem: 'was changed on its way',
      hint: 'Give it back as it was returned.',
    })
  }
  return openSession(parts, flow.readCode(outcome.query), { previous: outcome.kept.previous, notes: notes.data }, ctx)
}

const alreadyEnded = new Set(['CLOSED_SESSION', 'EXPIRED_SESSION', 'REVOKED_SESSION', 'SESSION_DOES_NOT_EXIST'])

/** How a consent at a bank behind Enable Banking comes to be and ends. There is no renewal without the customer. */
export const createAuthProvider = (parts: AuthParts): AuthProvider => ({
  start: (request, ctx) => start(parts, request, ctx),
  advance: (challenge, answer, ctx) => advance(parts, challenge, answer, ctx),
  revoke: async (session, ctx) => {
    const secrets = secretsOf(checkSession(session, { bank: enableBanking }))
    if (secrets.sessionId === undefined) return
    try {
      await parts.client.closeSession(sessionIdOf(secrets), { ctx })
    } catch (error) {
      const word = NostroError.isInstance(error) ? error.bankMessages?.[0]?.code : undefined
      if (word === undefined || !alreadyEnded.has(word)) throw error
    }
  },
  serves: (session) => {
    if (session.provider !== enableBanking.provider) return false
    const secrets = secretsOf(session)
    return secrets.origin === parts.settings.origin && secrets.applicationId === parts.settings.applicationId
  },
})
