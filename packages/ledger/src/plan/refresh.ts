import { changedFacts } from './content.ts'
import { type Identities, pendingIdentity } from './identity.ts'
import type { Aspect, Change, Listed, Row, WalkContext } from './types.ts'

/** A new row for what is listed. */
export const addRow = (listed: Listed, no: number, identities: Identities, context: WalkContext): Change => {
  const { entry, id } = listed
  const isBooked = entry.status === 'booked'
  const state = isBooked ? 'booked' : entry.status === 'unknown' ? 'unknown' : 'pending'
  const row: Row = {
    no,
    state,
    facts: entry.facts,
    identity: isBooked ? identities.of(entry, id) : pendingIdentity(no),
    bankId: id,
    pendingId: null,
    consent: id === null ? null : context.consent,
    content: entry.content,
    contentVersion: context.contentVersion,
    walk: context.walk,
    batch: null,
    place: null,
    addedSeq: 0,
    seq: 0,
    unlistedSince: null,
    missingSince: null,
    missingWalk: null,
    endedAt: null,
  }
  return { row, before: undefined, entry, aspects: ['added'], changed: [] }
}

/** A stored row that is listed again: what differs is taken over; nothing when nothing does. */
export const refreshRow = (
  row: Row,
  listed: Listed,
  identities: Identities,
  context: WalkContext,
): Change | undefined => {
  const { entry, id } = listed
  const aspects: Aspect[] = []
  const isBooked = entry.status === 'booked'
  const changed = row.content === entry.content ? [] : changedFacts(row.facts, entry.facts)
  if (row.state === 'removed' || row.state === 'expired') aspects.push('restored')
  if (row.missingSince !== null) aspects.push('seen')
  if (row.unlistedSince !== null && row.state !== 'expired') aspects.push('listed')
  // Banks move the days of pending entries daily: that alone is no news.
  const isNews = isBooked || changed.some((name) => name !== 'day' && name !== 'valueDay')
  if (changed.length > 0) aspects.push(isNews ? 'modified' : 'shifted')
  if (isBooked && (changed.includes('day') || changed.includes('amount'))) aspects.push('moved')
  if (id !== null && (row.bankId !== id || row.consent !== context.consent)) aspects.push('adopted')
  const wrongKind = !isBooked && row.state !== entry.status && row.state !== 'expired'
  if (wrongKind && !aspects.includes('modified')) aspects.push('modified')
  if (aspects.length === 0 && row.contentVersion === context.contentVersion) return undefined
  if (aspects.length === 0) aspects.push('seen')
  const next: Row = {
    ...row,
    state: isBooked ? 'booked' : entry.status === 'unknown' ? 'unknown' : 'pending',
    facts: changed.length > 0 ? entry.facts : { ...row.facts, entryReference: entry.facts.entryReference },
    identity: isBooked ? identities.keepOrMove(row, entry, id) : row.identity,
    bankId: id ?? row.bankId,
    consent: id === null ? row.consent : context.consent,
    content: entry.content,
    contentVersion: context.contentVersion,
    unlistedSince: null,
    missingSince: null,
    missingWalk: null,
    endedAt: null,
  }
  return { row: next, before: row, entry, aspects, changed }
}

/** The pending row becomes the booked one: same number, same notes. */
export const claimRow = (row: Row, listed: Listed, identities: Identities, context: WalkContext): Change => {
  const { entry, id } = listed
  const next: Row = {
    ...row,
    state: 'booked',
    facts: entry.facts,
    identity: identities.of(entry, id),
    bankId: id,
    pendingId: row.bankId ?? '',
    consent: id === null ? row.consent : context.consent,
    content: entry.content,
    contentVersion: context.contentVersion,
    unlistedSince: null,
    endedAt: null,
  }
  const aspects: Aspect[] = row.state === 'expired' ? ['claimed', 'restored'] : ['claimed']
  return { row: next, before: row, entry, aspects, changed: changedFacts(row.facts, entry.facts) }
}
