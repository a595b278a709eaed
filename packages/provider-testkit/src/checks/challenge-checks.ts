import { isDeepStrictEqual } from 'node:util'
import type { Challenge, SessionPurpose } from '@nostro/core'
import { type Check, verify } from './check.ts'
import { refusal, throughJson, thrownBy } from './outcomes.ts'

const source = 'core/contracts/auth.ts Challenge'
const start = 'core/contracts/auth.ts AuthProvider.start'
const yearMs = 366 * 86_400_000

const hasItsMembers = (challenge: Challenge): boolean => {
  if (challenge.kind === 'redirect') return URL.canParse(challenge.url)
  if (challenge.kind === 'decoupled') return typeof challenge.message === 'object'
  if (challenge.kind === 'input') return challenge.fields.length > 0
  return challenge.kind === 'none'
}

export const challengeChecks: readonly Check[] = [
  {
    id: 'challenges.shape',
    area: 'challenges',
    title: 'A challenge has the members of its kind, and a sound pause between polls.',
    why: 'Pages are drawn from it without knowing the bank.',
    source,
    needs: [],
    run: async ({ open, start: begin }) => {
      const challenge = await begin(open())
      verify(hasItsMembers(challenge), `A challenge of the kind “${challenge.kind}” lacks a member.`)
      const pause = challenge.pollAfterMs ?? 1
      verify(Number.isFinite(pause) && pause > 0 && pause < 600_000, `pollAfterMs is ${pause}.`)
    },
  },
  {
    id: 'challenges.json',
    area: 'challenges',
    title: 'A challenge is plain JSON.',
    why: 'It waits in a store while the customer is at the bank.',
    source,
    needs: [],
    run: async ({ open, start: begin }) => {
      const challenge = await begin(open())
      verify(isDeepStrictEqual(throughJson(challenge), challenge), 'The challenge is not the same after JSON.')
    },
  },
  {
    id: 'challenges.provider-and-purpose',
    area: 'challenges',
    title: 'A challenge names its provider and the purpose that was asked for.',
    why: 'It is given back to the right provider by it.',
    source: `${source}.purpose`,
    needs: [],
    run: async ({ open, start: begin, bank }) => {
      const provider = open()
      for (const purpose of bank.profile.purposes) {
        const challenge = await begin(provider, purpose)
        verify(challenge.provider === provider.manifest.id, `The challenge is one of “${challenge.provider}”.`)
        verify(challenge.purpose === purpose, `Asked for “${purpose}”, the challenge is for “${challenge.purpose}”.`)
      }
    },
  },
  {
    id: 'challenges.expires',
    area: 'challenges',
    title: 'A challenge ends in the future, in milliseconds by the given clock.',
    why: 'Kept challenges are cleared away by it.',
    source: `${source}.expiresAt`,
    needs: [],
    run: async ({ open, start: begin, clock }) => {
      const { expiresAt } = await begin(open())
      const ahead = expiresAt - clock.now()
      verify(ahead > 0 && ahead < yearMs, `expiresAt is ${expiresAt}, the clock ${clock.now()}.`)
    },
  },
  {
    id: 'challenges.fresh',
    area: 'challenges',
    title: 'Each start makes a challenge with an id of its own.',
    why: 'Two customers who connect at once must not share a state.',
    source: start,
    needs: [],
    run: async ({ open, start: begin }) => {
      const provider = open()
      const made = await Promise.all(Array.from({ length: 10 }, () => begin(provider)))
      verify(new Set(made.map(({ id }) => id)).size === made.length, 'Two starts gave one id.')
    },
  },
  {
    id: 'challenges.unknown-purpose',
    area: 'challenges',
    title: 'A purpose that does not exist, or none, is invalid_request.',
    why: 'Taken for another one, it gives access that nobody asked for.',
    source: `${start} @throws invalid_request`,
    needs: [],
    run: async ({ open, bank, purpose: usual }) => {
      const { auth } = open()
      for (const purpose of ['nonsense', undefined, null]) {
        await refusal(`start with the purpose ${String(purpose)}`, ['invalid_request'], () =>
          auth.start({ ...bank.profile.start?.(usual), purpose: purpose as never }),
        )
      }
    },
  },
  {
    id: 'challenges.purpose-not-served',
    area: 'challenges',
    title: 'A purpose that the bank does not serve is invalid_request.',
    why: 'The customer would be sent to the bank for nothing.',
    source: `${start} @throws invalid_request`,
    needs: [],
    run: async ({ open, start: begin, bank }) => {
      const all: readonly SessionPurpose[] = ['accounts', 'payments', 'funds', 'identify']
      const provider = open()
      const served = new Set<string>([...bank.profile.purposes, ...provider.manifest.capabilities])
      for (const purpose of all.filter((each) => !served.has(each))) {
        await refusal(`start for “${purpose}”`, ['invalid_request'], () => begin(provider, purpose))
      }
    },
  },
  {
    id: 'challenges.redirect-uri',
    area: 'challenges',
    title: 'A redirect address that is not registered is invalid_request.',
    why: 'The bank would refuse it in front of the customer.',
    source: 'core/contracts/auth.ts StartRequest.redirectUri',
    needs: ['redirect'],
    run: async ({ open, bank, purpose }) => {
      const provider = open()
      const request = { ...bank.profile.start?.(purpose), purpose, redirectUri: 'https://other.example/not-registered' }
      await refusal('An unregistered redirect address', ['invalid_request', 'invalid_config'], () =>
        provider.auth.start(request),
      )
    },
  },
  {
    id: 'challenges.expired',
    area: 'challenges',
    title: 'A challenge past its end is refused without a request.',
    why: 'What lies in an old store must not open an account.',
    source: 'core/contracts/auth.ts AuthProvider.advance @throws',
    needs: [],
    run: async ({ open, start: begin, bank, clock, kit }) => {
      const provider = open()
      const challenge = await begin(provider)
      const answer = await bank.act(challenge, 'approve')
      const calls = kit.calls.length
      clock.leap(challenge.expiresAt - clock.now() + 1)
      const outcome = await provider.auth.advance(challenge, answer).catch((error: unknown) => error)
      const isFailure = typeof outcome === 'object' && outcome !== null && 'code' in outcome
      verify(
        isFailure && (outcome.code === 'invalid_request' || outcome.code === 'expired'),
        'A challenge past its expiresAt was completed.',
      )
      verify(kit.calls.length === calls, 'A request was sent for an expired challenge.')
    },
  },
  {
    id: 'challenges.foreign',
    area: 'challenges',
    title: 'A challenge of another provider is refused without a request.',
    why: 'Its notes are another bank’s secrets.',
    source: 'core/contracts/auth.ts AuthProvider.advance @throws',
    needs: [],
    run: async ({ open, start: begin, bank, kit }) => {
      const provider = open()
      const challenge = await begin(provider)
      const answer = await bank.act(challenge, 'approve')
      const calls = kit.calls.length
      await refusal('A challenge of another provider', ['invalid_request'], () =>
        provider.auth.advance({ ...challenge, provider: 'some-other' }, answer),
      )
      verify(kit.calls.length === calls, 'A request was sent for a foreign challenge.')
    },
  },
  {
    id: 'challenges.cancel-twice',
    area: 'challenges',
    title: 'To cancel a challenge twice is no error.',
    why: 'The customer presses back, then closes the page.',
    source: 'core/contracts/auth.ts AuthProvider.cancel',
    needs: ['cancel'],
    run: async ({ open, start: begin }) => {
      const provider = open()
      const challenge = await begin(provider)
      await provider.auth.cancel?.(challenge)
      const second = await Promise.resolve(provider.auth.cancel?.(challenge)).then(
        () => 'fine',
        (error: unknown) => String(error),
      )
      verify(second === 'fine', `The second cancel ended with ${second}`)
    },
  },
  {
    id: 'challenges.no-challenge',
    area: 'challenges',
    title: 'What is no challenge is refused in words, not by a crash.',
    why: 'A store may give back anything.',
    source: 'core/contracts/auth.ts AuthProvider.advance',
    needs: [],
    run: async ({ open }) => {
      const { auth } = open()
      for (const given of [undefined, null, 'challenge', {}]) {
        const error = await thrownBy(`${JSON.stringify(given)} as a challenge`, () => auth.advance(given as never, {}))
        await refusal('What is no challenge', ['invalid_request'], () => {
          throw error
        })
      }
    },
  },
  {
    id: 'challenges.id-length',
    area: 'challenges',
    title: 'The id of a challenge cannot be guessed.',
    why: 'Who guesses it goes on with another customer’s login.',
    source: `${source}.id`,
    needs: [],
    run: async ({ open, start: begin }) => {
      const { id } = await begin(open())
      verify(id.length >= 16 && new Set(id).size >= 6, `An id is “${id.slice(0, 20)}”.`)
    },
  },
  {
    id: 'challenges.no-secret',
    area: 'challenges',
    title: 'What a browser gets of a challenge holds no secret.',
    why: 'Only serverState stays on the server.',
    source: 'core/contracts/public-challenge.ts publicChallenge',
    needs: [],
    run: async ({ open, connect, start: begin, bank }) => {
      const provider = open()
      await connect(provider)
      const { serverState: _hidden, ...shown } = await begin(provider)
      const text = JSON.stringify(shown)
      verify(!bank.canaries().some((canary) => text.includes(canary)), 'A secret stands in what a browser gets.')
    },
  },
  {
    id: 'challenges.misspelt',
    area: 'challenges',
    title: 'A misspelt member of a start request is refused.',
    why: 'A provider ignores nothing: what was asked for would silently be missing.',
    source: 'core/contracts/auth.ts StartRequest',
    needs: [],
    run: async ({ open, bank, purpose }) => {
      const request = { ...bank.profile.start?.(purpose), purpose, redirectURI: 'https://app.example/cb' }
      await refusal('A misspelt redirectURI', ['invalid_request'], () => open().auth.start(request as never))
    },
  },
  {
    id: 'challenges.bad-context',
    area: 'challenges',
    title: 'A context that is none is refused at start.',
    why: 'A signal under a wrong name never ends the call.',
    source: 'core/contracts/call-context.ts CallContext',
    needs: [],
    run: async ({ open, bank, purpose }) => {
      const request = { ...bank.profile.start?.(purpose), purpose }
      for (const ctx of [{ signl: 1 }, { psu: { ipAddress: 'nowhere' } }]) {
        await refusal(`The context ${JSON.stringify(ctx)}`, ['invalid_request'], () =>
          open().auth.start(request, ctx as never),
        )
      }
    },
  },
]
