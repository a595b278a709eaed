import { type Connections, NostroError } from '@nostro/core'
import {
  type LedgerPlace,
  type LoadedConfig,
  ledgerExists,
  ledgerPlace,
  loadConfig,
  type OpenedLedger,
  openLedger,
} from '@nostro/host'
import type { SettingOptions } from '../banks/open-setting.ts'
import { clockOf } from '../clock-of.ts'
import type { Terminal } from '../terminal.ts'

/** How people call the place of a ledger; never its password. */
export const placeName = (place: LedgerPlace): string =>
  place.kind === 'sqlite' ? place.file : 'the PostgreSQL database of ledger.url'

/**
 * The kept ledger for one command; no bank is opened.
 * @throws NostroError `invalid_config` without a configuration, or when nothing was synced yet
 */
export const withLedger = async <T>(
  options: SettingOptions,
  terminal: Terminal,
  work: (opened: OpenedLedger, loaded: LoadedConfig) => Promise<T>,
): Promise<T> => {
  const loaded = loadConfig({ env: terminal.env, cwd: terminal.cwd, file: options.config })
  if (loaded === undefined) {
    throw new NostroError({
      code: 'invalid_config',
      message: 'Without a configuration no ledger is kept.',
      hint: 'Run “nostro sync” to see one with simulated banks, or write nostro.config.json (docs/cli.md).',
    })
  }
  const place = ledgerPlace(loaded, terminal.env)
  if (!ledgerExists(place)) throw noLedger(place)
  const opened = await openLedger(loaded, { env: terminal.env, clock: clockOf(terminal) })
  try {
    return await work(opened, loaded)
  } finally {
    await opened.close()
  }
}

const noLedger = (place: LedgerPlace): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: `There is no ledger at ${placeName(place)} yet.`,
    hint: 'Run “nostro sync”: it makes one.',
  })

/** How people call a connection: its id, with its label where it has one. */
export const connectionNames = async (connections: Pick<Connections, 'records'>): Promise<(id: string) => string> => {
  const labels = new Map((await connections.records()).map(({ id, label }) => [id, label]))
  return (id) => {
    const label = labels.get(id)
    return label === undefined ? id : `${id} (${label})`
  }
}
