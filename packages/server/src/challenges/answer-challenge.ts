import type { CallContext, ChallengeAnswer, Connection, ConnectResult } from '@nostro/core'
import { NostroError } from '@nostro/core'
import type { Services } from '../api/services.ts'
import { ApiError } from '../errors/api-error.ts'
import type { KeptChallenge } from './challenge-store.ts'

export interface AnswerOutcome {
  readonly challenge: KeptChallenge
  readonly connection?: Connection | undefined
}

const alreadyAnswered = (): ApiError =>
  new ApiError({
    status: 409,
    code: 'conflict',
    detail: 'This challenge was answered already.',
    hint: 'Look at its state, or start a new one.',
  })

/**
 * Goes on with a connection's challenge. One answer, once: of two that arrive together one is refused, since banks take a code
 * once. A challenge that has to be polled may be asked again and again.
 * @throws NostroError what the bank says; the challenge is `failed` then
 */
export const answerChallenge = async (
  services: Services,
  kept: KeptChallenge,
  answer: ChallengeAnswer,
  ctx: CallContext,
): Promise<AnswerOutcome> => {
  const { challenges, connections, events } = services
  const { pending } = kept
  if (pending === undefined) throw alreadyAnswered()
  if (!(await challenges.take(kept.id))) throw alreadyAnswered()
  let result: ConnectResult
  try {
    result = await connections.advance(pending, answer, ctx)
  } catch (error) {
    const state = isPassing(error) ? 'pending' : 'failed'
    await challenges.put({ ...kept, state, failure: NostroError.isInstance(error) ? error.message : undefined })
    throw error
  }
  const done = settle(kept, result)
  await challenges.put(done)
  await events.publish({ type: 'challenge.changed', data: { challengeId: kept.id, status: done.state } })
  if (result.status === 'connected') {
    const type = pending.renewal ? 'connection.renewed' : 'connection.created'
    await events.publish({ type, data: { connectionId: result.connection.id, provider: result.connection.instance } })
    return { challenge: done, connection: result.connection }
  }
  return { challenge: done }
}

/** The bank did not take the answer at all: the same one may be given again. */
const isPassing = (error: unknown): boolean =>
  NostroError.isInstance(error) && ['bank_unavailable', 'rate_limited', 'aborted'].includes(error.code)

const settle = (kept: KeptChallenge, result: ConnectResult): KeptChallenge => {
  switch (result.status) {
    case 'connected':
      return { ...kept, state: 'complete', connection: result.connection.id, pending: undefined }
    case 'pending':
      return {
        ...kept,
        state: 'pending',
        pending: result.pending,
        challenge: result.pending.challenge,
        expiresAt: result.pending.challenge.expiresAt,
      }
    case 'failed':
      return { ...kept, state: 'failed', failure: result.message?.['en'] ?? result.code }
  }
}
