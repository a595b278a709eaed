import type { Balance, EpochMs, LocalDate, Page, Transaction } from '@nostro/core'
import { localDateIn, parseInstant } from '@nostro/core'
import { planWalk } from '../plan/plan-walk.ts'
import type { Entry, Plan } from '../plan/types.ts'
import type { Applied } from '../store/apply-plan.ts'
import { loadPending } from '../store/load-rows.ts'
import { keepReport } from '../store/report-store.ts'
import type { SqlWork } from '../store/sql.ts'
import { readSyncState, type SyncState, saveSyncState } from '../store/sync-state.ts'
import { commitPlan, isComplete, noBackfill, nothingApplied, openCommit, planContext, withGate } from './commit-walk.ts'
import { holeBetween } from './history.ts'
import { aroundWalk, createRawQuestion, type KnownRows, loadForWalk, loadKnown } from './known-rows.ts'
import { type AccountWork, publicAccountId, type SyncProblem } from './sync-types.ts'
import { toEntries } from './to-entry.ts'

export interface OverlapOrder {
  readonly from: LocalDate
  readonly to: LocalDate
  /** The walk number that the account had when the sync began. */
  readonly walkBefore: number
  readonly firstWalkOfSync: number
  readonly balances: readonly Balance[] | undefined
  readonly isDeep: boolean
}

export interface WalkResult {
  readonly applied: Applied
  readonly problems: readonly SyncProblem[]
  readonly outcome: Plan['outcome']
  readonly state: SyncState
}

interface Listing {
  readonly known: KnownRows
  readonly entries: readonly Entry[]
  readonly problems: readonly SyncProblem[]
  readonly realFrom: LocalDate
  readonly asOf: EpochMs
  readonly pages: number
}

/** Reads the whole range into memory, then plans and writes it in one transaction (R4): killed before, nothing happened. */
export const walkOverlap = async (work: AccountWork, order: OverlapOrder): Promise<WalkResult> => {
  const { parts, source, account, ctx } = work
  const known = await parts.store.read(function* () {
    const state = yield* readSyncState(account.id)
    if (state === undefined) throw new Error(`The ledger has no account ${account.id}.`)
    return yield* loadKnown(state, aroundWalk(order.from, order.to), planContext(work, state, state.walk + 1, 0))
  })
  const pages = source.transactions(account.ref, { dateFrom: order.from, dateTo: order.to }, ctx)
  const listing = await readListing(work, { order, known, pages })
  if (work.options.dryRun === true) return parts.store.read(() => rehearse(work, order, listing))
  return parts.store.write(() => commitOverlap(work, order, listing))
}

interface Reading {
  readonly order: OverlapOrder
  readonly known: KnownRows
  readonly pages: AsyncIterable<Page<Transaction>>
}

const readListing = async (work: AccountWork, { order, known, pages }: Reading): Promise<Listing> => {
  const { parts, source, account } = work
  const today = localDateIn(source.traits.timeZone, parts.clock.now())
  const keepsRaw = parts.sealer === undefined ? () => false : createRawQuestion(known, source.traits.mode)
  const entries: Entry[] = []
  const problems: SyncProblem[] = []
  let [realFrom, asOf, page] = [order.from, parts.clock.now(), 0]
  for await (const { items, adjustedFrom, asOf: answeredAt, problems: found } of pages) {
    const context = {
      timeZone: source.traits.timeZone,
      today: () => today,
      page,
      firstPlace: entries.length,
      keepsRaw,
    }
    const read = toEntries(items, context)
    entries.push(...read.entries)
    problems.push(...[...found, ...read.problems].map((problem): SyncProblem => ({ ...problem, of: 'transactions' })))
    if (adjustedFrom !== undefined && adjustedFrom > realFrom) realFrom = adjustedFrom
    if (page === 0) asOf = parseInstant(answeredAt) ?? asOf
    page += 1
    work.emit({
      kind: 'page_read',
      connection: source.id,
      account: publicAccountId(account.id),
      name: account.name,
      pages: page,
      entries: entries.length,
    })
  }
  return { known, entries, problems, realFrom, asOf, pages: page }
}

function* planListing(work: AccountWork, order: OverlapOrder, listing: Listing, state: SyncState): SqlWork<Plan> {
  const { account, parts, source, options } = work
  const at = parts.clock.now()
  const listed = {
    ...planContext(work, state, state.walk + 1, at),
    firstWalkOfSync: order.firstWalkOfSync,
    from: listing.realFrom,
    to: order.to,
    complete: isComplete(listing.problems),
    listsPending: source.traits.listsPending,
    acceptRemovals: options.acceptRemovals ?? false,
    entries: listing.entries,
  }
  const rows = yield* loadForWalk(state, listing.known, listed)
  return planWalk({ ...listed, ...rows, pending: yield* loadPending(account.id, at) })
}

function* rehearse(work: AccountWork, order: OverlapOrder, listing: Listing): SqlWork<WalkResult> {
  const state = yield* readSyncState(work.account.id)
  if (state === undefined) throw new Error(`The ledger has no account ${work.account.id}.`)
  const plan = yield* planListing(work, order, listing, state)
  const count = (...aspects: readonly string[]): number =>
    plan.changes.filter((change) => change.aspects.some((aspect) => aspects.includes(aspect))).length
  const applied = {
    ...nothingApplied,
    added: count('added'),
    modified: count('modified', 'moved'),
    removed: count('removed', 'expired'),
    claimed: count('claimed'),
  }
  return { applied, problems: listing.problems, outcome: plan.outcome, state }
}

function* commitOverlap(work: AccountWork, order: OverlapOrder, listing: Listing): SqlWork<WalkResult> {
  const before = yield* openCommit(work, order.walkBefore)
  const plan = yield* planListing(work, order, listing, before)
  const walk = before.walk + 1
  const at = work.parts.clock.now()
  const { state, applied } = yield* commitPlan(work, before, plan, walk)
  const isWhole = plan.outcome === 'complete'
  const isRead = plan.outcome !== 'suspicious'
  const hole = isRead ? holeBetween(before, listing.realFrom) : undefined
  const covered = {
    ...state,
    walk,
    lastAttemptAt: at,
    lastError: null,
    outcome: plan.outcome,
    asOf: isWhole ? listing.asOf : state.asOf,
    coveredTo: isRead ? order.to : state.coveredTo,
    coveredFrom: isRead ? earlier(state.coveredFrom, listing.realFrom) : state.coveredFrom,
    holes: hole === undefined ? state.holes : JSON.stringify([...(JSON.parse(state.holes ?? '[]') as unknown[]), hole]),
    deepAt: order.isDeep ? at : state.deepAt,
    // A backfill that could not go on is done with, now that the range was read as a whole.
    ...(isRead ? { ...noBackfill, grantedFrom: state.grantedFrom ?? listing.realFrom } : {}),
  }
  const after = isWhole ? yield* withGate(work, covered, order.balances) : covered
  yield* saveSyncState(before, after)
  yield* keepReport(work.account.id, {
    ...applied,
    walk,
    at,
    kind: 'overlap',
    outcome: plan.outcome,
    from: listing.realFrom,
    to: order.to,
    pages: listing.pages,
    listed: listing.entries.length,
    information: plan.information,
    problems: listing.problems,
    error: null,
  })
  return { applied, problems: listing.problems, outcome: plan.outcome, state: after }
}

const earlier = (known: LocalDate | null, day: LocalDate): LocalDate => (known === null || day < known ? day : known)
