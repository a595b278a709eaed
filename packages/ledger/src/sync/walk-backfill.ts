import {
  type Balance,
  type LocalDate,
  localDateIn,
  NostroError,
  type Page,
  parseInstant,
  type Transaction,
} from '@nostro/core'
import { createPageMemory } from '../plan/page-memory.ts'
import { planPage } from '../plan/plan-page.ts'
import type { Entry } from '../plan/types.ts'
import type { Applied } from '../store/apply-plan.ts'
import { loadByIds, loadPending, loadWindow } from '../store/load-rows.ts'
import { keepReport, readReportProblems } from '../store/report-store.ts'
import type { SqlWork } from '../store/sql.ts'
import { type SyncState, saveSyncState } from '../store/sync-state.ts'
import {
  addApplied,
  commitPlan,
  daysOf,
  isComplete,
  nothingApplied,
  openCommit,
  planContext,
  withGate,
} from './commit-walk.ts'
import { isPeriodRefusal } from './history.ts'
import { type AccountWork, publicAccountId, type SyncProblem } from './sync-types.ts'
import { toEntries } from './to-entry.ts'
import type { WalkResult } from './walk-overlap.ts'

export interface BackfillOrder {
  /** First days to ask for: the next one where the bank refuses the period. */
  readonly firstDays: readonly LocalDate[]
  readonly to: LocalDate
  readonly state: SyncState
  readonly balances: readonly Balance[] | undefined
}

/** The backfill cannot go on from its cursor, and pending rows stand: the caller reads the range as a whole instead. */
export class CursorRefused extends Error {
  override readonly name = 'CursorRefused'
}

interface Opened {
  readonly pages: AsyncIterator<Page<Transaction>>
  readonly first: IteratorResult<Page<Transaction>>
  readonly from: LocalDate
}

/** Reads page by page; each page, its rows and its cursor in one commit (R3). Any process goes on at the cursor. */
export const walkBackfill = async (work: AccountWork, order: BackfillOrder): Promise<WalkResult> => {
  const { state: known } = order
  const isResumed = known.walkKind === 'backfill' && known.cursor !== null && known.walkFrom !== null
  const { pages, first, from } = isResumed ? await resume(work, order, known) : await open(work, order)
  const { paging } = work.source.traits
  const memory = createPageMemory(paging, isResumed ? known.lastPage : null)
  let state: SyncState = isResumed ? known : { ...known, walkFrom: from, walkTo: order.to, pages: 0 }
  let isNewWalk = !isResumed
  let applied: Applied = nothingApplied
  const problems: SyncProblem[] = []
  let listed = 0
  for (let step = first; step.done !== true; step = await pages.next()) {
    const read = readPage(work, step.value, state, listed)
    problems.push(...read.problems)
    listed += read.entries.length
    const page: PageCommit = {
      ...read,
      entries: memory.take(read.entries),
      lastPage: memory.last(),
      page: step.value,
      isNewWalk,
    }
    const before = state
    const done = await work.parts.store.write(() => commitPage(work, before, page))
    state = done.state
    applied = addApplied(applied, done.applied)
    isNewWalk = false
    emitPage(work, state.pages, listed)
  }
  const finished = state
  const end = await work.parts.store.write(() => commitEnd(work, finished, { ...order, isNewWalk }))
  return {
    applied,
    problems: end.problems,
    outcome: isComplete(end.problems) ? 'complete' : 'incomplete',
    state: end.state,
  }
}

const emitPage = ({ emit, source, account }: AccountWork, pages: number, entries: number): void =>
  emit({
    kind: 'page_read',
    connection: source.id,
    account: publicAccountId(account.id),
    name: account.name,
    pages,
    entries,
  })

const open = async ({ source, account, ctx }: AccountWork, { firstDays, to }: BackfillOrder): Promise<Opened> => {
  for (const [index, from] of firstDays.entries()) {
    const pages = source.transactions(account.ref, { dateFrom: from, dateTo: to }, ctx)[Symbol.asyncIterator]()
    try {
      return { pages, first: await pages.next(), from }
    } catch (error) {
      if (index === firstDays.length - 1 || !isPeriodRefusal(error)) throw error
    }
  }
  throw new Error('A backfill needs a first day.')
}

const resume = async (work: AccountWork, order: BackfillOrder, state: SyncState): Promise<Opened> => {
  const { source, account, ctx } = work
  const [from, to] = [state.walkFrom ?? order.to, state.walkTo ?? order.to]
  const query = { dateFrom: from, dateTo: to, cursor: state.cursor ?? undefined }
  const pages = source.transactions(account.ref, query, ctx)[Symbol.asyncIterator]()
  try {
    return { pages, first: await pages.next(), from }
  } catch (error) {
    if (isPeriodRefusal(error) || (NostroError.isInstance(error) && error.code === 'not_found'))
      throw new CursorRefused()
    throw error
  }
}

interface ReadPage {
  readonly entries: readonly Entry[]
  readonly problems: readonly SyncProblem[]
}

const readPage = (work: AccountWork, page: Page<Transaction>, state: SyncState, firstPlace: number): ReadPage => {
  const { source, parts } = work
  const today = localDateIn(source.traits.timeZone, parts.clock.now())
  const context = {
    timeZone: source.traits.timeZone,
    today,
    page: state.pages,
    firstPlace,
    keepRaw: parts.sealer !== undefined,
  }
  const { entries, problems } = toEntries(page.items, context)
  return { entries, problems: [...page.problems, ...problems].map((problem) => ({ ...problem, of: 'transactions' })) }
}

interface PageCommit extends ReadPage {
  readonly lastPage: string
  readonly page: Page<Transaction>
  readonly isNewWalk: boolean
}

function* commitPage(
  work: AccountWork,
  known: SyncState,
  { entries, problems, lastPage, page, isNewWalk }: PageCommit,
): SqlWork<{ readonly state: SyncState; readonly applied: Applied }> {
  const { account, parts, source } = work
  const before = yield* openCommit(work, known.walk)
  const walk = isNewWalk ? before.walk + 1 : before.walk
  const at = parts.clock.now()
  const days = daysOf(entries)
  const window = days === undefined ? [] : yield* loadWindow(account.id, ...days)
  const byIds = source.traits.mode === 'S' ? yield* loadByIds(account.id, entries, window) : []
  const plan = planPage({
    ...planContext(work, before, walk, at),
    firstWalkOfSync: walk,
    entries,
    stored: [...window, ...byIds],
    pending: yield* loadPending(account.id, at),
  })
  const { state, applied } = yield* commitPlan(work, before, plan, walk)
  const { walkFrom } = known
  const after: SyncState = {
    ...state,
    walk,
    walkKind: 'backfill',
    cursor: page.cursor ?? null,
    pages: known.pages + 1,
    lastPage,
    walkFrom:
      page.adjustedFrom !== undefined && walkFrom !== null && page.adjustedFrom > walkFrom
        ? page.adjustedFrom
        : walkFrom,
    walkTo: known.walkTo,
    // The bank's answer to the first page: what the whole backfill is as of.
    asOf: isNewWalk ? (parseInstant(page.asOf) ?? at) : state.asOf,
    lastAttemptAt: at,
  }
  yield* saveSyncState(before, after)
  yield* keepReport(account.id, {
    ...applied,
    walk,
    at,
    kind: 'backfill',
    outcome: 'running',
    from: after.walkFrom,
    to: after.walkTo,
    pages: after.pages,
    listed: entries.length,
    information: plan.information,
    problems,
    error: null,
  })
  return { state: after, applied }
}

function* commitEnd(
  work: AccountWork,
  known: SyncState,
  { balances, isNewWalk, to }: BackfillOrder & { readonly isNewWalk: boolean },
) {
  const before = yield* openCommit(work, known.walk)
  const walk = isNewWalk ? before.walk + 1 : before.walk
  const at = work.parts.clock.now()
  const problems = (yield* readReportProblems(work.account.id, walk)) as readonly SyncProblem[]
  const isWhole = isComplete(problems)
  const covered: SyncState = {
    ...before,
    walk,
    walkKind: null,
    cursor: null,
    lastPage: null,
    pages: 0,
    walkFrom: null,
    walkTo: null,
    coveredFrom: known.walkFrom,
    coveredTo: known.walkTo ?? to,
    grantedFrom: known.walkFrom,
    asOf: isNewWalk ? at : before.asOf,
    lastAttemptAt: at,
    lastError: null,
    outcome: isWhole ? 'complete' : 'incomplete',
  }
  const after = isWhole ? yield* withGate(work, covered, balances) : covered
  yield* saveSyncState(before, after)
  return { state: after, problems }
}
