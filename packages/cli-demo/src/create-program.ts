import { Command, Option } from 'commander'
import { parseAmountOption } from './commands/search-options.ts'
import { nonNegativeInteger, parseDateOption, parseInstantOption } from './option-parsers.ts'
import { addBankIdCommands } from './programs/bankid-program.ts'
import { addBunqCommands } from './programs/bunq-program.ts'
import { addConnectCommands } from './programs/connect-program.ts'
import { addDoctorCommand } from './programs/doctor-program.ts'
import { addIngCommands } from './programs/ing-program.ts'
import { addLedgerCommands } from './programs/ledger-program.ts'
import { addPaymentCommands } from './programs/payments-program.ts'
import { addServeCommand } from './programs/serve-program.ts'
import { addSimulatorsCommand } from './programs/simulators-program.ts'
import type { Outcome } from './run-command.ts'
import type { Terminal } from './terminal.ts'
import { version } from './version.ts'

/**
 * The command line. Commands are imported when they run, so that `--help` and `--version` load nothing but this.
 */
export const createProgram = (terminal: Terminal, outcome: Outcome): Command => {
  const program = new Command('nostro')
    .description(
      'Many banks behind the same small contracts: compare them, read accounts, rehearse against simulators.',
    )
    .version(version)
    .option('--config <file>', 'configuration file (default: nostro.config.json, then the XDG folder)')
    .option('--connection <id>', 'only this connection, by its id or label (see “nostro connections”)')
    .option('--verbose', 'show each call to a bank, redacted')
    .showSuggestionAfterError()
    .showHelpAfterError('Type “nostro --help” for the list of commands.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })

  /** Options of the program and of the command, as one object. */
  const run =
    <T extends object>(load: () => Promise<(options: T, terminal: Terminal) => Promise<Outcome['code']>>) =>
    async (...args: readonly unknown[]): Promise<void> => {
      const command = args.at(-1) as Command
      const action = await load()
      outcome.code = await action(
        { ...command.optsWithGlobals<Record<string, unknown>>(), args: command.args } as never,
        terminal,
      )
    }

  program
    .command('demo')
    .description('start the simulators, connect to the three banks, compare them')
    .option('--keep', 'leave the simulators running and say how to use them')
    .action(run(async () => (await import('./commands/demo.ts')).demo))

  program
    .command('compare')
    .description('what each bank can do, how it authenticates, how fast it answers')
    .option('--json', 'for programs')
    .action(run(async () => (await import('./commands/compare.ts')).compare))

  program
    .command('accounts')
    .description('accounts with their balances: from the ledger once it was synced, else from the banks')
    .option('--provider <id>', 'only this bank')
    .option('--live', 'ask the banks now')
    .option('--json', 'for programs')
    .action(run(async () => (await import('./commands/accounts.ts')).accounts))

  program
    .command('transactions')
    .description('transactions of all accounts: from the ledger once it was synced, else from the banks')
    .option('--from <date>', 'first day, YYYY-MM-DD', parseDateOption)
    .option('--to <date>', 'last day, YYYY-MM-DD', parseDateOption)
    .option('--provider <id>', 'only this bank')
    .option('--account <id>', 'only this account, by its id or IBAN')
    .option('--search <text>', 'part of the text, the reference or the counterparty')
    .option('--amount <amount>', '12.50 in or out, -12.50 only out, 10..20 between', parseAmountOption)
    .option('--counterparty <name>', 'part of the counterparty’s name, or its IBAN')
    .option('--live', 'ask the banks now')
    .option('--json', 'for programs')
    .action(run(async () => (await import('./commands/transactions.ts')).transactions))

  addLedgerCommands(program, run)
  addDoctorCommand(program, run)
  addConnectCommands(program, run)
  addPaymentCommands(program, run)
  addIngCommands(program, run)

  addBankIdCommands(program, run)

  const sign = program.command('sign').description('request signatures')
  sign
    .command('explain')
    .description('show byte by byte what is signed for a request, or why a captured one is refused')
    .argument('[bank]', 'ing or bunq; not needed with --captured')
    .option('--captured <file>', 'judge this request instead: request line, headers, empty line, body, as sent')
    .option('--public-key <file>', 'with --captured: the key that should have signed, PEM')
    .option('--method <method>', 'HTTP method')
    .option('--url <url>', 'absolute URL or path with query')
    .option('--header <header...>', '“Name: value”, repeatable')
    .option('--body <file>', 'the body’s bytes')
    .option('--key <file>', 'private key, PEM')
    .option('--certificate <file>', 'signing certificate, PEM (ING)')
    .addOption(new Option('--scheme <scheme>', 'ING’s scheme').choices(['http', 'jws']).default('http'))
    .option('--key-id <id>', 'ING’s key id (default: the client id; SN=serial on the token request)')
    .option(
      '--now <instant>',
      'moment of signing, ISO 8601 (default: the Date header, then now); with --captured the bank’s clock',
      parseInstantOption,
    )
    .option('--json', 'for programs')
    .action(run(async () => (await import('./commands/sign-explain.ts')).signExplain))

  const certificate = program.command('certificate').description('keys and certificates')
  certificate
    .command('new')
    .description('make a key with a certificate request, or a self-signed certificate')
    .addOption(new Option('--kind <kind>').choices(['qwac', 'qsealc', 'self-signed']).makeOptionMandatory())
    .requiredOption('--out <folder>', 'where to write; existing files are never overwritten')
    .requiredOption('--common-name <name>', 'subject CN, for a QWAC the host name')
    .option('--organization <name>', 'subject O')
    .option('--organization-id <id>', 'organizationIdentifier, such as PSDNL-DNB-12345678')
    .option('--country <code>', 'subject C, two letters')
    .option('--role <roles...>', 'PSP_AI, PSP_PI, PSP_IC, PSP_AS')
    .option('--days <n>', 'validity of a self-signed certificate', nonNegativeInteger, 365)
    .option('--passphrase-env <variable>', 'encrypt the key with the value of this environment variable')
    .action(run(async () => (await import('./commands/certificate-new.ts')).certificateNew))

  addServeCommand(program, run)
  addSimulatorsCommand(program, run)
  addBunqCommands(program, run)

  // Subcommands do not inherit these from the program by themselves.
  for (const command of allCommands(program)) command.copyInheritedSettings(program)
  return program
}

const allCommands = (command: Command): readonly Command[] =>
  command.commands.flatMap((child) => [child, ...allCommands(child)])
