import { type Command, Option } from 'commander'
import { frequencies, payKinds } from '../commands/pay-input.ts'
import { parseDateOption } from '../option-parsers.ts'
import type { Runner } from './runner.ts'

export const addPaymentCommands = (program: Command, run: Runner): void => {
  program
    .command('pay')
    .description('start a payment: shows it, asks, sends it once, and goes to the bank’s approval page')
    .requiredOption('--provider <id>', 'bank to pay with')
    .requiredOption('--amount <amount>', 'such as 12.34')
    .option('--currency <code>', 'ISO 4217', 'EUR')
    .option('--creditor-name <name>', 'holder of the account to pay to')
    .option('--creditor-iban <iban>', 'account to pay to')
    .option('--creditor-email <email>', 'in place of an IBAN, at banks that know their customers by it')
    .option('--remittance <text>', 'text for the creditor')
    .addOption(new Option('--kind <kind>').choices(payKinds).default('single'))
    .option('--execution-date <date>', 'of a scheduled payment, YYYY-MM-DD', parseDateOption)
    .option('--start-date <date>', 'of a periodic payment', parseDateOption)
    .option('--end-date <date>', 'of a periodic payment; without it until cancelled', parseDateOption)
    .addOption(new Option('--frequency <frequency>', 'of a periodic payment').choices(frequencies))
    .option('--debtor-iban <iban>', 'account to pay from (default: chosen at the bank)')
    .option('--debtor-account <id>', 'the same, by the bank’s id')
    .option('--idempotency-key <key>', 'your own, kept with the payment (default: a new one)')
    .option('--redirect-uri <uri>', 'where the bank’s page leads back to')
    .option('--psu-ip <address>', 'the customer’s IP address (production)')
    .addOption(new Option('--approve <how>', 'sent only when a person has signed it').choices(['bankid']))
    .option('--evidence <file>', 'where the evidence of the approval goes, mode 0600; never overwritten')
    .option('--personal-number-file <file>', 'only the person with this number may approve')
    .addOption(new Option('--language <code>', 'of the approval').choices(['sv', 'en']).default('en'))
    .option('--yes', 'send without a question')
    .option('--no-open', 'print the bank’s page instead of opening a browser')
    .option('--no-wait', 'print the bank’s page and end')
    .option('--json', 'for programs')
    .action(run(async () => (await import('../commands/pay.ts')).pay))

  const payments = program.command('payments').description('payments that were started')
  payments
    .command('status')
    .description('what the bank says of a payment now')
    .argument('<reference>', 'as “nostro pay” printed it')
    .option('--json', 'for programs')
    .action(run(async () => (await import('../commands/payments.ts')).paymentsStatus))
  payments
    .command('cancel')
    .description('cancel a payment while the bank lets it be cancelled')
    .argument('<reference>', 'as “nostro pay” printed it')
    .option('--yes', 'cancel without a question')
    .option('--json', 'for programs')
    .action(run(async () => (await import('../commands/payments.ts')).paymentsCancel))
}
