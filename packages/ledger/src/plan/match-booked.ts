import { amountKey } from './amounts.ts'
import { daysBetween } from './days.ts'
import { bucketOf } from './identity.ts'
import type { Entry, Evidence, Listed, Mode, Row } from './types.ts'
import { wordOverlap, wordsOf } from './words.ts'

export interface Pair {
  readonly row: Row
  readonly listed: Listed
  readonly evidence: readonly Evidence[]
}

interface MatchContext {
  readonly mode: Mode
  readonly consent: number | null
  /** Rows that may not be taken, such as those that this walk took already. */
  readonly isFree: (row: Row) => boolean
}

export interface Matched {
  readonly pairs: readonly Pair[]
  readonly rows: readonly Row[]
  readonly listed: readonly Listed[]
}

/** Pairs what is listed with what is stored: by usable id, then inside the bucket by the best evidence (R5, steps 1 and 2). */
export const matchBooked = (stored: readonly Row[], listed: readonly Listed[], context: MatchContext): Matched => {
  const rows = stored.filter(context.isFree)
  const byId = matchById(rows, listed, context)
  const rest = withoutPaired(rows, listed, byId)
  const byBucket = matchInBuckets(rest.rows, rest.listed, context)
  return { pairs: [...byId, ...byBucket], ...withoutPaired(rest.rows, rest.listed, byBucket) }
}

const withoutPaired = (rows: readonly Row[], listed: readonly Listed[], pairs: readonly Pair[]) => {
  if (pairs.length === 0) return { rows, listed }
  const [usedRows, usedListed] = [new Set(pairs.map(({ row }) => row)), new Set(pairs.map((pair) => pair.listed))]
  return { rows: rows.filter((row) => !usedRows.has(row)), listed: listed.filter((item) => !usedListed.has(item)) }
}

const idEvidence: readonly Evidence[] = [{ name: 'id', points: 100 }]

const matchById = (rows: readonly Row[], listed: readonly Listed[], { mode, consent }: MatchContext): Pair[] => {
  if (mode === 'N') return []
  const byId = new Map<string, Row>()
  for (const row of rows) if (row.bankId !== null) byId.set(row.bankId, preferred(byId.get(row.bankId), row))
  const pairs: Pair[] = []
  for (const item of listed) {
    const row = item.id === null ? undefined : byId.get(item.id)
    if (row === undefined) continue
    if (mode === 'C' && !(row.consent === consent && isSamePayment(row, item.entry))) continue
    pairs.push({ row, listed: item, evidence: idEvidence })
    byId.delete(row.bankId ?? '')
  }
  return pairs
}

const preferred = (known: Row | undefined, row: Row): Row =>
  known === undefined || (known.state === 'removed' && row.state !== 'removed') ? row : known

/** An id inside a consent counts only for a payment that can be the same: banks hand ids out again. */
const isSamePayment = ({ facts }: Row, { facts: other }: Entry): boolean =>
  facts.currency === other.currency &&
  amountKey(facts.amount) === amountKey(other.amount) &&
  Math.abs(daysBetween(facts.day, other.day)) <= 14

const grouped = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}

const matchInBuckets = (rows: readonly Row[], listed: readonly Listed[], context: MatchContext): Pair[] => {
  if (rows.length === 0 || listed.length === 0) return []
  const rowsOf = grouped(rows, (row) => bucketOf(row.facts))
  const pairs: Pair[] = []
  for (const [bucket, items] of grouped(listed, ({ entry }) => bucketOf(entry.facts))) {
    const candidates = rowsOf.get(bucket)
    if (candidates !== undefined) pairs.push(...matchBucket(candidates, items, context))
  }
  return pairs
}

/** Equal content first and in order, which keeps many twins cheap; then all pairs that are left, best evidence first. */
const matchBucket = (rows: readonly Row[], listed: readonly Listed[], context: MatchContext): Pair[] => {
  const equal = matchEqual(rows, listed, context)
  const rest = withoutPaired(rows, listed, equal)
  const scored: (Pair & { readonly points: number })[] = []
  for (const row of rest.rows) {
    for (const item of rest.listed) {
      const evidence = isAdmissible(row, item, context) ? evidenceOf(row, item.entry) : undefined
      if (evidence !== undefined) {
        scored.push({ row, listed: item, evidence, points: evidence.reduce((sum, { points }) => sum + points, 0) })
      }
    }
  }
  scored.sort(
    (a, b) =>
      b.points - a.points ||
      rank(a.row) - rank(b.row) ||
      a.row.no - b.row.no ||
      a.listed.entry.place - b.listed.entry.place,
  )
  return [...equal, ...takeEachOnce(scored)]
}

const rank = ({ state }: Row): number => (state === 'removed' ? 1 : 0)

const takeEachOnce = (scored: readonly Pair[]): Pair[] => {
  const [rows, items] = [new Set<Row>(), new Set<Listed>()]
  return scored.filter(({ row, listed }) => {
    if (rows.has(row) || items.has(listed)) return false
    rows.add(row)
    items.add(listed)
    return true
  })
}

const matchEqual = (rows: readonly Row[], listed: readonly Listed[], context: MatchContext): Pair[] => {
  const byContent = grouped(
    rows.toSorted((a, b) => rank(a) - rank(b) || a.no - b.no),
    ({ content }) => content,
  )
  const pairs: Pair[] = []
  for (const item of listed) {
    const candidates = byContent.get(item.entry.content)
    const index = candidates?.findIndex((row) => isAdmissible(row, item, context)) ?? -1
    const row = index < 0 ? undefined : candidates?.splice(index, 1)[0]
    if (row !== undefined) pairs.push({ row, listed: item, evidence: [{ name: 'content', points: 100 }] })
  }
  return pairs
}

const isAdmissible = (row: Row, { entry, id }: Listed, { mode }: MatchContext): boolean => {
  if (mode === 'S' && id !== null && row.bankId !== null && row.bankId !== id) return false
  const [mine, other] = [row.facts.counterpartyIban, entry.facts.counterpartyIban]
  return mine === null || other === null || mine === other
}

const evidenceOf = ({ facts }: Row, { facts: other }: Entry): readonly Evidence[] => {
  const evidence: Evidence[] = []
  const add = (name: string, points: number): void => {
    evidence.push({ name, points })
  }
  if (facts.endToEndId !== null && other.endToEndId !== null) {
    add('end-to-end id', facts.endToEndId === other.endToEndId ? 40 : -40)
  }
  if (isEqual(facts.balanceAfter, other.balanceAfter)) add('balance after', 30)
  if (isEqual(facts.counterpartyIban, other.counterpartyIban)) add('iban', 20)
  if (isEqual(facts.executedAt, other.executedAt)) add('instant', 20)
  if (isEqual(facts.text, other.text)) add('text', 20)
  else {
    const overlap = wordOverlap(wordsOf(facts.text), wordsOf(other.text))
    if (overlap !== undefined && overlap > 0) add('words', 10 * overlap)
  }
  return evidence
}

const isEqual = <T>(left: T | null, right: T | null): boolean => left !== null && left === right
