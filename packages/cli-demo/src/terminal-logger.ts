import { type LogFields, type Logger, redactText } from '@nostro/core'
import { oneLine } from './render/harmless.ts'
import type { Terminal } from './terminal.ts'

/** Ids of requests are public and look like secrets: they are shown as they are. */
const asTheyAre = ['bankRequestId', 'traceId'] as const
/** What may be shown of a call. Other fields are left out, whatever they hold. */
const shown = ['status', 'ms', 'queuedMs', 'attempts', 'code', 'error', 'retryAfterMs', 'connection', 'count'] as const

/** `--verbose`: every call as a redacted line. Otherwise only what a person has to know, such as a certificate that ends soon. */
export const createTerminalLogger = (terminal: Terminal, verbose: boolean): Logger => {
  if (verbose) {
    const write: Logger['debug'] = (fields, message) => terminal.err(terminal.style('dim', toLine(fields, message)))
    return { debug: write, info: write, warn: write, error: write }
  }
  const say: Logger['warn'] = (fields, message) => {
    // The command itself reports failed calls, with what to do next.
    if (fields['route'] === undefined) terminal.err(oneLine(`${fields['provider'] ?? 'nostro'}: ${message}`))
  }
  return { debug: () => undefined, info: () => undefined, warn: say, error: say }
}

/** Such as `bunq: answer received, GET /v1/user/{} status=200 ms=12`. */
const toLine = (fields: LogFields, message: string): string => {
  const route = typeof fields['route'] === 'string' ? `, ${fields['route']}` : ''
  const details = [
    ...shown.flatMap((name) => (fields[name] === undefined ? [] : [`${name}=${redactText(String(fields[name]))}`])),
    ...asTheyAre.flatMap((name) => (fields[name] === undefined ? [] : [`${name}=${String(fields[name])}`])),
  ]
  return oneLine([`${fields['provider'] ?? 'nostro'}: ${redactText(message)}${route}`, ...details].join(' '))
}
