#!/usr/bin/env node
import { exitCode } from './exit-code.ts'

// Before anything else is loaded: a signal in the first moments ends the command as cleanly as a later one.
// One signal for everything that runs: commands stop what they started, then the process ends by itself.
const interrupt = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // The second one is for a person who does not want to wait.
    if (interrupt.signal.aborted) process.exit(exitCode.interrupted)
    interrupt.abort(signal)
  })
}

let outputFailure: string | undefined
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `nostro accounts | head` closes the pipe: that is no fault.
  if (error.code !== 'EPIPE') {
    if (outputFailure === undefined) process.stderr.write(`Error: The output could not be written (${error.code}).\n`)
    outputFailure = error.code ?? 'unknown'
    // It may come after the command has ended.
    process.exitCode = exitCode.failed
  }
  // What was started (simulators, listeners, sessions) is stopped before the process ends.
  interrupt.abort('stdout')
})
process.stderr.on('error', () => {
  // Nobody reads the progress any more; the command goes on, and its exit code says the rest.
})

const [{ createProgram }, { runCommand }, { createTerminal }] = await Promise.all([
  import('./create-program.ts'),
  import('./run-command.ts'),
  import('./terminal.ts'),
])
const code = await runCommand(createProgram, process.argv.slice(2), createTerminal(interrupt.signal))
const isPipeClosed = interrupt.signal.reason === 'stdout' && outputFailure === undefined
if (outputFailure === undefined) process.exitCode = isPipeClosed ? exitCode.ok : code
