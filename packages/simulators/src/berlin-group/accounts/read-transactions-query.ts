import { amsterdamDate, amsterdamDay, toDate } from '../../seed/amsterdam.ts'
import type { BookingStatus } from '../bank-profile.ts'
import { formatError, refuse } from '../refusal.ts'
import type { ApiCall } from '../route.ts'
import type { Consent } from '../state.ts'

export interface TransactionsQuery {
  readonly status: BookingStatus
  /** Days, both inclusive. */
  readonly from: string
  readonly to: string
}

const words: readonly BookingStatus[] = ['booked', 'pending', 'both', 'information', 'all']

export const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10)

const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && dayOf(Date.parse(text)) === text

/** Check 30. */
const readStatus = ({ query, profile }: ApiCall): BookingStatus => {
  const text = query.get('bookingStatus')
  const status = words.find((word) => word === text)
  if (status === undefined) {
    return formatError(30, 'bookingStatus', 'bookingStatus is missing or unknown', {
      expected: words.join(', '),
      received: text ?? 'nothing',
    })
  }
  if (profile.bookingStatuses.includes(status)) return status
  const expected = profile.bookingStatuses.join(', ')
  const reason = 'The bank does not support this bookingStatus'
  return refuse({
    row: 30,
    status: 400,
    code: 'PARAMETER_NOT_SUPPORTED',
    path: 'bookingStatus',
    reason,
    expected,
    received: status,
  })
}

/** Check 32. */
const refuseDelta = ({ query }: ApiCall): void => {
  const given = ['entryReferenceFrom', 'deltaList'].filter((name) => query.has(name))
  if (given.length === 2) formatError(32, 'deltaList', 'entryReferenceFrom and deltaList exclude each other')
  if (given.length === 0) return
  refuse({
    row: 32,
    status: 400,
    code: 'PARAMETER_NOT_SUPPORTED',
    path: String(given[0]),
    reason: 'The bank has no delta reports',
  })
}

/** The long history is open for a while after the customer's login. The bank's days are local ones, as its bookings are. */
const earliestOf = ({ profile: { history }, now }: ApiCall, consent: Consent): string => {
  const isFresh = now - (consent.authorisedAt ?? 0) < history.freshMinutes * 60_000
  return toDate(amsterdamDay(now) + 1 - (isFresh ? history.freshDays : history.days))
}

/** Check 31. */
const readDays = (call: ApiCall, consent: Consent, status: BookingStatus): { from: string; to: string } => {
  const { query, now } = call
  const [from, to] = [query.get('dateFrom'), query.get('dateTo') ?? amsterdamDate(now)]
  if (from === null && status !== 'information') return formatError(31, 'dateFrom', 'dateFrom is missing')
  const start = from ?? amsterdamDate(now)
  for (const [name, day] of [
    ['dateFrom', start],
    ['dateTo', to],
  ] as const) {
    if (!isDay(day)) formatError(31, name, `${name} is no day`, { expected: 'YYYY-MM-DD', received: day })
  }
  const invalid = (reason: string, expected: string, received: string): never =>
    refuse({ row: 31, status: 400, code: 'PERIOD_INVALID', path: 'dateFrom', reason, expected, received })
  if (to < start) return invalid('dateTo is before dateFrom', `from ${start} on`, to)
  const earliest = earliestOf(call, consent)
  return start < earliest
    ? invalid('dateFrom is earlier than the bank allows', `from ${earliest} on`, start)
    : { from: start, to }
}

/** Checks 30 to 32. */
export const readTransactionsQuery = (call: ApiCall, consent: Consent): TransactionsQuery => {
  const status = readStatus(call)
  refuseDelta(call)
  return { status, ...readDays(call, consent, status) }
}
