import type { EpochMs } from '@nostro/core'
import { amountDistance, amountKey } from './amounts.ts'
import { byPoints, type Claim, chooseClaims, type ScoredPair, withBonus } from './choose-claims.ts'
import { daysBetween } from './days.ts'
import { isUsableId } from './identity.ts'
import type { Evidence, Facts, Listed, Row } from './types.ts'
import { wordOverlap, wordsOf } from './words.ts'

/** How a pending row stands in this walk. `unknown`: the walk says nothing about it. */
export type PendingStanding = 'vanished' | 'unlisted' | 'listed' | 'expired' | 'unknown'

export interface ClaimCandidate {
  readonly row: Row
  readonly standing: PendingStanding
}

interface PairContext extends ClaimContext {
  readonly words: WordMemory
}

interface ClaimContext {
  /** May ids be compared at all, and under which consent were they given? */
  readonly idsCount: boolean
  readonly consent: number | null
}

/** From here on a pair is shown to people (R6). */
const suggestAt = 40
/** Most that a doubtful pair can have: below the bar of a claim. */
const cap = 55

/** Which pending rows new booked entries claim (R6). Every row and every entry is claimed at most once. */
export const findClaims = (
  candidates: readonly ClaimCandidate[],
  listed: readonly Listed[],
  context: ClaimContext,
): { readonly claims: readonly Claim[]; readonly suggestions: readonly Claim[] } => {
  const pairs: ScoredPair[] = []
  const words = createWordMemory()
  for (const candidate of candidates) {
    for (const item of listed) {
      const pair = scorePair(candidate, item, { ...context, words })
      if (pair !== undefined) pairs.push(pair)
    }
  }
  const scored = withBonus(pairs).sort(byPoints)
  const claims = chooseClaims(scored)
  const [rows, items] = [new Set(claims.map(({ row }) => row)), new Set(claims.map((claim) => claim.listed))]
  const suggestions = scored.filter(
    ({ row, listed: item, points }) => points >= suggestAt && !rows.has(row) && !items.has(item),
  )
  return { claims, suggestions }
}

/** What two rows, or two entries, must have equal to be interchangeable for the other side: amount, and the IBAN and words shared with it. */
const classOf = ({ amount, currency }: Facts, shared: string): string => [amountKey(amount), currency, shared].join('|')

type WordMemory = (facts: Facts) => ReadonlySet<string>

/** The words of each side are wanted once for each pair that it is in. */
const createWordMemory = (): WordMemory => {
  const known = new Map<Facts, ReadonlySet<string>>()
  return (facts) => {
    const words = known.get(facts) ?? wordsOf(facts.counterpartyName, facts.text)
    known.set(facts, words)
    return words
  }
}

const sharedWords = (from: ReadonlySet<string>, to: ReadonlySet<string>): string =>
  [...from]
    .filter((word) => to.has(word))
    .sort()
    .join(' ')

const amountSteps = [
  { within: 0, points: 30, name: 'amount equal' },
  { within: 0.01, points: 20, name: 'amount within 1 %' },
  { within: 0.05, points: 12, name: 'amount within 5 %' },
  { within: 0.3, points: 5, name: 'amount within 30 %' },
] as const

/** The nearer of the amount and the original amount. */
const distanceOf = (from: Facts, to: Facts): { readonly sameSign: boolean; readonly share: number } => {
  const plain = amountDistance(from.amount, to.amount)
  const hasOriginal = from.originalAmount !== null && to.originalAmount !== null
  if (!hasOriginal || from.originalCurrency !== to.originalCurrency) return plain
  const original = amountDistance(from.originalAmount ?? '0', to.originalAmount ?? '0')
  return Math.abs(original.share) < Math.abs(plain.share) ? { ...plain, share: original.share } : plain
}

const differ = (left: string | null, right: string | null): boolean => left !== null && right !== null && left !== right

/** The bank itself says that the two are one payment. */
const isLinked = (row: Row, { entry, id }: Listed, { idsCount, consent }: ClaimContext): boolean => {
  const [own, previous] = [row.bankId, entry.previousId]
  if (idsCount && own !== null && row.consent === consent && (own === id || own === previous)) return true
  const reference = entry.facts.entryReference
  return isUsableId(reference) && reference === row.facts.entryReference
}

const scorePair = ({ row, standing }: ClaimCandidate, listed: Listed, context: PairContext): ScoredPair | undefined => {
  const [from, to] = [row.facts, listed.entry.facts]
  if (from.currency !== to.currency || differ(from.counterpartyIban, to.counterpartyIban)) return undefined
  const linked = isLinked(row, listed, context)
  // Most pairs end here: nothing dear is done before.
  if (!linked && standing === 'listed' && (from.endToEndId === null || from.endToEndId !== to.endToEndId)) {
    return undefined
  }
  const { sameSign, share } = distanceOf(from, to)
  if (!sameSign) return undefined
  const days = daysBetween(from.day, to.day)
  const iban = from.counterpartyIban === to.counterpartyIban ? (from.counterpartyIban ?? '') : ''
  const shared = `${iban}|${sharedWords(context.words(from), context.words(to))}`
  const frame = { row, listed, days, rowClass: classOf(from, shared), listedClass: classOf(to, shared) }
  if (linked) {
    return { ...frame, linked: true, points: 100, most: 100, evidence: [{ name: 'linked by the bank', points: 100 }] }
  }
  if (differ(from.endToEndId, to.endToEndId)) return undefined
  const sameEndToEnd = from.endToEndId !== null && from.endToEndId === to.endToEndId
  // What expired comes back only by its end-to-end id; what is still listed is still pending.
  if (standing === 'expired') {
    if (!sameEndToEnd) return undefined
    return { ...frame, linked: true, points: 100, most: 100, evidence: [{ name: 'end-to-end id equal', points: 100 }] }
  }
  if (days < -1 || days > 14) return undefined
  const step = amountSteps.find(({ within }) => Math.abs(share) <= within)
  if (step === undefined) return undefined
  const overlap = wordOverlap(context.words(from), context.words(to))
  const evidence: Evidence[] = [
    { name: step.name, points: step.points },
    ...(sameEndToEnd ? [{ name: 'end-to-end id equal', points: 45 }] : []),
    ...(from.counterpartyIban !== null && from.counterpartyIban === to.counterpartyIban
      ? [{ name: 'iban equal', points: 25 }]
      : []),
    ...(overlap === undefined ? [] : [{ name: 'words in common', points: wordPoints(overlap) }]),
    ...(areNear(from.executedAt, to.executedAt) ? [{ name: 'instants within five minutes', points: 15 }] : []),
    { name: 'days to booking', points: dayPoints(days) },
    { name: standingNames[standing], points: standingPoints[standing] },
  ]
  const points = evidence.reduce((sum, item) => sum + item.points, 0)
  const most = !sameEndToEnd && isDoubtful(share, overlap, standing) ? cap : Number.POSITIVE_INFINITY
  return { ...frame, linked: false, points, most, evidence }
}

const standingPoints = { vanished: 15, unlisted: 5, listed: -25, unknown: 0 } as const
const standingNames = {
  vanished: 'vanished from the pending list in this walk',
  unlisted: 'vanished from the pending list earlier',
  listed: 'still listed as pending',
  unknown: 'pending list not read',
} as const

const wordPoints = (overlap: number): number => (overlap >= 0.8 ? 20 : overlap >= 0.5 ? 12 : overlap >= 0.25 ? 6 : -10)

const dayPoints = (days: number): number => (days === -1 ? 4 : days <= 3 ? 10 : days <= 7 ? 6 : 2)

const areNear = (left: EpochMs | null, right: EpochMs | null): boolean =>
  left !== null && right !== null && Math.abs(left - right) <= 300_000

const isDoubtful = (share: number, overlap: number | undefined, standing: PendingStanding): boolean => {
  const isOff = Math.abs(share) > 0.01
  const agree = overlap === undefined || overlap >= 0.5
  return overlap === 0 || share < -0.01 || (isOff && (standing !== 'vanished' || !agree))
}
