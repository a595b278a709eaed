import type { LocalDate } from '@nostro/core'

const dayMs = 86_400_000

/** Days since 1970-01-01. Pure calendar arithmetic in UTC: no time zone of the machine is asked. */
export const dayNumber = (day: LocalDate): number =>
  Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))) / dayMs

/** Days from one day to another; negative when the second is earlier. */
export const daysBetween = (from: LocalDate, to: LocalDate): number => dayNumber(to) - dayNumber(from)

/** Both inclusive. Days are ISO texts, so their order is that of the text. */
export const isWithin = (day: LocalDate, from: LocalDate, to: LocalDate): boolean => day >= from && day <= to
