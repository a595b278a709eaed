import { type ConsentStatus, type EpochMs, toInstant } from '@nostro/core'
import { systemClock } from '@nostro/core/node'
import { openStores } from '@nostro/host'
import type { ConnectionStatus, EndpointStatus, LedgerAccount, LedgerStatus } from '@nostro/ledger'
import { matchConnections } from '../banks/choose-connection.ts'
import type { SettingOptions } from '../banks/open-setting.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText, plain } from '../render/harmless.ts'
import { type Column, renderTable } from '../render/render-table.ts'
import type { Terminal } from '../terminal.ts'
import { connectionNames, withLedger } from './with-ledger.ts'

/** How old the ledger's data is, where each consent stands, and when each connection is read again. No bank is asked. */
export const status = async (
  options: SettingOptions & { readonly json?: boolean },
  terminal: Terminal,
): Promise<ExitCode> =>
  withLedger(options, terminal, async ({ ledger }, loaded) => {
    const { connections } = await openStores(loaded, { env: terminal.env, ledger })
    const records = await connections.list()
    const report = toReport(await ledger.status(), await ledger.accounts(), records)
    const named = report.connections.map((row) => ({ ...row, id: row.connection }))
    const chosen = new Set(matchConnections(named, options.connection).map(({ id }) => id))
    const shown = {
      connections: report.connections.filter(({ connection }) => chosen.has(connection)),
      accounts: report.accounts.filter(({ connection }) => chosen.has(connection)),
    }
    if (options.json === true) terminal.out(jsonText(shown))
    else print(shown, await connectionNames({ records: async () => records }), terminal)
    return exitCode.ok
  })

interface ConnectionRow extends Omit<ConnectionStatus, 'validUntil' | 'nextAt'> {
  readonly label?: string | undefined
  readonly bank?: string | undefined
  readonly validUntil?: string | undefined
  readonly nextAt?: string | undefined
  /** `closed`: read as planned. `half-open`: it failed; the next planned read tries again. */
  readonly breaker: 'closed' | 'half-open'
}

interface EndpointRow extends Omit<EndpointStatus, 'account' | 'connection' | 'asOf' | 'lastAttemptAt' | 'nextAt'> {
  readonly asOf?: string | undefined
  readonly lastAttemptAt?: string | undefined
  readonly nextAt?: string | undefined
}

interface AccountRow {
  readonly connection: string
  readonly account: string
  readonly name: string
  readonly isInConsent: boolean
  readonly coveredFrom?: string | undefined
  readonly coveredTo?: string | undefined
  readonly holes: LedgerAccount['holes']
  readonly gate: LedgerAccount['gate']
  readonly gateOff?: string | undefined
  readonly endpoints: readonly EndpointRow[]
}

interface Report {
  readonly connections: readonly ConnectionRow[]
  readonly accounts: readonly AccountRow[]
}

const instant = (at: EpochMs | undefined): string | undefined => (at === undefined ? undefined : toInstant(at))

const toReport = (
  { connections, endpoints }: LedgerStatus,
  accounts: readonly LedgerAccount[],
  records: readonly { readonly id: string; readonly instance: string; readonly label?: string | undefined }[],
): Report => {
  const byId = new Map(records.map((record) => [record.id, record]))
  return {
    connections: connections.map((row) => ({
      ...row,
      bank: byId.get(row.connection)?.instance,
      label: byId.get(row.connection)?.label,
      validUntil: instant(row.validUntil),
      nextAt: instant(row.nextAt),
      breaker: row.failures === 0 ? 'closed' : 'half-open',
    })),
    accounts: accounts.map((account) => ({
      connection: account.connection,
      account: account.id,
      name: account.name ?? account.product ?? account.kind,
      isInConsent: account.isInConsent,
      coveredFrom: account.coveredFrom,
      coveredTo: account.coveredTo,
      holes: account.holes,
      gate: account.gate,
      gateOff: account.gateOff,
      endpoints: endpoints.filter((endpoint) => endpoint.account === account.id).map(toEndpoint),
    })),
  }
}

const toEndpoint = ({ account: _account, connection: _connection, ...rest }: EndpointStatus): EndpointRow => ({
  ...rest,
  asOf: instant(rest.asOf),
  lastAttemptAt: instant(rest.lastAttemptAt),
  nextAt: instant(rest.nextAt),
})

const print = ({ connections, accounts }: Report, nameOf: (connection: string) => string, terminal: Terminal): void => {
  terminal.out(renderTable(connections, connectionColumns(nameOf, terminal), terminal))
  terminal.out('')
  const rows = accounts.flatMap((account) => account.endpoints.map((endpoint) => ({ ...account, ...endpoint })))
  terminal.out(renderTable(rows, accountColumns(nameOf, terminal), terminal))
  for (const { account, name, isInConsent, holes, gate, gateOff } of accounts) {
    if (!isInConsent)
      terminal.err(plain`${account} ${name}: the consent does not list it any more; what was read is kept.`)
    if (gate === 'off')
      terminal.err(plain`${account} ${name}: the bank’s balance differs from the entries by ${gateOff ?? '?'}.`)
    for (const [from, to] of holes) terminal.err(plain`${account} ${name}: nothing is known of ${from} to ${to}.`)
  }
}

const connectionColumns = (
  nameOf: (connection: string) => string,
  { style }: Terminal,
): readonly Column<ConnectionRow>[] => [
  { title: 'Connection', value: ({ connection }) => nameOf(connection) },
  { title: 'Bank', priority: 2, value: ({ bank, provider }) => bank ?? provider },
  { title: 'Consent', value: ({ consent, validUntil }) => consentWords(consent, validUntil, style) },
  {
    title: 'Breaker',
    priority: 1,
    value: ({ breaker, failures, lastError }) =>
      breaker === 'closed' ? breaker : style('yellow', `${breaker}, ${failures} failed: ${lastError ?? 'unknown'}`),
  },
  { title: 'Next read', value: ({ nextAt }) => short(nextAt) },
]

const consentWords = (consent: ConsentStatus, validUntil: string | undefined, style: Terminal['style']): string => {
  if (consent.status === 'unlimited') return 'unlimited'
  if (consent.status === 'expired') return style('red', 'ended')
  const text = `until ${validUntil?.slice(0, 10)} (${consent.daysLeft} days)`
  return consent.status === 'expiring' ? style('yellow', text) : text
}

type Row = AccountRow & EndpointRow

const accountColumns = (nameOf: (connection: string) => string, { style }: Terminal): readonly Column<Row>[] => [
  { title: 'Id', value: ({ account }) => account },
  { title: 'Account', value: ({ name }) => name },
  { title: 'Connection', priority: 4, value: ({ connection }) => nameOf(connection) },
  { title: 'Of', value: ({ kind }) => kind },
  {
    title: 'State',
    value: ({ state, asOf }) => {
      const word = `${state}${asOf === undefined ? '' : `, ${age(asOf)}`}`
      return state === 'fresh' ? style('green', word) : state === 'late' ? word : style('red', word)
    },
  },
  {
    title: 'Known',
    priority: 3,
    value: ({ coveredFrom, coveredTo }) => `${coveredFrom ?? '–'} to ${coveredTo ?? '–'}`,
  },
  { title: 'Balance', priority: 2, value: ({ gate, gateOff }) => (gate === 'off' ? `off by ${gateOff ?? '?'}` : gate) },
  { title: 'Reads left', priority: 1, align: 'right', value: ({ budgetLeft }) => String(budgetLeft ?? '–') },
  { title: 'Waits for', priority: 2, value: ({ why }) => why },
  { title: 'Last error', value: ({ lastError }) => lastError ?? '–' },
]

const short = (at: string | undefined): string => at?.slice(0, 16).replace('T', ' ') ?? '–'

/** `4 h`, for tables. */
const age = (asOf: string): string => {
  const minutes = Math.max(0, Math.floor((systemClock.now() - Date.parse(asOf)) / 60_000))
  if (minutes < 60) return `${minutes} min`
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} days`
}
