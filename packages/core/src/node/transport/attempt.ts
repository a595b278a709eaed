import type { BankResponse, OutgoingRequest } from '../../contracts/http-message.ts'
import type { SendOptions } from '../../contracts/transport.ts'
import { mergeHeaders } from '../../http/merge-headers.ts'
import type { AlertedExchange } from './alert-watch.ts'
import type { CallEnvironment } from './call-environment.ts'
import type { StopSignal } from './call-signal.ts'
import { orAborted } from './or-aborted.ts'
import { ExchangeFailure, sendOnce } from './send-once.ts'

/** One attempt: token, a free connection, signature, exchange, the bank's clock, the bank's signature. In this order. */
export const attempt = async (
  request: OutgoingRequest,
  { ctx, authorize, signer, verifier, idempotent, maxResponseBytes }: SendOptions,
  { settings, dependencies: { clock }, offset, poolOf }: CallEnvironment,
  signal: StopSignal,
  /** Told how long no connection was free. */
  queued: (ms: number) => void,
): Promise<BankResponse> => {
  const pool = poolOf(request.origin)
  const letGo = pool.hold()
  try {
    const token = authorize === undefined ? {} : await orAborted(authorize.headers(ctx), signal)
    // The signer sees what is sent, the token included: some schemes sign it.
    const unsigned = { ...request, headers: mergeHeaders(request.headers, token) }
    const askedAt = clock.now()
    const release = await pool.slots.take(signal)
    queued(clock.now() - askedAt)
    try {
      const limitMs = settings.clockSkew?.limitMs ?? Number.POSITIVE_INFINITY
      const signature =
        signer === undefined ? {} : await orAborted(signer.sign(unsigned, { now: offset.signingNow(limitMs) }), signal)
      const exchange = pool.alerts.begin()
      const response = await sendOnce(pool.dispatcher, request, mergeHeaders(unsigned.headers, signature), {
        maxResponseBytes: maxResponseBytes ?? settings.maxResponseBytes ?? 16 * 1024 * 1024,
        signal,
      }).then(
        (answer) => {
          exchange.end()
          return answer
        },
        (error: unknown) => {
          throw withAlert(error, exchange.end(), idempotent)
        },
      )
      pool.alerts.accepted()
      offset.learn(response)
      await verifier?.verify(response, request)
      return response
    } finally {
      release()
    }
  } finally {
    letGo()
  }
}

/** A broken connection is explained by the TLS alert that came with it. A change wants to be certain of it. */
const withAlert = (error: unknown, seen: ReturnType<AlertedExchange['end']>, idempotent: boolean): unknown =>
  error instanceof ExchangeFailure && error.kind === 'transport' && seen !== undefined && (idempotent || seen.certain)
    ? new ExchangeFailure('transport', error.maySent, seen.alert)
    : error
