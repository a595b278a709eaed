import {
  type EpochMs,
  type Instant,
  type LocalDate,
  localDateIn,
  NostroError,
  parseInstant,
  toInstant,
} from '@nostro/core'

/** bunq's own zone: the day of an instant here is the booking date. */
export const bunqZone = 'Europe/Amsterdam'

const pattern = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?$/

const readTimestamp = (text: string): EpochMs | undefined => {
  const match = pattern.exec(text)
  const [, day = '', time = '', fraction = ''] = match ?? []
  return match === null ? undefined : parseInstant(`${day}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}Z`)
}

export const isTimestamp = (text: string): boolean => readTimestamp(text) !== undefined

/** `2024-05-01 22:30:00.123456`: UTC without saying so. @throws NostroError `protocol_violation` */
export const parseTimestamp = (text: string): EpochMs => {
  const at = readTimestamp(text)
  if (at !== undefined) return at
  throw new NostroError({
    code: 'protocol_violation',
    provider: 'bunq',
    message: 'A time in the bank’s answer cannot be read.',
    hint: 'bunq writes times as YYYY-MM-DD hh:mm:ss.ffffff. Report it with the request id.',
  })
}

/** The booking date and the moment of a timestamp, which is read once. @throws as `parseTimestamp` */
export const toDayAndInstant = (text: string): { readonly day: LocalDate; readonly instant: Instant } => {
  const at = parseTimestamp(text)
  return { day: localDateIn(bunqZone, at), instant: toInstant(at) }
}
