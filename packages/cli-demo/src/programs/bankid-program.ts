import { type Command, Option } from 'commander'
import { portNumber } from '../option-parsers.ts'
import type { Runner } from './runner.ts'

export const addBankIdCommands = (program: Command, run: Runner): void => {
  const bankid = program.command('bankid').description('Swedish BankID')
  following(bankid.command('auth'))
    .description('identify a person: animated QR code, live status, result')
    .action(run(async () => (await import('../commands/bankid-auth.ts')).bankIdAuth))
  following(bankid.command('sign'))
    .description('let a person sign a text: animated QR code, live status, result')
    .requiredOption('--text <file>', 'the text, UTF-8; - is stdin')
    .option('--markdown', 'the text is simpleMarkdownV1')
    .option('--hidden <file>', 'bytes that are signed along, unseen')
    .action(run(async () => (await import('../commands/bankid-sign.ts')).bankIdSign))
  bankid
    .command('verify')
    .description('verify kept evidence again, offline: each check, what it proves')
    .argument('<file>', 'evidence bundle, JSON')
    .option('--root <file>', 'PEM of the trusted root (default: BankID’s own)')
    .addOption(new Option('--environment <name>', 'default: production').choices(['test', 'production']))
    .option('--show-person', 'print who signed, and the text')
    .option('--json', 'for programs')
    .action(run(async () => (await import('../commands/bankid-verify.ts')).bankIdVerify))
  bankid
    .command('demo')
    .description('the whole login flow as a web page on this machine')
    .option('--page', 'serve the page until Ctrl-C')
    .option('--port <n>', 'on 127.0.0.1 (default: any free one)', portNumber, 0)
    .action(run(async () => (await import('../commands/bankid-demo.ts')).bankIdDemo))
}

/** What every order that is followed has. */
const following = (command: Command): Command =>
  command
    .option('--phone [number]', 'the person is on the phone; without the number it is asked for')
    .option('--personal-number-file <file>', 'takes the number of the person on the phone from a file')
    .addOption(new Option('--call-initiator <who>', 'who called whom').choices(['user', 'RP']))
    .option('--auto-approve', 'let the simulated user approve (simulators only)')
    .addOption(new Option('--language <code>', 'of the messages').choices(['sv', 'en']).default('en'))
    .option('--evidence <file>', 'where the evidence goes, mode 0600; never overwritten')
    .option('--json', 'for programs')
