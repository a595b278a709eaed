import type { LoadedConfig } from '@nostro/host'
import { openConfigured } from '../banks/open-configured.ts'
import type { Setting } from '../banks/setting.ts'
import { plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'
import { type Finding, failedBy } from './finding.ts'

/** What each provider of an open setting says about itself. */
export const diagnoseSetting = async (setting: Setting, terminal: Terminal): Promise<readonly Finding[]> => {
  const findings: Finding[] = []
  for (const { instance: id, provider } of setting.banks) {
    const { name } = provider.manifest
    terminal.signal.throwIfAborted()
    terminal.progress(plain`${name} …`)
    try {
      const said = await provider.diagnose?.({ signal: terminal.signal })
      findings.push(
        ...(
          said ?? [{ subject: 'provider', status: 'ok' as const, message: 'Opens; it has no checks of its own.' }]
        ).map((diagnosis) => ({ area: id, ...diagnosis })),
      )
    } catch (error) {
      terminal.signal.throwIfAborted()
      findings.push(failedBy(id, 'provider', error))
    }
  }
  return findings
}

/** Each bank is opened alone: one that is set up badly must not hide what is to be said of the others. */
export const diagnoseConfigured = async (
  { config, ...loaded }: LoadedConfig,
  verbose: boolean,
  terminal: Terminal,
): Promise<readonly Finding[]> => {
  const findings: Finding[] = []
  for (const [name, bank] of Object.entries(config.banks)) {
    try {
      const alone = { ...loaded, config: { ...config, banks: { [name]: bank } } }
      const setting = await openConfigured(alone, { verbose }, terminal)
      try {
        findings.push(...(await diagnoseSetting(setting, terminal)))
      } finally {
        await setting.close()
      }
    } catch (error) {
      terminal.signal.throwIfAborted()
      findings.push(failedBy(name, 'provider', error))
    }
  }
  return findings
}
