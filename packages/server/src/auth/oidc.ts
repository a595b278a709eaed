import type { ClientAuth, Configuration } from 'openid-client'
import type { OidcOptions } from '../api/api-parts.ts'
import { isLoopbackHost } from './page-origin.ts'

/** What the browser carries, sealed, while the person is at the provider. */
export interface OidcAttempt {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** Sign-in by an OpenID provider: authorization code with PKCE, state and nonce (OpenID Connect Core 1.0; RFC 9700). */
export interface Oidc {
  start(): Promise<{ readonly url: string; readonly attempt: OidcAttempt }>
  /** The subject (`sub`) that came back. @throws when the answer does not hold */
  finish(callbackUrl: string, attempt: OidcAttempt): Promise<string>
}

/** Loaded when somebody signs in by it. */
const loadLibrary = () => import('openid-client')

export const createOidc = (options: OidcOptions, redirectUri: string): Oidc => {
  let discovered: Promise<Configuration> | undefined
  const discover = async (): Promise<Configuration> => {
    const { discovery, allowInsecureRequests, enableNonRepudiationChecks } = await loadLibrary()
    const issuer = new URL(options.issuer)
    const isLocal = issuer.protocol === 'http:' && isLoopbackHost(issuer.hostname)
    return discovery(issuer, options.clientId, {}, await clientAuth(options.clientSecret), {
      // The ID token's signature is checked too, though it comes over TLS (OWASP ASVS 5.0, 9.1.1).
      execute: isLocal ? [enableNonRepudiationChecks, allowInsecureRequests] : [enableNonRepudiationChecks],
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
      return tokens.claims()?.sub ?? ''
    },
  }
}

/** As the provider says that it takes secrets; where it says nothing, by HTTP Basic (OpenID Connect Discovery 1.0, section 3). */
const clientAuth = async (secret: string | undefined): Promise<ClientAuth> => {
  const { ClientSecretBasic, ClientSecretPost, None } = await loadLibrary()
  if (secret === undefined) return None()
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const isPostAlone = methods.includes('client_secret_post') && !methods.includes('client_secret_basic')
    const authenticate = isPostAlone ? ClientSecretPost(secret) : ClientSecretBasic(secret)
    authenticate(server, client, body, headers)
  }
}
