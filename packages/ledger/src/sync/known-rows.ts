import { addDays, type LocalDate } from '@nostro/core'
import { isWanted, prepareWalk } from '../plan/prepare-walk.ts'
import type { Row, RowDigest, WalkInput } from '../plan/types.ts'
import { loadByIds, loadDigests, loadNumbers } from '../store/load-rows.ts'
import type { SqlWork } from '../store/sql.ts'
import type { SyncState } from '../store/sync-state.ts'
import { daysOf } from './commit-walk.ts'
import type { RawQuestion } from './to-entry.ts'

/** What the ledger knew of a range when its walk began. */
export interface KnownRows {
  readonly from: LocalDate
  readonly to: LocalDate
  readonly digests: readonly RowDigest[]
  /** Where the account stood: while that holds, the digests do too. */
  readonly state: Pick<SyncState, 'seq' | 'walk' | 'nextNo'>
}

export function* loadKnown(state: SyncState, from: LocalDate, to: LocalDate): SqlWork<KnownRows> {
  return { from, to, digests: yield* loadDigests(state.account, from, to), state }
}

/**
 * Which originals must be kept until the walk is planned: those of entries that may be new or changed. As many equal entries as are
 * stored need none; one more does, since a twin may be added.
 */
export const createRawQuestion = (
  { digests }: KnownRows,
  ids: 'count' | 'ignored',
): ((entry: RawQuestion) => boolean) => {
  const idOf = (bankId: string | null): string => (ids === 'count' ? (bankId ?? '') : '')
  // Most contents stand once: the second map is for twins.
  const [first, twins] = [new Map<string, string>(), new Map<string, number>()]
  for (const { content, bankId } of digests) {
    const id = idOf(bankId)
    if (first.has(content)) twins.set(content + id, (twins.get(content + id) ?? 0) + 1)
    else first.set(content, id)
  }
  return ({ content, bankId }) => {
    const id = idOf(bankId)
    if (first.get(content) === id) {
      first.delete(content)
      return false
    }
    const count = twins.get(content + id) ?? 0
    if (count > 0) twins.set(content + id, count - 1)
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
  const digests = isCurrent ? known.digests : yield* loadDigests(state.account, from, to)
  const prepared = prepareWalk(listed, digests)
  const wanted = digests.filter((digest) => isWanted(digest, prepared)).map(({ no }) => no)
  const window = yield* loadNumbers(state.account, wanted)
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
