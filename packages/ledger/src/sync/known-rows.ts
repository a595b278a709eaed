import { addDays, type LocalDate } from '@nostro/core'
import { claimedDays, prepareWalk, unsettledDays } from '../plan/prepare-walk.ts'
import { digestKey, idForDigest, keysOf } from '../plan/settled-days.ts'
import type { DayDigest, Mode, Row, WalkContext, WalkInput } from '../plan/types.ts'
import { loadByIds, loadDays, loadDigests } from '../store/load-rows.ts'
import type { SqlWork } from '../store/sql.ts'
import type { SyncState } from '../store/sync-state.ts'
import { daysOf } from './commit-walk.ts'
import type { RawQuestion } from './to-entry.ts'

/** What the ledger knew of a range when its walk began. */
export interface KnownRows {
  readonly from: LocalDate
  readonly to: LocalDate
  readonly days: readonly DayDigest[]
  /** Where the account stood: while that holds, the digests do too. */
  readonly state: Pick<SyncState, 'seq' | 'walk' | 'nextNo'>
}

type Compared = Pick<WalkContext, 'mode' | 'consent' | 'contentVersion'>

export function* loadKnown(
  state: SyncState,
  [from, to]: readonly [LocalDate, LocalDate],
  compared: Compared,
): SqlWork<KnownRows> {
  return { from, to, days: yield* loadDigests(state.account, [from, to], compared), state }
}

/** The keys of a day that were not listed yet: in order as long as the bank keeps it, then counted. */
interface Rest {
  readonly keys: string
  start: number
  counts: Map<string, number> | undefined
}

/**
 * Which originals must be kept until the walk is planned: those of entries that may be new or changed. As many equal entries as are
 * stored need none; one more does, since a twin may be added.
 */
export const createRawQuestion = ({ days }: KnownRows, mode: Mode): ((entry: RawQuestion) => boolean) => {
  const byDay = new Map(days.map(({ day, keys }): [string, Rest] => [day, { keys, start: 0, counts: undefined }]))
  return ({ day, content, bankId }) => {
    const rest = byDay.get(day)
    if (rest === undefined) return true
    const key = digestKey(content, idForDigest(bankId, mode))
    if (rest.counts === undefined) {
      if (rest.keys.startsWith(key, rest.start)) {
        rest.start += key.length
        return false
      }
      rest.counts = new Map()
      for (const each of keysOf(rest.keys.slice(rest.start))) rest.counts.set(each, (rest.counts.get(each) ?? 0) + 1)
    }
    const count = rest.counts.get(key) ?? 0
    if (count > 0) rest.counts.set(key, count - 1)
    return count === 0
  }
}

type Listed = Omit<WalkInput, 'stored' | 'pending' | 'prepared'>

/** Reads in full only what the listing does not settle by itself. */
export function* loadForWalk(
  state: SyncState,
  known: KnownRows,
  listed: Listed,
): SqlWork<Pick<WalkInput, 'stored' | 'prepared'>> {
  const [from, to] = daysOf(listed.entries, listed.from, listed.to) ?? [listed.from, listed.to]
  const isCurrent =
    known.state.seq === state.seq &&
    known.state.walk === state.walk &&
    known.state.nextNo === state.nextNo &&
    known.from <= from &&
    known.to >= to
  const days = isCurrent ? known.days : yield* loadDigests(state.account, [from, to], listed)
  const prepared = prepareWalk(listed, days)
  const window = [
    ...(yield* loadDays(state.account, unsettledDays(listed, days, prepared), 'all')),
    ...(yield* loadDays(state.account, claimedDays(days, prepared), 'claimed')),
  ].sort((a, b) => a.no - b.no)
  return { prepared, stored: [...window, ...(yield* loadElsewhere(state.account, listed, prepared.settled, window))] }
}

/** Rows with ids that are listed, on days that are not in the window. */
function* loadElsewhere(
  account: number,
  { mode, entries }: Listed,
  settled: ReadonlySet<string>,
  window: readonly Row[],
): SqlWork<readonly Row[]> {
  if (mode !== 'S') return []
  const open = entries.filter(({ facts }) => !settled.has(facts.day))
  return yield* loadByIds(account, open, window)
}

/** Where a walk's digests begin and end: an entry can be listed some days outside of what was asked for. */
export const aroundWalk = (from: LocalDate, to: LocalDate): readonly [LocalDate, LocalDate] => [
  addDays(from, -1),
  addDays(to, 14),
]
