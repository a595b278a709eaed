import { loadConfig, rotateKeys } from '@nostro/host'
import { needsConfiguration } from '../banks/open-configured-bank.ts'
import type { SettingOptions } from '../banks/open-setting.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText, oneLine, plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'

/** Makes a new master key and encrypts everything that is kept with it. */
export const keysRotate = async (
  options: SettingOptions & { readonly json?: boolean },
  terminal: Terminal,
): Promise<ExitCode> => {
  const loaded = loadConfig({ env: terminal.env, cwd: terminal.cwd, file: options.config })
  if (loaded === undefined) throw needsConfiguration('keys')
  const { resealed, unchanged, problems, ledger, oldKeyFile } = await rotateKeys(loaded, terminal.env)
  if (options.json === true) terminal.out(jsonText({ resealed, unchanged, ledger, problems, oldKeyFile }))
  else {
    terminal.out(
      plain`${terminal.style('green', '✓')} ${resealed} records encrypted anew, ${unchanged} had the key already.`,
    )
    if (ledger === 'resealed') terminal.out(plain`${terminal.style('green', '✓')} The ledger is sealed by the new key.`)
    for (const { where, message, hint } of problems) terminal.err(oneLine(`${where}: ${message} ${hint}`))
    if (oldKeyFile !== undefined)
      terminal.err(
        plain`The old key is kept in ${oldKeyFile} until everything can be opened. Run “nostro keys rotate” again then.`,
      )
  }
  return problems.length === 0 ? exitCode.ok : exitCode.partly
}
