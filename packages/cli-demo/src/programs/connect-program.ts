import type { Command } from 'commander'
import type { Runner } from './runner.ts'

export const addConnectCommands = (program: Command, run: Runner): void => {
  program
    .command('connect')
    .description('connect a customer’s accounts; the session is kept, encrypted, for the next commands')
    .argument('<provider>', 'ing, bunq or a plug-in’s id')
    .option('--country <code>', 'of the bank’s page, such as NL')
    .option('--redirect-uri <uri>', 'one of the registered ones (default: http://127.0.0.1:8765/callback)')
    .option('--no-open', 'print the bank’s page instead of opening a browser')
    .option('--json', 'for programs')
    .action(run(async () => (await import('../commands/connect.ts')).connect))
}
