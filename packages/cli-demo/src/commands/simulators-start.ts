import { once } from 'node:events'
import { resolve } from 'node:path'
import { NostroError } from '@nostro/core'
import { type SimulatorOptions, type Simulators, SimulatorsError, startSimulators } from '@nostro/simulators'
import { keysIn } from '../banks/keys-of-simulators.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText, plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'
import { readOwnTpp, type TppFileOptions, tppFiles } from './own-tpp-files.ts'
import { checkConfigFile, writeSimulatorsConfig } from './write-simulators-config.ts'

export interface SimulatorsOptions extends TppFileOptions {
  readonly dir?: string
  readonly writeConfig?: string
  readonly seed?: number
  readonly profile: 'strict' | 'lenient'
  readonly environment: 'sandbox' | 'production'
  readonly rateLimits: 'on' | 'off'
  readonly now?: number
  readonly redirectUri?: readonly string[]
}

/** What the user named badly is a matter of configuration, like everywhere in the command. */
const start = async (options: SimulatorOptions): Promise<Simulators> => {
  try {
    return await startSimulators(options)
  } catch (error) {
    if (!(error instanceof SimulatorsError)) throw error
    throw new NostroError({ code: 'invalid_config', message: error.message, hint: error.hint, cause: error })
  }
}

/** Starts the banks, prints the ready line when all of them listen, and stops cleanly on a signal. */
export const simulatorsStart = async (options: SimulatorsOptions, terminal: Terminal): Promise<ExitCode> => {
  const { dir, seed, profile, environment, rateLimits, now, redirectUri } = options
  const config = options.writeConfig === undefined ? undefined : resolve(terminal.cwd, options.writeConfig)
  if (config !== undefined) checkConfigFile(config)
  const files = tppFiles(options, terminal.cwd)
  const tpp = files === undefined ? undefined : readOwnTpp(files)
  terminal.err('Starting the simulated banks …')
  const simulators = await start({
    profile,
    environment,
    rateLimits: rateLimits === 'on',
    tpp,
    ...keysIn(terminal),
    dir: dir === undefined ? undefined : resolve(terminal.cwd, dir),
    seed,
    now,
    redirectUris: redirectUri,
  })
  try {
    if (config !== undefined) {
      writeSimulatorsConfig(config, simulators, files)
      terminal.err(plain`Wrote ${config}. Try: nostro --config ${config} connect bunq`)
    }
    terminal.out(jsonText(simulators.ready))
    if (!terminal.signal.aborted) await once(terminal.signal, 'abort')
    terminal.err('Stopping …')
    return exitCode.ok
  } finally {
    await simulators.stop()
  }
}
