import type { BankResponse, OutgoingRequest } from '../contracts/http-message.ts'
import type { SendOptions } from '../contracts/transport.ts'
import type { CallEnvironment } from './call-environment.ts'
import { mergeHeaders } from './merge-headers.ts'
import { orAborted } from './or-aborted.ts'
import { ExchangeFailure, sendOnce } from './send-once.ts'

/** One attempt: token, a free connection, signature, exchange, the bank's clock, the bank's signature. In this order. */
export const attempt = async (
  request: OutgoingRequest,
  { ctx, authorize, signer, verifier, maxResponseBytes }: SendOptions,
  { settings, dependencies: { clock }, offset, poolOf }: CallEnvironment,
  signal: AbortSignal,
  /** Told how long no connection was free. */
  queued: (ms: number) => void,
): Promise<BankResponse> => {
  const pool = poolOf(request.origin)
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
    const alertSince = pool.watchAlerts()
    const response = await sendOnce(pool.dispatcher, request, mergeHeaders(unsigned.headers, signature), {
      maxResponseBytes: maxResponseBytes ?? settings.maxResponseBytes ?? 16 * 1024 * 1024,
      signal,
    }).catch((error: unknown) => {
      throw withAlert(error, alertSince())
    })
    pool.accepted()
    offset.learn(response)
    await verifier?.verify(response, request)
    return response
  } finally {
    release()
  }
}

/** A broken connection is explained by the TLS alert that came with it. */
const withAlert = (error: unknown, alert: Error | undefined): unknown =>
  error instanceof ExchangeFailure && error.kind === 'transport'
    ? new ExchangeFailure('transport', error.maySent, alert ?? error.cause)
    : error
