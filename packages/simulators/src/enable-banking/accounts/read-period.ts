import { amsterdamDay, toDate } from '../../seed/amsterdam.ts'
import { refuse } from '../refusal.ts'
import type { Session } from '../state.ts'

/** Days as `YYYY-MM-DD`, both inclusive. */
export interface Period {
  readonly from: string
  readonly to: string
}

export const utcDay = (instant: number): string => new Date(instant).toISOString().slice(0, 10)

const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && utcDay(Date.parse(text)) === text

/** Check 35: days in UTC, in their order, not in the future. */
const readDays = (query: URLSearchParams, today: string): { from: string | undefined; to: string | undefined } => {
  const [from, to] = [query.get('date_from') ?? undefined, query.get('date_to') ?? undefined]
  for (const [name, day] of [
    ['date_from', from],
    ['date_to', to],
  ] as const) {
    if (day !== undefined && !isDay(day)) {
      const error = 'WRONG_REQUEST_PARAMETERS'
      refuse({ row: 35, status: 422, error, reason: `${name} is no day`, expected: 'YYYY-MM-DD', received: day })
    }
  }
  if (to !== undefined && from === undefined) {
    refuse({ row: 35, status: 422, error: 'DATE_TO_WITHOUT_DATE_FROM', reason: 'date_to needs date_from' })
  }
  if (from !== undefined && from > today) {
    const sides = { expected: `at most ${today}`, received: from }
    refuse({ row: 35, status: 422, error: 'DATE_FROM_IN_FUTURE', reason: 'date_from is after today (UTC)', ...sides })
  }
  if (from !== undefined && to !== undefined && from > to) {
    refuse({ row: 35, status: 422, error: 'WRONG_DATE_INTERVAL', reason: 'date_from is after date_to' })
  }
  return { from, to }
}

/** Days of history that the bank gives now, today included. */
const historyDays = ({ aspsp: { habits }, authorizedAt }: Session, now: number): number => {
  const isFresh = now - authorizedAt < habits.freshHistory.minutes * 60_000
  return isFresh ? Math.max(habits.freshHistory.days, habits.historyDays) : habits.historyDays
}

/** Check 40: the bank's own limit, in the three forms in which clients have met it. */
const refusePeriod = ({ aspsp: { habits } }: Session, period: Period, earliest: string): never => {
  const sides = { expected: `from ${earliest} on`, received: period.from }
  const reason = 'date_from is earlier than the bank allows'
  if (habits.periodError === 'period_invalid') {
    const body = {
      title: 'Period invalid',
      code: 'PERIOD_INVALID',
      detail: `dateFrom=${period.from}, dateTo=${period.to}`,
    }
    return refuse({ row: 40, status: 422, body, reason, ...sides })
  }
  const message = 'Wrong transactions period requested'
  const detail = habits.periodError === 'with_date' ? { message, date_from: earliest } : { message }
  return refuse({ row: 40, status: 422, error: 'WRONG_TRANSACTIONS_PERIOD', message, detail, reason, ...sides })
}

/** What is asked for; `longest` respects `date_from` and ignores `date_to`. */
export const readPeriod = (query: URLSearchParams, session: Session, now: number): Period => {
  const today = utcDay(now)
  const { from, to } = readDays(query, today)
  const days = historyDays(session, now)
  // What the service checks it counts in UTC; the bank's own limits are in the bank's days.
  const bankDay = amsterdamDay(now)
  const startOf = (count: number): string => toDate(bankDay + 1 - count)
  const earliest = startOf(days)
  if (query.get('strategy') === 'longest')
    return { from: from === undefined || from < earliest ? earliest : from, to: toDate(bankDay) }
  const period = { from: from ?? startOf(Math.min(days, 90)), to: to ?? toDate(bankDay) }
  return period.from < earliest ? refusePeriod(session, period, earliest) : period
}
