import { isDeepStrictEqual } from 'node:util'
import type { Challenge, DecoupledChallenge, Provider } from '@nostro/core'
import { type Check, NotProvableHere, verify } from './check.ts'
import type { CheckContext } from './check-context.ts'
import { throughJson } from './outcomes.ts'

/** A challenge that the customer answers on another device. */
const startDecoupled = async (
  context: CheckContext,
): Promise<{ readonly provider: Provider; readonly challenge: DecoupledChallenge }> => {
  const provider = context.open()
  for (const purpose of context.bank.profile.purposes) {
    const challenge: Challenge = await context.start(provider, purpose)
    if (challenge.kind === 'decoupled') return { provider, challenge }
  }
  throw new NotProvableHere('Nobody confirms on another device at this bank.')
}

const withFrame = async (context: CheckContext) => {
  const { provider, challenge } = await startDecoupled(context)
  const { frame } = provider.auth
  if (frame === undefined) throw new NotProvableHere('The provider has no auth.frame.')
  return { challenge, frame: (at: number) => frame.call(provider.auth, challenge, at) }
}

export const frameChecks: readonly Check[] = [
  {
    id: 'frames.message',
    area: 'frames',
    title: 'The message says in English what the customer is to do.',
    why: 'A page that shows a code alone is not understood.',
    source: 'core/contracts/auth.ts DecoupledView.message',
    needs: [],
    run: async (context) => {
      const { message } = (await startDecoupled(context)).challenge
      verify((message['en'] ?? '').length > 3, `The message is ${JSON.stringify(message)}.`)
    },
  },
  {
    id: 'frames.pause',
    area: 'frames',
    title: 'Polls are at least half a second and at most half a minute apart.',
    why: 'Too often is refused, too seldom is slow.',
    source: 'core/contracts/auth.ts ChallengeBase.pollAfterMs',
    needs: [],
    run: async (context) => {
      const { pollAfterMs } = (await startDecoupled(context)).challenge
      const isSound = pollAfterMs !== undefined && pollAfterMs >= 500 && pollAfterMs <= 30_000
      verify(isSound, `pollAfterMs is ${String(pollAfterMs)}.`)
    },
  },
  {
    id: 'frames.pending',
    area: 'frames',
    title: 'While the customer has not answered, the challenge goes on under its id.',
    why: 'The page that shows it is found by the id.',
    source: 'core/contracts/auth.ts AuthResult',
    needs: [],
    run: async (context) => {
      const { provider, challenge } = await startDecoupled(context)
      const result = await provider.auth.advance(throughJson(challenge), {})
      verify(result.status === 'pending', `Without an answer the challenge ended as “${result.status}”.`)
      verify(result.challenge.id === challenge.id, 'The challenge goes on under another id.')
    },
  },
  {
    id: 'frames.pure',
    area: 'frames',
    title: 'A frame is made of the challenge and the clock, without a request.',
    why: 'It is drawn every second for every customer.',
    source: 'core/contracts/auth.ts AuthProvider.frame',
    needs: [],
    run: async (context) => {
      const { challenge, frame } = await withFrame(context)
      const calls = context.kit.calls.length
      const at = challenge.expiresAt - 20_000
      verify(isDeepStrictEqual(frame(at), frame(at)), 'Two frames of one moment differ.')
      verify(context.kit.calls.length === calls, 'A frame made a request.')
    },
  },
  {
    id: 'frames.move',
    area: 'frames',
    title: 'The code to scan changes with the seconds.',
    why: 'A photographed code must be of no use to somebody else.',
    source: 'core/contracts/auth.ts AuthProvider.frame',
    needs: [],
    run: async (context) => {
      const { frame } = await withFrame(context)
      const now = context.clock.now()
      const codes = [0, 1000, 2000].map((later) => frame(now + later).qrText)
      if (codes[0] === undefined) throw new NotProvableHere('There is no code to scan.')
      verify(new Set(codes).size === 3, 'The code stays the same.')
    },
  },
  {
    id: 'frames.no-secret',
    area: 'frames',
    title: 'What is shown holds no secret of the provider.',
    why: 'It goes to a browser.',
    source: 'core/contracts/public-challenge.ts publicChallenge',
    needs: [],
    run: async (context) => {
      const { frame } = await withFrame(context)
      const shown = JSON.stringify(frame(context.clock.now()))
      verify(!context.bank.canaries().some((canary) => shown.includes(canary)), 'A secret is shown.')
    },
  },
  {
    id: 'frames.cancel',
    area: 'frames',
    title: 'A challenge that was cancelled does not complete.',
    why: 'Somebody who closed the page must not be logged in by a late tap.',
    source: 'core/contracts/auth.ts AuthProvider.cancel',
    needs: ['cancel'],
    run: async (context) => {
      const { provider, challenge } = await startDecoupled(context)
      await provider.auth.cancel?.(challenge)
      const answer = await context.bank.act(challenge, 'approve').catch(() => ({}))
      const result = await provider.auth.advance(challenge, answer).catch(() => ({ status: 'refused' }))
      verify(result.status !== 'complete', 'A cancelled challenge completed.')
    },
  },
]
