import { once } from 'node:events'
import { NostroError } from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { openSetting, type SettingOptions } from '../banks/open-setting.ts'
import { clockOf } from '../clock-of.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { startPageServer } from '../page/page-server.ts'
import { plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'
import { appUrlOf, bankIdOf } from './bankid-follow.ts'

export interface BankIdDemoOptions extends SettingOptions {
  readonly page?: boolean
  readonly port: number
}

/** Serves the login page until it is interrupted; orders that are open then are cancelled. */
export const bankIdDemo = async (options: BankIdDemoOptions, terminal: Terminal): Promise<ExitCode> => {
  if (options.page !== true) {
    throw new NostroError({
      code: 'invalid_config',
      message: 'There is one demo: the login page.',
      hint: 'Type “nostro bankid demo --page”. In the terminal there is “nostro bankid auth”.',
    })
  }
  if (options.port > 65_535) {
    throw new NostroError({
      code: 'invalid_config',
      message: `There is no port ${options.port}.`,
      hint: 'Choose one up to 65535, or leave --port out to take any free one.',
    })
  }
  const setting = await openSetting({ ...options, provider: 'bankid' }, terminal)
  try {
    const app = appUrlOf(setting)
    const server = await startPageServer({
      provider: bankIdOf(setting),
      clock: clockOf(terminal),
      random: createNodeServices().random,
      port: options.port,
      appUrl: app,
    })
    try {
      terminal.out(server.url)
      if (app !== undefined) terminal.err(plain`Simulated BankID app: ${app} (its certificate is the simulator’s own)`)
      terminal.err('The page is served until Ctrl-C.')
      if (!terminal.signal.aborted) await once(terminal.signal, 'abort')
    } finally {
      await server.close()
    }
    return exitCode.ok
  } finally {
    await setting.close()
  }
}
