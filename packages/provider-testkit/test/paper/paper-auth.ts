import { type AuthProvider, type AuthResult, NostroError, type ProviderServices, type Session } from '@nostro/core'
import {
  checkChallenge,
  checkSession,
  checkStart,
  chooseRedirectUri,
  createRedirectFlow,
  invalidField,
  toSession,
  withQuery,
} from '@nostro/provider-kit'
import { z } from 'zod'
import type { PaperClient } from './paper-client.ts'
import { secretsOf } from './paper-client.ts'
import { checkContext, paper } from './paper-parts.ts'
import { macOf } from './paper-signing.ts'

interface AuthParts extends Pick<ProviderServices, 'clock' | 'random'> {
  readonly client: PaperClient
  readonly apiUrl: string
  readonly redirectUris: readonly string[]
}

const purposes = ['accounts', 'payments', 'identify'] as const
const orderStateSchema = z.object({ order: z.string(), codeSecret: z.string() })

const invalidNotes = () =>
  invalidField(paper, { field: 'challenge', problem: 'was changed on its way', hint: 'Give it back as it was made.' })

const notesOf = (value: unknown) => {
  const read = orderStateSchema.safeParse(value)
  if (read.success) return read.data
  throw invalidNotes()
}

const message = { en: 'Confirm in the app of Paper Bank.' }

const refuseAborted = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted === true) {
    throw new NostroError({ code: 'aborted', provider: 'paper', message: 'The call was ended before it was made.' })
  }
}

/** Redirect for accounts and payments, the app for a login. */
export const createPaperAuth = ({ client, clock, random, apiUrl, redirectUris }: AuthParts): AuthProvider => {
  const flow = createRedirectFlow({ bank: paper, clock, random })
  const sessionFrom = (tokens: { access: string; refresh: string; expiresIn: number }, parts: Partial<Session>) =>
    toSession({
      provider: 'paper',
      purpose: parts.purpose ?? 'accounts',
      previous: parts.id === undefined ? undefined : (parts as Session),
      id: random.uuid(),
      now: clock.now(),
      expiresAt: clock.now() + tokens.expiresIn * 1000,
      consentValidUntil: clock.now() + 90 * 86_400_000,
      secrets: { access: tokens.access, refresh: tokens.refresh },
    })
  const viewOf = (codeSecret: string, at: number) => ({
    qrText: `paper.${Math.floor(at / 1000)}.${macOf(codeSecret, String(Math.floor(at / 1000)))}`,
    message,
  })
  const poll = async (...[challenge, , ctx]: Parameters<AuthProvider['advance']>): Promise<AuthResult> => {
    const { status, token } = await client.order(notesOf(challenge.serverState).order, ctx)
    if (status === 'open') return { status: 'pending', challenge }
    if (status === 'cancelled' || token === undefined) return { status: 'failed', code: 'user_cancelled' }
    const tokens = { access: token, refresh: token, expiresIn: 900 }
    return { status: 'complete', session: sessionFrom(tokens, { purpose: 'identify' }) }
  }
  return {
    start: async (request, ctx) => {
      checkContext(ctx)
      const purpose = checkStart(request, { bank: paper, purposes, members: ['redirectUri', 'previous'] })
      refuseAborted(ctx?.signal)
      if (purpose === 'identify') {
        const { id, code_secret: codeSecret = '' } = await client.startOrder(ctx)
        return {
          kind: 'decoupled',
          id: random.uuid(),
          provider: 'paper',
          purpose,
          expiresAt: clock.now() + 300_000,
          pollAfterMs: 2_000,
          serverState: { order: id, codeSecret },
          ...viewOf(codeSecret, clock.now()),
        }
      }
      const redirectUri = chooseRedirectUri(request.redirectUri, redirectUris, paper)
      return flow.start({
        purpose,
        redirectUri,
        previous: request.previous,
        toUrl: (state) => withQuery(`${apiUrl}/authorize`, { state, redirect_uri: redirectUri }),
      })
    },
    advance: async (challenge, answer, ctx) => {
      checkContext(ctx)
      checkChallenge(challenge, { bank: paper, kinds: ['redirect', 'decoupled'], now: clock.now() })
      if (challenge.kind === 'decoupled') return poll(challenge, answer, ctx)
      const outcome = flow.read(challenge, answer.redirectUrl)
      if (outcome.status !== 'returned') return outcome
      const tokens = await client.token({ code: flow.readCode(outcome.query) }, ctx)
      return {
        status: 'complete',
        session: sessionFrom(tokens, { ...outcome.kept.previous, purpose: challenge.purpose }),
      }
    },
    frame: (challenge, at) => viewOf(notesOf(challenge.serverState).codeSecret, at),
    cancel: async (challenge, ctx) => {
      if (challenge.kind === 'decoupled') await client.cancelOrder(notesOf(challenge.serverState).order, ctx)
    },
    refresh: async (session, ctx) => {
      const { refresh } = secretsOf(checkSession(session, { bank: paper }))
      return sessionFrom(await client.token({ refresh_token: refresh }, ctx), session)
    },
    revoke: async (session, ctx) => client.revoke(checkSession(session, { bank: paper }), ctx),
    serves: (session) => session.provider === 'paper',
  }
}
