import type { EpochMs } from '../../clock/simulated-clock.ts'

/** `YYYY-MM-DD hh:mm:ss.ffffff` in UTC, without a zone mark, as everywhere in the API. */
export const wireTimestamp = (at: EpochMs): string => new Date(at).toISOString().replace('T', ' ').replace('Z', '000')

/** `YYYY-MM-DD` in UTC. */
export const wireDate = (at: EpochMs): string => new Date(at).toISOString().slice(0, 10)

/** Reads the API's own form and ISO 8601; without a zone it is UTC. Undefined when it is neither. */
export const parseTimestamp = (text: string): EpochMs | undefined => {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(\.\d{1,6})?(Z|[+-]\d{2}:?\d{2})?$/.exec(text)
  if (match === null) return undefined
  const [, day, time, fraction = '', zone = 'Z'] = match
  const at = Date.parse(`${day}T${time}${fraction.slice(0, 4)}${zone}`)
  return Number.isNaN(at) ? undefined : at
}
