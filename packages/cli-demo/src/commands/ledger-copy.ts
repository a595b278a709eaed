import { mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { NostroError } from '@nostro/core'
import { copyLedger, type Ledger } from '@nostro/ledger'
import { createPostgresStore } from '@nostro/ledger/postgres'
import { createSqliteStore } from '@nostro/ledger/sqlite'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText, plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'
import type { LedgerCommandOptions } from './ledger.ts'
import { withLedger } from './with-ledger.ts'

export interface LedgerCopyOptions extends LedgerCommandOptions {
  /** Name of the environment variable with the target's URL: on a command line others would see its password. */
  readonly toEnv: string
}

/** Copies a SQLite ledger into an empty PostgreSQL database: entries, numbers, annotations, decisions, originals. */
export const ledgerCopy = (options: LedgerCopyOptions, terminal: Terminal): Promise<ExitCode> =>
  withLedger(options, terminal, async ({ ledger, place }) => {
    const url = urlOf(options.toEnv, terminal)
    if (place.kind === 'postgres') throw refuse('The ledger is in PostgreSQL already.', 'Use pg_dump to copy it.')
    terminal.progress('Copying the ledger …')
    const copied = await copySnapshot(ledger, dirname(place.file), url)
    if (options.json === true) terminal.out(jsonText(copied))
    else {
      terminal.out(
        plain`${terminal.style('green', '✓')} ${copied.accounts} accounts and ${copied.transactions} entries are copied.`,
      )
      terminal.err('From now on name the database as ledger.url or NOSTRO_LEDGER_URL. The file was not changed.')
    }
    return exitCode.ok
  })

/** From a snapshot, so that a sync of another process changes nothing under the copy. */
const copySnapshot = async (ledger: Ledger, folder: string, url: string) => {
  const temporary = mkdtempSync(join(folder, '.copy-'))
  try {
    const file = join(temporary, 'ledger.sqlite')
    await ledger.backup(file)
    const from = await createSqliteStore({ file })
    try {
      const to = await createPostgresStore({ url })
      try {
        return await copyLedger(from, to)
      } finally {
        await to.close()
      }
    } finally {
      await from.close()
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

const urlOf = (variable: string, { env }: Terminal): string => {
  const url = env[variable]
  if (url !== undefined && /^postgres(ql)?:\/\//.test(url)) return url
  throw refuse(
    `The environment variable ${variable.slice(0, 60)} holds no postgres:// URL.`,
    'Set it to a URL such as postgres://nostro@127.0.0.1:5432/nostro.',
  )
}

const refuse = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_config', message, hint })
