import { findMissing, missRow, vanishRow } from './absent.ts'
import type { Claim } from './choose-claims.ts'
import { type ClaimCandidate, findClaims } from './claims.ts'
import { createIdentities } from './identity.ts'
import { byPlace } from './listing.ts'
import { type Matched, matchBooked } from './match-booked.ts'
import { type MatchedPending, matchPending } from './match-pending.ts'
import { findMoved } from './moved.ts'
import { prepareWalk } from './prepare-walk.ts'
import { addRow, claimRow, refreshRow } from './refresh.ts'
import { toDayDigests } from './settled-days.ts'
import type { Change, Listed, Plan, Row, Suggestion, WalkInput } from './types.ts'

/**
 * Plans an overlap walk as a whole (R4): what the ledger knows and what the bank lists become a list of changes. Pure: no clock,
 * no randomness, no input but its argument. The same listing again plans nothing.
 *
 * @example
 * const { outcome, changes } = planWalk(input)
 */
export const planWalk = (given: WalkInput): Plan => {
  // A stable id means the same under every consent.
  const input = given.mode === 'S' ? { ...given, consent: null } : given
  const { listing, settled, bookedInRange } = input.prepared ?? prepareWalk(input, toDayDigests(input.stored, input))
  const stored = input.stored.filter((row) => !settled.has(row.facts.day))
  const booked = listing.booked.filter(({ entry }) => !settled.has(entry.facts.day))
  const matched = matchBooked(stored, booked, { mode: input.mode, consent: input.consent, isFree: () => true })
  const missing = input.complete ? findMissing(matched.rows, input, bookedInRange) : { rows: [], isSuspicious: false }
  const outcome = !input.complete ? 'incomplete' : missing.isSuspicious ? 'suspicious' : 'complete'
  const isTrusted = outcome === 'complete'
  const pending = readPending(input, listing.pending, isTrusted)
  const claimed = findClaims(pending.candidates, matched.listed, idsOf(input))
  const taken = new Set(claimed.claims.map(({ listed }) => listed))
  const unclaimed = matched.listed.filter((item) => !taken.has(item))
  const moved = isTrusted && input.mode !== 'S' ? findMoved(missing.rows, unclaimed) : []
  const parts = { matched, missing: missing.rows, pending, claims: claimed.claims, moved, unclaimed, isTrusted }
  const built = buildChanges(input, parts)
  return {
    outcome,
    changes: built.changes,
    suggestions: toSuggestions(claimed.suggestions, built.numbers),
    information: listing.information,
    missing: missing.rows.length - moved.length,
    nextNo: built.nextNo,
  }
}

interface PendingParts {
  readonly matched: MatchedPending
  readonly candidates: readonly ClaimCandidate[]
}

interface WalkParts {
  readonly matched: Matched
  readonly missing: readonly Row[]
  readonly pending: PendingParts
  readonly claims: readonly Claim[]
  readonly moved: ReturnType<typeof findMoved>
  readonly unclaimed: readonly Listed[]
  readonly isTrusted: boolean
}

const idsOf = ({ mode, consent }: WalkInput) => ({ idsCount: mode !== 'N', consent })

/** How the stored pending rows stand. A walk that failed, or that lists none by nature, says nothing about them. */
const readPending = (input: WalkInput, listed: readonly Listed[], isTrusted: boolean): PendingParts => {
  const claimedBefore = input.stored.filter(({ pendingId }) => pendingId !== null)
  const matched = matchPending(input.pending, listed, claimedBefore, idsOf(input))
  const listedRows = new Set(matched.pairs.map(({ row }) => row))
  const candidates = input.pending.map((row): ClaimCandidate => {
    if (listedRows.has(row)) return { row, standing: 'listed' }
    if (row.state === 'expired') return { row, standing: 'expired' }
    if (row.unlistedSince !== null) return { row, standing: 'unlisted' }
    return { row, standing: isTrusted && input.listsPending ? 'vanished' : 'unknown' }
  })
  return { matched, candidates }
}

const buildChanges = (input: WalkInput, parts: WalkParts) => {
  const identities = createIdentities(
    input.mode,
    input.stored.map(({ identity }) => identity),
  )
  const changes: Change[] = []
  const numbers = new Map<Listed, number>()
  const add = (change: Change | undefined): void => {
    if (change !== undefined) changes.push(change)
  }
  for (const { row, listed } of parts.matched.pairs) add(refreshRow(row, listed, identities, input))
  const claimedRows = new Set(parts.claims.map(({ row }) => row))
  for (const { row, listed } of parts.pending.matched.pairs) {
    if (!claimedRows.has(row)) add(refreshRow(row, listed, identities, input))
  }
  for (const { row, listed, points, evidence } of parts.claims) {
    changes.push({ ...claimRow(row, listed, identities, input), points, evidence })
  }
  const movedItems = new Set(parts.moved.map(({ listed }) => listed))
  for (const { row, listed, why } of parts.moved) {
    const change = refreshRow(row, listed, identities, input)
    if (change !== undefined) changes.push({ ...change, evidence: [{ name: why, points: 100 }] })
  }
  let nextNo = input.nextNo
  const fresh = [...parts.unclaimed.filter((item) => !movedItems.has(item)), ...parts.pending.matched.listed]
  for (const listed of fresh.sort(byPlace)) {
    numbers.set(listed, nextNo)
    changes.push(addRow(listed, nextNo, identities, input))
    nextNo += 1
  }
  if (parts.isTrusted) {
    const movedRows = new Set(parts.moved.map(({ row }) => row))
    for (const row of parts.missing) if (!movedRows.has(row)) add(missRow(row, input))
    if (input.listsPending) {
      for (const row of parts.pending.matched.vanished) if (!claimedRows.has(row)) add(vanishRow(row, input.at))
    }
  }
  return { changes, numbers, nextNo }
}

const toSuggestions = (claims: readonly Claim[], numbers: ReadonlyMap<Listed, number>): Suggestion[] =>
  claims.flatMap(({ row, listed, points, evidence }) => {
    const bookedNo = numbers.get(listed)
    return bookedNo === undefined ? [] : [{ pendingNo: row.no, bookedNo, points, evidence }]
  })
