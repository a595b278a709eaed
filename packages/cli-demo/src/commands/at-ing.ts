import { type CallContext, NostroError } from '@nostro/core'
import type { IngProvider } from '@nostro/provider-ing'
import type { ConfiguredSetting } from '../banks/open-configured.ts'
import { openConfiguredBank } from '../banks/open-configured-bank.ts'
import type { SettingOptions } from '../banks/open-setting.ts'
import type { ExitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

export interface IngWork {
  readonly ing: IngProvider
  readonly setting: ConfiguredSetting
  readonly ctx: CallContext
}

/** Opens the configured ING, does the work and closes everything again, whatever happened. */
export const atIng = async (
  options: SettingOptions,
  terminal: Terminal,
  work: (opened: IngWork) => Promise<ExitCode>,
): Promise<ExitCode> => {
  const { setting, bank } = await openConfiguredBank({ ...options, provider: 'ing' }, terminal)
  try {
    // A plug-in may take the name; only ING's own provider has what these commands need.
    if (!('showcase' in bank.provider && 'registration' in bank.provider)) throw notIng()
    return await work({ ing: bank.provider as IngProvider, setting, ctx: { signal: terminal.signal } })
  } finally {
    await setting.close()
  }
}

const notIng = (): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message: 'The provider “ing” here is not that of @nostro/provider-ing.',
    hint: 'Remove the plug-in of that name, or configure “ing”.',
  })
