#!/usr/bin/env node
import { createProgram } from './create-program.ts'
import { exitCode } from './exit-code.ts'
import { runCommand } from './run-command.ts'
import { createTerminal } from './terminal.ts'

// One signal for everything that runs: commands stop what they started, then the process ends by itself.
const interrupt = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // The second one is for a person who does not want to wait.
    if (interrupt.signal.aborted) process.exit(exitCode.interrupted)
    interrupt.abort(signal)
  })
}
// `nostro accounts | head` closes the pipe: that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(exitCode.ok)
})

process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads no more is told no more; the command goes on, and its exit code says the rest.
  if (error.code !== 'EPIPE') throw error
})

const terminal = createTerminal(interrupt.signal)
process.exitCode = await runCommand(createProgram, process.argv.slice(2), terminal)
