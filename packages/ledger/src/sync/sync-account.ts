import { type Balance, type EpochMs, type LocalDate, localDateIn, NostroError } from '@nostro/core'
import { keepBalances } from '../store/account-store.ts'
import { assertLease } from '../store/lease-store.ts'
import { query, type SqlWork } from '../store/sql.ts'
import { lockAccount, readSyncState, type SyncState, saveSyncState } from '../store/sync-state.ts'
import { addApplied, nothingApplied } from './commit-walk.ts'
import { firstDays, overlapFrom } from './history.ts'
import {
  type AccountSyncResult,
  type AccountWork,
  publicAccountId,
  type SyncError,
  type SyncProblem,
} from './sync-types.ts'
import { closeRead, takeRead } from './unattended.ts'
import { CursorRefused, walkBackfill } from './walk-backfill.ts'
import { type OverlapOrder, type WalkResult, walkOverlap } from './walk-overlap.ts'

export const toSyncError = (error: unknown): SyncError => {
  if (!NostroError.isInstance(error)) {
    return {
      code: 'internal',
      message: error instanceof Error ? error.message : 'Something that is no error was thrown.',
    }
  }
  const { code, message, hint, retryAfterMs } = error
  return { code, message, hint, retryAfterMs }
}

/** Errors after which the bank answers nothing more of this connection (section 3.3). */
export const endsConnection = (error: unknown): boolean =>
  NostroError.isInstance(error) &&
  ['consent_expired', 'consent_required', 'session_expired', 'aborted', 'conflict'].includes(error.code)

interface BalancesRead {
  readonly balances?: readonly Balance[] | undefined
  readonly problems: readonly SyncProblem[]
  readonly error?: unknown
}

/** Syncs one account: balances and entries apart, so that the one does not fail with the other. */
export const syncAccount = async (work: AccountWork): Promise<AccountSyncResult> => {
  const { parts, source, account } = work
  const frame = { connection: source.id, account: publicAccountId(account.id), name: account.name }
  const read = await readBalances(work)
  if (endsConnection(read.error)) throw read.error
  try {
    const walked = await walk(work, read.balances)
    const { state } = walked
    return {
      ...frame,
      ...walked.applied,
      problems: [...read.problems, ...walked.problems],
      walk: walked.kind,
      outcome: walked.outcome,
      grantedFrom: walked.kind === 'backfill' ? cutFrom(work, state) : undefined,
      gate: state.gate,
      gateOff: state.gateOff ?? undefined,
      balancesError: read.error === undefined ? undefined : toSyncError(read.error),
    }
  } catch (error) {
    if (work.options.dryRun !== true && !isLost(error)) await parts.store.write(() => keepFailure(work, error))
    if (endsConnection(error)) throw error
    return { ...frame, ...nothingApplied, problems: read.problems, error: toSyncError(error) }
  }
}

/** The first day that the bank gave, where a present customer's wish would have been an earlier one. */
const cutFrom = (work: AccountWork, { grantedFrom }: SyncState): LocalDate | undefined => {
  const today = localDateIn(work.source.traits.timeZone, work.parts.clock.now())
  const [wished] = firstDays({ ...wishOf(work, today), isAttended: true })
  return grantedFrom === null || wished === undefined || grantedFrom <= wished ? undefined : grantedFrom
}

const isLost = (error: unknown): boolean => NostroError.isInstance(error) && error.code === 'conflict'

const readBalances = async (work: AccountWork): Promise<BalancesRead> => {
  const { parts, source, account, ctx } = work
  const gate = { source, budgets: parts.budgets, ctx }
  try {
    await takeRead(gate, { account: account.key, endpoint: 'balances' })
    const page = await source.balances(account.ref, ctx)
    if (work.options.dryRun !== true) await parts.store.write(() => commitBalances(work, page.items, null))
    return { balances: page.items, problems: page.problems.map((problem) => ({ ...problem, of: 'balances' })) }
  } catch (error) {
    await closeRead(gate, { account: account.key, endpoint: 'balances' }, error)
    if (work.options.dryRun !== true && !isLost(error)) {
      await parts.store.write(() => commitBalances(work, [], toSyncError(error).code))
    }
    return { problems: [], error }
  }
}

function* commitBalances(work: AccountWork, balances: readonly Balance[], error: string | null): SqlWork<void> {
  const { account, parts, source, epoch } = work
  yield* assertLease(source.id, epoch)
  const state = yield* lockAccount(account.id)
  const now = parts.clock.now()
  yield* keepBalances(account.id, balances, now)
  yield* saveSyncState(state, {
    ...state,
    balancesError: error,
    balancesAsOf: error === null ? now : state.balancesAsOf,
  })
}

function* keepFailure({ account, parts, source, epoch }: AccountWork, error: unknown): SqlWork<void> {
  yield* assertLease(source.id, epoch)
  const state = yield* lockAccount(account.id)
  const { code, message } = toSyncError(error)
  yield* saveSyncState(state, { ...state, lastAttemptAt: parts.clock.now(), lastError: `${code}: ${message}` })
}

interface Walked extends WalkResult {
  readonly kind: 'backfill' | 'overlap'
}

interface WalkOrder {
  readonly state: SyncState
  readonly today: LocalDate
  readonly balances: readonly Balance[] | undefined
  readonly firstWalkOfSync: number
  readonly oldestPending: LocalDate | undefined
}

function* readStanding(
  account: number,
): SqlWork<Pick<WalkOrder, 'state' | 'oldestPending'> & { readonly hasRows: boolean }> {
  const state = yield* readSyncState(account)
  if (state === undefined) throw new Error(`The ledger has no account ${account}.`)
  const pending = yield* query<{ day: string }>(
    "select min(day) as day from tx where account = ? and state <> 'booked' and state in ('pending', 'unknown') having min(day) is not null",
    account,
  )
  return { state, oldestPending: pending[0]?.day, hasRows: state.nextNo > 1 }
}

const walk = async (work: AccountWork, balances: readonly Balance[] | undefined): Promise<Walked> => {
  const { parts, source, account, ctx } = work
  const standing = await parts.store.read(() => readStanding(account.id))
  const { state } = standing
  const today = localDateIn(source.traits.timeZone, parts.clock.now())
  const order: WalkOrder = { ...standing, today, balances, firstWalkOfSync: state.walk + 1 }
  const gate = { source, budgets: parts.budgets, ctx }
  await takeRead(gate, { account: account.key, endpoint: 'transactions' })
  try {
    const isFirst = state.coveredTo === null
    if (!isFirst || work.options.dryRun === true) return await overlap(work, order)
    return await backfill(work, order, standing.hasRows)
  } catch (error) {
    await closeRead(gate, { account: account.key, endpoint: 'transactions' }, error)
    throw error
  }
}

const started = (
  { emit, source, account }: AccountWork,
  kind: 'backfill' | 'overlap',
  from: LocalDate,
  to: LocalDate,
): void =>
  emit({
    kind: 'walk_started',
    connection: source.id,
    account: publicAccountId(account.id),
    name: account.name,
    walk: kind,
    from,
    to,
  })

const wishOf = ({ source, options, ctx }: AccountWork, today: LocalDate) => ({
  today,
  since: options.since,
  isAttended: ctx.psu !== undefined,
  historyDays: source.traits.historyDays,
})

/** The first sync, and what goes on with it; entries that came since a resumed one began are read right after. */
const backfill = async (work: AccountWork, order: WalkOrder, hasRows: boolean): Promise<Walked> => {
  const { state, today, balances } = order
  const canResume = state.walkKind === 'backfill' && state.cursor !== null
  const days = firstDays(wishOf(work, today))
  if (hasRows && !canResume && order.oldestPending !== undefined) return overlap(work, order)
  started(work, 'backfill', (canResume ? state.walkFrom : undefined) ?? days[0] ?? today, today)
  const walkTo = canResume ? (state.walkTo ?? today) : today
  try {
    const done = await walkBackfill(work, {
      firstDays: days,
      to: today,
      state,
      balances: walkTo === today ? balances : undefined,
    })
    if (walkTo >= today) return { ...done, kind: 'backfill' }
    const rest = await overlap(work, { ...order, state: done.state, firstWalkOfSync: done.state.walk })
    return {
      ...rest,
      kind: 'backfill',
      applied: addApplied(done.applied, rest.applied),
      problems: [...done.problems, ...rest.problems],
    }
  } catch (error) {
    if (!(error instanceof CursorRefused)) throw error
    const anew = { ...state, walkKind: null, cursor: null }
    return order.oldestPending === undefined ? backfill(work, { ...order, state: anew }, false) : overlap(work, order)
  }
}

const dayMs = 86_400_000

/** The gate is off: the whole depth is read once a day at most. */
const isDeepDue = ({ gate, deepAt }: SyncState, now: EpochMs): boolean =>
  gate === 'off' && (deepAt === null || now - deepAt >= dayMs)

const overlap = async (work: AccountWork, order: WalkOrder): Promise<Walked> => {
  const { state, today, balances, firstWalkOfSync, oldestPending } = order
  const isDeep = isDeepDue(state, work.parts.clock.now())
  const wish = { ...wishOf(work, today), oldestPending, isFull: work.options.full === true || isDeep }
  const [oldest = today] = firstDays(wish)
  const from = state.coveredTo === null ? oldest : overlapFrom(state, wish)
  started(work, 'overlap', from, today)
  const plan: OverlapOrder = { from, to: today, walkBefore: state.walk, firstWalkOfSync, balances, isDeep }
  return { ...(await walkOverlap(work, plan)), kind: 'overlap' }
}
