import type { Challenge } from '../contracts/auth.ts'
import type { Capability, ProviderManifest } from '../contracts/manifest.ts'
import { type EpochMs, toInstant } from '../domain/dates.ts'
import type { Session, SessionPurpose } from '../domain/session.ts'
import { NostroError } from '../errors/nostro-error.ts'

type Identified = Pick<ProviderManifest, 'id' | 'name' | 'capabilities'>

/** What a bank must be capable of for a session of each purpose; one of them is enough. */
const capabilitiesOf: Readonly<Record<SessionPurpose, readonly Capability[]>> = {
  accounts: ['accounts', 'balances', 'transactions'],
  payments: ['payments'],
  funds: ['funds'],
  identify: ['identify', 'esign'],
}

/**
 * Is it a session that this provider made? To be called before a session is used.
 * @throws NostroError `invalid_request` naming what is wrong: not a session, another `specVersion`, another provider, a purpose
 * that this provider does not serve
 * @example
 * ```ts
 * checkSession(await access.get(), manifest)
 * ```
 */
export const checkSession = (session: Session, manifest: Identified): void => {
  const refuse = refusal(manifest)
  const given = session as Partial<Session> | null | undefined
  if (typeof given !== 'object' || given === null) throw refuse('What was given as a session is none.')
  if (given.specVersion !== 1) {
    throw refuse(
      `The session has specVersion ${shown(given.specVersion)}; this version reads 1.`,
      'Authenticate again.',
    )
  }
  if (given.provider !== manifest.id) throw refuse(`The session belongs to provider ${shown(given.provider)}.`)
  checkPurpose(given.purpose, manifest)
}

/**
 * Is it a challenge that this provider made, and does it still hold? To be called by `advance`.
 * @throws NostroError `invalid_request` naming what is wrong: another provider, a purpose that is not served, its end
 * @example
 * ```ts
 * checkChallenge(challenge, manifest, clock.now())
 * ```
 */
export const checkChallenge = (
  challenge: Pick<Challenge, 'provider' | 'purpose' | 'expiresAt'>,
  manifest: Identified,
  now: EpochMs,
): void => {
  const refuse = refusal(manifest)
  const given = challenge as Partial<Challenge> | null | undefined
  if (typeof given !== 'object' || given === null) throw refuse('What was given as a challenge is none.')
  if (given.provider !== manifest.id) throw refuse(`The challenge belongs to provider ${shown(given.provider)}.`)
  checkPurpose(given.purpose, manifest)
  if (typeof given.expiresAt !== 'number' || !Number.isFinite(given.expiresAt)) {
    throw refuse('The challenge does not say when it ends (expiresAt).', 'Start again.')
  }
  if (given.expiresAt <= now) throw refuse(`The challenge ended at ${toInstant(given.expiresAt)}.`, 'Start again.')
}

/**
 * Can the provider make sessions for this purpose? To be called by `start`.
 * @throws NostroError `invalid_request` naming the purposes that it serves
 * @example
 * ```ts
 * checkPurpose(request.purpose, manifest)
 * ```
 */
export const checkPurpose = (purpose: SessionPurpose | undefined, manifest: Identified): void => {
  const served = (Object.keys(capabilitiesOf) as SessionPurpose[]).filter((candidate) =>
    capabilitiesOf[candidate].some((capability) => manifest.capabilities.includes(capability)),
  )
  if (purpose !== undefined && served.includes(purpose)) return
  throw refusal(manifest)(
    `${manifest.name} makes no sessions for the purpose ${shown(purpose)}.`,
    `Use one of: ${served.join(', ')}.`,
  )
}

/** A word from outside: short, and harmless in a message. */
const shown = (value: unknown): string =>
  typeof value === 'string'
    ? `“${value.replace(/[^\w.-]/g, '?').slice(0, 40)}”`
    : typeof value === 'number'
      ? String(value)
      : typeof value

const refusal =
  ({ id }: Identified) =>
  (message: string, hint = 'Give each provider what it made itself.'): NostroError =>
    new NostroError({ code: 'invalid_request', provider: id, message, hint })
