import { NostroError } from '@nostro/core'
import { loadConfig } from '@nostro/host'
import type { Terminal } from '../terminal.ts'
import type { ConfiguredSetting } from './open-configured.ts'
import type { SettingOptions } from './open-setting.ts'
import type { Bank } from './setting.ts'

/** One configured bank and everything around it. */
export interface ConfiguredBank {
  readonly setting: ConfiguredSetting
  readonly bank: Bank
}

/**
 * Opens the configuration for commands that make no sense with banks that end with the process.
 * @throws NostroError `invalid_config` without a configuration, or when it does not name the provider
 */
export const openConfiguredBank = async (
  options: Omit<SettingOptions, 'provider'> & { readonly provider: string },
  terminal: Terminal,
): Promise<ConfiguredBank> => {
  const loaded = loadConfig({ env: terminal.env, cwd: terminal.cwd, file: options.config })
  if (loaded === undefined) throw needsConfiguration(options.provider)
  const { openConfigured } = await import('./open-configured.ts')
  const setting = await openConfigured(loaded, options, terminal)
  const bank = bankOf(setting.banks, options.provider)
  if (bank !== undefined) return { setting, bank }
  const known = setting.banks.map(({ instance }) => instance).join(', ')
  await setting.close()
  throw new NostroError({
    code: 'invalid_config',
    message: `There is no provider “${options.provider}” in the configuration.`,
    hint: `Configured are: ${known}. Add the other one, or choose one of these.`,
  })
}

/** By its name in the configuration, else by the provider's id where only one bank has it. */
const bankOf = (banks: readonly Bank[], wanted: string): Bank | undefined => {
  const named = banks.find(({ instance }) => instance === wanted)
  const same = banks.filter(({ provider }) => provider.manifest.id === wanted)
  return named ?? (same.length === 1 ? same[0] : undefined)
}

/** For commands that make no sense with simulated banks, which end with the process. */
export const needsConfiguration = (provider: string): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: `Without a configuration there is no “${provider}” to talk to.`,
    hint: 'Write nostro.config.json or set the NOSTRO_ variables (docs/cli.md). To rehearse, run “nostro simulators start” and use its addresses.',
  })
