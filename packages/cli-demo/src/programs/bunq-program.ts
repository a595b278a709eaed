import { type Command, Option } from 'commander'
import { parseAmountOption, parseCurrencyOption } from '../commands/bunq-input.ts'
import { nonNegativeInteger, parseDateOption } from '../option-parsers.ts'
import type { Outcome } from '../run-command.ts'
import type { Terminal } from '../terminal.ts'

/** Makes commander's action of a command that is imported when it runs. */
export type Run = <T extends object>(
  load: () => Promise<(options: T, terminal: Terminal) => Promise<Outcome['code']>>,
) => (...args: readonly unknown[]) => Promise<void>

const json = (command: Command): Command => command.option('--json', 'for programs')
const atAccount = (command: Command): Command => json(command.option('--account <id>', 'bunq’s id or the IBAN'))
const currency = (command: Command): Command =>
  command.option('--currency <code>', 'ISO 4217', parseCurrencyOption, 'EUR')
const yes = (command: Command): Command => command.option('--yes', 'do not ask, for scripts')

/** What bunq has beyond reading and paying. */
export const addBunqCommands = (program: Command, run: Run): void => {
  const bunq = program.command('bunq').description('bunq’s sandbox')
  json(bunq.command('sandbox-user'))
    .description('a new user of the sandbox; its key goes to a file')
    .option('--company', 'a company instead of a person')
    .option('--money <amount>', 'ask Sugar Daddy for so many EUR, 500 at most', parseAmountOption)
    .option('--out <file>', 'where the key goes, mode 0600; never overwritten')
    .option('--print-key', 'print the key on stdout')
    .action(run(async () => (await import('../commands/bunq-sandbox-user.ts')).bunqSandboxUser))
  addRequest(program, run)
  addDraft(program, run)
  addStatements(program, run)
  addCards(program, run)
  json(program.command('webhooks').description('what bunq reports by itself').command('listen'))
    .description('register, show events live, unregister at the end')
    .requiredOption('--public-url <url>', 'where bunq reaches this machine: https, leading to the port below')
    .option('--port <n>', 'of the local receiver; 0 takes a free one', nonNegativeInteger, 8080)
    .option('--category <word...>', 'of bunq, such as MUTATION, PAYMENT, REQUEST', ['MUTATION'])
    .action(run(async () => (await import('../commands/webhooks-listen.ts')).webhooksListen))
}

const addRequest = (program: Command, run: Run): void => {
  const request = program.command('request').description('requests for money (bunq)')
  currency(atAccount(request.command('create')))
    .description('ask somebody for money')
    .requiredOption('--amount <amount>', 'such as 12.50', parseAmountOption)
    .requiredOption('--from <party>', 'e-mail address, phone number or IBAN')
    .option('--name <name>', 'of the holder, needed beside an IBAN')
    .requiredOption('--description <text>', 'what the other side reads')
    .action(run(async () => (await import('../commands/request.ts')).createRequest))
  atAccount(request.command('list'))
    .description('what we asked of others')
    .option('--received', 'what others ask of us instead')
    .action(run(async () => (await import('../commands/request.ts')).listRequests))
  atAccount(request.command('revoke <id>'))
    .description('take back a request')
    .action(run(async () => (await import('../commands/request.ts')).revokeRequest))
  yes(currency(atAccount(request.command('accept <id>'))))
    .description('pay a request of somebody else')
    .option('--amount <amount>', 'another amount than was asked', parseAmountOption)
    .action(run(async () => (await import('../commands/request.ts')).acceptRequest))
  atAccount(request.command('reject <id>'))
    .description('decline a request of somebody else')
    .action(run(async () => (await import('../commands/request.ts')).rejectRequest))
}

const addDraft = (program: Command, run: Run): void => {
  const draft = program.command('draft').description('payments laid ready for acceptance (bunq)')
  atAccount(draft.command('create'))
    .description('lay one or several payments ready')
    .option('--entry <entry...>', '“AMOUNT;TO;TEXT;NAME”, repeatable; the name only beside an IBAN')
    .option('--file <file>', 'JSON: [{"amount": "12.50", "to": …, "name"?, "text"?, "currency"?}]')
    .action(run(async () => (await import('../commands/draft.ts')).createDraft))
  atAccount(draft.command('list'))
    .description('with their entries, newest first')
    .action(run(async () => (await import('../commands/draft.ts')).listDrafts))
  yes(atAccount(draft.command('accept <id>')))
    .description('pay all its entries')
    .action(run(async () => (await import('../commands/draft.ts')).acceptDraft))
  atAccount(draft.command('cancel <id>'))
    .description('withdraw it')
    .action(run(async () => (await import('../commands/draft.ts')).cancelDraft))
  atAccount(draft.command('reject <id>'))
    .description('decline it')
    .action(run(async () => (await import('../commands/draft.ts')).rejectDraft))
}

const addStatements = (program: Command, run: Run): void => {
  const statements = program.command('statements').description('account statements as files (bunq)')
  atAccount(statements.command('create'))
    .description('order one; with --out wait for it and download it')
    .requiredOption('--from <date>', 'first day, YYYY-MM-DD', parseDateOption)
    .requiredOption('--to <date>', 'last day, YYYY-MM-DD', parseDateOption)
    .addOption(new Option('--format <format>').choices(['csv', 'mt940', 'pdf']).default('csv'))
    .addOption(new Option('--regional <format>', 'of a CSV').choices(['european', 'uk-us']).default('european'))
    .option('--out <file>', 'never overwritten')
    .action(run(async () => (await import('../commands/statements.ts')).createStatement))
  atAccount(statements.command('list'))
    .description('those ordered so far')
    .action(run(async () => (await import('../commands/statements.ts')).listStatements))
  atAccount(statements.command('download <id>'))
    .description('wait for one and download it')
    .requiredOption('--out <file>', 'never overwritten')
    .action(run(async () => (await import('../commands/statements.ts')).downloadStatement))
}

const addCards = (program: Command, run: Run): void => {
  const cards = program.command('cards').description('cards, without PIN and CVC (bunq)')
  json(cards.command('list'))
    .description('cards with status and limits')
    .action(run(async () => (await import('../commands/cards.ts')).listCards))
  currency(json(cards.command('limits <id>')))
    .description('set what a card may spend')
    .option('--limit <amount>', 'in shops', parseAmountOption)
    .option('--limit-atm <amount>', 'at cash machines', parseAmountOption)
    .action(run(async () => (await import('../commands/cards.ts')).limitCard))
  json(cards.command('block <id>'))
    .description('deactivate a card')
    .action(run(async () => (await import('../commands/cards.ts')).blockCard))
  json(cards.command('unblock <id>'))
    .description('activate it again')
    .action(run(async () => (await import('../commands/cards.ts')).unblockCard))
}
