import { NostroError } from '@nostro/core'
import type { AccountSyncResult, SyncError, SyncEvent, SyncResult } from '@nostro/ledger'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { oneLine, plain } from '../render/harmless.ts'
import { renderError } from '../render/render-error.ts'
import { type Column, renderTable } from '../render/render-table.ts'
import type { Terminal } from '../terminal.ts'

/** One account of `nostro sync --json`. `account` is null where a connection failed before its accounts were known. */
interface AccountJson {
  readonly connection: string
  readonly account: string | null
  readonly added: number
  readonly modified: number
  readonly removed: number
  readonly problems: number
  readonly error?: SyncError | undefined
}

/** What `nostro sync --json` prints; other programs rely on these names. The first five are totals. */
export interface SyncJson {
  readonly added: number
  readonly modified: number
  readonly removed: number
  readonly claimed: number
  readonly problems: number
  readonly accounts: readonly AccountJson[]
}

export const syncToJson = (result: SyncResult): SyncJson => {
  const { added, modified, removed, claimed, problems } = result
  return {
    added,
    modified,
    removed,
    claimed,
    problems,
    accounts: [...result.accounts.map(toAccount), ...failed(result)],
  }
}

const toAccount = (result: AccountSyncResult): AccountJson => {
  const { connection, account, added, modified, removed, problems } = result
  const error = result.error ?? result.balancesError
  return { connection, account, added, modified, removed, problems: problems.length, error }
}

/** Connections whose error stands at none of their accounts, and those with unreadable accounts. */
const failed = ({ connections, accounts }: SyncResult): readonly AccountJson[] =>
  connections
    .filter(
      ({ connection, error, problems }) =>
        problems.length > 0 ||
        (error !== undefined &&
          !accounts.some((account) => account.connection === connection && account.error?.code === error.code)),
    )
    .map(({ connection, error, problems }) => ({
      connection,
      account: null,
      added: 0,
      modified: 0,
      removed: 0,
      problems: problems.length,
      error,
    }))

/** 3 when anything could not be read, 1 when nothing could. */
export const exitCodeOfSync = (result: SyncResult): ExitCode => {
  const { accounts } = syncToJson(result)
  const isRead = ({ error }: AccountSyncResult): boolean => error === undefined
  if (accounts.every(({ error, problems }) => error === undefined && problems === 0)) return exitCode.ok
  return result.accounts.some(isRead) ? exitCode.partly : exitCode.failed
}

/** One line of progress, rewritten as pages come. */
export const progressOf = (event: SyncEvent, nameOf: (connection: string) => string): string | undefined => {
  switch (event.kind) {
    case 'connection_started':
      return `${nameOf(event.connection)}: asking for accounts …`
    case 'walk_started':
      return `${nameOf(event.connection)}, ${oneLine(event.name)}: ${event.from} to ${event.to} …`
    case 'page_read':
      return `${nameOf(event.connection)}, ${oneLine(event.name)}: ${event.entries} entries, page ${event.pages} …`
    default:
      return undefined
  }
}

export interface ReportOptions {
  readonly nameOf: (connection: string) => string
  readonly dryRun?: boolean | undefined
}

/** What a sync did, for people: a row for each account, then what could not be read and what wants a look. */
export const printSync = (result: SyncResult, { nameOf, dryRun }: ReportOptions, terminal: Terminal): void => {
  if (result.accounts.length > 0) terminal.out(renderTable(result.accounts, columns(nameOf, terminal), terminal))
  const { added, claimed, modified, removed } = result
  const counts = `${added} added, ${claimed} booked from pending, ${modified} modified, ${removed} removed`
  terminal.out(dryRun === true ? plain`\nWould have been: ${counts}. Nothing was written.` : plain`\n${counts}.`)
  for (const account of result.accounts) {
    const place = `${nameOf(account.connection)}, ${oneLine(account.name)}`
    for (const line of remarks(account)) terminal.err(plain`${place}: ${line}`)
    const error = account.error ?? account.balancesError
    if (error !== undefined) {
      terminal.err(plain`${place}:`)
      terminal.err(renderSyncError(error, terminal))
    }
    printProblems(place, account.problems, terminal)
  }
  for (const { connection, error, problems } of result.connections) {
    const isSaid = result.accounts.some((account) => account.connection === connection && account.error !== undefined)
    if (error !== undefined && !isSaid) {
      terminal.err(plain`${nameOf(connection)}:`)
      terminal.err(renderSyncError(error, terminal))
    }
    printProblems(`${nameOf(connection)}, list of accounts`, problems, terminal)
  }
}

const remarks = ({ outcome, grantedFrom, gate, gateOff, account }: AccountSyncResult): readonly string[] => [
  ...(grantedFrom === undefined
    ? []
    : [`the history begins on ${grantedFrom}. Without the customer (--psu-ip) a bank may give less.`]),
  ...(gate === 'off'
    ? [`the bank’s balance and the ledger’s entries of ${account} differ by ${gateOff ?? 'an unknown amount'}.`]
    : []),
  ...(outcome === 'suspicious'
    ? [
        'so many entries are missing from the bank’s list that none was removed. Look at it, then sync with --accept-removals.',
      ]
    : []),
  ...(outcome === 'incomplete' ? ['the list was not whole: nothing was removed because of it.'] : []),
]

const printProblems = (place: string, problems: readonly { readonly message: string }[], terminal: Terminal): void => {
  if (problems.length === 0) return
  terminal.err(plain`${terminal.style('yellow', 'Incomplete:')} ${place}: ${problems.length} could not be read.`)
  for (const { message } of problems.slice(0, 5)) terminal.err(plain`  ${oneLine(message)}`)
  if (problems.length > 5) terminal.err(plain`  … and ${problems.length - 5} more.`)
}

/** The codes of a sync's errors are those of `NostroError`, with `internal` for a defect of ours. */
const renderSyncError = ({ code, message, hint }: SyncError, terminal: Terminal): string =>
  code === 'internal'
    ? renderError(new Error(message), terminal)
    : renderError(new NostroError({ code: code as NostroError['code'], message, hint }), terminal)

const columns = (nameOf: (connection: string) => string, terminal: Terminal): readonly Column<AccountSyncResult>[] => {
  const count = (value: number): string => (value === 0 ? terminal.style('dim', '0') : String(value))
  return [
    { title: 'Connection', priority: 2, value: ({ connection }) => nameOf(connection) },
    { title: 'Account', value: ({ name }) => name },
    { title: 'Id', priority: 1, value: ({ account }) => account },
    { title: 'Added', align: 'right', value: ({ added }) => count(added) },
    { title: 'Booked', align: 'right', value: ({ claimed }) => count(claimed) },
    { title: 'Modified', align: 'right', value: ({ modified }) => count(modified) },
    { title: 'Removed', align: 'right', value: ({ removed }) => count(removed) },
    { title: 'Balance', priority: 3, value: ({ gate }) => gateWords[gate ?? ''] ?? gate ?? '–' },
    { title: 'State', value: ({ error, outcome }) => error?.code ?? outcome ?? '–' },
  ]
}

const gateWords: Readonly<Record<string, string>> = {
  balanced: 'agrees',
  off: 'differs',
  waiting: 'waiting',
  'no-balance': 'none given',
  unproven: 'unproven',
}
