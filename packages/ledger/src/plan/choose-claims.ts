import type { Evidence, Listed, Row } from './types.ts'

export interface Claim {
  readonly row: Row
  readonly listed: Listed
  readonly points: number
  readonly evidence: readonly Evidence[]
}

/** A pair of a pending row and a new booked entry, with its points. */
export interface ScoredPair extends Claim {
  /** The bank itself links the two. */
  readonly linked: boolean
  /** Most that the pair can have, bonus included. */
  readonly most: number
  /** Pairs of one class on a side are interchangeable there. */
  readonly rowClass: string
  readonly listedClass: string
  readonly days: number
}

/** Bars of rule R6. */
const claimAt = 60
const margin = 10
const nearness = 15

export const byPoints = (a: ScoredPair, b: ScoredPair): number =>
  b.points - a.points ||
  Math.abs(a.days) - Math.abs(b.days) ||
  a.row.no - b.row.no ||
  a.listed.entry.place - b.listed.entry.place

/** Pairs by each thing by which they can compete, so that none has to look at all others. */
const createIndex = (pairs: readonly ScoredPair[]) => {
  const [byRow, byListed] = [new Map<Row, ScoredPair[]>(), new Map<Listed, ScoredPair[]>()]
  const [byRowClass, byListedClass] = [new Map<string, ScoredPair[]>(), new Map<string, ScoredPair[]>()]
  for (const pair of pairs) {
    push(byRow, pair.row, pair)
    push(byListed, pair.listed, pair)
    push(byRowClass, pair.rowClass, pair)
    push(byListedClass, pair.listedClass, pair)
  }
  return {
    ofRow: ({ row }: ScoredPair) => byRow.get(row) ?? [],
    ofListed: ({ listed }: ScoredPair) => byListed.get(listed) ?? [],
    ofRowClass: ({ rowClass }: ScoredPair) => byRowClass.get(rowClass) ?? [],
    ofListedClass: ({ listedClass }: ScoredPair) => byListedClass.get(listedClass) ?? [],
  }
}

type PairIndex = ReturnType<typeof createIndex>

const push = <K>(map: Map<K, ScoredPair[]>, key: K, pair: ScoredPair): void => {
  const group = map.get(key)
  if (group === undefined) map.set(key, [pair])
  else group.push(pair)
}

/** The most points among the pairs of one side, and the most among those of other classes than the best one's. */
interface Top {
  readonly best: number
  readonly ofClass: string
  readonly second: number
}

const topsOf = <K>(
  pairs: readonly ScoredPair[],
  keyOf: (pair: ScoredPair) => K,
  classOf: (pair: ScoredPair) => string,
): ReadonlyMap<K, Top> => {
  const tops = new Map<K, Top>()
  for (const pair of pairs) {
    const [key, ofClass, { points }] = [keyOf(pair), classOf(pair), pair]
    const top = tops.get(key)
    if (top === undefined) tops.set(key, { best: points, ofClass, second: Number.NEGATIVE_INFINITY })
    else if (top.ofClass === ofClass) tops.set(key, { ...top, best: Math.max(top.best, points) })
    else if (points > top.best) tops.set(key, { best: points, ofClass, second: top.best })
    else tops.set(key, { ...top, second: Math.max(top.second, points) })
  }
  return tops
}

/** The best rival: of another class. */
const rivalOf = (top: Top | undefined, ofClass: string): number =>
  top === undefined ? Number.NEGATIVE_INFINITY : top.ofClass === ofClass ? top.second : top.best

/** The points of each pair with what is given to one that nobody competes with. */
export const withBonus = (pairs: readonly ScoredPair[]): ScoredPair[] => {
  const ofRows = topsOf(
    pairs,
    ({ row }) => row,
    ({ listedClass }) => listedClass,
  )
  const ofEntries = topsOf(
    pairs,
    ({ listed }) => listed,
    ({ rowClass }) => rowClass,
  )
  return pairs.map((pair) => {
    if (pair.linked) return pair
    const rival = Math.max(
      rivalOf(ofRows.get(pair.row), pair.listedClass),
      rivalOf(ofEntries.get(pair.listed), pair.rowClass),
    )
    const isAlone = pair.points - rival > nearness
    const total = pair.points + (isAlone ? 20 : 0)
    const evidence = isAlone ? [...pair.evidence, { name: 'no rival', points: 20 }] : pair.evidence
    return { ...pair, points: Math.min(total, pair.most), evidence }
  })
}

/** Best first, with a margin over the second; what is claimed is no rival any more, so that the rest is looked at again. */
export const chooseClaims = (scored: readonly ScoredPair[]): readonly ScoredPair[] => {
  const index = createIndex(scored)
  const [rows, items] = [new Set<Row>(), new Set<Listed>()]
  const isOpen = ({ row, listed }: ScoredPair): boolean => !(rows.has(row) || items.has(listed))
  const claims: ScoredPair[] = []
  let waiting = scored.filter(({ points }) => points >= claimAt)
  for (;;) {
    const found = waiting.find((pair) => isOpen(pair) && (pair.linked || isClear(pair, index, isOpen)))
    if (found === undefined) return claims
    claims.push(found)
    rows.add(found.row)
    items.add(found.listed)
    if (claims.length % 32 === 0) waiting = waiting.filter(isOpen)
  }
}

/**
 * No other candidate is near. Rivals for the row do not matter when enough equal rows are there for all of them, nor rivals for the entry
 * when there are enough equal entries: each gets one, and equals may be exchanged.
 */
const isClear = (pair: ScoredPair, index: PairIndex, isOpen: (pair: ScoredPair) => boolean): boolean => {
  const isNear = (other: ScoredPair): boolean => pair.points - other.points < margin && isOpen(other)
  return (
    (!index.ofRow(pair).some((other) => other.listedClass !== pair.listedClass && isNear(other)) ||
      hasEnough(
        index.ofRowClass(pair).filter(isNear),
        ({ row }) => row,
        ({ listed }) => listed,
      )) &&
    (!index.ofListed(pair).some((other) => other.rowClass !== pair.rowClass && isNear(other)) ||
      hasEnough(
        index.ofListedClass(pair).filter(isNear),
        ({ listed }) => listed,
        ({ row }) => row,
      ))
  )
}

const hasEnough = (
  pairs: readonly ScoredPair[],
  equalOf: (pair: ScoredPair) => object,
  rivalOf: (pair: ScoredPair) => object,
): boolean => new Set(pairs.map(equalOf)).size >= new Set(pairs.map(rivalOf)).size
