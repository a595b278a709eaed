import { type CallContext, type Clock, type Diagnosis, NostroError, type Random, type Transport } from '@nostro/core'
import type { BankIdClient } from './api/client.ts'
import { isNoSuchOrder } from './api/errors.ts'
import type { BankIdIdentity } from './identity/load-identity.ts'

export interface DiagnoseParts {
  readonly identity: BankIdIdentity
  readonly client: Pick<BankIdClient, 'collect'>
  readonly transport: Pick<Transport, 'bankNow'>
  readonly clock: Clock
  readonly random: Random
}

/** Looks at the certificate and asks BankID for an order that does not exist: that starts nothing and shows nothing to anybody. */
export const diagnoseBankId = async (
  parts: DiagnoseParts,
  ctx: CallContext | undefined,
): Promise<readonly Diagnosis[]> => {
  const reachability = await diagnoseReachability(parts, ctx)
  return [
    diagnoseCertificate(parts),
    reachability,
    // Without an answer nothing is known of BankID's clock.
    ...(reachability.status === 'ok' ? [diagnoseClock(parts)] : []),
  ]
}

const diagnoseCertificate = ({ identity: { certificate, warnings }, clock }: DiagnoseParts): Diagnosis => {
  const days = Math.floor((certificate.notAfter - clock.now()) / 86_400_000)
  return warnings.length === 0
    ? { subject: 'certificate', status: 'ok', message: `The certificate holds for ${days} more days.` }
    : {
        subject: 'certificate',
        status: 'warning',
        message: warnings.join(' '),
        hint: 'Order a new one from your bank in time: it takes some days.',
      }
}

const diagnoseReachability = async (
  { client, random }: DiagnoseParts,
  ctx: CallContext | undefined,
): Promise<Diagnosis> => {
  const ok: Diagnosis = {
    subject: 'reachability',
    status: 'ok',
    message: 'BankID answers and accepts the certificate.',
  }
  try {
    await client.collect(random.uuid(), ctx)
    return ok
  } catch (error) {
    if (isNoSuchOrder(error)) return ok
    if (!NostroError.isInstance(error)) throw error
    const hint = error.hint === undefined ? {} : { hint: error.hint }
    return { subject: 'reachability', status: 'failed', message: error.message, ...hint }
  }
}

const diagnoseClock = ({ transport, clock }: DiagnoseParts): Diagnosis => {
  const seconds = Math.round(Math.abs(transport.bankNow() - clock.now()) / 1000)
  return seconds < 60
    ? { subject: 'clock', status: 'ok', message: `Within ${seconds} s of BankID’s.` }
    : {
        subject: 'clock',
        status: 'warning',
        message: `${seconds} s off BankID’s.`,
        hint: 'Set the machine’s clock by NTP: animated QR codes and the dates of evidence are reckoned by it.',
      }
}
