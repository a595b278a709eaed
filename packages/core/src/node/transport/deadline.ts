import type { BankResponse } from '../../contracts/http-message.ts'
import type { SendOptions } from '../../contracts/transport.ts'
import { outcomeUnknown } from '../../errors/connection-errors.ts'
import { NostroError } from '../../errors/nostro-error.ts'
import { followSignals } from '../../http/join-signals.ts'
import type { CallEnvironment } from './call-environment.ts'
import { CallSignal } from './call-signal.ts'
import { ExchangeFailure } from './send-once.ts'
import { aborted, timeout } from './transport-errors.ts'

/** What a call has to keep to. */
export interface Deadline {
  readonly signal: CallSignal
  /** Runs without the deadline's clock: waiting in our own queue is not the bank's time. */
  pause<T>(work: () => Promise<T>): Promise<T>
  /** What is left of the call's total time. */
  leftMs(): number
}

const timedOut = Symbol('timed out')

/**
 * Runs a call within its total time, the caller's signal and the transport's life. Time spent under `pause` does not
 * count. @throws NostroError `timeout`, `aborted`, or `outcome_unknown` when a change may have been sent
 */
export const withDeadline = async (
  options: SendOptions,
  { settings, time, alarm, closing }: CallEnvironment,
  traceId: string,
  work: (deadline: Deadline) => Promise<BankResponse>,
): Promise<BankResponse> => {
  const { ctx, idempotent, timeoutMs = settings.timeoutMs ?? 30_000 } = options
  const signal = new CallSignal()
  const release = followSignals(ctx.signal === undefined ? [closing] : [closing, ctx.signal], (reason) =>
    signal.abort(reason),
  )
  const started = time()
  let pausedMs = 0
  let pausedAt: number | undefined
  const pausedSoFar = (): number => pausedMs + (pausedAt === undefined ? 0 : time() - pausedAt)
  const leftMs = (): number => timeoutMs - (time() - started - pausedSoFar())
  // What was paused is waited for once more when it rings.
  const watch = (ms: number): (() => void) => {
    const before = pausedSoFar()
    return alarm.after(ms, () => {
      const left = pausedSoFar() - before
      if (left > 0) unwatch = watch(left)
      else signal.abort(timedOut)
    })
  }
  const pause: Deadline['pause'] = async (paused) => {
    pausedAt = time()
    try {
      return await paused()
    } finally {
      pausedMs += time() - pausedAt
      pausedAt = undefined
    }
  }
  let unwatch = watch(timeoutMs)
  try {
    return await work({ signal, pause, leftMs })
  } catch (error) {
    if (!signal.aborted) throw error
    const maySent = error instanceof ExchangeFailure && error.maySent
    if (maySent && !idempotent) {
      throw outcomeUnknown(settings.provider, traceId, signal.reason === timedOut ? 'time is up' : 'aborted')
    }
    throw signal.reason === timedOut
      ? timeout(settings.provider, timeoutMs)
      : NostroError.isInstance(signal.reason)
        ? signal.reason
        : aborted(settings.provider, signal.reason)
  } finally {
    release()
    unwatch()
  }
}
