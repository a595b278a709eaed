import type { Command } from 'commander'
import { parseDateOption } from '../option-parsers.ts'
import type { Runner } from './runner.ts'

const tx = () => import('../commands/tx.ts')
const ledger = () => import('../commands/ledger.ts')

/** The ledger: read it from the banks, ask it, write beside its facts, keep it safe. */
export const addLedgerCommands = (program: Command, run: Runner): void => {
  program
    .command('sync')
    .description('read all connections into the ledger; without a configuration, simulated banks twice')
    .option('--connection <id>', 'only this connection, by its id, label or bank’s name in the configuration')
    .option('--provider <id>', 'only this bank')
    .option('--full', 'read the whole history that the bank gives again')
    .option('--since <date>', 'first day of the history to keep, YYYY-MM-DD', parseDateOption)
    .option('--dry-run', 'ask the banks and say what would change; no entry is written')
    .option('--accept-removals', 'remove what is missing, after a list was called suspicious and you looked at it')
    .option('--psu-ip <address>', 'the customer is present, at this address: not counted as an unattended read')
    .option('--watch', 'go on reading when connections are due, until Ctrl-C')
    .option('--json', 'for programs; with --watch a line for each round')
    .action(run(async () => (await import('../commands/sync.ts')).sync))
  program
    .command('status')
    .description('how old the ledger’s data is, account by account, and when it is read again')
    .option('--json', 'for programs')
    .action(run(async () => (await import('../commands/status.ts')).status))
  addTxCommands(program.command('tx').description('one entry of the ledger, by its id such as a1-42'), run)
  addUpkeepCommands(program.command('ledger').description('the ledger itself'), run)
}

const addTxCommands = (group: Command, run: Runner): void => {
  const entry = (name: string, description: string): Command =>
    group
      .command(name)
      .description(description)
      .argument('<id>', 'of the entry, see “nostro transactions”')
      .option('--json', 'for programs')
  entry('explain', 'why it is what it is: what it is known by, decisions with their points, what it was before')
    .option('--raw', 'with the bank’s original')
    .action(run(async () => (await tx()).txExplain))
  entry('note', 'write a note beside it; without text, take the note away')
    .argument('[text...]', 'the note')
    .action(run(async () => (await tx()).txNote))
  entry('categorise', 'give it a category; without one, take it away')
    .argument('[category...]', 'the category')
    .action(run(async () => (await tx()).txCategorise))
  entry('hide', 'leave it out of lists; it still counts').action(run(async () => (await tx()).txHide))
  entry('delete', 'take it out of lists and the change feed for good; no sync brings it back').action(
    run(async () => (await tx()).txDelete),
  )
  entry('restore', 'neither hidden nor deleted any more').action(run(async () => (await tx()).txRestore))
  entry('undo-claim', 'the booked entry was not this pending one: separate them').action(
    run(async () => (await tx()).txUndoClaim),
  )
  entry('apply', 'a pending and a booked entry are one payment')
    .argument('<booked>', 'id of the booked entry')
    .action(run(async () => (await tx()).txApply))
}

const addUpkeepCommands = (group: Command, run: Runner): void => {
  group
    .command('backup')
    .description('copy the ledger to a new file, also while it is in use (SQLite)')
    .argument('<file>', 'a file that does not exist yet')
    .option('--json', 'for programs')
    .action(run(async () => (await ledger()).ledgerBackup))
  group
    .command('check')
    .description('the database’s own check, totals and counters')
    .option('--json', 'for programs')
    .action(run(async () => (await ledger()).ledgerCheck))
  group
    .command('migrate')
    .description('bring the tables up to date')
    .option('--json', 'for programs')
    .action(run(async () => (await ledger()).ledgerMigrate))
  group
    .command('copy')
    .description('copy a SQLite ledger into an empty PostgreSQL database')
    .requiredOption('--to-env <variable>', 'environment variable with the postgres:// URL')
    .option('--json', 'for programs')
    .action(run(async () => (await import('../commands/ledger-copy.ts')).ledgerCopy))
  group
    .command('rotate-key')
    .description('seal the ledger’s key with the master key in force; the one before is in storage.previousKeyFiles')
    .option('--json', 'for programs')
    .action(run(async () => (await ledger()).ledgerRotateKey))
}
