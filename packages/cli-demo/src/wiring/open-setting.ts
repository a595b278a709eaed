import { NostroError } from '@nostro/core'
import { loadConfig } from '../config/load-config.ts'
import type { Terminal } from '../terminal.ts'
import type { Setting } from './setting.ts'

export interface SettingOptions {
  readonly config?: string
  readonly verbose?: boolean
  /** `--provider`: only this one is opened. */
  readonly provider?: string
}

/**
 * Simulators in this process when nothing is configured, and then it says so; the configured banks otherwise,
 * and then never a simulator.
 */
export const openSetting = async (options: SettingOptions, terminal: Terminal): Promise<Setting> => {
  const loaded = loadConfig({
    env: terminal.env,
    cwd: terminal.cwd,
    ...(options.config === undefined ? {} : { file: options.config }),
  })
  if (loaded === undefined) {
    terminal.err('No configuration found: using simulated banks, started in this process.')
    const { openSimulated } = await import('./open-simulated.ts')
    return only(await openSimulated({ verbose: options.verbose === true }, terminal), options.provider)
  }
  const { openConfigured } = await import('./open-configured.ts')
  return only(await openConfigured(loaded, { verbose: options.verbose === true }, terminal), options.provider)
}

const only = async (setting: Setting, id: string | undefined): Promise<Setting> => {
  if (id === undefined) return setting
  const banks = setting.banks.filter(({ provider }) => provider.manifest.id === id)
  if (banks.length > 0) return { ...setting, banks }
  const known = setting.banks.map(({ provider }) => provider.manifest.id).join(', ')
  await setting.close()
  throw new NostroError({
    code: 'invalid_config',
    message: `There is no provider “${id}” here.`,
    hint: `Choose one of: ${known}.`,
  })
}
