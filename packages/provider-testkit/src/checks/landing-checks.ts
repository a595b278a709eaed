import { type AuthResult, NostroError } from '@nostro/core'
import { type Check, NotProvableHere, verify } from './check.ts'
import { type CheckContext, isNextStep } from './check-context.ts'
import { throughJson } from './outcomes.ts'

const source = 'core/contracts/auth.ts AuthProvider.advance'

/** A challenge with the URL on which the customer lands after approving, which has a state or a code in it. */
const land = async (context: CheckContext) => {
  const provider = context.open()
  const challenge = await context.start(provider)
  const { redirectUrl } = await context.bank.act(challenge, 'approve')
  if (redirectUrl === undefined) throw new NotProvableHere('The customer does not come back by an address.')
  return { provider, challenge, url: new URL(redirectUrl) }
}

type Landed = Awaited<ReturnType<typeof land>>

/** `complete`, `next step`, `pending`, `failed`, or the code of the error. */
const outcomeOf = async ({ provider, challenge }: Landed, url: URL): Promise<string> => {
  const outcome = await provider.auth.advance(challenge, { redirectUrl: url.href }).catch((error: unknown) => error)
  if (NostroError.isInstance(outcome)) return outcome.code
  if (outcome instanceof Error) return String(outcome)
  const result = outcome as AuthResult
  return isNextStep(result, challenge) ? 'next step' : result.status
}

const isGood = (outcome: string): boolean => outcome === 'complete' || outcome === 'next step'
const isRefused = (outcome: string): boolean => /^[a-z_]+$/.test(outcome) && !isGood(outcome)

export const landingChecks: readonly Check[] = [
  {
    id: 'advance.no-answer',
    area: 'advance',
    title: 'Without an answer nothing is completed.',
    why: 'A page that is opened too early must not connect anybody.',
    source,
    needs: ['redirect'],
    run: async ({ open, start }) => {
      const provider = open()
      const outcome: unknown = await provider.auth.advance(await start(provider), {}).catch((error: unknown) => error)
      const status = outcome instanceof Error ? '' : (outcome as { readonly status: string }).status
      verify(NostroError.isInstance(outcome) || status === 'pending' || status === 'failed', `It ended as “${status}”.`)
    },
  },
  {
    id: 'advance.answer-of-another',
    area: 'advance',
    title: 'The answer to another challenge is refused, without a request.',
    why: 'A stranger’s access would come into this customer’s browser (RFC 6749 section 10.12).',
    source: `${source} @throws verification_failed`,
    needs: ['redirect'],
    run: async (context) => {
      const landed = await land(context)
      const other = await context.start(landed.provider)
      const calls = context.kit.calls.length
      const outcome = await outcomeOf({ ...landed, challenge: other }, landed.url)
      verify(outcome === 'verification_failed', `The answer to another challenge ended as “${outcome}”.`)
      verify(context.kit.calls.length === calls, 'A request was sent for the answer to another challenge.')
    },
  },
  {
    id: 'advance.bank-error',
    area: 'advance',
    title: 'An error that the bank sends back ends the challenge in words.',
    why: 'It must not look like success, nor like the customer’s refusal.',
    source: 'RFC 6749 section 4.1.2.1',
    needs: ['redirect'],
    run: async (context) => {
      const landed = await land(context)
      if (!landed.url.searchParams.has('code'))
        throw new NotProvableHere('The customer does not come back with a code.')
      const url = new URL(landed.url)
      url.searchParams.delete('code')
      url.searchParams.set('error', 'server_error')
      const outcome = await outcomeOf(landed, url)
      verify(isRefused(outcome), `The bank’s error ended as “${outcome}”.`)
    },
  },
  {
    id: 'advance.no-code',
    area: 'advance',
    title: 'A return without a code is refused without a request.',
    why: 'The bank would be asked to exchange nothing.',
    source,
    needs: ['redirect'],
    run: async (context) => {
      const landed = await land(context)
      if (!landed.url.searchParams.has('code'))
        throw new NotProvableHere('The customer does not come back with a code.')
      const url = new URL(landed.url)
      url.searchParams.delete('code')
      const calls = context.kit.calls.length
      const outcome = await outcomeOf(landed, url)
      verify(isRefused(outcome), `A return without a code ended as “${outcome}”.`)
      verify(context.kit.calls.length === calls, 'A request was sent without a code.')
    },
  },
  {
    id: 'advance.at-once',
    area: 'advance',
    title: 'Two returns at once give one session.',
    why: 'Browsers load a page twice.',
    source: 'RFC 6749 section 4.1.2',
    needs: ['redirect'],
    run: async (context) => {
      const landed = await land(context)
      if (!landed.url.searchParams.has('code'))
        throw new NotProvableHere('The customer does not come back with a code.')
      const outcomes = await Promise.all([outcomeOf(landed, landed.url), outcomeOf(landed, landed.url)])
      const made = outcomes.filter(isGood).length
      verify(made === 1, `Two returns at once gave ${made} sessions.`)
    },
  },
  {
    id: 'advance.aborted',
    area: 'advance',
    title: 'An advance that is aborted sends nothing, and the challenge can go on.',
    why: 'A reload of the page must not cost the customer the login.',
    source: 'core/contracts/call-context.ts CallContext.signal',
    needs: ['redirect'],
    run: async (context) => {
      const landed = await land(context)
      const requests = context.requests()
      const answer = { redirectUrl: landed.url.href }
      const outcome: unknown = await landed.provider.auth
        .advance(landed.challenge, answer, { signal: AbortSignal.abort() })
        .catch((error: unknown) => error)
      const isAborted = NostroError.isInstance(outcome) && outcome.code === 'aborted'
      if (context.requests() > requests || !isAborted) {
        verify(isAborted, `An aborted advance ended with ${JSON.stringify(outcome)?.slice(0, 200)}`)
        verify(false, 'A request was sent under an aborted signal.')
      }
      const after = await outcomeOf(landed, landed.url)
      verify(isGood(after), `After an aborted advance the challenge ended as “${after}”.`)
    },
  },
  {
    id: 'advance.no-echo',
    area: 'advance',
    title: 'An error about a return does not repeat its code.',
    why: 'The code opens the account, and errors are logged.',
    source: 'docs/security.md',
    needs: ['redirect'],
    run: async (context) => {
      const { provider, challenge, url } = await land(context)
      const spoilt = new URL(url)
      spoilt.searchParams.set('state', 'x'.repeat(43))
      spoilt.searchParams.set('code', 'kit-code-that-is-secret')
      const outcome: unknown = await provider.auth
        .advance(challenge, { redirectUrl: spoilt.href })
        .catch((error: unknown) => error)
      const text = outcome instanceof Error ? `${outcome.message} ${JSON.stringify(outcome)}` : JSON.stringify(outcome)
      verify(!text.includes('kit-code-that-is-secret'), 'The error repeats the code.')
    },
  },
  {
    id: 'challenges.own-address',
    area: 'challenges',
    title: 'Each customer is sent to an address of his own.',
    why: 'A shared state lets one answer for another.',
    source: 'RFC 9700 section 2.1',
    needs: ['redirect'],
    run: async ({ open, start }) => {
      const provider = open()
      const made = [await start(provider), await start(provider)]
      const urls = made.map((challenge) => (challenge.kind === 'redirect' ? challenge.url : challenge.id))
      verify(urls[0] !== urls[1], 'Two customers are sent to one address.')
    },
  },
  {
    id: 'challenges.https',
    area: 'challenges',
    title: 'The customer is sent to an https address.',
    why: 'Over http anybody on the way reads and changes it.',
    source: 'core/contracts/auth.ts RedirectChallenge.url',
    needs: ['redirect'],
    run: async ({ open, start }) => {
      const challenge = await start(open())
      if (challenge.kind !== 'redirect') throw new NotProvableHere('The customer is sent to no page of the bank.')
      verify(challenge.url.startsWith('https://'), `The address is ${challenge.url.slice(0, 40)}.`)
    },
  },
  {
    id: 'challenges.changed-state',
    area: 'challenges',
    title: 'A challenge whose notes were lost is refused in words.',
    why: 'Taken without them, nothing is compared any more.',
    source: 'core/contracts/auth.ts ChallengeBase.serverState',
    needs: ['redirect'],
    run: async (context) => {
      const { provider, challenge, url } = await land(context)
      const kept = JSON.stringify(challenge.serverState)
      if (kept === '{}' || kept === 'null') throw new NotProvableHere('The provider keeps no notes in a challenge.')
      for (const serverState of [{}, null, 'x']) {
        const changed = throughJson({ ...challenge, serverState })
        const outcome: unknown = await provider.auth
          .advance(changed, { redirectUrl: url.href })
          .catch((error: unknown) => error)
        verify(
          NostroError.isInstance(outcome),
          `Without its notes a challenge ended with ${JSON.stringify(outcome)?.slice(0, 200)}`,
        )
      }
    },
  },
]
