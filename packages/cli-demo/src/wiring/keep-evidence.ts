import { existsSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Evidence, NostroError, type Provider } from '@nostro/core'
import type { BankIdProvider } from '@nostro/provider-bankid'
import type { Terminal } from '../terminal.ts'
import type { Setting } from './setting.ts'

/** Writes evidence into a file that only its owner reads. */
export type KeepEvidence = (evidence: Evidence | undefined, provider: Provider) => void

/**
 * Where evidence goes; nothing where none was asked for. The file is looked at before anybody is asked for anything.
 * @throws NostroError `invalid_config` when the file exists: evidence is never overwritten
 */
export const evidenceKeeper = (
  { evidence: path }: { readonly evidence?: string },
  setting: Setting,
  terminal: Terminal,
): KeepEvidence => {
  if (path === undefined) return () => undefined
  const file = resolve(terminal.cwd, path)
  const rootFile = `${file}.root.pem`
  const root = 'bankIdUserRoot' in setting ? String(setting.bankIdUserRoot) : undefined
  for (const taken of root === undefined ? [file] : [file, rootFile]) {
    if (existsSync(taken))
      throw usage(`${taken} exists already.`, 'Choose another file with --evidence; nothing was asked.')
  }
  return (evidence, provider) => {
    if (evidence === undefined) return
    const bundle = (provider as BankIdProvider).exportEvidence(evidence)
    writeFileSync(file, `${JSON.stringify(bundle, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
    terminal.err(`Evidence, readable by you alone: ${file}`)
    if (root === undefined) return
    writeFileSync(rootFile, root, { flag: 'wx' })
    terminal.err(`The simulator’s root, to verify it by: nostro bankid verify ${file} --root ${rootFile}`)
  }
}

const usage = (message: string, hint: string): NostroError => new NostroError({ code: 'invalid_config', message, hint })
