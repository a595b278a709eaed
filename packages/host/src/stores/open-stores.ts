import type { BudgetStore, Clock, NostroStores, StoreProblem } from '@nostro/core'
import type { Ledger } from '@nostro/ledger'
import { checkEnvironment, checkOptions } from '../config/check-options.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { openLedger } from '../ledger/open-ledger.ts'
import { type OpenStoresOptions as FileOptions, openFileStores, storePlaces } from './file-stores.ts'
import { moveFilesIntoLedger } from './move-files-into-ledger.ts'

/** Services of {@link openStores}. */
export interface OpenStoresOptions extends FileOptions {
  /** A ledger that is open already: it is used, and not closed with the stores. */
  readonly ledger?: Ledger | undefined
  /** Of a ledger that is opened here; the machine's by default. */
  readonly clock?: Clock | undefined
}

/** Connections, sessions and payments of a configured program. */
export interface KeptStores extends NostroStores {
  /** The ledger's budgets, which all processes share; absent where files keep the rest. */
  readonly budgets?: BudgetStore | undefined
  /** Where they are kept, for people. */
  readonly place: string
  /** Records that cannot be used, in the ledger and in files. */
  problems(): Promise<readonly StoreProblem[]>
  close(): Promise<void>
}

/**
 * The stores of connections, sessions and payments: in the ledger where the configuration has a member `ledger`, else as encrypted
 * files. Files of before are taken over into the ledger and put aside. The master key comes from `NOSTRO_MASTER_KEY` or its file,
 * which is made on first use.
 * @throws NostroError `invalid_config` for a key in the folder that it encrypts, a folder that others can open, or a ledger that
 * cannot be opened
 *
 * @example
 * const stores = await openStores(loaded, { env: process.env, clock, logger })
 */
export const openStores = async (
  loaded: Pick<LoadedConfig, 'config' | 'folder'>,
  options: OpenStoresOptions,
): Promise<KeptStores> => {
  checkOptions(loaded, 'openStores', ['config', 'folder'])
  checkOptions(loaded.config, 'openStores', ['storage', 'ledger'])
  checkOptions(options, 'openStores', ['env', 'ledger'])
  checkEnvironment(options.env, 'openStores')
  const files = await openFileStores(loaded, options)
  const inFiles = async () => (await Promise.all(files.files.map((store) => store.problems()))).flat()
  if (loaded.config.ledger === undefined) {
    return { ...files, place: files.dir, problems: inFiles, close: () => closeStores(files) }
  }
  const opened = options.ledger === undefined ? await openLedger(loaded, options) : undefined
  const ledger = options.ledger ?? opened?.ledger
  if (ledger === undefined) throw new TypeError('A ledger is open here.')
  try {
    const { onWait, onProblem } = options
    const records = ledger.records({
      onProblem,
      onWait: ({ noun, id, waitedMs }) =>
        onWait?.({ noun, id, waitedMs, path: `the ledger’s record of the ${noun}`, pid: 0, host: '' }),
    })
    await moveFilesIntoLedger(files, records, storePlaces(loaded, options.env).dir)
    const { sessions, connections, intents } = records.stores
    const inLedger = async () =>
      (await Promise.all([sessions, connections, intents].map((store) => store.problems?.()))).flatMap(
        (all) => all ?? [],
      )
    return {
      ...records.stores,
      budgets: ledger.budgets,
      place: 'the ledger',
      problems: async () => [...(await inLedger()), ...(await inFiles())],
      close: async () => opened?.close(),
    }
  } catch (error) {
    await opened?.close()
    throw error
  }
}

const closeStores = async ({ sessions, connections, intents }: NostroStores): Promise<void> => {
  await Promise.all([sessions.close(), connections.close(), intents.close()])
}
