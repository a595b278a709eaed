import { findClaims } from './claims.ts'
import { createIdentities } from './identity.ts'
import { byPlace, readListing } from './listing.ts'
import { matchBooked } from './match-booked.ts'
import { addRow, claimRow, refreshRow } from './refresh.ts'
import type { Change, Listed, PageInput, Plan, Row } from './types.ts'

/**
 * Plans one page of a backfill (R3). An entry takes a stored row that another walk left, and marks it; a row of this walk is taken
 * only by its usable id. What is left is new: twins are never merged.
 *
 * @example
 * const { changes } = planPage(input)
 */
export const planPage = (given: PageInput): Plan => {
  const input = given.mode === 'S' ? { ...given, consent: null } : given
  const listing = readListing(input.entries, input)
  const repeats = findRepeats(input, [...listing.booked, ...listing.pending])
  const booked = repeats.rest.filter(({ entry }) => entry.status === 'booked')
  const pending = repeats.rest.filter(({ entry }) => entry.status !== 'booked')
  const isFree = (row: Row): boolean => row.walk !== input.walk || (input.mode === 'S' && row.bankId !== null)
  const matched = matchBooked(input.stored, booked, { mode: input.mode, consent: input.consent, isFree })
  // Without the whole listing nothing but the bank's own word links a pending row with a booked one.
  const claims = findClaims(
    input.pending.map((row) => ({ row, standing: 'listed' })),
    matched.listed,
    { idsCount: input.mode !== 'N', consent: input.consent },
  ).claims.filter(({ evidence }) => evidence[0]?.name === 'linked by the bank')
  const claimed = new Set(claims.map(({ listed }) => listed))
  const identities = createIdentities(input.mode, input.identities)
  const changes: Change[] = [...repeats.changes]
  for (const { row, listed } of matched.pairs) {
    const change = refreshRow(row, listed, identities, input) ?? {
      row,
      before: row,
      entry: listed.entry,
      aspects: [],
      changed: [],
    }
    const isTaken = row.walk !== input.walk
    if (!isTaken && change.aspects.length === 0) continue
    changes.push({
      ...change,
      row: { ...change.row, walk: input.walk },
      aspects: isTaken ? [...change.aspects, 'taken'] : change.aspects,
    })
  }
  for (const { row, listed, points, evidence } of claims) {
    changes.push({ ...claimRow(row, listed, identities, input), points, evidence })
  }
  let nextNo = input.nextNo
  const fresh = [...matched.listed.filter((item) => !claimed.has(item)), ...pending]
  for (const listed of fresh.sort(byPlace)) {
    changes.push(addRow(listed, nextNo, identities, input))
    nextNo += 1
  }
  return { outcome: 'complete', changes, suggestions: [], information: listing.information, missing: 0, nextNo }
}

/**
 * Ids that an earlier page of this walk had already (R1). Where paging shifts, an equal entry is the same one; where it is stable,
 * the id is none, also for the row that has it.
 */
const findRepeats = (input: PageInput, listed: readonly Listed[]) => {
  const changes: Change[] = []
  if (input.mode !== 'C') return { rest: listed, changes }
  const byId = new Map<string, Row>()
  for (const row of input.stored) if (row.walk === input.walk && row.bankId !== null) byId.set(row.bankId, row)
  const rest: Listed[] = []
  for (const item of listed) {
    const row = item.id === null ? undefined : byId.get(item.id)
    if (row === undefined || row.consent !== input.consent || item.entry.status !== 'booked') {
      rest.push(item)
      continue
    }
    if (input.paging === 'shifting' && row.content === item.entry.content) continue
    const next: Row = { ...row, bankId: null, consent: null }
    changes.push({ row: next, before: row, entry: undefined, aspects: ['disowned'], changed: [] })
    rest.push({ ...item, id: null })
  }
  return { rest, changes }
}
