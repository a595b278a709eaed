import type { LocalDate } from '@nostro/core'
import type { Ledger, SyncConnection, SyncOptions, SyncResult } from '@nostro/ledger'
import type { SettingOptions } from '../banks/open-setting.ts'
import { jsonText } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'
import { printSync, progressOf, type ReportOptions, syncToJson } from './sync-report.ts'

export interface SyncCommandOptions extends SettingOptions {
  readonly full?: boolean
  readonly dryRun?: boolean
  readonly since?: LocalDate
  readonly acceptRemovals?: boolean
  readonly watch?: boolean
  /** The customer is present, at this address: reads are not counted as unattended. */
  readonly psuIp?: string
  readonly json?: boolean
}

/** What one sync works with. */
export interface SyncWork {
  readonly ledger: Ledger
  readonly report: ReportOptions
  readonly options: SyncCommandOptions
  readonly terminal: Terminal
}

export const toSyncOptions = (options: SyncCommandOptions, signal: AbortSignal): SyncOptions => ({
  ctx: { signal, psu: options.psuIp === undefined ? undefined : { ipAddress: options.psuIp } },
  full: options.full,
  dryRun: options.dryRun,
  since: options.since,
  acceptRemovals: options.acceptRemovals,
})

/** One sync with its progress. Interrupted, it ends after what is being written. */
export const followSync = async (
  connections: readonly SyncConnection[],
  { ledger, report, options, terminal }: SyncWork,
): Promise<SyncResult> => {
  const run = ledger.sync(connections, toSyncOptions(options, terminal.signal))
  for await (const event of run) {
    // The notices of consents are those of the connections, which every command gives.
    if (event.kind === 'page_read' && !terminal.interactive) continue
    const line = progressOf(event, report.nameOf)
    if (line !== undefined) terminal.progress(line)
  }
  const result = await run.result()
  terminal.signal.throwIfAborted()
  if (options.dryRun !== true) {
    // A sync does this for some thousand entries itself.
    if (result.added > 10_000) terminal.progress('Making texts quick to find …')
    await ledger.indexTexts()
  }
  return result
}

/** The result as the options want it: for people, or one object for programs. */
export const reportSync = (result: SyncResult, { options, report, terminal }: SyncWork): void => {
  if (options.json === true) terminal.out(jsonText(syncToJson(result)))
  else printSync(result, report, terminal)
}
