import { refuse } from '../refusal.ts'
import type { ApiCall } from '../route.ts'
import type { OAuthToken } from '../state.ts'
import type { BerlinGroupWorld } from '../world.ts'

/** Whether a call on a consent or payment of this bank needs a token. */
const needsToken = ({ profile }: ApiCall, scope: string | undefined): boolean =>
  profile.preStep || (profile.approaches.includes('oauth') && scope !== undefined)

/**
 * Check 24. `scope` is what the token must cover, such as `AIS:<consent>`; undefined before there is a consent, where
 * only banks with a pre-step ask for a token.
 */
export const requireToken = (
  world: BerlinGroupWorld,
  call: ApiCall,
  scope: string | undefined,
): OAuthToken | undefined => {
  if (!needsToken(call, scope)) return undefined
  const { request, tpp, profile, now } = call
  const fail = (code: string, reason: string): never => refuse({ row: 24, status: 401, code, reason })
  const text = /^Bearer +(\S+)$/i.exec(request.header('authorization') ?? '')?.[1]
  if (text === undefined) return fail('UNAUTHORIZED', 'Authorization holds no bearer token')
  const token = world.state.tokens.get(text)
  if (token === undefined) return fail('TOKEN_UNKNOWN', 'The token was not given out here')
  if (now >= token.expiresAt) return fail('TOKEN_EXPIRED', 'The token has expired')
  const covers = token.tpp === tpp.id && token.bank === profile.id
  const fits = profile.preStep || scope === undefined || token.scope === scope
  return covers && fits ? token : fail('TOKEN_INVALID', `The token is for ${token.scope}`)
}
