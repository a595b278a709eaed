import type { Challenge } from './auth.ts'

/**
 * The `state` with which the customer's browser will come back: as the challenge says it, else as it stands in the address of
 * the bank's page. Nothing for other challenges, and where neither says one.
 *
 * @example
 * const pending = waiting.find(({ challenge }) => redirectStateOf(challenge) === new URL(landed).searchParams.get('state'))
 */
export const redirectStateOf = (challenge: Challenge): string | undefined => {
  if (challenge.kind !== 'redirect') return undefined
  if (challenge.redirectState !== undefined) return challenge.redirectState
  return URL.canParse(challenge.url) ? (new URL(challenge.url).searchParams.get('state') ?? undefined) : undefined
}
