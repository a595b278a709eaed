import { type CallContext, type Connection, NostroError, redirectStateOf } from '@nostro/core'
import type { BackOfficeOptions } from '../api/api-parts.ts'
import type { Services } from '../api/services.ts'
import { answerChallenge } from '../challenges/answer-challenge.ts'
import type { KeptChallenge } from '../challenges/challenge-store.ts'
import { ApiError } from '../errors/api-error.ts'
import { adoptConsent } from './adopt-consent.ts'
import { noPendingConsent, severalPendingConsents } from './back-office-errors.ts'

const accountScopes = ['payment-accounts:balances:view', 'payment-accounts:transactions:view'] as const
const fundsScope = 'payment-accounts:funds-availability:confirm'
export const defaultScope = accountScopes.join(' ')

export interface ConsentRequest {
  readonly redirectUri: string
  readonly scope?: string | undefined
  readonly country?: string | undefined
}

const clientKey = (clientId: string, redirectUri: string): string => `${clientId} ${redirectUri}`
export const ownerOf = ({ clientId }: BackOfficeOptions): string => `back-office:${clientId}`

const purposeOf = (scope: string): 'accounts' | 'funds' => {
  const wanted = scope.split(/\s+/).filter((word) => word !== '')
  if (wanted.length === 1 && wanted[0] === fundsScope) return 'funds'
  if (wanted.length > 0 && wanted.every((word) => (accountScopes as readonly string[]).includes(word)))
    return 'accounts'
  throw new ApiError({
    status: 400,
    code: 'invalid_request',
    detail: 'The scope cannot be asked for here.',
    hint: `Leave it out, or use “${defaultScope}”.`,
  })
}

export const initiateConsent = async (
  services: Services,
  options: BackOfficeOptions,
  { redirectUri, scope = defaultScope, country = 'DE' }: ConsentRequest,
  ctx: CallContext,
): Promise<{ readonly authorizationUrl: string; readonly state: string }> => {
  const { connections, challenges } = services
  const request = { purpose: purposeOf(scope), redirectUri, country, owner: ownerOf(options), label: 'Back office' }
  const pending = await connections.start(options.instance, request, ctx)
  const { challenge } = pending
  const state = redirectStateOf(challenge)
  if (challenge.kind !== 'redirect' || state === undefined) {
    throw new NostroError({
      code: 'invalid_config',
      provider: challenge.provider,
      message: 'This bank has no page on which a customer consents.',
      hint: 'Name a bank with a redirect in the back office’s configuration.',
    })
  }
  await challenges.add({
    pending,
    challenge,
    connection: pending.connection,
    client: clientKey(options.clientId, redirectUri),
  })
  return { authorizationUrl: challenge.url, state }
}

export interface ConsentAnswer {
  readonly code: string
  readonly redirectUri: string
  readonly state?: string | undefined
}

/** The code of the bank's redirect becomes a connection; one that this client had before is continued. */
export const finishConsent = async (
  services: Services,
  options: BackOfficeOptions,
  { code, redirectUri, state }: ConsentAnswer,
  ctx: CallContext,
): Promise<Connection> => {
  const kept = await findPending(services, clientKey(options.clientId, redirectUri), state)
  const landed = new URL(redirectUri)
  landed.searchParams.set('state', redirectStateOf(kept.challenge) ?? '')
  landed.searchParams.set('code', code)
  const { connection, challenge } = await answerChallenge(services, kept, { redirectUrl: landed.href }, ctx)
  if (connection === undefined) {
    throw new NostroError({
      code: 'consent_required',
      message: challenge.failure ?? 'The bank gave no consent.',
      hint: 'Start again, and let the customer finish at the bank.',
    })
  }
  return adoptConsent(services, connection, ctx)
}

const findPending = async (
  { challenges }: Services,
  client: string,
  state: string | undefined,
): Promise<KeptChallenge> => {
  const pending = await challenges.pendingOf(client)
  const fitting =
    state === undefined ? pending : pending.filter(({ challenge }) => redirectStateOf(challenge) === state)
  const [first, ...more] = fitting
  if (first === undefined) throw noPendingConsent()
  if (more.length > 0) throw severalPendingConsents(fitting.length)
  return first
}
