import { NostroError } from '@nostro/core'
import { anyText } from '../input/check-value.ts'
import { invoiceProblems, isInvoice } from './check-invoice.ts'
import type { Invoice } from './invoice-types.ts'
import { type CsvRow, readCsv } from './read-csv.ts'
import { checkedKinds, type InvoiceReference, type ReferenceKind, referenceKinds } from './references.ts'

/** The columns of a CSV file with invoices; only the first five are needed. Lists are parted by `|`. */
export const invoiceColumnNames = [
  'number',
  'total',
  'currency',
  'issued_on',
  'customer_id',
  'direction',
  'kind',
  'due_on',
  'customer_name',
  'customer_aliases',
  'customer_ibans',
  'references',
  'end_to_end_ids',
  'discount_percent',
  'discount_amount',
  'discount_until',
] as const

type Column = (typeof invoiceColumnNames)[number]

const needed: readonly Column[] = ['number', 'total', 'currency', 'issued_on', 'customer_id']

const refuse = (problems: readonly string[]): NostroError =>
  new NostroError({
    code: 'invalid_request',
    message: `The file cannot be imported: ${problems.slice(0, 20).join('; ')}${problems.length > 20 ? `; and ${problems.length - 20} more` : ''}.`,
    hint: 'Correct these lines and import the file again; nothing was kept. docs/invoices.md describes the columns.',
  })

/**
 * Invoices from a JSON array or a CSV file with a header (comma or semicolon).
 * @throws NostroError `invalid_request` that names line and column of everything that is wrong
 *
 * @example
 * const invoices = readInvoices(await readFile('invoices.csv', 'utf8'))
 */
export const readInvoices = (text: string): readonly Invoice[] => {
  anyText(text, 'text')
  const content = text.replace(/^\uFEFF/, '')
  return /^\s*[[{]/.test(content) ? fromJson(content) : fromCsv(content)
}

const fromJson = (text: string): readonly Invoice[] => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw refuse([`it is no JSON (${error instanceof Error ? error.message.slice(0, 120) : 'unreadable'})`])
  }
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  const problems = list.flatMap((item, index) =>
    invoiceProblems(item).map((problem) => `invoice ${index + 1}: ${problem}`),
  )
  const invoices = list.filter(isInvoice)
  if (problems.length > 0 || invoices.length < list.length) throw refuse(problems)
  if (invoices.length === 0) throw refuse(['it holds no invoice'])
  return invoices
}

const fromCsv = (text: string): readonly Invoice[] => {
  const firstLine = text.slice(0, text.indexOf('\n') === -1 ? text.length : text.indexOf('\n'))
  const delimiter = firstLine.includes(';') ? ';' : ','
  let rows: readonly CsvRow[]
  try {
    rows = readCsv(text, delimiter)
  } catch (error) {
    throw refuse([error instanceof Error ? error.message : 'it is no CSV'])
  }
  const [header, ...lines] = rows
  const columns = (header?.cells ?? []).map((name) => name.toLowerCase())
  const isColumn = (name: string): name is Column => invoiceColumnNames.some((known) => known === name)
  const unknown = columns
    .filter((name) => !isColumn(name))
    .map((name) => `the column “${name.slice(0, 30)}” is not known`)
  const missing = needed.filter((name) => !columns.includes(name)).map((name) => `the column “${name}” is missing`)
  const doubled = columns
    .filter((name, index) => columns.indexOf(name) < index)
    .map((name) => `the column “${name}” stands twice`)
  if (unknown.length + missing.length + doubled.length > 0) throw refuse([...missing, ...unknown, ...doubled])
  const read = lines.map(({ line, cells }) => {
    if (cells.length !== columns.length)
      return { line, problems: [`has ${cells.length} cells, the header has ${columns.length}`], value: undefined }
    const cellOf = (name: Column): string | undefined => cells[columns.indexOf(name)] || undefined
    const value = toInvoice(cellOf)
    return { line, problems: problemsIn(cellOf('total'), invoiceProblems(value)), value }
  })
  const problems = read.flatMap((row) => row.problems.map((problem) => `line ${row.line}: ${problem}`))
  if (problems.length > 0) throw refuse(problems)
  const invoices = read.flatMap(({ value }) => (isInvoice(value) ? [value] : []))
  if (invoices.length === 0) throw refuse(['it holds no invoice'])
  return invoices
}

/** In the words of the columns. */
const problemsIn = (total: string | undefined, problems: readonly string[]): readonly string[] =>
  problems.map((problem) => {
    if (problem.startsWith('total.amount') && total !== undefined)
      return `total is “${total.slice(0, 20)}”; write it with a point and without separators of thousands, for example 1234.50`
    return problem
      .replace(/^total\.currency/, 'currency')
      .replace(/^issuedOn/, 'issued_on')
      .replace(/^dueOn/, 'due_on')
      .replace(/^customer\.(\w+)/, 'customer_$1')
      .replace(/^discount\./, 'discount_')
      .replace(/^endToEndIds/, 'end_to_end_ids')
  })

const listOf = (cell: string | undefined, parting: RegExp): readonly string[] | undefined =>
  cell
    ?.split(parting)
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** `finland:12345672`, or a bare value: its kind follows from its check digits, where only one kind passes. */
const toReference = (text: string): InvoiceReference => {
  const cut = text.indexOf(':')
  const kind = referenceKinds.find((name): name is ReferenceKind => name === text.slice(0, cut))
  if (kind !== undefined) return { kind, value: text.slice(cut + 1) }
  const [only, ...others] = checkedKinds(text)
  return { kind: only !== undefined && others.length === 0 ? only : 'other', value: text }
}

const toInvoice = (cell: (name: Column) => string | undefined): unknown => {
  const [percent, amount, until] = [cell('discount_percent'), cell('discount_amount'), cell('discount_until')]
  const hasDiscount = percent !== undefined || amount !== undefined || until !== undefined
  return {
    number: cell('number'),
    direction: cell('direction') ?? 'receivable',
    kind: cell('kind') ?? 'invoice',
    total: { amount: cell('total'), currency: cell('currency') },
    issuedOn: cell('issued_on'),
    dueOn: cell('due_on'),
    customer: {
      id: cell('customer_id'),
      name: cell('customer_name'),
      aliases: listOf(cell('customer_aliases'), /\|/),
      ibans: listOf(cell('customer_ibans'), /\|/),
    },
    references: listOf(cell('references'), /\|/)?.map(toReference),
    endToEndIds: listOf(cell('end_to_end_ids'), /[|\s]+/),
    discount: hasDiscount ? { percent, amount, until } : undefined,
  }
}
