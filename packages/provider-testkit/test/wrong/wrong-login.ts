import { NostroError } from '@nostro/core'
import { paperManifest } from '../paper/paper-parts.ts'
import { during, row, type Wrong, withPart, withProvider } from './wrong.ts'

type Start = Parameters<Parameters<typeof withPart<'auth'>>[1]>[0]['start']
type Made = Awaited<ReturnType<Start>>

const manifest = (change: object) => withPart('manifest', () => change)
const start = (change: (made: Made) => object) =>
  withPart('auth', (auth) => ({
    start: async (...args) => {
      const made = await auth.start(...args)
      return { ...made, ...change(made) } as Made
    },
  }))
const decoupled = (change: object) => start(({ kind }) => (kind === 'decoupled' ? change : {}))
/** Advancing a redirect otherwise when the landing address fits. */
const landing = (fits: (url: URL) => boolean, instead: () => never) =>
  withPart('auth', (auth) => ({
    advance: async (challenge, answer, ctx) => {
      const { redirectUrl } = answer
      if (typeof redirectUrl === 'string' && URL.canParse(redirectUrl) && fits(new URL(redirectUrl))) return instead()
      return auth.advance(challenge, answer, ctx)
    },
  }))
const crash = (): never => {
  throw new TypeError('Cannot read properties of undefined')
}
const refuse = (message: string) => new NostroError({ code: 'invalid_request', provider: 'paper', message })
let serial = 0

/** Wrong in the manifest and on the way to a session. */
export const wrongLogin: readonly Wrong[] = [
  { ...row('manifest.id', 'with capitals and a blank', manifest({ id: 'Paper Bank' })), blunt: true },
  row('manifest.name', 'no name', manifest({ name: ' ' })),
  row(
    'manifest.id-traits',
    'a scope of its own',
    manifest({ ids: { ...paperManifest.ids, account: { ...paperManifest.ids.account, scope: 'planet' } } }),
  ),
  row(
    'manifest.psu-headers',
    'a policy of its own',
    manifest({ psuHeaders: { ...paperManifest.psuHeaders, consent: 'maybe' } }),
  ),
  row('manifest.wrong-options', 'a plain Error', (bank) => ({
    ...bank,
    wrongOptions: (bank.wrongOptions ?? []).map((each) => ({
      ...each,
      create: () => {
        throw new Error(`clientSecret apiUrl`)
      },
    })),
  })),
  row(
    'manifest.diagnose',
    'a finding without a subject',
    withProvider((provider) => ({ ...provider, diagnose: async () => [{ subject: '', status: 'ok', message: '' }] })),
  ),
  row(
    'challenges.bad-context',
    'ignores what it does not know',
    withPart('auth', (auth) => ({
      start: (request, ctx) =>
        auth.start(request, ctx?.signal instanceof AbortSignal ? { signal: ctx.signal } : undefined),
    })),
  ),
  row(
    'challenges.changed-state',
    'calls it refused by the customer',
    withPart('auth', (auth) => ({
      advance: async (challenge, answer, ctx) => {
        const notes: unknown = challenge?.serverState
        const isLost =
          challenge?.kind === 'redirect' && !(typeof notes === 'object' && notes !== null && 'state' in notes)
        return isLost ? { status: 'failed', code: 'rejected' } : auth.advance(challenge, answer, ctx)
      },
    })),
  ),
  row(
    'challenges.expires',
    'years ahead',
    start(({ expiresAt }) => ({ expiresAt: expiresAt + 400 * 86_400_000 })),
  ),
  row(
    'challenges.https',
    'http',
    start((made) => (made.kind === 'redirect' ? { url: made.url.replace('https:', 'http:') } : {})),
  ),
  row(
    'challenges.id-length',
    'a number',
    start(() => ({ id: String(++serial) })),
  ),
  row(
    'challenges.misspelt',
    'ignores what it does not know',
    withPart('auth', (auth) => ({
      start: (request, ctx) => {
        const { redirectURI: _ignored, ...rest } = request as typeof request & { redirectURI?: string }
        return auth.start(rest, ctx)
      },
    })),
  ),
  row(
    'challenges.undefined-members',
    'takes undefined for a value',
    withPart('auth', (auth) => ({
      start: (request, ctx) => {
        if ('country' in request && request.country === undefined)
          throw new NostroError({ code: 'invalid_request', provider: 'paper', message: 'The country is unknown.' })
        return auth.start(request, ctx)
      },
    })),
  ),
  row(
    'challenges.no-secret',
    'the secret beside it',
    start(() => ({ note: 'paper-client-secret-1' })),
  ),
  row(
    'challenges.own-address',
    'one address until somebody has answered',
    during((seen) =>
      withPart('auth', (auth) => {
        let first: Made | undefined
        return {
          start: async (...args) => {
            const made = await auth.start(...args)
            if (seen.acts > 0 || made.kind !== 'redirect') return made
            first ??= made
            return { ...made, serverState: first.serverState, ...(first.kind === 'redirect' ? { url: first.url } : {}) }
          },
        }
      }),
    ),
  ),
  row(
    'challenges.provider-and-purpose',
    'accounts for payments',
    start(({ purpose }) => (purpose === 'payments' ? { purpose: 'accounts' } : {})),
  ),
  row('frames.message', 'no words', decoupled({ message: { en: '' } })),
  row('frames.pause', 'ten polls a second', decoupled({ pollAfterMs: 100 })),
  row(
    'frames.pending',
    'another id each time',
    withPart('auth', (auth) => ({
      advance: async (...args) => {
        const result = await auth.advance(...args)
        if (result.status !== 'pending' || result.challenge.kind !== 'decoupled') return result
        return { ...result, challenge: { ...result.challenge, id: `another-challenge-${++serial}` } }
      },
    })),
  ),
  row(
    'frames.pure',
    'counts its looks',
    withPart('auth', (auth) => ({
      frame: (challenge, at) => ({ message: {}, ...auth.frame?.(challenge, at), qrText: `paper.${++serial}` }),
    })),
  ),
  row(
    'frames.move',
    'one code for all',
    withPart('auth', (auth) => ({ frame: (challenge) => ({ message: {}, ...auth.frame?.(challenge, 0) }) })),
  ),
  row(
    'frames.no-secret',
    'the secret as the state',
    withPart('auth', (auth) => ({
      frame: (challenge, at) => ({ message: {}, ...auth.frame?.(challenge, at), state: 'paper-client-secret-1' }),
    })),
  ),
  row(
    'frames.cancel',
    'cancels nothing',
    withPart('auth', () => ({ cancel: async () => {} })),
  ),
  row(
    'advance.aborted',
    'ignores the signal',
    withPart('auth', (auth) => ({ advance: (challenge, answer) => auth.advance(challenge, answer) })),
  ),
  row(
    'advance.answer-of-another',
    'takes any state that it made',
    withPart('auth', (auth) => {
      const states = new Set<string>()
      const stateOf = (text: string | undefined) =>
        text === undefined ? '' : (new URL(text).searchParams.get('state') ?? '')
      return {
        start: async (...args) => {
          const made = await auth.start(...args)
          if (made.kind === 'redirect') states.add(stateOf(made.url))
          return made
        },
        advance: (challenge, answer, ctx) => {
          const { redirectUrl } = answer
          const given = typeof redirectUrl === 'string' && URL.canParse(redirectUrl) ? stateOf(redirectUrl) : ''
          if (challenge?.kind !== 'redirect' || redirectUrl === undefined || !states.has(given)) {
            return auth.advance(challenge, answer, ctx)
          }
          return auth.advance(challenge, { redirectUrl: redirectUrl.replace(given, stateOf(challenge.url)) }, ctx)
        },
      }
    }),
  ),
  row(
    'advance.at-once',
    'gives the same session to both',
    withPart('auth', (auth) => {
      const running = new Map<string, ReturnType<typeof auth.advance>>()
      return {
        advance: async (challenge, answer, ctx) => {
          const key = String(answer.redirectUrl)
          const known = running.get(key)
          if (known !== undefined && answer.redirectUrl !== undefined) return known
          const made = auth.advance(challenge, answer, ctx)
          running.set(key, made)
          return made.finally(() => running.delete(key))
        },
      }
    }),
  ),
  row(
    'advance.code-twice',
    'remembers what a code gave',
    withPart('auth', (auth) => {
      const known = new Map<string, Awaited<ReturnType<typeof auth.advance>>>()
      return {
        advance: async (challenge, answer, ctx) => {
          const key = String(answer.redirectUrl)
          const result = known.get(key) ?? (await auth.advance(challenge, answer, ctx))
          if (result.status === 'complete') known.set(key, result)
          return result
        },
      }
    }),
  ),
  row(
    'advance.bank-error',
    'crashes',
    landing((url) => url.searchParams.get('error') === 'server_error', crash),
  ),
  row(
    'advance.no-code',
    'crashes',
    landing(({ searchParams: query }) => query.has('state') && !query.has('code') && !query.has('error'), crash),
  ),
  row(
    'advance.garbage',
    'crashes',
    withPart('auth', (auth) => ({
      advance: async (challenge, answer, ctx) =>
        answer.redirectUrl === 'no url' ? crash() : auth.advance(challenge, answer, ctx),
    })),
  ),
  row(
    'advance.no-answer',
    'crashes',
    withPart('auth', (auth) => ({
      advance: async (challenge, answer, ctx) =>
        challenge?.kind === 'redirect' && challenge.provider === 'paper' && Object.keys(answer).length === 0
          ? crash()
          : auth.advance(challenge, answer, ctx),
    })),
  ),
  row(
    'advance.no-echo',
    'repeats the address',
    withPart('auth', (auth) => ({
      advance: (challenge, answer, ctx) =>
        auth.advance(challenge, answer, ctx).catch((error: unknown) => {
          throw String(answer.redirectUrl).includes('kit-code') ? refuse(`Bad: ${answer.redirectUrl}`) : error
        }),
    })),
  ),
  row(
    'advance.other-process',
    'knows its own challenges alone',
    withPart('auth', (auth) => {
      const own = new Set<string>()
      return {
        start: async (...args) => {
          const made = await auth.start(...args)
          own.add(made.id)
          return made
        },
        advance: async (challenge, answer, ctx) => {
          if (challenge?.provider === 'paper' && !own.has(challenge.id)) throw refuse('The challenge is unknown.')
          return auth.advance(challenge, answer, ctx)
        },
      }
    }),
  ),
]
