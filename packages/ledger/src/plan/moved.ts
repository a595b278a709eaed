import { amountKey } from './amounts.ts'
import { daysBetween } from './days.ts'
import type { Facts, Listed, Row } from './types.ts'

export interface MovedPair {
  readonly row: Row
  readonly listed: Listed
  readonly why: string
}

/** Rows whose day or amount the bank corrected (R5, step 4). Only where exactly one row and one entry are bound. */
export const findMoved = (rows: readonly Row[], listed: readonly Listed[]): readonly MovedPair[] => {
  if (rows.length === 0 || listed.length === 0) return []
  const pairs: MovedPair[] = []
  for (const row of rows) {
    for (const item of listed) {
      const why = bondOf(row.facts, item.entry.facts)
      if (why !== undefined) pairs.push({ row, listed: item, why })
    }
  }
  const [ofRow, ofItem] = [countBy(pairs, ({ row }) => row), countBy(pairs, (pair) => pair.listed)]
  return pairs.filter((pair) => ofRow.get(pair.row) === 1 && ofItem.get(pair.listed) === 1)
}

const countBy = <T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, number> => {
  const counts = new Map<K, number>()
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1)
  return counts
}

const isEqual = (left: string | null, right: string | null): boolean =>
  left !== null && left.trim() !== '' && left === right

const bondOf = (from: Facts, to: Facts): string | undefined => {
  const [mine, other] = [from.counterpartyIban, to.counterpartyIban]
  if (from.currency !== to.currency || (mine !== null && other !== null && mine !== other)) return undefined
  const days = Math.abs(daysBetween(from.day, to.day))
  if (days <= 14 && isEqual(from.endToEndId, to.endToEndId)) return 'equal end-to-end id'
  const sameText = isEqual(from.text, to.text)
  const sameParty = isEqual(mine, other) || isEqual(from.counterpartyName, to.counterpartyName)
  const sameAmount = amountKey(from.amount) === amountKey(to.amount)
  if (sameAmount && sameText && sameParty && days <= 5) return 'equal amount, counterparty and text'
  if (days === 0 && isEqual(mine, other) && sameText) return 'equal day, iban and text'
  return undefined
}
