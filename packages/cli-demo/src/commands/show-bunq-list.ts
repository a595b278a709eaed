import type { Page, PageProblem } from '@nostro/core'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText } from '../render/harmless.ts'
import { type Column, renderTable } from '../render/render-table.ts'
import type { Terminal } from '../terminal.ts'
import type { BunqCommandOptions, BunqWork } from './at-bunq.ts'
import { printProblems, problemToJson } from './report-reading.ts'

/** What is shown: a listing of bunq, or entries that were read one by one. */
export type BunqList<T> = Pick<Page<T>, 'items'> & { readonly problems?: readonly PageProblem[] | undefined }

export interface ListStyle<T> {
  /** Member of the JSON, and name for people. */
  readonly name: 'cards' | 'drafts' | 'requests' | 'statements'
  readonly columns: readonly Column<T>[]
}

/** Prints a list; what could not be read stands under `errors`, or after the table, and makes the exit code 3. */
export const showBunqList = <T extends { readonly raw: unknown }>(
  { items, problems = [] }: BunqList<T>,
  { name, columns }: ListStyle<T>,
  { opened, options }: { readonly opened: BunqWork; readonly options: BunqCommandOptions },
  terminal: Terminal,
): ExitCode => {
  if (options.json === true) {
    const entries = items.map(({ raw: _, ...entry }) => entry)
    const errors = problems.map((problem) => ({ bank: 'bunq', list: name, ...problemToJson(problem) }))
    terminal.out(jsonText({ environment: opened.environment, [name]: entries, errors }))
  } else {
    terminal.out(renderTable(items, columns, terminal))
    printProblems(`bunq, list of ${name}`, problems, terminal)
  }
  return problems.length > 0 ? exitCode.partly : exitCode.ok
}
