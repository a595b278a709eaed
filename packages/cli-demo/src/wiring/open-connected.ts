import { NostroError } from '@nostro/core'
import { loadConfig } from '../config/load-config.ts'
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
  options: SettingOptions & { readonly provider: string },
  terminal: Terminal,
): Promise<ConfiguredBank> => {
  const loaded = loadConfig({
    env: terminal.env,
    cwd: terminal.cwd,
    ...(options.config === undefined ? {} : { file: options.config }),
  })
  if (loaded === undefined) throw needsConfiguration(options.provider)
  const { openConfigured } = await import('./open-configured.ts')
  const setting = await openConfigured(loaded, { verbose: options.verbose === true }, terminal)
  const bank = setting.banks.find(({ provider }) => provider.manifest.id === options.provider)
  if (bank !== undefined) return { setting, bank }
  const known = setting.banks.map(({ provider }) => provider.manifest.id).join(', ')
  await setting.close()
  throw new NostroError({
    code: 'invalid_config',
    message: `There is no provider “${options.provider}” in the configuration.`,
    hint: `Configured are: ${known}. Add the other one, or choose one of these.`,
  })
}

const needsConfiguration = (provider: string): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: `Without a configuration there is no “${provider}” to talk to.`,
    hint: 'Write nostro.config.json or set the NOSTRO_ variables (docs/cli.md). To rehearse, run “nostro simulators start” and use its addresses.',
  })
