import type { Command } from 'commander'
import { parseDateOption } from '../option-parsers.ts'
import type { Runner } from './runner.ts'

const load = () => import('../commands/invoices.ts')

/** Invoices, what pays them and why. */
export const addInvoiceCommands = (program: Command, run: Runner): void => {
  const group = program.command('invoices').description('invoices, and the entries of the ledger that pay them')
  group
    .command('import')
    .description('keep the invoices of a CSV or JSON file and match them; known ones are updated')
    .argument('<file>', 'CSV with a header, or a JSON array (docs/invoices.md); - reads from stdin')
    .option('--json', 'for programs')
    .action(run(async () => (await load()).invoicesImport))
  group
    .command('list')
    .description('invoices with what is still open')
    .option('--state <state>', 'open, paid, done or all', 'open')
    .option('--customer <id>', 'only of this customer or supplier')
    .option('--json', 'for programs')
    .action(run(async () => (await load()).invoicesList))
  group
    .command('match')
    .description('let the rules match again; with an entry and an invoice, match these two by hand')
    .argument('[entry]', 'of the ledger, such as a1-42')
    .argument('[invoice]', 'such as i7')
    .option('--amount <decimal>', 'by hand: how much, in the invoice’s currency')
    .option('--close-as <what>', 'by hand: the rest of the invoice is a fee or a discount')
    .option('--from <date>', 'rules: first day of the entries to look at, YYYY-MM-DD', parseDateOption)
    .option('--json', 'for programs')
    .action(run(async () => (await load()).invoicesMatch))
  group
    .command('suggestions')
    .description('what only a person can decide, with the reasons')
    .option('--json', 'for programs')
    .action(run(async () => (await load()).invoicesSuggestions))
  const decision = (name: 'confirm' | 'reject' | 'undo', description: string, argument: string): void => {
    group
      .command(name)
      .description(description)
      .argument('<id>', argument)
      .option('--json', 'for programs')
      .action(
        run(async () => {
          const commands = await load()
          return { confirm: commands.invoicesConfirm, reject: commands.invoicesReject, undo: commands.invoicesUndo }[
            name
          ]
        }),
      )
  }
  decision('confirm', 'agree with a suggestion or a rule’s match', 'of the suggestion (s9) or match (m7)')
  decision(
    'reject',
    'refuse a suggestion, or a rule’s match; it is never made again',
    'of the suggestion (s9) or match (m7)',
  )
  decision('undo', 'take a match back; no rule makes it again', 'of the match (m7)')
}
