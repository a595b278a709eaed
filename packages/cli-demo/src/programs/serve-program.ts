import type { Command } from 'commander'
import { portNumber, webAddresses } from '../option-parsers.ts'
import type { Runner } from './runner.ts'

/** The HTTP API with its dashboard. */
export const addServeCommand = (program: Command, run: Runner): void => {
  program
    .command('serve')
    .description('connections, accounts, transactions and payments over HTTP, for programs and for a browser')
    .option('--demo', 'with simulated banks, connected and read into a temporary ledger')
    .option('--port <n>', 'where to listen on 127.0.0.1; 0 takes a free one', portNumber, 8080)
    .option('--public-url <url>', 'where browsers reach it, behind a proxy with TLS', webAddresses)
    .option(
      '--redirect-uri <url...>',
      'with --demo: further redirect URIs registered at the simulated ING',
      webAddresses,
    )
    .option('--json', 'print one line with url, token, clientId (and control, with --demo) when it listens')
    .action(run(async () => (await import('../commands/serve.ts')).serve))
}
