import { type CallContext, type Clock, type Diagnosis, NostroError, toInstant } from '@nostro/core'
import type { CertificateInfo } from '@nostro/core/node/provider'
import type { ApplicationTokens } from './auth/application-token.ts'
import type { IngIdentity } from './identity.ts'

export interface DiagnoseParts {
  readonly identity: IngIdentity
  readonly tokens: ApplicationTokens
  readonly clock: Clock
  readonly application: 'psd2' | 'premium'
  bankNow(): number
}

const dayMs = 86_400_000
const noticeDays = 30
/** ING refuses dates further off than three minutes. */
const skewLimitMs = 180_000

/** Looks at certificates, both kinds of token and the clock. Calls ING twice, for tokens and nothing else. */
export const diagnoseIng = async (
  parts: DiagnoseParts,
  ctx: CallContext | undefined,
): Promise<readonly Diagnosis[]> => [
  ...diagnoseCertificate('TLS certificate', parts.identity.tls, parts),
  ...diagnoseCertificate('signing certificate', parts.identity.signing, parts),
  await diagnoseToken('signed application token', () => parts.tokens.httpSignature.get(ctx)),
  await diagnoseToken('mTLS application token', () => parts.tokens.mtls.get(ctx)),
  diagnoseClock(parts),
]

const diagnoseCertificate = (
  subject: string,
  { notAfter, psd2Roles }: CertificateInfo,
  { clock, application }: DiagnoseParts,
): readonly Diagnosis[] => {
  const days = Math.floor((notAfter - clock.now()) / dayMs)
  const end = toInstant(notAfter).slice(0, 10)
  const validity: Diagnosis =
    days < 0
      ? { subject, status: 'failed', message: `Ended on ${end}.`, hint: 'Get a new one and register it with ING.' }
      : days <= noticeDays
        ? {
            subject,
            status: 'warning',
            message: `Ends on ${end}, in ${days} days.`,
            hint: 'Get a new one now, and register it while this one is still valid: afterwards ING does not let the application in to register another.',
          }
        : { subject, status: 'ok', message: `Valid until ${end}.` }
  if (application === 'premium' || psd2Roles.length > 0) return [validity]
  return [
    validity,
    { subject, status: 'warning', message: 'Names no PSD2 role.', hint: 'ING subscribes an application by its roles.' },
  ]
}

const diagnoseToken = async (subject: string, fetch: () => Promise<unknown>): Promise<Diagnosis> => {
  try {
    await fetch()
    return { subject, status: 'ok', message: 'ING gave one.' }
  } catch (error) {
    if (!NostroError.isInstance(error)) throw error
    return {
      subject,
      status: 'failed',
      message: error.message,
      hint: error.hint,
    }
  }
}

const diagnoseClock = ({ clock, bankNow }: DiagnoseParts): Diagnosis => {
  const offsetMs = bankNow() - clock.now()
  const seconds = Math.round(Math.abs(offsetMs) / 1000)
  if (Math.abs(offsetMs) < skewLimitMs / 3)
    return { subject: 'clock', status: 'ok', message: `Within ${seconds} s of ING’s.` }
  return {
    subject: 'clock',
    status: Math.abs(offsetMs) < skewLimitMs ? 'warning' : 'failed',
    message: `${seconds} s ${offsetMs > 0 ? 'behind' : 'ahead of'} ING’s.`,
    hint: 'Set the machine’s clock by NTP: ING refuses signatures more than three minutes off.',
  }
}
