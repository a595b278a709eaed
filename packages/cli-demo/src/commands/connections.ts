import { type ConnectionRecord, consentStatus, NostroError, toInstant } from '@nostro/core'
import { systemClock } from '@nostro/core/node'
import { matchConnections } from '../banks/choose-connection.ts'
import type { SettingOptions } from '../banks/open-setting.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText, plain } from '../render/harmless.ts'
import { type Column, renderTable } from '../render/render-table.ts'
import type { Terminal } from '../terminal.ts'
import { withConnections } from './with-connections.ts'

export interface ConnectionsOptions extends SettingOptions {
  readonly args: readonly string[]
  readonly revoke?: boolean
  readonly json?: boolean
}

/** All kept connections with the state of their consents. */
export const listConnections = async (options: ConnectionsOptions, terminal: Terminal): Promise<ExitCode> =>
  withConnections(options, terminal, async (connections) => {
    const records = matchConnections(await connections.records(), options.connection)
    const rows = records.map(toRow)
    if (options.json === true) terminal.out(jsonText({ connections: rows }))
    else if (rows.length === 0) terminal.err('Nothing is connected yet. Run “nostro connect BANK”.')
    else terminal.out(renderTable(rows, columns(terminal), terminal))
    return exitCode.ok
  })

/** Gives a connection another label, or none. */
export const renameConnection = async (options: ConnectionsOptions, terminal: Terminal): Promise<ExitCode> =>
  withOne(options, terminal, async (record, connections) => {
    const label = options.args.slice(1).join(' ').trim()
    await connections.rename(record.id, label === '' ? undefined : label)
    return { id: record.id, label: label === '' ? null : label }
  })

/** Ends the consent at the bank and keeps the connection. */
export const revokeConnection = async (options: ConnectionsOptions, terminal: Terminal): Promise<ExitCode> =>
  withOne(options, terminal, async (record, connections) => {
    await connections.revoke(record.id, { signal: terminal.signal })
    return { id: record.id, revoked: true }
  })

/** Forgets a connection; with `--revoke` its consent is ended at the bank first. */
export const removeConnection = async (options: ConnectionsOptions, terminal: Terminal): Promise<ExitCode> =>
  withOne(options, terminal, async (record, connections) => {
    if (options.revoke === true) await connections.revoke(record.id, { signal: terminal.signal })
    await connections.remove(record.id)
    return { id: record.id, removed: true, revoked: options.revoke === true }
  })

type Work = (
  record: ConnectionRecord,
  connections: Parameters<Parameters<typeof withConnections>[2]>[0],
) => Promise<Readonly<Record<string, unknown>>>

const withOne = async (options: ConnectionsOptions, terminal: Terminal, work: Work): Promise<ExitCode> =>
  withConnections(options, terminal, async (connections) => {
    const [wanted = ''] = options.args
    const records = await connections.records()
    const [record, second] = matchConnections(records, wanted)
    if (record === undefined || second !== undefined) throw unknown(wanted, records)
    const result = await work(record, connections)
    terminal.out(options.json === true ? jsonText(result) : plain`${terminal.style('green', '✓')} ${record.id}: done.`)
    return exitCode.ok
  })

const unknown = (wanted: string, records: readonly ConnectionRecord[]): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: `There is no connection “${wanted.slice(0, 60)}”, or several start so.`,
    hint:
      records.length === 0
        ? 'Run “nostro connect BANK” first.'
        : `Kept are: ${records.map(({ id }) => id).join(', ')}.`,
  })

const toRow = ({ id, instance, provider, label, owner, consent, createdAt }: ConnectionRecord) => ({
  id,
  bank: instance,
  provider,
  label,
  owner,
  consent: consentStatus({ consentValidUntil: consent?.validUntil }, systemClock.now()),
  validUntil: consent?.validUntil === undefined ? undefined : toInstant(consent.validUntil),
  createdAt: toInstant(createdAt),
})

type Row = ReturnType<typeof toRow>

const columns = ({ style }: Terminal): readonly Column<Row>[] => [
  { title: 'Connection', value: ({ id }) => id },
  { title: 'Bank', value: ({ bank }) => bank },
  { title: 'Label', value: ({ label }) => label ?? '–' },
  { title: 'Owner', priority: 2, value: ({ owner }) => owner ?? '–' },
  {
    title: 'Consent',
    value: ({ consent, validUntil }) =>
      consent.status === 'unlimited'
        ? 'unlimited'
        : consent.status === 'expired'
          ? style('red', 'ended')
          : `until ${validUntil?.slice(0, 10)} (${consent.daysLeft} days)`,
  },
]
