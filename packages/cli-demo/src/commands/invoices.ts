import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Money, NostroError } from '@nostro/core'
import { systemClock } from '@nostro/core/node'
import {
  createInvoices,
  describeClass,
  describeEvidence,
  type Invoices,
  type LedgerInvoice,
  type Match,
  type MatchSuggestion,
  type ReconcileResult,
  readInvoices,
} from '@nostro/ledger'
import type { SettingOptions } from '../banks/open-setting.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText, oneLine, plain } from '../render/harmless.ts'
import { renderTable } from '../render/render-table.ts'
import type { Terminal } from '../terminal.ts'
import { withLedger } from './with-ledger.ts'

interface InvoiceOptions extends SettingOptions {
  readonly args: readonly string[]
  readonly json?: boolean
}

const withInvoices = (
  options: SettingOptions,
  terminal: Terminal,
  work: (invoices: Invoices) => Promise<ExitCode>,
): Promise<ExitCode> =>
  withLedger(options, terminal, ({ ledger }) => work(createInvoices({ store: ledger.store, clock: systemClock })))

/** Whose decision it is, for the record. */
const authorOf = ({ env }: Terminal): string => env['USER'] ?? env['LOGNAME'] ?? 'user'

const show = ({ amount, currency }: Money): string => `${amount} ${currency}`

const readText = (file: string, cwd: string): string => {
  if (file === '-') return readFileSync(0, 'utf8')
  try {
    return readFileSync(resolve(cwd, file), 'utf8')
  } catch (error) {
    throw new NostroError({
      code: 'invalid_request',
      message: `The file ${file} cannot be read.`,
      hint: 'Name a CSV or JSON file; docs/invoices.md describes both.',
      cause: error,
    })
  }
}

/** Keeps the invoices of a file, all of them or none, and lets the rules match them at once. */
export const invoicesImport = (options: InvoiceOptions, terminal: Terminal): Promise<ExitCode> =>
  withInvoices(options, terminal, async (invoices) => {
    const kept = await invoices.import(readInvoices(readText(options.args[0] ?? '-', terminal.cwd)), authorOf(terminal))
    const found = await invoices.reconcile()
    if (options.json === true) terminal.out(jsonText({ ...kept, ...found }))
    else {
      terminal.out(plain`${kept.added} added, ${kept.updated} updated, ${kept.unchanged} unchanged.`)
      report(found, terminal)
    }
    return exitCode.ok
  })

const report = ({ matched, suggested, returned, conflicts }: ReconcileResult, terminal: Terminal): void => {
  terminal.out(plain`${matched} matched, ${suggested} suggested, ${returned} returned.`)
  if (suggested > 0) terminal.out('Look at the suggestions: nostro invoices suggestions')
  for (const { match, entry } of conflicts)
    terminal.err(
      plain`${match}: the bank changed or withdrew ${entry}, which a person matched. Next: nostro invoices undo ${match}`,
    )
}

interface ListOptions extends InvoiceOptions {
  readonly state: string
  readonly customer?: string
}

/** Invoices with what is still open. */
export const invoicesList = (options: ListOptions, terminal: Terminal): Promise<ExitCode> =>
  withInvoices(options, terminal, async (invoices) => {
    const state = (['open', 'paid', 'done'] as const).find((known) => known === options.state)
    if (state === undefined && options.state !== 'all') {
      throw new NostroError({
        code: 'invalid_request',
        message: `“${options.state.slice(0, 20)}” is no state of an invoice.`,
        hint: 'Use --state open, paid, done or all.',
      })
    }
    const items = await all((cursor) => invoices.list({ state, customer: options.customer, limit: 1000, cursor }))
    const matches = await all((cursor) => invoices.matches({ status: 'standing', limit: 1000, cursor }))
    const byInvoice = new Map<string, readonly Match[]>()
    for (const match of matches) byInvoice.set(match.invoice, [...(byInvoice.get(match.invoice) ?? []), match])
    if (options.json === true)
      terminal.out(jsonText({ invoices: items.map((item) => ({ ...item, matches: byInvoice.get(item.id) ?? [] })) }))
    else if (items.length === 0) terminal.out('There are no such invoices. Import some: nostro invoices import FILE')
    else terminal.out(invoiceTable(items, byInvoice, terminal))
    return exitCode.ok
  })

const all = async <T>(
  page: (cursor: string | undefined) => Promise<{ readonly items: readonly T[]; readonly cursor?: string | undefined }>,
): Promise<readonly T[]> => {
  const items: T[] = []
  for (let cursor: string | undefined; ; ) {
    const next = await page(cursor)
    items.push(...next.items)
    if (next.cursor === undefined) return items
    cursor = next.cursor
  }
}

const invoiceTable = (
  items: readonly LedgerInvoice[],
  matches: ReadonlyMap<string, readonly Match[]>,
  terminal: Terminal,
): string =>
  renderTable(
    items,
    [
      { title: 'Id', value: ({ id }) => id },
      { title: 'Number', value: ({ number, kind }) => `${number}${kind === 'invoice' ? '' : ' (credit note)'}` },
      { title: 'Customer', priority: 2, value: ({ customer: { id, name } }) => name ?? id },
      { title: 'Issued', priority: 3, value: ({ issuedOn }) => issuedOn },
      { title: 'Total', align: 'right', value: ({ total }) => show(total) },
      { title: 'Open', align: 'right', value: ({ open }) => show(open) },
      { title: 'State', value: ({ state }) => state },
      {
        title: 'Paid by',
        priority: 1,
        value: ({ id }) =>
          (matches.get(id) ?? [])
            .map(
              (match) =>
                `${match.entry} (${match.id}, ${match.decidedBy === 'rule' ? describeClass(match.class) : match.decidedBy})`,
            )
            .join('\n'),
      },
    ],
    terminal,
  )

interface MatchOptions extends InvoiceOptions {
  readonly amount?: string
  readonly closeAs?: string
  readonly from?: string
}

/** The rules once more, or one match by hand. */
export const invoicesMatch = (options: MatchOptions, terminal: Terminal): Promise<ExitCode> =>
  withInvoices(options, terminal, async (invoices) => {
    const [entry, invoice] = options.args
    if (entry === undefined) {
      const found = await invoices.reconcile({ from: options.from })
      if (options.json === true) terminal.out(jsonText(found))
      else report(found, terminal)
      return exitCode.ok
    }
    const closeAs = (['fee', 'discount'] as const).find((known) => known === options.closeAs)
    if (invoice === undefined || (options.closeAs !== undefined && closeAs === undefined)) {
      throw new NostroError({
        code: 'invalid_request',
        message:
          invoice === undefined
            ? 'An entry without an invoice cannot be matched.'
            : 'The rest can only be a fee or a discount.',
        hint: 'For example: nostro invoices match a1-42 i7 --close-as fee',
      })
    }
    const id = await invoices.match({ entry, invoice, amount: options.amount, closeAs }, authorOf(terminal))
    const match = await invoices.matchOf(id)
    if (options.json === true) terminal.out(jsonText(match))
    else terminal.out(plain`${terminal.style('green', '✓')} ${id}: ${entry} pays ${show(match.amount)} of ${invoice}.`)
    return exitCode.ok
  })

/** What rules must not decide, each with its reasons. */
export const invoicesSuggestions = (options: InvoiceOptions, terminal: Terminal): Promise<ExitCode> =>
  withInvoices(options, terminal, async (invoices) => {
    const suggestions = await all((cursor) => invoices.suggestions({ limit: 1000, cursor }))
    if (options.json === true) terminal.out(jsonText({ suggestions }))
    else if (suggestions.length === 0) terminal.out('There is nothing to decide.')
    else for (const suggestion of suggestions) terminal.out(suggestionText(suggestion, terminal))
    return exitCode.ok
  })

const suggestionText = (suggestion: MatchSuggestion, terminal: Terminal): string => {
  const { id, entry, kind, isWeak, matches, evidence } = suggestion
  const parts = matches.map(({ invoice, amount, difference }) =>
    kind === 'return'
      ? invoice
      : `${show(amount)} of ${invoice}${difference === undefined ? '' : ` and ${difference.amount} ${difference.kind}`}`,
  )
  const head =
    kind === 'return'
      ? `${id}: ${entry} seems to give back what paid ${parts.join(', ')}`
      : `${id}: ${entry} may pay ${parts.join(', ')}${isWeak ? ' (weak)' : ''}`
  const reasons = evidence.map((one) => `  ${one.supports ? '+' : '−'} ${oneLine(describeEvidence(one))}`)
  return [terminal.style('bold', head), ...reasons].join('\n')
}

/** The person agrees. */
export const invoicesConfirm = (options: InvoiceOptions, terminal: Terminal): Promise<ExitCode> =>
  withInvoices(options, terminal, async (invoices) => {
    const id = options.args[0] ?? ''
    const matches = await invoices.confirm(id, authorOf(terminal))
    if (options.json === true) terminal.out(jsonText({ matches }))
    else
      terminal.out(
        plain`${terminal.style('green', '✓')} ${id} is confirmed${matches.length === 0 ? '' : `: ${matches.join(', ')}`}.`,
      )
    return exitCode.ok
  })

/** The person refuses; it is never made again. */
export const invoicesReject = (options: InvoiceOptions, terminal: Terminal): Promise<ExitCode> =>
  withInvoices(options, terminal, async (invoices) => {
    const id = options.args[0] ?? ''
    await invoices.reject(id, authorOf(terminal))
    if (options.json === true) terminal.out(jsonText({ rejected: id }))
    else terminal.out(plain`${terminal.style('green', '✓')} ${id} is refused and never made again.`)
    return exitCode.ok
  })

/** A match is taken back. */
export const invoicesUndo = (options: InvoiceOptions, terminal: Terminal): Promise<ExitCode> =>
  withInvoices(options, terminal, async (invoices) => {
    const id = options.args[0] ?? ''
    await invoices.undo(id, authorOf(terminal))
    if (options.json === true) terminal.out(jsonText({ undone: id }))
    else terminal.out(plain`${terminal.style('green', '✓')} ${id} is undone; no rule makes it again.`)
    return exitCode.ok
  })
