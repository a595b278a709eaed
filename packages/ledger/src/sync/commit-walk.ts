import {
  addMoney,
  type Balance,
  type EpochMs,
  type LocalDate,
  localDateIn,
  parseInstant,
  subtractMoney,
} from '@nostro/core'
import { amountKey } from '../plan/amounts.ts'
import { contentVersion } from '../plan/content.ts'
import type { Change, Entry, Plan } from '../plan/types.ts'
import { type Applied, applyPlan } from '../store/apply-plan.ts'
import { assertLease } from '../store/lease-store.ts'
import { linkPayments } from '../store/payment-store.ts'
import { query, type SqlWork } from '../store/sql.ts'
import { lockAccount, type SyncState } from '../store/sync-state.ts'
import { bookedBalance, judgeGate, type LateEntry } from './gate.ts'
import type { AccountWork, SyncProblem } from './sync-types.ts'

/** What all commits of a walk share: the fence, the account's lock, and the planner's context. */
export function* openCommit({ source, account, epoch }: AccountWork, expectedWalk: number): SqlWork<SyncState> {
  yield* assertLease(source.id, epoch)
  const state = yield* lockAccount(account.id)
  if (state.walk !== expectedWalk) throw new Error(`Account ${account.id} was written by another walk.`)
  return state
}

export const planContext = ({ source, consent }: AccountWork, state: SyncState, walk: number, at: EpochMs) => ({
  mode: source.traits.mode,
  paging: source.traits.paging,
  consent: source.traits.mode === 'S' ? null : consent,
  walk,
  at,
  nextNo: state.nextNo,
  contentVersion,
})

/** Writes a plan and links the payments that it contains. */
export function* commitPlan(
  work: AccountWork,
  state: SyncState,
  plan: Plan,
  walk: number,
): SqlWork<{ readonly state: SyncState; readonly applied: Applied }> {
  const { account, parts } = work
  const at = parts.clock.now()
  const context = { walk, at, sealer: parts.sealer, currency: account.currency }
  const { state: next, applied } = yield* applyPlan(state, plan, context)
  const linked = yield* linkPayments(
    next,
    plan.changes.map(({ row }) => row),
    { walk, at, connection: work.source.id },
  )
  return {
    state: anchorMoved({ ...next, nextDecision: next.nextDecision + linked }, plan.changes, account.currency),
    applied,
  }
}

/** Entries older than what the anchor counted belong before it: the anchor gives way, so that the proof goes on. */
const anchorMoved = (state: SyncState, changes: readonly Change[], currency: string | null): SyncState => {
  const { anchorAmount, anchorDay } = state
  if (anchorAmount === null || anchorDay === null || currency === null) return state
  let anchor = { amount: anchorAmount, currency }
  for (const { row, before } of changes) {
    if (row.facts.day >= anchorDay || row.facts.currency !== currency || before !== undefined || row.state !== 'booked')
      continue
    anchor = subtractMoney(anchor, { amount: row.facts.amount, currency })
  }
  return { ...state, anchorAmount: amountKey(anchor.amount) }
}

/** Judges the gate after a complete walk; a walk that says nothing about the whole leaves it as it was. */
export function* withGate(
  work: AccountWork,
  state: SyncState,
  balances: readonly Balance[] | undefined,
): SqlWork<SyncState> {
  if (balances === undefined) return state
  const balance = bookedBalance(balances, work.account.currency) ?? (yield* balanceOfLast(work))
  const late = balance?.lastChange === undefined ? [] : yield* lateEntries(work, balance.lastChange)
  return { ...state, ...judgeGate(state, balance, late) }
}

/**
 * Where a bank gives no booked balance, the balance that it wrote beside the newest booked entry, if its time says which one that is:
 * it is after all entries, so it must be the anchor and their sum.
 */
function* balanceOfLast({ account }: AccountWork): SqlWork<Balance | undefined> {
  if (account.currency === null) return undefined
  const rows = yield* query<{ executedAt: number | null; balanceAfter: string | null; currency: string }>(
    `select executed_at as "executedAt", balance_after as "balanceAfter", currency from tx where account = ? and state = 'booked'
      and day = (select max(day) from tx where account = ? and state = 'booked') order by executed_at desc`,
    account.id,
    account.id,
  )
  const timed = rows.filter(({ executedAt }) => executedAt !== null)
  const [newest, second] = timed
  const isClear = timed.length === rows.length && newest?.executedAt !== second?.executedAt
  if (newest?.balanceAfter == null || newest.currency !== account.currency || !isClear) return undefined
  const amount = { amount: newest.balanceAfter, currency: newest.currency }
  return { balanceType: 'interimBooked', amount, raw: undefined }
}

function* lateEntries({ account, source }: AccountWork, lastChange: string): SqlWork<readonly LateEntry[]> {
  const since = parseInstant(lastChange)
  if (since === undefined) return []
  const day = localDateIn(source.traits.timeZone, since - 2 * 86_400_000)
  return yield* query<{ amount: string; executedAt: number | null }>(
    `select amount, executed_at as "executedAt" from tx where account = ? and day >= ? and state = 'booked' and executed_at > ?`,
    account.id,
    day,
    since,
  )
}

/** An entry that could not be read makes a walk incomplete; a field of one does not. */
export const isComplete = (problems: readonly SyncProblem[]): boolean =>
  problems.every(({ field }) => field !== undefined)

/** The days of entries, and of the range that was asked for. */
export const daysOf = (
  entries: readonly Entry[],
  from?: LocalDate,
  to?: LocalDate,
): readonly [LocalDate, LocalDate] | undefined => {
  let [first, last] = [from, to]
  for (const { facts } of entries) {
    if (first === undefined || facts.day < first) first = facts.day
    if (last === undefined || facts.day > last) last = facts.day
  }
  return first === undefined || last === undefined ? undefined : [first, last]
}

export const addApplied = (left: Applied, right: Applied): Applied => ({
  added: left.added + right.added,
  modified: left.modified + right.modified,
  removed: left.removed + right.removed,
  claimed: left.claimed + right.claimed,
})

/** The members of a state that belong to a backfill in progress, when none is. */
export const noBackfill = {
  walkKind: null,
  cursor: null,
  lastPage: null,
  pages: 0,
  walkFrom: null,
  walkTo: null,
  walkAsOf: null,
} as const

export const nothingApplied: Applied = { added: 0, modified: 0, removed: 0, claimed: 0 }

/** Sums for tests and checks: the exact total of amounts in one currency. */
export const sumOf = (amounts: readonly string[], currency: string): string => {
  let sum = { amount: '0', currency }
  for (const amount of amounts) sum = addMoney(sum, { amount, currency })
  return amountKey(sum.amount)
}
