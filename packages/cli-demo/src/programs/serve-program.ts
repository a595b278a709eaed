import type { Command } from 'commander'
import { nonNegativeInteger, portNumber, webAddresses } from '../option-parsers.ts'
import type { Runner } from './runner.ts'

/** The HTTP API with its dashboard, and who may use it. */
export const addServeCommand = (program: Command, run: Runner): void => {
  program
    .command('serve')
    .description('connections, accounts, transactions and payments over HTTP, for programs and for a browser')
    .option('--demo', 'with simulated banks, connected and read into a temporary ledger')
    .option('--port <n>', 'where to listen on 127.0.0.1; 0 takes a free one', portNumber, 8080)
    .option('--public-url <url>', 'where browsers reach it, behind a proxy with TLS', webAddresses)
    .option('--psu-ip <address>', 'your own public address, which some banks want while you are present')
    .option(
      '--redirect-uri <url...>',
      'with --demo: further redirect URIs registered at the simulated ING',
      webAddresses,
    )
    .option('--host <address>', 'where to listen; beyond 127.0.0.1 only with an https --public-url')
    .option('--trusted-proxy <address...>', 'proxies whose X-Forwarded-For says who calls')
    .option('--cors-origin <origin...>', 'pages of other sites that may call the API with a token', webAddresses)
    .option('--no-schedule', 'do not read connections when they are due')
    .option('--allow-local-webhooks', 'webhooks may go to this machine over plain HTTP, to try them out')
    .option('--json', 'print one line with url, token, clientId (and control, with --demo) when it listens')
    .action(run(async () => (await import('../commands/serve.ts')).serve))

  program
    .command('worker')
    .description('read connections when they are due, beside servers on one PostgreSQL ledger; ends on SIGTERM')
    .option('--concurrency <n>', 'connections read at the same time', nonNegativeInteger, 10)
    .action(run(async () => (await import('../commands/worker.ts')).worker))

  const token = program.command('token').description('tokens of the HTTP API')
  token
    .command('new')
    .description('print a new token; it is shown this once')
    .requiredOption('--scopes <list>', 'read, sync, connect, annotate … separated by commas')
    .option('--name <name>', 'for people', 'command line')
    .option('--days <n>', 'how long it lives, 1 to 365', nonNegativeInteger, 90)
    .option('--json', 'for programs')
    .action(run(async () => (await import('../commands/server-access.ts')).tokenNew))

  program
    .command('login-link')
    .description('print a link by which a browser signs in, once, within ten minutes')
    .option('--url <url>', 'where the server is reached', 'http://localhost:8080')
    .action(run(async () => (await import('../commands/server-access.ts')).loginLink))

  const audit = program.command('audit').description('the record of who did what')
  audit
    .command('verify')
    .description('walk its chain; exit code 1 when a line was changed or is missing')
    .option('--json', 'for programs')
    .action(run(async () => (await import('../commands/server-access.ts')).auditVerify))
}
