import type { BankResponse, OutgoingRequest } from '../../contracts/http-message.ts'
import type { SendOptions } from '../../contracts/transport.ts'
import { mergeHeaders } from '../../http/merge-headers.ts'
import type { AlertedExchange } from './alert-watch.ts'
import type { CallEnvironment } from './call-environment.ts'
import type { StopSignal } from './call-signal.ts'
import type { BankPool } from './create-pool.ts'
import { decodeBody } from './decode-body.ts'
import { orAborted } from './or-aborted.ts'
import { ExchangeFailure, sendOnce } from './send-once.ts'

/** How far an attempt came, also when it fails. */
export interface AttemptProgress {
  /** Milliseconds for which no connection was free. */
  queuedMs: number
  /** The exchange began: before that, not one byte of the call can have left. */
  isExchanging: boolean
}

/** Nothing is coded unless the caller asks for it: a signature is over the bytes that arrive. */
const plainOnly: Readonly<Record<string, string>> = { 'Accept-Encoding': 'identity' }

const usualMaxBytes = 16 * 1024 * 1024

/** The largest answer that is read for a call, in bytes. */
export const maxBytesOf = ({ maxResponseBytes }: SendOptions, { settings }: CallEnvironment): number =>
  maxResponseBytes ?? settings.maxResponseBytes ?? usualMaxBytes

/** One attempt: token, a free connection, signature, exchange, the bank's clock, the bank's signature. In this order. */
export const attempt = async (
  request: OutgoingRequest,
  options: SendOptions,
  environment: CallEnvironment,
  { signal, progress }: { readonly signal: StopSignal; readonly progress: AttemptProgress },
): Promise<BankResponse> => {
  const { ctx, authorize, signer, verifier } = options
  const { settings, time, offset } = environment
  const pool = await environment.poolOf(request.origin)
  const releasePool = pool.hold()
  try {
    const token = authorize === undefined ? {} : await orAborted(() => authorize.headers(ctx), signal)
    // The signer sees what is sent, the token included: some schemes sign it.
    const unsigned = { ...request, headers: mergeHeaders(mergeHeaders(plainOnly, request.headers), token) }
    const askedAt = time()
    const releaseSlot = await pool.slots.take(signal)
    progress.queuedMs = time() - askedAt
    try {
      const now = offset.signingNow(settings.clockSkew?.limitMs ?? Number.POSITIVE_INFINITY)
      const signature = signer === undefined ? {} : await orAborted(() => signer.sign(unsigned, { now }), signal)
      progress.isExchanging = true
      const signed = { ...unsigned, headers: mergeHeaders(unsigned.headers, signature) }
      const response = await exchange(pool, signed, options, { maxBytes: maxBytesOf(options, environment), signal })
      offset.learn(response)
      await verifier?.verify(response, request)
      return response
    } finally {
      releaseSlot()
    }
  } finally {
    releasePool()
  }
}

const exchange = async (
  pool: BankPool,
  request: OutgoingRequest,
  { idempotent }: SendOptions,
  { maxBytes, signal }: { readonly maxBytes: number; readonly signal: StopSignal },
): Promise<BankResponse> => {
  const watched = pool.alerts.begin()
  try {
    const response = await sendOnce(pool.dispatcher, request, request.headers, { maxResponseBytes: maxBytes, signal })
    watched.end()
    pool.alerts.accepted()
    return await decodeBody(response, maxBytes)
  } catch (error) {
    throw withAlert(error, watched.end(), idempotent)
  }
}

/** A broken connection is explained by the TLS alert that came with it; of a change only when it is certain. */
const withAlert = (error: unknown, seen: ReturnType<AlertedExchange['end']>, idempotent: boolean): unknown =>
  error instanceof ExchangeFailure && error.kind === 'transport' && seen !== undefined && (idempotent || seen.certain)
    ? new ExchangeFailure('transport', error.maySent, seen.alert)
    : error
