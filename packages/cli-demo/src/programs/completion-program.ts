import { Argument, type Command } from 'commander'
import type { Runner } from './runner.ts'

export const addCompletionCommand = (program: Command, run: Runner): void => {
  program
    .command('completion')
    .description('print a script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .action(
      run(async () => {
        const { printCompletion } = await import('../commands/completion.ts')
        return (options: { readonly args: readonly string[] }, terminal) => printCompletion(program, options, terminal)
      }),
    )
}
