import { addDays, type EpochMs, type LocalDate, type TransactionQuery, toInstant, toLocalDate } from '@nostro/core'
import { refuseField } from '../api/field-rules.ts'

/** Days of history that ING gives without the customer's presence. */
export const unattendedHistoryDays = 90

export interface Period {
  readonly dateFrom: LocalDate
  readonly dateTo: LocalDate
}

/**
 * Both ends, always: a `dateFrom` alone in the past is ONE day to ING, and neither means today. ING's days are UTC.
 * @throws NostroError `invalid_request` for an end before the start, or a start in the future, which ING refuses
 */
export const toPeriod = ({ dateFrom, dateTo }: TransactionQuery, bankNow: EpochMs): Period => {
  const today = toInstant(bankNow).slice(0, 10)
  const to = toLocalDate(dateTo ?? today)
  const endsLater = to > today
  const from = toLocalDate(dateFrom ?? addDays(endsLater ? today : to, 1 - unattendedHistoryDays))
  if (from > today)
    throw refuseField('dateFrom', `${from} is in the future`, `ING counts days in UTC: ask for ${today} or earlier.`)
  if (from > to) throw refuseField('dateFrom', `${from} lies after \`dateTo\` ${to}`, 'Exchange the two.')
  return { dateFrom: from, dateTo: to }
}
