import { type Clock, disposable, type Random } from '@nostro/core'
import { systemClock, systemRandom } from '@nostro/core/node'
import type { Ledger, SqlStore } from '@nostro/ledger'
import type { LoadedConfig } from '../config/load-config.ts'
import { openMasterKeys } from '../stores/file-stores.ts'
import { type LedgerPlace, ledgerPlace } from './ledger-place.ts'

/** Services of {@link openLedger}. */
export interface OpenLedgerOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The machine's by default. */
  readonly clock?: Clock | undefined
  readonly random?: Random | undefined
}

/** The ledger of a configured program. */
export interface OpenedLedger extends AsyncDisposable {
  readonly ledger: Ledger
  readonly place: LedgerPlace
  /** The master key that new originals are sealed with, for a rotation. */
  readonly masterKey: { readonly id: string; readonly key: Uint8Array }
  close(): Promise<void>
}

/**
 * Opens the ledger of the configuration, makes it where there is none (the file 0600, its folder 0700), and brings its tables up
 * to date. The bank's originals are sealed by the same master key as connections and sessions.
 * @throws NostroError `invalid_config` when the place cannot be used, the ledger is newer than this program, or it was sealed with
 * another master key
 *
 * @example
 * await using opened = await openLedger(loaded, { env: process.env })
 * const { added } = await opened.ledger.sync(await host.connections.list()).result()
 */
export const openLedger = async (
  loaded: Pick<LoadedConfig, 'config' | 'folder'>,
  { env, clock = systemClock, random = systemRandom }: OpenLedgerOptions,
): Promise<OpenedLedger> => {
  const place = ledgerPlace(loaded, env)
  const { masterKey, previousKeys } = await openMasterKeys(loaded, env)
  const { createLedger } = await import('@nostro/ledger')
  const store = await openStore(place)
  try {
    const ledger = await createLedger({ store, clock, random, masterKeys: [masterKey, ...previousKeys] })
    return disposable({ ledger, place, masterKey, close: ledger.close })
  } catch (error) {
    await store.close()
    throw error
  }
}

/** Only the driver that is used is loaded. */
const openStore = async (place: LedgerPlace): Promise<SqlStore> => {
  if (place.kind === 'postgres') {
    const { createPostgresStore } = await import('@nostro/ledger/postgres')
    return createPostgresStore({ url: place.url })
  }
  const { createSqliteStore } = await import('@nostro/ledger/sqlite')
  return createSqliteStore({ file: place.file })
}
