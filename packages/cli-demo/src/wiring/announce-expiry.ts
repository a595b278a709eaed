import { consentStatus, type EpochMs, type Provider, type Session, toInstant } from '@nostro/core'
import type { Terminal } from '../terminal.ts'

/** Says that a consent will end soon, while the customer can still renew it in peace: from 14 days before. */
export const announceExpiry = (
  { manifest: { id, name } }: Provider,
  session: Session,
  now: EpochMs,
  terminal: Terminal,
): void => {
  const consent = consentStatus(session, now)
  if (consent.status !== 'expiring' || session.consentValidUntil === undefined) return
  const day = toInstant(session.consentValidUntil).slice(0, 10)
  const left =
    consent.daysLeft === 0 ? 'in less than a day' : consent.daysLeft === 1 ? 'in a day' : `in ${consent.daysLeft} days`
  terminal.err(
    `${name}: the consent ends ${left}, on ${day}. Renew it with “nostro connect ${id}”: nothing is lost by it.`,
  )
}
