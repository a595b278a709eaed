import type { Command } from 'commander'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { completionScript, type Shell } from '../render/completion-script.ts'
import type { Terminal } from '../terminal.ts'

/** Prints the completion script of a shell. */
export const printCompletion = async (
  program: Command,
  { args }: { readonly args: readonly string[] },
  terminal: Terminal,
): Promise<ExitCode> => {
  terminal.out(completionScript(program, (args[0] ?? 'bash') as Shell))
  return exitCode.ok
}
