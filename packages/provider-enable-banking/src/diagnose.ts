import { type CallContext, type Clock, type Diagnosis, NostroError } from '@nostro/core'
import type { EnableBankingClient } from './api/client.ts'
import type { EnableBankingSettings } from './options.ts'

export interface DiagnoseParts {
  readonly client: EnableBankingClient
  readonly settings: EnableBankingSettings
  readonly clock: Pick<Clock, 'now'>
}

const skewLimitMs = 60_000

const diagnoseClock = ({ client, clock }: DiagnoseParts): Diagnosis => {
  const seconds = Math.round((clock.now() - client.now()) / 1000)
  const subject = 'clock'
  return Math.abs(seconds) * 1000 <= skewLimitMs
    ? { subject, status: 'ok', message: 'This machine’s clock agrees with Enable Banking’s.' }
    : {
        subject,
        status: 'warning',
        message: `This machine’s clock is ${seconds} s away from Enable Banking’s.`,
        hint: 'Set it: tokens of the future are refused.',
      }
}

const redirects = (registered: readonly string[] | undefined, { settings }: DiagnoseParts): readonly Diagnosis[] =>
  settings.redirectUris
    .filter((uri) => registered?.includes(uri) === false)
    .map((uri) => ({
      subject: 'redirect',
      status: 'failed',
      message: `${uri} is not registered.`,
      hint: 'Add it to the application in the control panel, exactly so.',
    }))

/** One call: what the service says of the application. */
export const diagnoseEnableBanking = async (
  parts: DiagnoseParts,
  ctx: CallContext | undefined,
): Promise<readonly Diagnosis[]> => {
  try {
    const { name, active, environment, redirect_urls: registered, services } = await parts.client.application({ ctx })
    const application: Diagnosis = active
      ? {
          subject: 'application',
          status: 'ok',
          message: `“${name ?? ''}” (${environment ?? 'unknown'}) is active, with ${services?.join(', ') || 'all services'}.`,
        }
      : {
          subject: 'application',
          status: 'failed',
          message: 'The application is not active.',
          hint: 'Activate it in the control panel by linking your own accounts, or by a contract.',
        }
    return [application, ...redirects(registered, parts), diagnoseClock(parts)]
  } catch (error) {
    if (!NostroError.isInstance(error)) throw error
    return [
      { subject: 'application', status: 'failed', message: error.message, hint: error.hint },
      diagnoseClock(parts),
    ]
  }
}
