import {
  type Balance,
  type LocalDate,
  localDateIn,
  NostroError,
  type Page,
  parseInstant,
  type Transaction,
} from '@nostro/core'
import { isUsableId } from '../plan/identity.ts'
import { createPageMemory, type PageMemory } from '../plan/page-memory.ts'
import { planPage } from '../plan/plan-page.ts'
import type { Entry, PageInput } from '../plan/types.ts'
import type { Applied } from '../store/apply-plan.ts'
import { loadByIds, loadIdentities, loadPageRows, loadPending } from '../store/load-rows.ts'
import { keepReport, readReportProblems } from '../store/report-store.ts'
import { query, type SqlWork } from '../store/sql.ts'
import { lockAccount, type SyncState, saveSyncState } from '../store/sync-state.ts'
import {
  addApplied,
  commitPlan,
  daysOf,
  isComplete,
  noBackfill,
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
  const run: Run = {
    state: isResumed ? known : { ...known, walkFrom: from, walkTo: order.to, pages: 0 },
    isNewWalk: !isResumed,
    isAlone: !isResumed && known.nextNo === 1,
    applied: nothingApplied,
    listed: 0,
  }
  let current = first
  while (current.done !== true) {
    // The next page is asked for first: the last one is committed together with the end of the walk.
    const next = await settled(pages.next())
    const isLast = 'value' in next && next.value.done === true
    await keepPage(work, order, run, { page: current.value, memory, isLast })
    if ('error' in next) throw next.error
    current = next.value
  }
  if (first.done === true) await keepEnd(work, order, run)
  const problems = (await work.parts.store.read(() =>
    readReportProblems(work.account.id, run.state.walk),
  )) as readonly SyncProblem[]
  return {
    applied: run.applied,
    problems,
    outcome: isComplete(problems) ? 'complete' : 'incomplete',
    state: run.state,
  }
}

interface Run {
  state: SyncState
  isNewWalk: boolean
  /** All rows of the account are of this run: nothing that another walk left has to be looked for. */
  isAlone: boolean
  applied: Applied
  listed: number
}

const settled = async <T>(promise: Promise<T>): Promise<{ readonly value: T } | { readonly error: unknown }> => {
  try {
    return { value: await promise }
  } catch (error) {
    return { error }
  }
}

interface PageToKeep {
  readonly page: Page<Transaction>
  readonly memory: PageMemory
  readonly isLast: boolean
}

const keepPage = async (
  work: AccountWork,
  order: BackfillOrder,
  run: Run,
  { page, memory, isLast }: PageToKeep,
): Promise<void> => {
  const read = readPage(work, page, run.state, run.listed)
  const entries = memory.take(read.entries)
  const commit: PageCommit = {
    ...read,
    entries,
    lastPage: memory.last(),
    page,
    isNewWalk: run.isNewWalk,
    isAlone: run.isAlone,
  }
  const known = run.state
  const done = await work.parts.store.write(function* () {
    const kept = yield* commitPage(work, known, commit)
    return isLast ? { ...kept, state: yield* endWalk(work, kept.state, order) } : kept
  })
  run.state = done.state
  run.applied = addApplied(run.applied, done.applied)
  run.isNewWalk = false
  run.isAlone = done.isAlone
  run.listed += read.entries.length
  emitPage(work, known.pages + 1, run.listed)
}

/** A listing without any page. */
const keepEnd = async (work: AccountWork, order: BackfillOrder, run: Run): Promise<void> => {
  const known = run.state
  run.state = await work.parts.store.write(function* () {
    const before = yield* openCommit(work, known.walk)
    const walk = run.isNewWalk ? before.walk + 1 : before.walk
    const now = work.parts.clock.now()
    const { walkFrom, walkTo } = known
    return yield* endWalk(work, { ...before, walk, walkFrom, walkTo, walkAsOf: before.walkAsOf ?? now }, order)
  })
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
  const { timeZone } = source.traits
  const context = {
    timeZone,
    today: () => localDateIn(timeZone, parts.clock.now()),
    page: state.pages,
    firstPlace,
    keepsRaw: () => parts.sealer !== undefined,
  }
  const { entries, problems } = toEntries(page.items, context)
  return { entries, problems: [...page.problems, ...problems].map((problem) => ({ ...problem, of: 'transactions' })) }
}

interface PageCommit extends ReadPage {
  readonly lastPage: string
  readonly page: Page<Transaction>
  readonly isNewWalk: boolean
  readonly isAlone: boolean
}

interface PageRange {
  readonly walk: number
  readonly isAlone: boolean
}

/** What the plan of a page needs to know: in a fresh backfill next to nothing. */
function* loadForPage(
  { account, source }: AccountWork,
  entries: readonly Entry[],
  { walk, isAlone }: PageRange,
): SqlWork<Pick<PageInput, 'stored' | 'identities'>> {
  const days = daysOf(entries)
  if (days === undefined) return { stored: [], identities: [] }
  const [from, to] = days
  const { mode } = source.traits
  const ids = mode === 'C' ? [...new Set(entries.map(({ bankId }) => bankId).filter(isUsableId))] : []
  const left = isAlone && ids.length === 0 ? [] : yield* loadPageRows({ account: account.id, from, to, walk, ids })
  const stored = mode === 'S' ? [...left, ...(yield* loadByIds(account.id, entries, left))] : left
  const hasBuckets = mode !== 'S' || entries.some(({ bankId }) => !isUsableId(bankId))
  return { stored, identities: hasBuckets ? yield* loadIdentities(account.id, from, to) : [] }
}

function* commitPage(
  work: AccountWork,
  known: SyncState,
  { entries, problems, lastPage, page, ...run }: PageCommit,
): SqlWork<{ readonly state: SyncState; readonly applied: Applied; readonly isAlone: boolean }> {
  const { account, parts } = work
  const before = yield* openCommit(work, known.walk)
  const walk = run.isNewWalk ? before.walk + 1 : before.walk
  const at = parts.clock.now()
  // Whatever writes rows moves one of the two numbers.
  const isAlone = run.isAlone && before.nextNo === known.nextNo && before.seq === known.seq
  const { stored, identities } = yield* loadForPage(work, entries, { walk, isAlone })
  const plan = planPage({
    ...planContext(work, before, walk, at),
    firstWalkOfSync: walk,
    entries,
    stored,
    identities,
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
    walkAsOf: run.isNewWalk ? (parseInstant(page.asOf) ?? at) : state.walkAsOf,
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
  return { state: after, applied, isAlone }
}

/** The backfill reached its end: the range is covered. */
function* endWalk(work: AccountWork, state: SyncState, { balances, to }: BackfillOrder): SqlWork<SyncState> {
  const problems = (yield* readReportProblems(work.account.id, state.walk)) as readonly SyncProblem[]
  const isWhole = isComplete(problems)
  const outcome = isWhole ? 'complete' : 'incomplete'
  const covered: SyncState = {
    ...state,
    ...noBackfill,
    coveredFrom: state.walkFrom,
    coveredTo: state.walkTo ?? to,
    grantedFrom: state.walkFrom,
    asOf: isWhole ? state.walkAsOf : state.asOf,
    lastAttemptAt: work.parts.clock.now(),
    lastError: null,
    outcome,
  }
  const after = isWhole ? yield* withGate(work, covered, balances) : covered
  const stored = yield* lockAccount(work.account.id)
  yield* saveSyncState(stored, after)
  yield* query(
    'update walk_report set outcome = ? where account = ? and walk = ?',
    outcome,
    work.account.id,
    state.walk,
  )
  return after
}
