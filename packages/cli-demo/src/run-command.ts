import { NostroError } from '@nostro/core'
import { type Command, CommanderError } from 'commander'
import { type ExitCode, exitCode } from './exit-code.ts'
import { gateTerminal } from './render/gate-terminal.ts'
import { renderError } from './render/render-error.ts'
import type { Terminal } from './terminal.ts'

/** Where a command leaves its exit code: actions return nothing to commander. */
export interface Outcome {
  code: ExitCode
}

/** Runs one command line. Never throws: what goes wrong becomes words on stderr and an exit code. */
export const runCommand = async (
  createProgram: (terminal: Terminal, outcome: Outcome) => Command,
  args: readonly string[],
  ungated: Terminal,
): Promise<ExitCode> => {
  const terminal = gateTerminal(ungated)
  const outcome: Outcome = { code: exitCode.ok }
  try {
    await createProgram(terminal, outcome).parseAsync(args, { from: 'user' })
    return outcome.code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage
    // Also a person who leaves at a question.
    if (terminal.signal.aborted || (NostroError.isInstance(error) && error.code === 'aborted')) {
      if (terminal.signal.reason !== 'stdout') terminal.err('Interrupted.')
      return exitCode.interrupted
    }
    const named = await namingTheFile(error)
    terminal.err(renderError(named, terminal))
    return NostroError.isInstance(named) && named.code === 'invalid_config' ? exitCode.usage : exitCode.failed
  }
}

/** File errors are the most frequent unexpected ones: they are reported with the file's path. */
const namingTheFile = async (error: unknown): Promise<unknown> => {
  if (!(error instanceof Error) || !('path' in error) || typeof error.path !== 'string') return error
  const { toFileFault } = await import('@nostro/core/node')
  return toFileFault(error.path, error)
}
