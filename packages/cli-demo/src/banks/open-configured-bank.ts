import { NostroError } from '@nostro/core'
import { loadConfig } from '@nostro/host'
import type { Terminal } from '../terminal.ts'
import { chooseBank } from './choose-bank.ts'
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
 * @throws NostroError `invalid_config` without a configuration, when it does not name the provider, or when several banks
 * have it and none is chosen
 */
export const openConfiguredBank = async (
  options: Omit<SettingOptions, 'provider'> & { readonly provider: string },
  terminal: Terminal,
): Promise<ConfiguredBank> => {
  const loaded = loadConfig({ env: terminal.env, cwd: terminal.cwd, file: options.config })
  if (loaded === undefined) throw needsConfiguration(options.provider)
  const { openConfigured } = await import('./open-configured.ts')
  const setting = await openConfigured(loaded, options, terminal)
  try {
    return { setting, bank: await bankOf(setting, options) }
  } catch (error) {
    await setting.close()
    throw error
  }
}

/** By its name in the configuration, else by the provider's id; `--connection` chooses where several banks have it. */
const bankOf = async (
  setting: ConfiguredSetting,
  { provider: wanted, connection }: Pick<SettingOptions, 'connection'> & { readonly provider: string },
): Promise<Bank> => {
  const named = setting.banks.find(({ instance }) => instance === wanted)
  const banks = setting.banks.filter(({ provider }) => provider.manifest.id === wanted)
  const bank = named ?? (await chooseBank({ ...setting, banks }, { provider: wanted, connection }))
  if (bank !== undefined) return bank
  throw new NostroError({
    code: 'invalid_config',
    message: `There is no provider “${wanted}” in the configuration.`,
    hint: `Configured are: ${setting.banks.map(({ instance }) => instance).join(', ')}. Add the other one, or choose one of these.`,
  })
}

/** For commands that make no sense with simulated banks, which end with the process. */
export const needsConfiguration = (provider: string): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: `Without a configuration there is no “${provider}” to talk to.`,
    hint: 'Write nostro.config.json or set the NOSTRO_ variables (docs/cli.md). To rehearse, run “nostro simulators start” and use its addresses.',
  })
