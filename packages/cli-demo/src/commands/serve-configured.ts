import { NostroError } from '@nostro/core'
import type { Terminal } from '../terminal.ts'
import type { Served, ServeOptions } from './serve.ts'

export const serveConfigured = async (_options: ServeOptions, _terminal: Terminal): Promise<Served> => {
  throw new NostroError({ code: 'invalid_config', message: 'not yet' })
}
