import { addMoney, type EpochMs, formatDecimal, parseDecimal, subtractMoney } from '@nostro/core'
import { amountKey, plainScale, plainScaled } from '../plan/amounts.ts'
import { type Change, type Plan, type Row, toldAspects } from '../plan/types.ts'
import { batchSize, createRawReader, type RawSealer, writeRaw } from './raw-store.ts'
import { type BulkTarget, query, type SqlValue, type SqlWork, withoutEmptyColumns, writeMany } from './sql.ts'
import type { SyncState } from './sync-state.ts'
import { toTxValues, txTable } from './tx-columns.ts'

export interface Applied {
  readonly added: number
  readonly modified: number
  readonly removed: number
  readonly claimed: number
}

export interface ApplyContext {
  readonly walk: number
  readonly at: EpochMs
  readonly sealer: RawSealer | undefined
  /** The account's currency: what its running total counts. Nothing where the account has none. */
  readonly currency: string | null
}

const versionTable: BulkTarget = {
  table: 'tx_version',
  key: ['account', 'no', 'version'],
  columns: [
    { name: 'account', type: 'integer' },
    { name: 'no', type: 'integer' },
    { name: 'version', type: 'integer' },
    { name: 'at', type: 'bigint' },
    { name: 'batch', type: 'integer' },
    { name: 'place', type: 'integer' },
    { name: 'changed', type: 'text' },
    { name: 'before', type: 'text' },
  ],
}

const decisionTable: BulkTarget = {
  table: 'decision',
  key: ['account', 'id'],
  columns: [
    { name: 'account', type: 'integer' },
    { name: 'id', type: 'integer' },
    { name: 'no', type: 'integer' },
    { name: 'at', type: 'bigint' },
    { name: 'walk', type: 'integer' },
    { name: 'kind', type: 'text' },
    { name: 'detail', type: 'text' },
  ],
}

/** What is worth being asked about later; a new row says itself which walk saw it first. */
const recorded = new Set([
  'claimed',
  'modified',
  'moved',
  'restored',
  'removed',
  'expired',
  'adopted',
  'missing',
  'disowned',
])

/**
 * Writes a plan inside the account's transaction: raw batches, rows, versions, decisions. Numbers of the feed are given here, under
 * the account's lock, so that they become visible in order.
 * @returns the state with its counters moved on, and what was reported.
 */
export function* applyPlan(
  state: SyncState,
  plan: Plan,
  context: ApplyContext,
): SqlWork<{ readonly state: SyncState; readonly applied: Applied }> {
  const changes = yield* withoutRemapped(state.account, plan.changes, context.sealer)
  const raw = yield* placeRaw(state, changes, context)
  let seq = state.seq
  const [inserts, updates]: [(readonly SqlValue[])[], (readonly SqlValue[])[]] = [[], []]
  for (const [index, change] of changes.entries()) {
    const isTold = change.aspects.some((aspect) => toldAspects.has(aspect))
    if (isTold) seq += 1
    const isNew = change.before === undefined || change.aspects.includes('restored')
    const { batch, place } = raw.places[index] ?? change.row
    const at = {
      batch,
      place,
      seq: isTold ? seq : change.row.seq,
      addedSeq: isNew ? seq : change.row.addedSeq,
    }
    const target = change.before === undefined ? inserts : updates
    target.push(toTxValues(state.account, change.row, at))
  }
  const filled = withoutEmptyColumns(txTable, inserts)
  yield* writeMany(filled.into, filled.rows)
  yield* writeMany(txTable, updates, 'upsert')
  yield* writeVersions(state.account, changes, context)
  const decisions = yield* writeDecisions(state, plan, changes, context)
  return {
    state: {
      ...state,
      seq,
      nextNo: plan.nextNo,
      nextBatch: state.nextBatch + raw.batches,
      nextDecision: state.nextDecision + decisions,
      total: newTotal(state.total, changes, context.currency),
    },
    applied: countApplied(changes),
  }
}

const has = ({ aspects }: Change, aspect: Change['aspects'][number]): boolean => aspects.includes(aspect)

const countApplied = (changes: readonly Change[]): Applied => {
  let [added, modified, removed, claimed] = [0, 0, 0, 0]
  for (const change of changes) {
    if (has(change, 'added') || (has(change, 'restored') && !has(change, 'claimed'))) added += 1
    else if (has(change, 'claimed')) claimed += 1
    else if (has(change, 'removed') || has(change, 'expired')) removed += 1
    else if (has(change, 'modified') || has(change, 'moved')) modified += 1
  }
  return { added, modified, removed, claimed }
}

/**
 * R9: equal raw and other facts mean that our own mapping changed. The facts are taken over, and nobody hears of a change that the
 * bank did not make.
 */
function* withoutRemapped(
  account: number,
  changes: readonly Change[],
  sealer: RawSealer | undefined,
): SqlWork<readonly Change[]> {
  if (sealer === undefined || !changes.some((change) => has(change, 'modified'))) return changes
  const result: Change[] = []
  const reader = createRawReader(sealer)
  for (const change of changes) {
    const { before, entry } = change
    const isModified =
      has(change, 'modified') && before !== undefined && before.batch !== null && entry?.raw !== undefined
    const raw = isModified ? yield* reader.read(account, before) : undefined
    const isRemapped = raw !== undefined && raw === JSON.stringify(entry?.raw)
    const aspects = change.aspects.filter((aspect) => aspect !== 'modified' && aspect !== 'moved')
    result.push(isRemapped ? { ...change, aspects: [...aspects, 'remapped'], changed: [] } : change)
  }
  return result
}

const keepsRaw = (change: Change): boolean =>
  change.entry?.raw !== undefined &&
  (change.before === undefined || change.changed.length > 0 || has(change, 'claimed'))

function* placeRaw(state: SyncState, changes: readonly Change[], { sealer, walk, at }: ApplyContext) {
  const places: (Pick<Row, 'batch' | 'place'> | undefined)[] = []
  const originals: unknown[] = []
  if (sealer === undefined) return { places, batches: 0 }
  for (const change of changes) {
    if (!keepsRaw(change)) {
      places.push(undefined)
      continue
    }
    const index = originals.length
    places.push({ batch: state.nextBatch + Math.floor(index / batchSize), place: index % batchSize })
    originals.push(change.entry?.raw ?? null)
  }
  const place = { account: state.account, firstBatch: state.nextBatch, walk, at }
  return { places, batches: yield* writeRaw(sealer, originals, place) }
}

/** What stood before, kept where the bank changed something and where a claim may be undone. */
function* writeVersions(account: number, changes: readonly Change[], { at }: ApplyContext): SqlWork<void> {
  const kept = changes.filter(
    ({ before, changed, aspects }) => before !== undefined && (changed.length > 0 || aspects.includes('claimed')),
  )
  if (kept.length === 0) return
  const rows: SqlValue[][] = []
  for (const { before, changed } of kept) {
    if (before === undefined) continue
    const found = yield* query<{ version: number | null }>(
      'select max(version) as version from tx_version where account = ? and no = ?',
      account,
      before.no,
    )
    const version = (found[0]?.version ?? 0) + 1
    rows.push([
      account,
      before.no,
      version,
      at,
      before.batch,
      before.place,
      JSON.stringify(changed),
      JSON.stringify(before),
    ])
  }
  yield* writeMany(versionTable, rows)
}

function* writeDecisions(
  state: SyncState,
  plan: Plan,
  changes: readonly Change[],
  { walk, at }: ApplyContext,
): SqlWork<number> {
  const rows: SqlValue[][] = []
  const add = (no: number, kind: string, detail: object): void => {
    rows.push([state.account, state.nextDecision + rows.length, no, at, walk, kind, JSON.stringify(detail)])
  }
  for (const change of changes) {
    const kinds = change.aspects.filter((aspect) => recorded.has(aspect))
    const { points, evidence, changed } = change
    for (const kind of kinds) {
      add(change.row.no, kind, { points, evidence, ...(changed.length > 0 ? { changed } : {}) })
    }
    if (change.entry?.seam === true) add(change.row.no, 'seam', {})
  }
  for (const { pendingNo, bookedNo, points, evidence } of plan.suggestions) {
    add(pendingNo, 'suggested', { with: bookedNo, points, evidence })
    add(bookedNo, 'suggested', { with: pendingNo, points, evidence })
  }
  yield* writeMany(decisionTable, rows)
  return rows.length
}

const isCounted = (row: Row | undefined, currency: string | null): row is Row =>
  row !== undefined && row.state === 'booked' && row.facts.currency === currency

/** A plain amount has fewer than 15 digits: one more keeps the sum exact. */
const largestPlainSum = 8_000_000_000_000_000

/** The exact sum of booked rows, corrected by what this plan changes. */
const newTotal = (total: string, changes: readonly Change[], currency: string | null): string => {
  if (currency === null) return total
  let sum = { amount: total, currency }
  const scaled = new Map<number, bigint>()
  // Nearly all amounts are exact as numbers, and so are sums of some dozens of them.
  let plain = 0
  const flush = (): void => {
    scaled.set(plainScale, (scaled.get(plainScale) ?? 0n) + BigInt(plain))
    plain = 0
  }
  const count = (amount: string, sign: 1 | -1): void => {
    const fitting = plainScaled(amount)
    if (fitting !== undefined) {
      plain += sign * fitting
      if (Math.abs(plain) > largestPlainSum) flush()
      return
    }
    const { unscaled, scale } = parseDecimal(amount)
    scaled.set(scale, (scaled.get(scale) ?? 0n) + BigInt(sign) * unscaled)
  }
  for (const { row, before } of changes) {
    if (isCounted(before, currency)) count(before.facts.amount, -1)
    if (isCounted(row, currency)) count(row.facts.amount, 1)
  }
  flush()
  for (const [scale, unscaled] of scaled) {
    if (unscaled > 0n) sum = addMoney(sum, { amount: formatDecimal({ unscaled, scale }), currency })
    else if (unscaled < 0n)
      sum = subtractMoney(sum, { amount: formatDecimal({ unscaled: -unscaled, scale }), currency })
  }
  return amountKey(sum.amount)
}
