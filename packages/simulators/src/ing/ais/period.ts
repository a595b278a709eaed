import { refuse } from '../refusal.ts'

/** Epoch milliseconds, both ends included. */
export interface Period {
  readonly from: number
  readonly to: number
}

interface Bound {
  readonly at: number
  /** Whether the client gave a time, or only a day. */
  readonly timed: boolean
}

const DAY_MS = 86_400_000
const startOfDay = (at: number): number => Math.floor(at / DAY_MS) * DAY_MS
const endOfDay = (at: number): number => startOfDay(at) + DAY_MS - 1000

/** Row 54: a date, or a date-time in UTC. */
const readBound = (name: string, text: string | null): Bound | undefined => {
  if (text === null) return undefined
  const [, day, time] = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)?$/.exec(text) ?? []
  const at = day === undefined ? Number.NaN : Date.parse(time === undefined ? `${day}T00:00:00Z` : text)
  // A day such as 30 February must not roll over.
  if (Number.isNaN(at) || new Date(startOfDay(at)).toISOString().slice(0, 10) !== day) {
    return refuse({
      row: 54,
      status: 400,
      text: `${name} is not a date`,
      code: 'FORMAT_ERROR',
      path: name,
      reason: `${name} must be YYYY-MM-DD, or a date-time in UTC that ends in Z`,
      received: text,
    })
  }
  return { at, timed: time !== undefined }
}

/** "Up to this bound": the whole day when it is past, until now when it is today or later. */
const endFrom = (bound: Bound, now: number): number => {
  if (bound.timed) return bound.at
  return startOfDay(bound.at) < startOfDay(now) ? endOfDay(bound.at) : now
}

const resolve = (from: Bound | undefined, to: Bound | undefined, now: number): Period => {
  const today = startOfDay(now)
  if (from && to) return { from: from.at, to: endFrom(to, now) }
  if (to) {
    const past = startOfDay(to.at) < today
    return { from: past ? startOfDay(to.at) : today, to: endFrom(to, now) }
  }
  if (!from) return { from: today, to: now }
  // A start alone in the past is one day: the trap of this API.
  return { from: from.at, to: startOfDay(from.at) < today ? endOfDay(from.at) : now }
}

/** Rows 54 and 55, and the defaults of the specification's table, "today" being the day in UTC. */
export const readPeriod = (query: URLSearchParams, now: number): Period => {
  const from = readBound('dateFrom', query.get('dateFrom'))
  const to = readBound('dateTo', query.get('dateTo'))
  const period = resolve(from, to, now)
  const future = from !== undefined && (from.timed ? from.at > now : startOfDay(from.at) > startOfDay(now))
  if (!future && period.from <= period.to) return period
  return refuse({
    row: 55,
    status: 400,
    text: 'The period is invalid',
    code: 'PERIOD_INVALID',
    path: future ? 'dateFrom' : 'dateTo',
    reason: future ? 'dateFrom is in the future' : 'dateFrom is after dateTo',
    expected: new Date(now).toISOString(),
    received: query.toString(),
  })
}
