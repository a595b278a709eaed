import type { Challenge, EpochMs } from '@nostro/core'
import type { Bank } from '../bank.ts'
import { invalidRequest } from '../errors/invalid-request.ts'

/** Which challenges are taken. */
export interface ChallengeRules {
  readonly bank: Bank
  readonly kinds: readonly Challenge['kind'][]
  readonly now: EpochMs
}

/**
 * Is this a living challenge of this provider?
 * @throws NostroError `invalid_request` for another provider's, another kind, one that has expired, and what is none
 *
 * @example
 * checkChallenge(challenge, { bank, kinds: ['redirect', 'none'], now: clock.now() })
 */
export const checkChallenge = (challenge: Challenge, { bank, kinds, now }: ChallengeRules): void => {
  const given: Partial<Challenge> | null | undefined = challenge
  if (typeof given !== 'object' || given === null || !isReadable(given) || typeof given.provider !== 'string') {
    throw invalidRequest(
      bank,
      'The challenge is not one of Nostro.',
      'Give back the challenge as `auth.start` returned it.',
    )
  }
  if (given.provider !== bank.provider) {
    throw invalidRequest(
      bank,
      `The challenge is one of “${given.provider.slice(0, 40)}”, not of ${bank.name}.`,
      'Give it back to the provider that made it.',
    )
  }
  if (given.kind === undefined || !kinds.includes(given.kind)) {
    throw invalidRequest(
      bank,
      `A challenge of the kind “${String(given.kind).slice(0, 40)}” cannot be continued here.`,
      'Give back the challenge as `auth.start` returned it.',
    )
  }
  // Also one without an end, which the contract does not know: it could be kept and used for ever.
  if (!(typeof given.expiresAt === 'number' && given.expiresAt > now)) {
    throw invalidRequest(bank, 'The challenge has expired.', 'Start a new one with `auth.start`.')
  }
}

/** A getter or a proxy that throws is none of the values that are passed here. */
const isReadable = (challenge: Partial<Challenge>): boolean => {
  try {
    for (const name of ['provider', 'kind', 'expiresAt', 'id', 'serverState'] as const) Reflect.get(challenge, name)
    return true
  } catch {
    return false
  }
}
