import { addDays, type LocalDate, NostroError } from '@nostro/core'
import type { SyncState } from '../store/sync-state.ts'

const steps = [1095, 730, 365, 90] as const
const overlapDays = 14

interface HistoryRange {
  readonly today: LocalDate
  /** The user's floor: nothing before it is asked for. */
  readonly since: LocalDate | undefined
  readonly isAttended: boolean
  readonly historyDays: number | null
}

/**
 * First days to ask for at the first sync, in order: a bank that refuses a period is asked for a shorter one. Without the customer
 * a bank gives at most its `historyDays`.
 */
export const firstDays = ({ today, since, isAttended, historyDays }: HistoryRange): readonly LocalDate[] => {
  const most = isAttended || historyDays === null ? steps[0] : Math.min(historyDays, steps[0])
  const days = [most, ...steps.filter((step) => step < most)].map((step) => addDays(today, -step))
  if (since === undefined) return days
  const floor =
    !isAttended && historyDays !== null && since < addDays(today, -historyDays) ? addDays(today, -historyDays) : since
  return [floor, ...days.filter((day) => day > floor)]
}

interface OverlapRange extends HistoryRange {
  readonly oldestPending: LocalDate | undefined
  /** The whole granted depth instead of the overlap. */
  readonly isFull: boolean
}

/** First day of an overlap walk: 14 days before the last covered one, or before the oldest living pending entry (section 3.3). */
export const overlapFrom = (state: SyncState, wish: OverlapRange): LocalDate => {
  const { today, since, isAttended, historyDays, oldestPending, isFull } = wish
  const days = [addDays(state.coveredTo ?? today, -overlapDays)]
  if (oldestPending !== undefined) days.push(addDays(oldestPending, -1))
  if (isFull) days.push(state.coveredFrom ?? today)
  const [wanted = today] = days.sort()
  const floor = !isAttended && historyDays !== null ? addDays(today, -historyDays) : undefined
  return [since, floor].reduce<LocalDate>((from, limit) => (limit !== undefined && limit > from ? limit : from), wanted)
}

/** Did the bank refuse the period, so that a shorter one may do? */
export const isPeriodRefusal = (error: unknown): boolean =>
  NostroError.isInstance(error) && (error.code === 'invalid_request' || error.code === 'forbidden')

/** Days between the last covered one and the first that the bank gave: what is lost for good. */
export const holeBetween = (state: SyncState, realFrom: LocalDate): readonly [LocalDate, LocalDate] | undefined => {
  if (state.coveredTo === null) return undefined
  const [first, last] = [addDays(state.coveredTo, 1), addDays(realFrom, -1)]
  return first <= last ? [first, last] : undefined
}
