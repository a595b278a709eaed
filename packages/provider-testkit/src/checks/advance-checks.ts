import { NostroError } from '@nostro/core'
import { type Check, NotProvableHere, verify } from './check.ts'
import { isNextStep } from './check-context.ts'
import { refusal, throughJson } from './outcomes.ts'

const source = 'core/contracts/auth.ts AuthProvider.advance'

const garbage: readonly unknown[] = [
  { redirectUrl: '' },
  { redirectUrl: 'no url' },
  { redirectUrl: 'x'.repeat(100_000) },
  { redirectUrl: 7 },
  { redirectUrl: null },
  { input: null },
  { input: { code: 7 } },
]

export const advanceChecks: readonly Check[] = [
  {
    id: 'advance.other-process',
    area: 'advance',
    title: 'Another instance completes a challenge that came through JSON.',
    why: 'The customer may come back to another server than the one that sent him away.',
    source,
    needs: [],
    run: async ({ open, start, advance }) => {
      const challenge = throughJson(await start(open()))
      const result = await advance(open(), challenge, 'approve').catch((error: unknown) => ({ status: String(error) }))
      verify(result.status === 'complete', `Another instance ended the challenge as “${result.status}”.`)
    },
  },
  {
    id: 'advance.decline',
    area: 'advance',
    title: 'A customer who declines is a normal outcome: failed, user_cancelled.',
    why: 'It happens every day and is no fault to be reported.',
    source: 'core/contracts/auth.ts AuthFailure',
    needs: ['decision:decline'],
    run: async ({ open, start, advance, bank }) => {
      const provider = open()
      const result = await advance(provider, await start(provider), 'decline').catch((error: unknown) => {
        return { status: `error ${String(error)}`, code: '' }
      })
      const seen = `${result.status} ${'code' in result ? result.code : ''}`
      verify(seen === `failed ${bank.profile.declined ?? 'user_cancelled'}`, `A declined challenge ended as “${seen}”.`)
    },
  },
  {
    id: 'advance.other-state',
    area: 'advance',
    title: 'An answer with another state is verification_failed, without a request.',
    why: 'Else a stranger’s account is put into the customer’s browser (RFC 6749 section 10.12).',
    source: `${source} @throws verification_failed`,
    needs: ['decision:other-state'],
    run: async ({ open, start, bank, kit }) => {
      const provider = open()
      const challenge = await start(provider)
      const answer = await bank.act(challenge, 'other-state')
      const calls = kit.calls.length
      await refusal('An answer with another state', ['verification_failed'], () =>
        provider.auth.advance(challenge, answer),
      )
      verify(kit.calls.length === calls, 'The code of a foreign answer was sent to the bank.')
    },
  },
  {
    id: 'advance.garbage',
    area: 'advance',
    title: 'Answers that are none end as pending, failed or a NostroError.',
    why: 'The answer is what a browser sent: anything.',
    source,
    needs: ['redirect'],
    run: async ({ open, start }) => {
      const provider = open()
      for (const answer of garbage) {
        const outcome = await start(provider)
          .then((challenge) => provider.auth.advance(challenge, answer as never))
          .catch((error: unknown) => error)
        const isOutcome = typeof outcome === 'object' && outcome !== null && 'status' in outcome
        const isSound = NostroError.isInstance(outcome) || (isOutcome && outcome.status !== 'complete')
        verify(isSound, `The answer ${JSON.stringify(answer).slice(0, 60)} ended with ${String(outcome)}`)
      }
    },
  },
  {
    id: 'advance.code-twice',
    area: 'advance',
    title: 'A code is good once.',
    why: 'A reload of the return page must not open a second access.',
    source: 'RFC 6749 section 4.1.2',
    needs: ['redirect'],
    run: async ({ open, start, bank }) => {
      const provider = open()
      const challenge = await start(provider)
      const answer = await bank.act(challenge, 'approve')
      const { redirectUrl } = answer
      const isCode =
        redirectUrl !== undefined && URL.canParse(redirectUrl) && new URL(redirectUrl).searchParams.has('code')
      if (!isCode) throw new NotProvableHere('The customer does not come back with a code.')
      const first = await provider.auth.advance(challenge, answer)
      verify(first.status === 'complete' || isNextStep(first, challenge), `Connecting ended as “${first.status}”.`)
      const second = await provider.auth.advance(challenge, answer).catch((error: unknown) => error)
      const isSession =
        typeof second === 'object' && second !== null && 'status' in second && second.status === 'complete'
      verify(!isSession, 'The same code gave two sessions.')
    },
  },
]
