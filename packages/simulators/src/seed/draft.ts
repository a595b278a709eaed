import { amsterdamInstant, toDate } from './amsterdam.ts'
import type { MinorUnits, SeedTransaction } from './model.ts'
import type { Random } from './random.ts'

/** A movement before it has an id and a status. */
export interface Draft extends Pick<SeedTransaction, 'counterparty' | 'remittance' | 'kind'> {
  readonly epochDay: number
  /** Time of day in Amsterdam, minutes since midnight. */
  readonly minutes: number
  readonly amount: MinorUnits
  readonly structuredReference?: string
  readonly endToEndId?: string
  readonly original?: NonNullable<SeedTransaction['original']>
}

/** The days of a history, both inclusive, counted from 1970-01-01. */
export interface Span {
  readonly first: number
  readonly last: number
}

/** Two years up to today. */
export const twoYears = (today: number): Span => ({ first: today - 730, last: today })

/** Every `day` of the month within the span, with the month as `YYYY-MM`. */
export const monthly = (span: Span, dayOfMonth: number): readonly { epochDay: number; month: string }[] => {
  const wanted = String(dayOfMonth).padStart(2, '0')
  const days: { epochDay: number; month: string }[] = []
  for (let epochDay = span.first; epochDay <= span.last; epochDay++) {
    const date = toDate(epochDay)
    if (date.endsWith(`-${wanted}`)) days.push({ epochDay, month: date.slice(0, 7) })
  }
  return days
}

/** Days with gaps of `min` to `max` between them. */
export const nowAndThen = (span: Span, random: Random, min: number, max: number): readonly number[] => {
  const days: number[] = []
  for (let day = span.first + random.integer(0, max); day <= span.last; day += random.integer(min, max)) days.push(day)
  return days
}

/** Cents between two bounds, as a movement out of the account. */
export const out = (random: Random, min: number, max: number): MinorUnits => -BigInt(random.integer(min, max))

export const instantOf = (draft: Draft): number => amsterdamInstant(draft.epochDay, draft.minutes)
