import { NostroError } from '@nostro/core'
import { loadConfig } from '@nostro/host'
import type { Terminal } from '../terminal.ts'
import { matchConnections } from './choose-connection.ts'
import type { Readable, Setting } from './setting.ts'
import type { SettingOptions } from './setting-options.ts'

export type { SettingOptions } from './setting-options.ts'

/**
 * Simulators in this process when nothing is configured, and then it says so; the configured banks otherwise,
 * and then never a simulator.
 */
export const openSetting = async (options: SettingOptions, terminal: Terminal): Promise<Setting> => {
  const loaded = loadConfig({ env: terminal.env, cwd: terminal.cwd, file: options.config })
  if (loaded === undefined) {
    terminal.err('No configuration found: using simulated banks, started in this process.')
    const { openSimulated } = await import('./open-simulated.ts')
    return only(await openSimulated(options, terminal), options)
  }
  const { openConfigured } = await import('./open-configured.ts')
  return only(await openConfigured(loaded, options, terminal), options)
}

const only = async (setting: Setting, { provider: wanted, connection }: SettingOptions): Promise<Setting> => {
  const isWanted = (bank: {
    readonly instance: string
    readonly provider: { readonly manifest: { readonly id: string } }
  }) => wanted === undefined || bank.instance === wanted || bank.provider.manifest.id === wanted
  const banks = setting.banks.filter(isWanted)
  if (banks.length > 0) {
    return {
      ...setting,
      banks,
      readable: async (ctx) =>
        chosen(await setting.readable(ctx), {
          isWanted: (name) => banks.some(({ instance }) => instance === name),
          connection,
        }),
    }
  }
  const known = setting.banks.map(({ instance }) => instance).join(', ')
  await setting.close()
  throw new NostroError({
    code: 'invalid_config',
    message: `There is no provider “${wanted ?? ''}” here.`,
    hint: `Choose one of: ${known}.`,
  })
}

const chosen = (
  { connections, unreadable }: Readable,
  {
    isWanted,
    connection,
  }: { readonly isWanted: (instance: string) => boolean; readonly connection: string | undefined },
): Readable => {
  const ofBanks = connections.filter(({ instance }) => isWanted(instance))
  if (connection === undefined) {
    return { connections: ofBanks, unreadable: unreadable.filter(({ instance }) => isWanted(instance)) }
  }
  const matching = matchConnections(ofBanks, connection)
  if (matching.length > 0) return { connections: matching, unreadable: [] }
  throw new NostroError({
    code: 'invalid_config',
    message: `There is no connection “${connection.slice(0, 60)}”.`,
    hint: 'List the connections with “nostro connections”.',
  })
}
