import type {
  AuthResult,
  CallContext,
  Challenge,
  ChallengeAnswer,
  Clock,
  Provider,
  Session,
  StartRequest,
} from '@nostro/core'
import { NostroError } from '@nostro/core'

/** What the person does at a challenge: visits a page, approves in an app, types something in. */
export type Respond = (challenge: Challenge) => Promise<ChallengeAnswer>

export interface AuthenticateOptions {
  readonly provider: Provider
  readonly respond: Respond
  readonly clock: Clock
  readonly ctx: CallContext
  /** What the session is to be for, and how it is asked for: to read accounts, or to identify where there are none. */
  readonly request?: Partial<StartRequest>
  /** Called with each state of a challenge that takes time. */
  readonly onPending?: (challenge: Challenge) => void
}

/**
 * From a challenge to a session: answers each new challenge once, then asks the bank in its own rhythm.
 * @throws NostroError `user_cancelled`, `consent_required`
 */
export const authenticate = async (options: AuthenticateOptions): Promise<Session> => {
  const result = await runChallenge(options)
  if (result.status === 'complete') return result.session
  throw failure(options.provider, result)
}

type Ended = Exclude<AuthResult, { status: 'pending' }>

/** The same, giving the whole result: identity and evidence too, and a failure as data. */
export const runChallenge = async (options: AuthenticateOptions): Promise<Ended> => {
  const { provider, respond, clock, ctx, request, onPending } = options
  const purpose = provider.accounts === undefined ? 'identify' : 'accounts'
  let challenge = await provider.auth.start({ purpose, ...request }, ctx)
  onPending?.(challenge)
  try {
    let answer = await respond(challenge)
    for (;;) {
      const result = await provider.auth.advance(challenge, answer, ctx)
      if (result.status !== 'pending') return result
      const isNew = result.challenge.id !== challenge.id
      challenge = result.challenge
      onPending?.(challenge)
      answer = isNew ? await respond(challenge) : {}
      await clock.sleep(challenge.pollAfterMs ?? 0, ctx.signal)
    }
  } catch (error) {
    // An order left pending would block the person’s next one.
    await provider.auth.cancel?.(challenge).catch(() => undefined)
    throw error
  }
}

const failure = (provider: Provider, { code, reason, message }: Exclude<Ended, { status: 'complete' }>): NostroError =>
  new NostroError({
    code:
      code === 'user_cancelled' ? 'user_cancelled' : code === 'unavailable' ? 'bank_unavailable' : 'consent_required',
    provider: provider.manifest.id,
    message:
      message?.['en'] ?? `The authentication ended without a session${reason === undefined ? '' : ` (${reason})`}.`,
    hint: 'Start again when you are ready.',
  })
