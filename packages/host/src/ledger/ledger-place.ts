import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { configError } from '../config/config-error.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { xdg } from '../stores/file-stores.ts'

/** Where the ledger is kept: in one file, or in a PostgreSQL database. */
export type LedgerPlace =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string }

/**
 * The place that the configuration names; `$XDG_DATA_HOME/nostro/ledger.sqlite` where it names none.
 * @throws NostroError `invalid_config` when both a file and a database are named
 *
 * @example
 * const place = ledgerPlace(loaded, process.env)
 */
export const ledgerPlace = (
  { config, folder }: Pick<LoadedConfig, 'config' | 'folder'>,
  env: Readonly<Record<string, string | undefined>>,
): LedgerPlace => {
  const { file, url } = config.ledger ?? {}
  if (file !== undefined && url !== undefined) {
    throw configError(
      'ledger.file and ledger.url are both given.',
      'Keep one of them: a SQLite file, or a PostgreSQL database.',
    )
  }
  if (url !== undefined) return { kind: 'postgres', url }
  return {
    kind: 'sqlite',
    file: resolve(folder, file ?? join(xdg(env, 'XDG_DATA_HOME', '.local/share'), 'nostro', 'ledger.sqlite')),
  }
}

/**
 * Is there a ledger already? A database is taken to have one: only opening it can tell.
 *
 * @example
 * ledgerExists(ledgerPlace(loaded, process.env))
 */
export const ledgerExists = (place: LedgerPlace): boolean => place.kind === 'postgres' || existsSync(place.file)
