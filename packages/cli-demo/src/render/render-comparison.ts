import type { BankReport, Comparison } from '../commands/compare-banks.ts'
import type { Terminal } from '../terminal.ts'
import { plain } from './harmless.ts'
import { type Column, renderTable } from './render-table.ts'

const orDash = (value: string | number | null | undefined): string =>
  value === null || value === undefined || value === '' ? '–' : `${value}`

const columns = (terminal: Terminal): readonly Column<BankReport>[] => [
  { title: 'Bank', value: ({ id }) => terminal.style('bold', id) },
  { title: 'Status', value: ({ status }) => terminal.style(status === 'ok' ? 'green' : 'red', status) },
  { title: 'Authentication', priority: 2, value: ({ authentication }) => authentication },
  { title: 'Signatures', priority: 1, value: ({ signatureSchemes }) => signatureSchemes },
  { title: 'Can', priority: 3, value: ({ capabilities }) => capabilities },
  { title: 'Accounts', align: 'right', value: ({ accounts }) => orDash(accounts) },
  {
    title: 'Balances',
    align: 'right',
    value: ({ balances }) =>
      balances == null ? '–' : Object.entries(balances).map(([currency, sum]) => `${sum} ${currency}`),
  },
  { title: 'Transactions', align: 'right', value: ({ transactions }) => orDash(transactions?.count) },
  {
    title: 'Period',
    priority: 4,
    value: ({ transactions }) => (transactions?.from ? [transactions.from, `${transactions.to}`] : '–'),
  },
  { title: 'Calls', align: 'right', priority: 1, value: ({ calls }) => `${calls.count}` },
  { title: 'p50 ms', align: 'right', priority: 1, value: ({ calls }) => orDash(calls.p50Ms) },
  { title: 'p95 ms', align: 'right', priority: 1, value: ({ calls }) => orDash(calls.p95Ms) },
]

/** The comparison as a table, and below it why a bank failed. */
export const renderComparison = ({ environment, providers }: Comparison, terminal: Terminal): string => {
  const failures = providers.flatMap(({ id, error }) =>
    error === undefined
      ? []
      : [plain`${id}: ${String(error['message'])}${error['hint'] === undefined ? '' : ` ${String(error['hint'])}`}`],
  )
  const title = environment === 'simulator' ? 'Simulated banks, compared' : 'Your banks, compared'
  return [
    terminal.style('bold', title),
    '',
    renderTable(providers, columns(terminal), terminal),
    ...failures.map((line) => `\n${line}`),
  ].join('\n')
}
