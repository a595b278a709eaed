import { pino } from 'pino'
import type { LogFields, Logger } from '../contracts/logger.ts'
import { redactText } from '../logging/redaction.ts'

/** From which level on lines are written. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** Where log lines go; `process.stderr` fits. */
export interface LogDestination {
  write(line: string): void
}

/** Level and destination of {@link createPinoLogger}. */
export interface PinoLoggerOptions {
  readonly level: LogLevel
  readonly destination?: LogDestination | undefined
}

/** The only fields that are ever written. A new one is added here, after asking what it may hold. */
const allowed = new Set([
  'provider',
  'method',
  'route',
  'status',
  'ms',
  'queuedMs',
  'attempts',
  'bankRequestId',
  'traceId',
  'error',
  'code',
  'retryAfterMs',
  'connection',
  'count',
])

/** Ids of requests are public and look like secrets: they are kept as they are. */
const verbatim = new Set(['bankRequestId', 'traceId', 'route', 'provider', 'method'])

/**
 * JSON lines, one per event, made from a list of allowed fields; texts are scrubbed as well. Lines may be shown in a
 * terminal: control characters and marks of direction stand as `\uXXXX` in them, which means the same.
 *
 * @example
 * const logger = createPinoLogger({ level: 'info' })
 */
export const createPinoLogger = ({ level, destination = process.stderr }: PinoLoggerOptions): Logger => {
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, harmless(destination))
  const write =
    (name: 'debug' | 'info' | 'warn' | 'error') =>
    (fields: LogFields, message: string): void => {
      // Two lines for each call: what nobody reads is not scrubbed either.
      if (logger.isLevelEnabled(name)) logger[name](listed(fields), redactText(message))
    }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

/** JSON escapes only what is below U+0020: terminals obey U+0080 to U+009F as well, and marks of direction reorder what is read. */
const unescaped = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

const harmless = (destination: LogDestination): LogDestination => ({
  write: (line) => {
    destination.write(line.replace(unescaped, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`))
  },
})

const listed = (fields: LogFields): LogFields =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([name, value]) => allowed.has(name) && value !== undefined)
      .map(([name, value]) => [name, typeof value === 'string' && !verbatim.has(name) ? redactText(value) : value]),
  )
