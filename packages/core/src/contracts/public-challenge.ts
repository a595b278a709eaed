import type { Challenge } from './auth.ts'

/** A challenge without `serverState` and without `id`, which is the order at some banks: what may reach a browser or a log. */
export type PublicChallenge = Challenge extends infer C
  ? C extends Challenge
    ? Omit<C, 'serverState' | 'id'>
    : never
  : never

/**
 * The part of a challenge that a browser may see.
 *
 * @example
 * response.json(publicChallenge(challenge))
 */
export const publicChallenge = (challenge: Challenge): PublicChallenge => {
  const { serverState: _state, id: _id, ...rest } = challenge
  return rest
}
