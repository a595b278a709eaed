import { once } from 'node:events'
import { startSimulators } from '@nostro/simulators'
import { type ExitCode, exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

export interface SimulatorsOptions {
  readonly dir?: string
  readonly seed?: number
  readonly profile: 'strict' | 'lenient'
  readonly environment: 'sandbox' | 'production'
  readonly rateLimits: 'on' | 'off'
  readonly now?: number
  readonly redirectUri?: readonly string[]
}

/** Starts the banks, prints the ready line when all of them listen, and stops cleanly on a signal. */
export const simulatorsStart = async (options: SimulatorsOptions, terminal: Terminal): Promise<ExitCode> => {
  const { dir, seed, profile, environment, rateLimits, now, redirectUri } = options
  terminal.err('Starting the simulated banks …')
  const simulators = await startSimulators({
    profile,
    environment,
    rateLimits: rateLimits === 'on',
    ...(dir === undefined ? {} : { dir }),
    ...(seed === undefined ? {} : { seed }),
    ...(now === undefined ? {} : { now }),
    ...(redirectUri === undefined ? {} : { redirectUris: redirectUri }),
  })
  try {
    terminal.out(JSON.stringify(simulators.ready))
    if (!terminal.signal.aborted) await once(terminal.signal, 'abort')
    terminal.err('Stopping …')
    return exitCode.ok
  } finally {
    await simulators.stop()
  }
}
