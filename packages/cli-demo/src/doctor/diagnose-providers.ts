import type { Config } from '../config/config-schema.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import type { Terminal } from '../terminal.ts'
import { openConfigured } from '../wiring/open-configured.ts'
import type { Setting } from '../wiring/setting.ts'
import { type Finding, failedBy } from './finding.ts'

/** What each provider of an open setting says about itself. */
export const diagnoseSetting = async (setting: Setting, terminal: Terminal): Promise<readonly Finding[]> => {
  const findings: Finding[] = []
  for (const { provider } of setting.banks) {
    const { id, name } = provider.manifest
    terminal.signal.throwIfAborted()
    terminal.progress(`${name} …`)
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
  for (const [area, part] of partsOf(config)) {
    try {
      const setting = await openConfigured({ ...loaded, config: part }, { verbose }, terminal)
      try {
        findings.push(...(await diagnoseSetting(setting, terminal)))
      } finally {
        await setting.close()
      }
    } catch (error) {
      terminal.signal.throwIfAborted()
      findings.push(failedBy(area, 'provider', error))
    }
  }
  return findings
}

const partsOf = ({ ing, bunq, bankid, plugins = [], sessions }: Config): readonly (readonly [string, Config])[] => {
  const common = sessions === undefined ? {} : { sessions }
  return [
    ...(ing === undefined ? [] : [['ing', { ...common, ing }] as const]),
    ...(bunq === undefined ? [] : [['bunq', { ...common, bunq }] as const]),
    ...(bankid === undefined ? [] : [['bankid', { ...common, bankid }] as const]),
    ...plugins.map((plugin): readonly [string, Config] => ['plugins', { ...common, plugins: [plugin] }]),
  ]
}
