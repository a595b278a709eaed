import { open, rm } from 'node:fs/promises'
import { type LocalDate, NostroError } from '@nostro/core'
import type { BunqStatement, StatementRequest } from '@nostro/provider-bunq'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText, plain } from '../render/harmless.ts'
import type { Column } from '../render/render-table.ts'
import type { Terminal } from '../terminal.ts'
import { atBunq, type BunqCommandOptions, type BunqWork, idArgument } from './at-bunq.ts'
import { newFile } from './new-file.ts'
import { type ListStyle, showBunqList } from './show-bunq-list.ts'

export interface StatementCreateOptions extends BunqCommandOptions {
  readonly from: LocalDate
  readonly to: LocalDate
  readonly format: 'csv' | 'mt940' | 'pdf'
  readonly regional: 'european' | 'uk-us'
  /** With it the statement is waited for and downloaded. */
  readonly out?: string
}

/** Orders a statement; with `--out` waits until bunq has made it and downloads it. */
export const createStatement = async (options: StatementCreateOptions, terminal: Terminal): Promise<ExitCode> => {
  const file = options.out === undefined ? undefined : newFile(options.out, terminal.cwd)
  return atBunq(options, terminal, async (opened) => {
    const { id: accountId } = await opened.account()
    terminal.progress('bunq: ordering the statement …')
    const id = await opened.bunq.statements.order(opened.access, accountId, toStatementRequest(options), opened.ctx)
    if (file !== undefined) return fetchStatement(opened, accountId, id, file, options, terminal)
    if (options.json === true) terminal.out(jsonText({ environment: opened.environment, id }))
    else {
      terminal.out(plain`Statement ${id} is being made.`)
      terminal.err(plain`Next: “nostro bunq statements download ${id} --out FILE”.`)
    }
    return exitCode.ok
  })
}

export const downloadStatement = async (
  options: BunqCommandOptions & { readonly out: string },
  terminal: Terminal,
): Promise<ExitCode> => {
  const id = idArgument(options)
  const file = newFile(options.out, terminal.cwd)
  return atBunq(options, terminal, async (opened) =>
    fetchStatement(opened, (await opened.account()).id, id, file, options, terminal),
  )
}

export const listStatements = (options: BunqCommandOptions, terminal: Terminal): Promise<ExitCode> =>
  atBunq(options, terminal, async (opened) => {
    const found = await opened.bunq.statements.list(opened.access, (await opened.account()).id, opened.ctx)
    return showBunqList(found, style, { opened, options }, terminal)
  })

const toStatementRequest = ({ from, to, format, regional }: StatementCreateOptions): StatementRequest => {
  const period = { dateFrom: from, dateTo: to }
  if (format === 'csv') {
    return { ...period, format: 'CSV', regionalFormat: regional === 'uk-us' ? 'UK_US' : 'EUROPEAN' }
  }
  return { ...period, format: format === 'pdf' ? 'PDF' : 'MT940' }
}

const fetchStatement = async (
  { bunq, access, ctx, environment }: BunqWork,
  accountId: string,
  id: string,
  file: string,
  { json }: BunqCommandOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  terminal.progress(plain`bunq: waiting for statement ${id} …`)
  await bunq.statements.ready(access, accountId, id, ctx).catch((error: unknown) => {
    throw NostroError.isInstance(error) && error.code === 'timeout' ? stillBeingMade(id, error) : error
  })
  terminal.progress('bunq: downloading …')
  const bytes = await write(file, bunq.statements.download(access, accountId, id, ctx))
  if (json === true) terminal.out(jsonText({ environment, id, file, bytes }))
  else terminal.out(plain`Statement ${id}: ${file} (${bytes} bytes)`)
  return exitCode.ok
}

/** Never over an existing file, readable by its owner alone; half a statement is not left behind. */
const write = async (file: string, chunks: AsyncIterable<Uint8Array>): Promise<number> => {
  const handle = await open(file, 'wx', 0o600)
  let bytes = 0
  try {
    for await (const chunk of chunks) {
      await handle.writeFile(chunk)
      bytes += chunk.length
    }
  } catch (error) {
    await handle.close()
    await rm(file, { force: true })
    throw error
  }
  await handle.close()
  return bytes
}

const stillBeingMade = (id: string, cause: NostroError): NostroError =>
  new NostroError({
    code: 'timeout',
    provider: 'bunq',
    message: `Statement ${id} is still being made.`,
    hint: `Run “nostro bunq statements download ${id} --out FILE” in a while.`,
    cause,
  })

const columns: readonly Column<BunqStatement>[] = [
  { title: 'Id', value: ({ id }) => id },
  { title: 'Status', value: ({ status }) => status ?? '–' },
  { title: 'Format', value: ({ format }) => format ?? '–' },
  { title: 'From', priority: 1, value: ({ dateFrom }) => dateFrom ?? '–' },
  { title: 'To', priority: 1, value: ({ dateTo }) => dateTo ?? '–' },
]

const style: ListStyle<BunqStatement> = { name: 'statements', columns }
