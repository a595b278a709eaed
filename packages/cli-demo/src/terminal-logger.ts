import type { Logger } from '@nostro/core'
import { createPinoLogger } from '@nostro/core/pino'
import type { Terminal } from './terminal.ts'

/** `--verbose`: every call as a redacted line. Otherwise only what a person has to know, such as a certificate that ends soon. */
export const createTerminalLogger = (terminal: Terminal, verbose: boolean): Logger => {
  if (verbose)
    return createPinoLogger({ level: 'debug', destination: { write: (line) => terminal.err(line.trimEnd()) } })
  const say: Logger['warn'] = (fields, message) => {
    // Failed calls are told by the command, with what to do next.
    if (fields['route'] === undefined) terminal.err(`${fields['provider'] ?? 'nostro'}: ${message}`)
  }
  return { debug: () => undefined, info: () => undefined, warn: say, error: say }
}
