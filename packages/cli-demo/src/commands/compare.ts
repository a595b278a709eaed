import { openSetting, type SettingOptions } from '../banks/open-setting.ts'
import type { Setting } from '../banks/setting.ts'
import { type ExitCode, exitCode, exitCodeOf } from '../exit-code.ts'
import { jsonText, plain } from '../render/harmless.ts'
import { renderComparison } from '../render/render-comparison.ts'
import type { Terminal } from '../terminal.ts'
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
  { json = false, now = Date.now() }: { readonly json?: boolean; readonly now?: number },
  terminal: Terminal,
): Promise<ExitCode> => {
  const comparison = await compareBanks(setting, {
    now,
    ctx: { signal: terminal.signal },
    progress: terminal.progress,
  })
  terminal.out(json ? jsonText(comparison) : renderComparison(comparison, terminal))
  const { providers } = comparison
  if (!json) {
    for (const { id, errors } of providers)
      if (errors.length > 0) terminal.err(plain`${id}: ${errors.length} parts could not be read; --json names them.`)
  }
  const failed = providers.filter(({ status }) => status === 'failed').length
  const code = exitCodeOf(providers.length - failed, failed)
  return code === exitCode.ok && providers.some(({ errors }) => errors.length > 0) ? exitCode.partly : code
}
