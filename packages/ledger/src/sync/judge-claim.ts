import { type EpochMs, NostroError } from '@nostro/core'
import { pendingIdentity } from '../plan/identity.ts'
import type { Change, Plan, Row } from '../plan/types.ts'
import { parseTransactionId, unknownId } from '../read/ids.ts'
import { applyPlan } from '../store/apply-plan.ts'
import { loadRow } from '../store/load-rows.ts'
import type { RawSealer } from '../store/raw-store.ts'
import { query, queryOne, type SqlWork } from '../store/sql.ts'
import { lockAccount, type SyncState, saveSyncState } from '../store/sync-state.ts'
import { publicTransactionId } from './sync-types.ts'

interface Judge {
  readonly at: EpochMs
  /** The person who decided. */
  readonly by: string
  readonly sealer: RawSealer | undefined
}

const refuse = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_request', message, hint })

const planOf = (state: SyncState, change: Change, nextNo = state.nextNo): Plan => ({
  outcome: 'complete',
  changes: [change],
  suggestions: [],
  information: 0,
  missing: 0,
  nextNo,
})

function* applyOne(state: SyncState, change: Change, { at, sealer }: Judge, nextNo = state.nextNo): SqlWork<SyncState> {
  const owner = yield* queryOne<{ currency: string | null }>('select currency from account where id = ?', state.account)
  const context = { walk: state.walk, at, sealer, currency: owner?.currency ?? null }
  return (yield* applyPlan(state, planOf(state, change, nextNo), context)).state
}

function* note(state: SyncState, no: number, kind: string, detail: object, { at }: Judge): SqlWork<SyncState> {
  yield* query(
    'insert into decision (account, id, no, at, walk, kind, detail) values (?, ?, ?, ?, ?, ?, ?)',
    state.account,
    state.nextDecision,
    no,
    at,
    state.walk,
    kind,
    JSON.stringify(detail),
  )
  return { ...state, nextDecision: state.nextDecision + 1 }
}

/**
 * R13: the claim was wrong. The row is pending again with its facts of before and keeps its number and notes; the booked facts get
 * a new number. Both remember it, and no sync claims them again.
 * @returns the id of the booked row.
 * @throws NostroError `invalid_request` when the row has claimed nothing.
 */
export function* undoClaim(id: string, judge: Judge): SqlWork<string> {
  const { account, no } = parseTransactionId(id)
  const before = yield* lockAccount(account)
  const row = yield* loadRow(account, no)
  if (row === undefined) throw unknownId(id)
  const pending = yield* lastPending(account, no)
  if (row.state !== 'booked' || row.pendingId === null || pending === undefined) {
    throw refuse(`The entry ${id} did not come from a pending one.`, 'Only a claim can be undone; see “tx explain”.')
  }
  const restored: Row = {
    ...pending,
    identity: pendingIdentity(no),
    addedSeq: row.addedSeq,
    walk: row.walk,
    unlistedSince: pending.unlistedSince ?? judge.at,
  }
  const booked: Row = { ...row, no: before.nextNo, pendingId: null, addedSeq: 0, seq: 0 }
  let state = yield* applyOne(
    before,
    { row: restored, before: row, entry: undefined, aspects: ['modified'], changed: [] },
    judge,
  )
  state = yield* applyOne(
    state,
    { row: booked, before: undefined, entry: undefined, aspects: ['added'], changed: [] },
    judge,
    before.nextNo + 1,
  )
  state = yield* note(state, no, 'undone', { with: booked.no, by: judge.by }, judge)
  state = yield* note(state, booked.no, 'undone', { with: no, by: judge.by }, judge)
  yield* query('update payment set no = ? where account = ? and no = ?', booked.no, account, no)
  yield* saveSyncState(before, state)
  return publicTransactionId(account, booked.no)
}

/** The row as it stood when it was last pending: a claimed row may have been modified since. */
function* lastPending(account: number, no: number): SqlWork<Row | undefined> {
  const versions = yield* query<{ before: string }>(
    'select before from tx_version where account = ? and no = ? order by version desc',
    account,
    no,
  )
  return versions
    .map(({ before }) => JSON.parse(before) as Row)
    .find(({ state }) => state !== 'booked' && state !== 'removed')
}

/**
 * The other way round: a person says that a pending and a booked row are one. The pending row's number, notes and history stay,
 * with the booked facts; the booked row's number is gone.
 * @throws NostroError `invalid_request` when the two are not a living pending and a booked row of one account.
 */
export function* applySuggestion(pendingId: string, bookedId: string, judge: Judge): SqlWork<void> {
  const [one, two] = [parseTransactionId(pendingId), parseTransactionId(bookedId)]
  if (one.account !== two.account)
    throw refuse('The two entries belong to different accounts.', 'Name a pending and a booked entry of one account.')
  const before = yield* lockAccount(one.account)
  const [pending, booked] = [yield* loadRow(one.account, one.no), yield* loadRow(two.account, two.no)]
  if (pending === undefined) throw unknownId(pendingId)
  if (booked === undefined) throw unknownId(bookedId)
  const isPending = pending.state === 'pending' || pending.state === 'unknown' || pending.state === 'expired'
  if (!isPending || booked.state !== 'booked') {
    throw refuse(
      `${pendingId} is ${pending.state} and ${bookedId} is ${booked.state}.`,
      'Name first the pending entry, then the booked one.',
    )
  }
  const gone: Row = { ...booked, state: 'removed', identity: `m${booked.no}`, bankId: null, endedAt: judge.at }
  const claimed: Row = {
    ...booked,
    no: pending.no,
    pendingId: pending.bankId ?? '',
    addedSeq: pending.addedSeq,
    seq: pending.seq,
    unlistedSince: null,
    endedAt: null,
  }
  let state = yield* applyOne(
    before,
    { row: gone, before: booked, entry: undefined, aspects: ['removed'], changed: [] },
    judge,
  )
  const aspects: Change['aspects'] = pending.state === 'expired' ? ['claimed', 'restored'] : ['claimed']
  state = yield* applyOne(state, { row: claimed, before: pending, entry: undefined, aspects, changed: [] }, judge)
  state = yield* note(state, pending.no, 'applied', { with: booked.no, by: judge.by }, judge)
  state = yield* note(state, booked.no, 'applied', { with: pending.no, by: judge.by }, judge)
  yield* query(
    `insert into annotation (account, no, name, value, at, by) select account, ?, name, value, at, by from annotation
      where account = ? and no = ? and name <> 'deleted' on conflict (account, no, name) do nothing`,
    pending.no,
    one.account,
    booked.no,
  )
  yield* query('update payment set no = ? where account = ? and no = ?', pending.no, one.account, booked.no)
  yield* saveSyncState(before, state)
}
