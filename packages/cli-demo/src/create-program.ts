import { Command } from 'commander'
import { addExamples } from './programs/add-examples.ts'
import { addBankIdCommands } from './programs/bankid-program.ts'
import { addBunqCommands } from './programs/bunq-program.ts'
import { addCertificateCommand } from './programs/certificate-program.ts'
import { addCompletionCommand } from './programs/completion-program.ts'
import { addConfigCommands } from './programs/config-program.ts'
import { addConnectCommands } from './programs/connect-program.ts'
import { addDoctorCommand } from './programs/doctor-program.ts'
import { addIngCommands } from './programs/ing-program.ts'
import { addInvoiceCommands } from './programs/invoices-program.ts'
import { addLedgerCommands } from './programs/ledger-program.ts'
import { addPaymentCommands } from './programs/payments-program.ts'
import { addProviderCommands } from './programs/provider-program.ts'
import { addReadCommands } from './programs/read-program.ts'
import type { Runner } from './programs/runner.ts'
import { addServeCommand } from './programs/serve-program.ts'
import { addSignCommand } from './programs/sign-program.ts'
import { addSimulatorsCommand } from './programs/simulators-program.ts'
import { addUserCommands } from './programs/user-program.ts'
import { shortenWords } from './render/harmless.ts'
import type { Outcome } from './run-command.ts'
import { restrictTerminal, type Terminal } from './terminal.ts'
import { version } from './version.ts'

/** One function per subject. A new subject is a file in `programs/` and a line here. */
const subjects: readonly ((program: Command, run: Runner) => void)[] = [
  addReadCommands,
  addLedgerCommands,
  addInvoiceCommands,
  addConnectCommands,
  addPaymentCommands,
  addDoctorCommand,
  addConfigCommands,
  addIngCommands,
  addBunqCommands,
  addBankIdCommands,
  addSignCommand,
  addCertificateCommand,
  addServeCommand,
  addUserCommands,
  addSimulatorsCommand,
  addProviderCommands,
  addCompletionCommand,
]

/**
 * The command line. Commands are imported when they run, so that `--help` and `--version` load nothing but this.
 */
export const createProgram = (terminal: Terminal, outcome: Outcome): Command => {
  const program = createRoot(terminal)
  const run = createRunner(terminal, outcome)
  for (const add of subjects) add(program, run)
  addExamples(program)
  // Subcommands do not inherit these from the program by themselves.
  for (const command of allCommands(program)) command.copyInheritedSettings(program)
  return program
}

const createRoot = (terminal: Terminal): Command =>
  new Command('nostro')
    .description('Many banks behind one command: connect, read accounts, pay, sign, rehearse against simulators.')
    .version(version)
    .option('--config <file>', 'configuration file (default: nostro.config.json, then the XDG folder)')
    .option(
      '--connection <id>',
      'only this connection, by its id, label or bank’s name in the configuration (see “nostro connections”)',
    )
    .option('--verbose', 'show each call to a bank, redacted')
    .option('--quiet', 'no progress; results, warnings and errors only')
    .option('--no-input', 'never ask: fail where an answer would be needed')
    .showSuggestionAfterError()
    .showHelpAfterError('Next: Add --help to see what the command takes.')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
      // What was typed is quoted: only the last line, a suggestion, may begin anew.
      outputError: (text, write) =>
        write(
          shortenWords(text.trimEnd())
            .replace(/\n(?!\(Did you mean [^\n]*\)$)/g, '·')
            .replace(/^error:/, terminal.style('red', 'Error:')),
        ),
    })

/** Gives an action the options of the program and of the command as one object, and keeps its exit code. */
const createRunner =
  (terminal: Terminal, outcome: Outcome): Runner =>
  (load) =>
  async (...args) => {
    const command = args.at(-1) as Command
    const options = command.optsWithGlobals<{ readonly quiet?: boolean; readonly input?: boolean }>()
    const action = await load()
    outcome.code = await action({ ...options, args: command.args } as never, restrictTerminal(terminal, options))
  }

const allCommands = (command: Command): readonly Command[] =>
  command.commands.flatMap((child) => [child, ...allCommands(child)])
