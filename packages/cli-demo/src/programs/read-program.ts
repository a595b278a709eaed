import type { Command } from 'commander'
import { parseAmountOption } from '../commands/search-options.ts'
import { parseDateOption } from '../option-parsers.ts'
import type { Runner } from './runner.ts'

/** Commands that only read. */
export const addReadCommands = (program: Command, run: Runner): void => {
  program
    .command('demo')
    .description('start the simulators, connect to the three banks, compare them')
    .option('--keep', 'leave the simulators running and say how to use them')
    .action(run(async () => (await import('../commands/demo.ts')).demo))
  program
    .command('compare')
    .description('what each bank can do, how it authenticates, how fast it answers')
    .option('--json', 'for programs')
    .action(run(async () => (await import('../commands/compare.ts')).compare))
  program
    .command('accounts')
    .description('accounts with their balances: from the ledger once it was synced, else from the banks')
    .option('--provider <id>', 'only this bank')
    .option('--live', 'ask the banks now')
    .option('--json', 'for programs')
    .action(run(async () => (await import('../commands/accounts.ts')).accounts))
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
    .action(run(async () => (await import('../commands/transactions.ts')).transactions))
}
