import { NostroError, toInstant } from '@nostro/core'
import { loadConfig, openLedger } from '@nostro/host'
import { createScheduler, type SyncConnection } from '@nostro/ledger'
import { openSetting } from '../banks/open-setting.ts'
import type { Readable } from '../banks/setting.ts'
import { clockOf } from '../clock-of.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { plain } from '../render/harmless.ts'
import { renderError } from '../render/render-error.ts'
import type { Terminal } from '../terminal.ts'
import { followSync, reportSync, type SyncCommandOptions, type SyncWork, toSyncOptions } from './follow-sync.ts'
import { exitCodeOfSync } from './sync-report.ts'
import { connectionNames } from './with-ledger.ts'

/** Reads the connections into the ledger. Without a configuration: simulated banks, and a ledger that ends with the command. */
export const sync = async (options: SyncCommandOptions, terminal: Terminal): Promise<ExitCode> => {
  const loaded = loadConfig({ env: terminal.env, cwd: terminal.cwd, file: options.config })
  if (loaded === undefined) return (await import('./sync-simulated.ts')).syncSimulated(options, terminal)
  const setting = await openSetting(options, terminal)
  try {
    const readable = await setting.readable({ signal: terminal.signal })
    requireConnections(readable, terminal)
    const opened = await openLedger(loaded, { env: terminal.env, clock: clockOf(terminal) })
    try {
      const report = { nameOf: await connectionNames(setting.connections), dryRun: options.dryRun }
      const work: SyncWork = { ledger: opened.ledger, report, options, terminal }
      if (options.watch !== true) return await syncOnce(readable.connections, work)
      return await watch(async () => (await setting.readable({ signal: terminal.signal })).connections, work)
    } finally {
      await opened.close()
    }
  } finally {
    await setting.close()
  }
}

/** Banks without a connection are named; without any connection there is nothing to sync. */
const requireConnections = ({ connections, unreadable }: Readable, terminal: Terminal): void => {
  const [first] = unreadable
  if (connections.length === 0) throw first?.error ?? nothingToRead()
  for (const { instance } of unreadable)
    terminal.err(plain`${instance} is not connected: “nostro connect ${instance}”.`)
}

const syncOnce = async (connections: readonly SyncConnection[], work: SyncWork): Promise<ExitCode> => {
  const result = await followSync(connections, work)
  reportSync(result, work)
  return exitCodeOfSync(result)
}

/** Reads connections when they are due until the command is interrupted; a read that runs is finished first. */
const watch = async (connections: () => Promise<readonly SyncConnection[]>, work: SyncWork): Promise<ExitCode> => {
  const { ledger, options, terminal } = work
  const clock = clockOf(terminal)
  const { connections: known } = await ledger.status()
  const [next] = known.flatMap(({ nextAt }) => nextAt ?? []).toSorted((a, b) => a - b)
  const when = next === undefined || next <= clock.now() ? 'now' : `at ${toInstant(next).slice(0, 16)}Z`
  terminal.err(plain`Reading connections when they are due, next ${when}, until Ctrl-C.`)
  const scheduler = createScheduler({
    ledger,
    clock,
    connections,
    sync: toSyncOptions(options, terminal.signal),
    onResult: (result) => reportSync(result, work),
    onError: (error) => terminal.err(renderError(error, terminal)),
  })
  await scheduler.run(terminal.signal)
  return exitCode.ok
}

const nothingToRead = (): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: 'No configured bank has accounts to read.',
    hint: 'Add one to the configuration (docs/cli.md), then “nostro connect BANK”.',
  })
