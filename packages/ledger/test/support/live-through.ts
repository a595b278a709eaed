import { addDays, type LocalDate } from '@nostro/core'
import { amountKey } from '../../src/plan/amounts.ts'
import { bucketOf } from '../../src/plan/identity.ts'
import { type Entry, type Plan, type Row, toldAspects } from '../../src/plan/types.ts'
import { type createBankHistory, createBankHistory as createHistory, type HistoryOptions } from './bank-history.ts'
import { createBook } from './book.ts'

export interface Findings {
  readonly lost: number
  readonly doubled: number
  /** Pending entries that the ledger saw and that booked: claimed by their own booking, by an equal one (same shop and price), by another, by none. */
  readonly right: number
  readonly equal: number
  readonly wrong: number
  readonly missed: number
  /** The same for those whose amount did not change. */
  readonly steady: number
  readonly steadyMissed: number
  readonly booked: number
  /** Laws that did not hold, in words. */
  readonly broken: readonly string[]
}

const countBy = (keys: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

const excess = (left: readonly string[], right: readonly string[]): number => {
  const have = countBy(right)
  return [...countBy(left)].reduce((sum, [key, count]) => sum + Math.max(0, count - (have.get(key) ?? 0)), 0)
}

/** P4: a bucket never has fewer rows than entries listed in it. */
const brokenBuckets = (rows: readonly Row[], entries: readonly Entry[]): number => {
  const kept = countBy(rows.filter(({ state }) => state === 'booked').map(({ facts }) => bucketOf(facts)))
  const listed = countBy(entries.filter(({ status }) => status === 'booked').map(({ facts }) => bucketOf(facts)))
  return [...listed].filter(([bucket, count]) => (kept.get(bucket) ?? 0) < count).length
}

const isNews = ({ changes }: Plan): boolean =>
  changes.some(({ aspects }) =>
    aspects.some(
      (aspect) => toldAspects.has(aspect) && aspect !== 'removed' && aspect !== 'expired' && aspect !== 'shifted',
    ),
  )

/** Syncs a bank's history from its first day to its last, with all its faults, and looks whether the laws hold (section 3.5). */
export const liveThrough = (options: HistoryOptions): Findings => {
  const bank = createHistory(options)
  const book = createBook({ mode: options.mode, paging: options.paging })
  const broken: string[] = []
  const firstToken = new Map<number, number>()
  const claims = new Map<number, number>()
  const watch = (plan: Plan): void => {
    for (const { row, entry, before, aspects } of plan.changes) {
      if (before !== undefined && before.no !== row.no) broken.push('P7: a number changed its owner')
      if (aspects.includes('added') && entry !== undefined && row.state !== 'booked')
        firstToken.set(row.no, Number(entry.raw))
      if (aspects.includes('claimed') && entry !== undefined) {
        if (claims.has(row.no)) broken.push('P6: a row was claimed twice')
        claims.set(row.no, Number(entry.raw))
      }
    }
  }
  let day = addDays(bank.firstDay, 3)
  while (day <= bank.lastDay) {
    stepDay(bank, book, { day, watch, broken })
    // After the last day of business nothing is new but late bookings.
    day = addDays(day, day > bank.lastBusinessDay ? 4 + bank.below(3) : 1 + bank.below(3))
  }
  for (let time = 0; time < 2; time += 1) {
    const from = addDays(bank.firstDay, -2)
    watch(book.walk(bank.list(from, day, false).entries, { day, from, consent: bank.consent(), acceptRemovals: true }))
  }
  const kept = book
    .booked()
    .map(({ facts }) => `${facts.day}|-${amountKey(facts.amount.slice(1))}|${facts.counterpartyName}`)
  const truth = bank
    .truth(day)
    .map((line) => line.replace(/\|(-[\d.]+)\|/, (_, amount: string) => `|${amountKey(amount)}|`))
  const numbers = book.rows().map(({ no }) => no)
  if (numbers.some((no, index) => no !== index + 1)) broken.push('P7: a number is missing or used twice')
  return {
    lost: excess(truth, kept),
    doubled: excess(kept, truth),
    booked: truth.length,
    broken,
    ...judgeClaims(bank, firstToken, claims),
  }
}

interface Step {
  readonly day: LocalDate
  readonly watch: (plan: Plan) => void
  readonly broken: string[]
}

const stepDay = (
  bank: ReturnType<typeof createBankHistory>,
  book: ReturnType<typeof createBook>,
  { day, watch, broken }: Step,
): void => {
  bank.correct(day)
  if (bank.chance(0.02)) bank.renew()
  const from = addDays(day, -20)
  const context = { day, from, consent: bank.consent() }
  const listing = bank.list(from, day, true)
  if (bank.chance(0.1)) {
    const cut = bank.below(Math.max(1, listing.pages))
    const part = listing.entries.filter(({ page }) => page < cut)
    const plan = book.walk(part, { ...context, complete: false })
    if (plan.changes.some(({ aspects }) => aspects.includes('removed') || aspects.includes('missing')))
      broken.push('P10: removed by an incomplete walk')
    watch(plan)
  }
  watch(book.walk(listing.entries, context))
  if (bank.chance(0.15)) {
    const clean = bank.list(from, day, false)
    watch(book.walk(clean.entries, context))
    if (brokenBuckets(book.rows(), clean.entries) > 0) broken.push('P4: fewer rows than entries in a bucket')
    const again = book.walk(bank.list(from, day, false).entries, context)
    if (isNews(again)) broken.push('P2: the same listing again was news')
  }
}

/**
 * What became of each payment that the ledger saw pending and that booked. Counted by payment, not by row: a pending entry that the
 * bank served twice makes a second row, which nothing can claim and which expires.
 */
const judgeClaims = (
  bank: ReturnType<typeof createBankHistory>,
  firstToken: ReadonlyMap<number, number>,
  claims: ReadonlyMap<number, number>,
) => {
  const payments = new Map(bank.payments().map((payment) => [payment.token, payment]))
  const takers = new Map<number, (number | undefined)[]>()
  for (const [no, token] of firstToken) takers.set(token, [...(takers.get(token) ?? []), claims.get(no)])
  let [right, equal, wrong, missed, steady, steadyMissed] = [0, 0, 0, 0, 0, 0]
  for (const [token, taken] of takers) {
    const own = payments.get(token)
    if (own === undefined || own.isDead || own.isWithdrawn) continue
    const claimed = taken.includes(token) ? own : payments.get(taken.find((other) => other !== undefined) ?? 0)
    const isSteady = own.amount === own.pendingAmount
    if (isSteady) steady += 1
    if (isSteady && claimed === undefined) steadyMissed += 1
    if (claimed === undefined) missed += 1
    else if (claimed === own) right += 1
    else if (claimed.merchant === own.merchant && claimed.pendingAmount === own.pendingAmount) equal += 1
    else wrong += 1
  }
  return { right, equal, wrong, missed, steady, steadyMissed }
}
