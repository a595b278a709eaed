import type { Clock } from '@nostro/core'
import type { Configuration } from 'openid-client'
import type { OidcOptions } from '../api/api-parts.ts'
import { isLoopbackHost } from './page-origin.ts'

/** What this server remembers while the person is at the provider. */
export interface OidcAttempt {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly startedAt: number
}

/** Sign-in by an OpenID provider: authorization code with PKCE, state and nonce. */
export interface Oidc {
  start(): Promise<{ readonly url: string; readonly attempt: OidcAttempt }>
  /** The subject that came back, when it is one of those who may sign in. @throws when the answer does not hold */
  finish(callbackUrl: string, attempt: OidcAttempt): Promise<{ readonly subject: string; readonly isAllowed: boolean }>
}

/** Loaded when somebody signs in by it. */
const loadLibrary = () => import('openid-client')

export const createOidc = (options: OidcOptions, redirectUri: string, clock: Clock): Oidc => {
  let discovered: Promise<Configuration> | undefined
  const discover = async (): Promise<Configuration> => {
    const { discovery, allowInsecureRequests } = await loadLibrary()
    const issuer = new URL(options.issuer)
    const isLocal = issuer.protocol === 'http:' && isLoopbackHost(issuer.hostname)
    return discovery(issuer, options.clientId, options.clientSecret, undefined, {
      execute: isLocal ? [allowInsecureRequests] : [],
    })
  }
  const configuration = (): Promise<Configuration> => {
    discovered ??= discover().catch((error: unknown) => {
      // The next person asks again.
      discovered = undefined
      throw error
    })
    return discovered
  }
  return {
    start: async () => {
      const library = await loadLibrary()
      const config = await configuration()
      const attempt: OidcAttempt = {
        state: library.randomState(),
        nonce: library.randomNonce(),
        verifier: library.randomPKCECodeVerifier(),
        startedAt: clock.now(),
      }
      const url = library.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: 'openid',
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await library.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
      })
      return { url: url.href, attempt }
    },
    finish: async (callbackUrl, { state, nonce, verifier }) => {
      const { authorizationCodeGrant } = await loadLibrary()
      const tokens = await authorizationCodeGrant(await configuration(), new URL(callbackUrl), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      })
      const subject = tokens.claims()?.sub ?? ''
      return { subject, isAllowed: options.subjects.includes(subject) }
    },
  }
}
