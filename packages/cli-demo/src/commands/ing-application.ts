import { NostroError } from '@nostro/core'
import type { IngApplication } from '@nostro/provider-ing'
import type { SettingOptions } from '../banks/open-setting.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { redirectUrisOf } from '../redirect/choose-redirect-uri.ts'
import { jsonText, plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'
import { atIng } from './at-ing.ts'

export interface IngRegisterOptions extends SettingOptions {
  readonly contact: string
  readonly redirectUri?: readonly string[]
  readonly json?: boolean
}

/** Registers the configured certificates: once for each TPP. */
export const ingRegister = async (options: IngRegisterOptions, terminal: Terminal): Promise<ExitCode> =>
  atIng(options, terminal, async ({ ing, setting, ctx }) => {
    const redirectUris = options.redirectUri ?? redirectUrisOf(setting.config, 'ing')
    if (redirectUris.length === 0) {
      throw new NostroError({
        code: 'invalid_config',
        provider: 'ing',
        message: 'No redirect URI is given.',
        hint: 'Add --redirect-uri, once for each, or set banks.ing.redirectUris in the configuration.',
      })
    }
    terminal.progress('ING: registering …')
    const application = await ing.registration.register({ contact: options.contact, redirectUris }, ctx)
    show(application, options, terminal)
    terminal.err(`Next: put the client id into the configuration, as banks.ing.clientId or NOSTRO_ING_CLIENT_ID.`)
    return exitCode.ok
  })

/** The application as ING keeps it. */
export const ingApplication = async (
  options: SettingOptions & { json?: boolean },
  terminal: Terminal,
): Promise<ExitCode> =>
  atIng(options, terminal, async ({ ing, ctx }) => {
    terminal.progress('ING: asking …')
    show(await ing.registration.me(ctx), options, terminal)
    return exitCode.ok
  })

const show = (application: IngApplication, { json }: { readonly json?: boolean }, terminal: Terminal): void => {
  if (json === true) {
    terminal.out(jsonText(application))
    return
  }
  const { clientId, contact, redirectUris, keys } = application
  terminal.out(
    [
      plain`Client id:     ${clientId}`,
      plain`Contact:       ${contact}`,
      ...redirectUris.map((uri, at) => plain`${at === 0 ? 'Redirect URIs:' : '              '} ${uri}`),
      plain`Certificates:  ${keys.tls.length} for TLS, ${keys.sign.length} for signing`,
    ].join('\n'),
  )
}
