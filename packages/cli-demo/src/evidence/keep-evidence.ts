import { closeSync, existsSync, mkdtempSync, openSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { type Evidence, NostroError, type Provider } from '@nostro/core'
import type { BankIdProvider } from '@nostro/provider-bankid'
import type { Setting } from '../banks/setting.ts'
import { plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'

/** Writes evidence into a file that only its owner reads. */
export type KeepEvidence = (evidence: Evidence | undefined, provider: Provider) => Promise<void>

/**
 * Where evidence goes; nothing where none was asked for. The file is tried before anybody is asked for anything.
 * @throws NostroError `invalid_config` when the file exists (evidence is never overwritten) or cannot be written
 */
export const evidenceKeeper = (
  { evidence: path }: { readonly evidence?: string },
  setting: Setting,
  terminal: Terminal,
): KeepEvidence => {
  if (path === undefined) return async () => undefined
  const file = resolve(terminal.cwd, path)
  const rootFile = `${file}.root.pem`
  const root = 'bankIdUserRoot' in setting ? String(setting.bankIdUserRoot) : undefined
  for (const wanted of root === undefined ? [file] : [file, rootFile]) tryFile(wanted)
  return async (evidence, provider) => {
    if (evidence === undefined) return
    const bundle = await (provider as BankIdProvider).exportEvidence(evidence)
    const written = writeSomewhere(file, `${JSON.stringify(bundle, null, 2)}\n`)
    terminal.err(plain`Evidence, readable by you alone: ${written}`)
    if (root === undefined || written !== file) return
    writeFileSync(rootFile, root, { flag: 'wx' })
    terminal.err(plain`The simulator’s root, to verify it by: nostro bankid verify ${file} --root ${rootFile}`)
  }
}

/** Makes the file and removes it again: rights alone do not say whether a folder can be written. */
const tryFile = (file: string): void => {
  if (existsSync(file))
    throw usage(`${file} exists already.`, 'Choose another file with --evidence; nothing was asked.')
  try {
    closeSync(openSync(file, 'wx', 0o600))
    unlinkSync(file)
  } catch (cause) {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException
    throw usage(
      `${file} cannot be written (${code}).`,
      'Choose a file in a folder that exists and that you may write, with --evidence; nothing was asked.',
      cause,
    )
  }
}

/** BankID hands out a result once: when the disk became full meanwhile, the evidence goes to the temporary folder. */
const writeSomewhere = (file: string, text: string): string => {
  try {
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
    return file
  } catch {
    const spare = join(mkdtempSync(join(tmpdir(), 'nostro-evidence-')), basename(file))
    writeFileSync(spare, text, { mode: 0o600, flag: 'wx' })
    return spare
  }
}

const usage = (message: string, hint: string, cause?: unknown): NostroError =>
  new NostroError({ code: 'invalid_config', message, hint, cause })
