import type { Connections } from '@nostro/core'
import { loadConfig } from '@nostro/host'
import { openConfigured } from '../banks/open-configured.ts'
import { needsConfiguration } from '../banks/open-configured-bank.ts'
import type { SettingOptions } from '../banks/open-setting.ts'
import type { Terminal } from '../terminal.ts'

/** Opens the configuration for work on the kept connections, and closes it again. */
export const withConnections = async <T>(
  options: SettingOptions,
  terminal: Terminal,
  work: (connections: Connections) => Promise<T>,
): Promise<T> => {
  const loaded = loadConfig({ env: terminal.env, cwd: terminal.cwd, file: options.config })
  if (loaded === undefined) throw needsConfiguration('connections')
  const setting = await openConfigured(loaded, options, terminal)
  try {
    return await work(setting.connections)
  } finally {
    await setting.close()
  }
}
