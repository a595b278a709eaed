import { type ExitCode, exitCodeOf } from '../exit-code.ts'
import { renderComparison } from '../render/render-comparison.ts'
import type { Terminal } from '../terminal.ts'
import { openSetting, type SettingOptions } from '../wiring/open-setting.ts'
import type { Setting } from '../wiring/setting.ts'
import { compareBanks } from './compare-banks.ts'

export const compare = async (options: SettingOptions & { json?: boolean }, terminal: Terminal): Promise<ExitCode> => {
  const setting = await openSetting(options, terminal)
  try {
    return await printComparison(setting, options, terminal)
  } finally {
    await setting.close()
  }
}

/** Compares and prints; shared with `nostro demo`. */
export const printComparison = async (
  setting: Setting,
  { json = false }: { json?: boolean },
  terminal: Terminal,
): Promise<ExitCode> => {
  const comparison = await compareBanks(setting, {
    now: Date.now(),
    ctx: { signal: terminal.signal },
    progress: terminal.progress,
  })
  terminal.out(json ? JSON.stringify(comparison) : renderComparison(comparison, terminal))
  const failed = comparison.providers.filter(({ status }) => status === 'failed').length
  return exitCodeOf(comparison.providers.length - failed, failed)
}
