import { once } from 'node:events'
import { closeAll } from '../banks/close-all.ts'
import { openSimulated } from '../banks/open-simulated.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'
import { printComparison } from './compare.ts'
import { showDemoInvoices } from './show-demo-invoices.ts'
import { rehearseSync } from './sync-simulated.ts'

/** The main job: three simulated banks over real TLS, every request signed and verified, side by side, then in one ledger, with invoices matched. */
export const demo = async (options: { keep?: boolean; verbose?: boolean }, terminal: Terminal): Promise<ExitCode> => {
  const setting = await openSimulated({ verbose: options.verbose === true, news: true }, terminal)
  try {
    const compared = await printComparison(setting, { now: setting.clock.now() }, terminal)
    terminal.out('')
    const synced = await rehearseSync(setting, {}, terminal, (ledger) =>
      showDemoInvoices(ledger, setting.clock, terminal),
    )
    const { requests, rejected } = setting.proof()
    terminal.out(
      plain`\nThe simulators checked ${requests} requests the way the banks do, over mutual TLS where the bank wants it: ${rejected} refused.`,
    )
    if (options.keep === true) {
      terminal.err(setting.instructions())
      if (!terminal.signal.aborted) await once(terminal.signal, 'abort')
    }
    return compared === exitCode.ok ? synced : compared
  } finally {
    await closeAll([setting.close])
  }
}
