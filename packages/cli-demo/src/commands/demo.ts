import { once } from 'node:events'
import { closeAll } from '../banks/close-all.ts'
import { openSimulated } from '../banks/open-simulated.ts'
import type { ExitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { printComparison } from './compare.ts'

/** The main job: three simulated banks over real TLS, every request signed and verified, side by side. */
export const demo = async (options: { keep?: boolean; verbose?: boolean }, terminal: Terminal): Promise<ExitCode> => {
  const setting = await openSimulated({ verbose: options.verbose === true }, terminal)
  try {
    const code = await printComparison(setting, {}, terminal)
    const { requests, rejected } = setting.proof()
    terminal.out(
      `\nThe simulators checked ${requests} requests the way the banks do, over mutual TLS where the bank wants it: ${rejected} refused.`,
    )
    if (options.keep === true) {
      terminal.err(setting.instructions())
      if (!terminal.signal.aborted) await once(terminal.signal, 'abort')
    }
    return code
  } finally {
    await closeAll([setting.close])
  }
}
