import { resolve } from 'node:path'
import type { SettingOptions } from '../banks/open-setting.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText, plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'
import { placeName, withLedger } from './with-ledger.ts'

export interface LedgerCommandOptions extends SettingOptions {
  readonly args: readonly string[]
  readonly json?: boolean
}

/** A copy of the whole ledger in one new file, while it is in use. The master key is not in it. */
export const ledgerBackup = (options: LedgerCommandOptions, terminal: Terminal): Promise<ExitCode> =>
  withLedger(options, terminal, async ({ ledger }) => {
    const file = resolve(terminal.cwd, options.args[0] ?? '')
    await ledger.backup(file)
    if (options.json === true) terminal.out(jsonText({ file }))
    else terminal.out(plain`${terminal.style('green', '✓')} ${file} is a whole copy. Keep the master key elsewhere.`)
    return exitCode.ok
  })

/** The database's own check, and what must hold in a ledger. */
export const ledgerCheck = (options: LedgerCommandOptions, terminal: Terminal): Promise<ExitCode> =>
  withLedger(options, terminal, async ({ ledger, place }) => {
    const { accounts, transactions, problems } = await ledger.check()
    if (options.json === true) terminal.out(jsonText({ accounts, transactions, problems }))
    else {
      terminal.out(plain`${placeName(place)}: ${accounts} accounts, ${transactions} entries.`)
      if (problems.length === 0) terminal.out(plain`${terminal.style('green', '✓')} Everything holds.`)
      else terminal.err('Put back the last backup (docs/ledger.md), or sync with --full and look again.')
    }
    for (const problem of problems) terminal.err(problem)
    return problems.length === 0 ? exitCode.ok : exitCode.failed
  })

/** Brings the tables up to date, which opening does too, and says which version they have. */
export const ledgerMigrate = (options: LedgerCommandOptions, terminal: Terminal): Promise<ExitCode> =>
  withLedger(options, terminal, async ({ ledger }) => {
    const { migrated } = ledger
    if (options.json === true) terminal.out(jsonText({ migrated }))
    else
      terminal.out(
        migrated.length === 0 ? 'The tables are up to date.' : plain`Brought up to date: ${migrated.join(', ')}.`,
      )
    return exitCode.ok
  })

/** Seals the ledger's key with the master key in force; the one of before stands under `storage.previousKeyFiles`. */
export const ledgerRotateKey = (options: LedgerCommandOptions, terminal: Terminal): Promise<ExitCode> =>
  withLedger(options, terminal, async ({ ledger, masterKey }) => {
    const { changed } = await ledger.rotateKey(masterKey)
    if (options.json === true) terminal.out(jsonText({ changed, key: masterKey.id }))
    else if (changed)
      terminal.out(plain`${terminal.style('green', '✓')} The ledger is sealed by the key ${masterKey.id} now.`)
    else terminal.out(plain`The ledger is sealed by the key ${masterKey.id} already.`)
    return exitCode.ok
  })
