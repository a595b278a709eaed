import type { Challenge } from './auth.ts'

/**
 * A challenge without `serverState`, without `redirectState`, by which the server finds it again, and without `id`, which is the
 * order at some banks: what may reach a browser or a log.
 */
export type PublicChallenge = Challenge extends infer C
  ? C extends Challenge
    ? Omit<C, 'serverState' | 'id' | 'redirectState'>
    : never
  : never

/**
 * The part of a challenge that a browser may see.
 *
 * @example
 * response.json(publicChallenge(challenge))
 */
export const publicChallenge = (challenge: Challenge): PublicChallenge => {
  const { serverState: _notes, id: _id, ...rest } = challenge
  if (rest.kind !== 'redirect') return rest
  const { redirectState: _state, ...page } = rest
  return page
}
