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
    /** Pairs with the same row and another entry, which is no equal of this one's. */
    forRow: (pair: ScoredPair) =>
      (byRow.get(pair.row) ?? []).filter(({ listedClass }) => listedClass !== pair.listedClass),
    /** Pairs with the same entry and another row, which is no equal of this one's. */
    forEntry: (pair: ScoredPair) =>
      (byListed.get(pair.listed) ?? []).filter(({ rowClass }) => rowClass !== pair.rowClass),
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

/** The points of each pair with what is given to one that nobody competes with. */
export const withBonus = (pairs: readonly ScoredPair[]): ScoredPair[] => {
  const index = createIndex(pairs)
  return pairs.map((pair) => {
    if (pair.linked) return pair
    const isFar = ({ points }: ScoredPair): boolean => pair.points - points > nearness
    const isAlone = index.forRow(pair).every(isFar) && index.forEntry(pair).every(isFar)
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
  for (let hasFound = true; hasFound; ) {
    hasFound = false
    for (const pair of waiting) {
      if (!isOpen(pair) || !(pair.linked || isClear(pair, index, isOpen))) continue
      claims.push(pair)
      rows.add(pair.row)
      items.add(pair.listed)
      hasFound = true
      break
    }
    waiting = waiting.filter(isOpen)
  }
  return claims
}

/**
 * Nobody else is near. Rivals for the row do not matter when enough equal rows are there for all of them, nor rivals for the entry
 * when there are enough equal entries: each gets one, and equals may be exchanged.
 */
const isClear = (pair: ScoredPair, index: PairIndex, isOpen: (pair: ScoredPair) => boolean): boolean => {
  const isNear = (other: ScoredPair): boolean => pair.points - other.points < margin && isOpen(other)
  return (
    (!index.forRow(pair).some(isNear) ||
      hasEnough(
        index.ofRowClass(pair).filter(isNear),
        ({ row }) => row,
        ({ listed }) => listed,
      )) &&
    (!index.forEntry(pair).some(isNear) ||
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
