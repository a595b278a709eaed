import { type Command, Option } from 'commander'
import type { Runner } from './runner.ts'

export const addBankIdCommands = (program: Command, run: Runner): void => {
  const bankid = program.command('bankid').description('Swedish BankID')
  bankid
    .command('auth')
    .description('identify a person: animated QR code, live status, result')
    .option('--auto-approve', 'let the simulated user approve (simulators only)')
    .addOption(new Option('--language <code>', 'of the messages').choices(['sv', 'en']).default('en'))
    .option('--json', 'for programs')
    .action(run(async () => (await import('../commands/bankid-auth.ts')).bankIdAuth))
}
