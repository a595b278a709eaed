import type { EpochMs } from './date-types.ts'
import type { Session } from './session.ts'

/** Days before the end of a consent at which its coming expiry is announced. */
export const consentNoticeDays = [14, 7, 1] as const

/** How long a consent still holds. */
export type ConsentStatus =
  | { readonly status: 'unlimited' }
  | { readonly status: 'valid'; readonly daysLeft: number }
  /** `notice` is the tightest of {@link consentNoticeDays} that has been passed. */
  | { readonly status: 'expiring'; readonly daysLeft: number; readonly notice: (typeof consentNoticeDays)[number] }
  | { readonly status: 'expired' }

/**
 * Where a session's consent stands at a moment: announce `expiring` before it bites.
 *
 * @example
 * consentStatus(session, clock.now()) // { status: 'valid', daysLeft: 42 }
 */
export const consentStatus = (session: Pick<Session, 'consentValidUntil'>, now: EpochMs): ConsentStatus => {
  if (session.consentValidUntil === undefined) return { status: 'unlimited' }
  if (session.consentValidUntil <= now) return { status: 'expired' }
  const days = (session.consentValidUntil - now) / 86_400_000
  const notice = consentNoticeDays.findLast((limit) => days <= limit)
  const daysLeft = Math.floor(days)
  return notice === undefined ? { status: 'valid', daysLeft } : { status: 'expiring', daysLeft, notice }
}
