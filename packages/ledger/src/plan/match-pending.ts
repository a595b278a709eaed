import { amountKey } from './amounts.ts'
import { daysBetween } from './days.ts'
import type { Facts, Listed, Row } from './types.ts'
import { wordOverlap, wordsOf } from './words.ts'

interface PendingContext {
  readonly idsCount: boolean
  readonly consent: number | null
}

interface ScoredPair {
  readonly row: Row
  readonly listed: Listed
  readonly points: number
}

export interface MatchedPending {
  readonly pairs: readonly { readonly row: Row; readonly listed: Listed }[]
  /** Stored and living, but not listed any more. */
  readonly vanished: readonly Row[]
  /** Listed and not known. */
  readonly listed: readonly Listed[]
}

/** Pairs pending entries by id, amount, nearness of day, instant and text (R7). Banks move their days daily: buckets do not matter. */
export const matchPending = (
  stored: readonly Row[],
  listed: readonly Listed[],
  claimed: readonly Row[],
  context: PendingContext,
): MatchedPending => {
  const scored = stored
    .flatMap((row) => listed.map((item) => scoreOf(row, item, context)))
    .filter((pair) => pair !== undefined)
    .sort((a, b) => b.points - a.points || a.row.no - b.row.no || a.listed.entry.place - b.listed.entry.place)
  const [rows, items] = [new Set<Row>(), new Set<Listed>()]
  const pairs = scored.filter(({ row, listed: item }) => {
    if (rows.has(row) || items.has(item)) return false
    rows.add(row)
    items.add(item)
    return true
  })
  const rest = listed.filter((item) => !items.has(item) && !isSentAgain(item, claimed, context))
  return { pairs, vanished: stored.filter((row) => !rows.has(row) && row.state !== 'expired'), listed: rest }
}

const scoreOf = (row: Row, listed: Listed, context: PendingContext): ScoredPair | undefined => {
  const [from, to] = [row.facts, listed.entry.facts]
  if (from.currency !== to.currency) return undefined
  if (context.idsCount && row.bankId !== null && row.bankId === listed.id && row.consent === context.consent) {
    return { row, listed, points: 1000 }
  }
  if (row.state === 'expired' || amountKey(from.amount) !== amountKey(to.amount)) return undefined
  const days = Math.abs(daysBetween(from.day, to.day))
  const [mine, other] = [from.counterpartyIban, to.counterpartyIban]
  if (days > 14 || (mine !== null && other !== null && mine !== other)) return undefined
  if (from.endToEndId !== null && to.endToEndId !== null && from.endToEndId !== to.endToEndId) return undefined
  if (isOther(from, to)) return undefined
  // What was listed last time comes before what had vanished: among equals, days that move daily must not change who is who.
  const points = 14 - days + (row.unlistedSince === null ? 15 : 0) + pointsOfFacts(from, to)
  return { row, listed, points }
}

const fiveMinutes = 300_000

/** Two shops with one price are two payments: no word in common, or two instants. */
const isOther = (from: Facts, to: Facts): boolean => {
  const overlap = wordOverlap(wordsOf(from.counterpartyName, from.text), wordsOf(to.counterpartyName, to.text))
  const [mine, other] = [from.executedAt, to.executedAt]
  return overlap === 0 || (mine !== null && other !== null && Math.abs(mine - other) > fiveMinutes)
}

/** Equal facts, absent ones included: a pending entry that had no IBAN yesterday is not the one that has one today. */
const pointsOfFacts = (from: Facts, to: Facts): number => {
  const sameInstant = from.executedAt !== null && from.executedAt === to.executedAt
  const sameText = from.text === to.text && from.counterpartyName === to.counterpartyName
  const sameParty = from.counterpartyIban === to.counterpartyIban
  const sameEndToEnd = from.endToEndId === to.endToEndId
  return (sameInstant ? 30 : 0) + (sameText ? 20 : 0) + (sameParty ? 20 : 0) + (sameEndToEnd ? 20 : 0)
}

/** The bank still lists as pending what a booked entry has claimed already: it is not stored a second time. */
const isSentAgain = ({ entry, id }: Listed, claimed: readonly Row[], { idsCount, consent }: PendingContext): boolean =>
  claimed.some((row) => {
    if (entry.facts.currency !== row.facts.currency) return false
    if (idsCount && id !== null && row.consent === consent && (row.pendingId === id || row.bankId === id)) return true
    if (row.pendingId === null) return false
    const { executedAt, endToEndId } = entry.facts
    return (
      (executedAt !== null && executedAt === row.facts.executedAt) ||
      (endToEndId !== null && endToEndId === row.facts.endToEndId)
    )
  })
