import type { Challenge } from '../contracts/auth.ts'

/**
 * The page of a redirect challenge, for tests that play the customer.
 * @throws Error when there is no challenge, or one of another kind
 *
 * @example
 * const page = redirectUrlOf(await provider.auth.start({ purpose: 'accounts' }))
 */
export const redirectUrlOf = (challenge: Challenge | undefined): string => {
  if (challenge?.kind === 'redirect') return challenge.url
  throw new Error(`Expected a redirect challenge, got ${challenge?.kind ?? 'none at all'}.`)
}
