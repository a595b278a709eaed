import { type CallContext, type Clock, type Diagnosis, NostroError, type Transport, toRequest } from '@nostro/core'

export interface DiagnoseParts {
  readonly transport: Transport
  readonly origin: string
  readonly clock: Clock
}

/** Asks bunq for something without a token: any answer means that it can be reached. Creates nothing. */
export const diagnoseBunq = async (
  { transport, origin, clock }: DiagnoseParts,
  ctx: CallContext | undefined,
): Promise<readonly Diagnosis[]> => {
  const headers = { 'Cache-Control': 'no-cache', 'User-Agent': 'nostro' }
  try {
    await transport.send(toRequest({ method: 'GET', origin, target: '/v1/installation', headers }), {
      ctx: ctx ?? {},
      route: 'GET installation',
      idempotent: true,
    })
  } catch (error) {
    if (!NostroError.isInstance(error)) throw error
    const hint = error.hint === undefined ? {} : { hint: error.hint }
    return [{ subject: 'reachability', status: 'failed', message: error.message, ...hint }]
  }
  const offset = Math.round(Math.abs(transport.bankNow() - clock.now()) / 1000)
  return [
    { subject: 'reachability', status: 'ok', message: 'bunq answers.' },
    offset < 60
      ? { subject: 'clock', status: 'ok', message: `Within ${offset} s of bunq’s.` }
      : {
          subject: 'clock',
          status: 'warning',
          message: `${offset} s off bunq’s.`,
          hint: 'Set the machine’s clock by NTP: the end of a session is reckoned by it.',
        },
  ]
}
