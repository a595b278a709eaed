import type { BankResponse, OutgoingRequest } from '../../contracts/http-message.ts'
import type { CallRecord, SendOptions } from '../../contracts/transport.ts'
import { NostroError } from '../../errors/nostro-error.ts'
import { backoffMs, isPassing, retryAfterMs } from '../../http/retry-policy.ts'
import { attempt } from './attempt.ts'
import type { CallEnvironment, TransportDependencies } from './call-environment.ts'
import type { StopSignal } from './call-signal.ts'
import { certificateFault, faultName } from './classify-failure.ts'
import { type Deadline, withDeadline } from './deadline.ts'
import { orAborted } from './or-aborted.ts'
import { ExchangeFailure } from './send-once.ts'
import { clockSkew, invalidRequest, outcomeUnknown, oversize, redirected, unavailable } from './transport-errors.ts'

/** A wait of years, which garbage can say, must not close a bank for as long as the process lives. */
const longestClosingMs = 86_400_000

/** What happened so far in one call: the numbers of its log line. */
interface Tally {
  queuedMs: number
  attempts: number
}

/** One call: attempts until there is an answer to give back, then one log line. */
export const runCall = async (
  request: OutgoingRequest,
  options: SendOptions,
  environment: CallEnvironment,
): Promise<BankResponse> => {
  const { settings, dependencies } = environment
  const traceId = options.ctx.traceId ?? dependencies.random.uuid()
  const started = dependencies.clock.now()
  const tally: Tally = { queuedMs: 0, attempts: 0 }
  const record = (response: BankResponse | undefined, error: unknown): CallRecord => {
    const bankRequestId = response?.headers[(settings.bankRequestIdHeader ?? '').toLowerCase()]
    return {
      provider: settings.provider,
      method: request.method,
      route: options.route,
      ...(response === undefined ? {} : { status: response.status }),
      ms: Math.max(0, dependencies.clock.now() - started - tally.queuedMs),
      queuedMs: tally.queuedMs,
      attempts: tally.attempts,
      ...(bankRequestId === undefined ? {} : { bankRequestId }),
      traceId,
      ...(error === undefined ? {} : { error: NostroError.isInstance(error) ? error.code : 'unexpected' }),
    }
  }
  try {
    const response = await withDeadline(settings, options, environment, traceId, (deadline) =>
      attempts(request, { ...options, ctx: { ...options.ctx, traceId } }, environment, tally, deadline),
    )
    report(record(response, undefined), dependencies)
    return response
  } catch (error) {
    report(record(undefined, error), dependencies)
    throw error
  }
}

const report = (record: CallRecord, { logger, observeCall }: TransportDependencies): void => {
  observeCall?.(record)
  const level = record.error === undefined && (record.status ?? 0) < 500 ? 'info' : 'warn'
  logger[level]({ ...record }, 'call')
}

const logAttempt = (
  { method }: OutgoingRequest,
  { route, ctx: { traceId } }: SendOptions,
  { settings: { provider }, dependencies: { logger } }: CallEnvironment,
  { attempts }: Tally,
  outcome: { readonly status: number } | { readonly error: string },
): void => logger.debug({ provider, method, route, ...outcome, attempts, traceId }, 'attempt')

const nameOf = (error: unknown): string =>
  NostroError.isInstance(error)
    ? error.code
    : error instanceof ExchangeFailure && error.kind === 'transport'
      ? faultName(error.cause)
      : error instanceof ExchangeFailure
        ? error.kind
        : 'unexpected'

const attempts = async (
  request: OutgoingRequest,
  options: SendOptions,
  environment: CallEnvironment,
  tally: Tally,
  { signal, pause, leftMs }: Deadline,
): Promise<BankResponse> => {
  const { settings, dependencies, budgets, offset } = environment
  const { clock, random } = dependencies
  const retriesAllowed = settings.retries ?? 2
  const hasBudgets = (settings.budgets ?? []).length > 0
  const [once, limitMs] = [
    { renewed: false, corrected: false },
    settings.clockSkew?.limitMs ?? Number.POSITIVE_INFINITY,
  ]

  for (let retries = 0; ; ) {
    if (hasBudgets) {
      tally.queuedMs += await pause(() =>
        budgets.take(request, { ...options, ctx: { ...options.ctx, signal: signal.toAbortSignal() } }),
      )
    }
    tally.attempts += 1
    let delayMs: number
    let answered = false
    try {
      const signedFor = offset.signingNow(limitMs) - clock.now()
      const response = await attempt(request, options, environment, signal, (ms) => {
        tally.queuedMs += ms
      })
      answered = true
      logAttempt(request, options, environment, tally, { status: response.status })

      if (settings.clockSkew?.isSkewError(response) === true && offset.exceeds(limitMs)) {
        const corrected = Math.abs(offset.signingNow(limitMs) - clock.now() - signedFor) < 1000
        if (!once.corrected && !corrected) {
          once.corrected = true
          continue
        }
        // The time was right: where a dead token looks the same, it is the token's turn.
        const mayRenew = options.authorize?.isRejected(response) === true && !once.renewed
        if (!mayRenew) throw clockSkew(settings.provider)
      }
      if (options.authorize?.isRejected(response) === true && !once.renewed) {
        once.renewed = true
        await orAborted(options.authorize.renew(options.ctx), signal)
        continue
      }
      if (response.status >= 300 && response.status < 400 && response.headers['location'] !== undefined) {
        throw !options.idempotent && (response.status === 302 || response.status === 303)
          ? outcomeUnknown(settings.provider, options.ctx.traceId, 'a redirect came in its place')
          : redirected(settings.provider)
      }
      const wait = retryAfterMs(response, offset.bankNow())
      if (response.status === 429) budgets.close(request, options, Math.min(wait ?? 1000, longestClosingMs))
      if (!options.idempotent || !isPassing(response.status) || retries >= retriesAllowed) return response
      delayMs = Math.max(wait ?? 0, backoffMs(retries + 1, random))
      // Longer than the call may still take: the caller gets the bank's own answer, with its Retry-After.
      if (delayMs >= leftMs()) return response
    } catch (error) {
      if (!answered) logAttempt(request, options, environment, tally, { error: nameOf(error) })
      const failure = toFailure(error, options, environment, signal)
      if (!failure.retry || retries >= retriesAllowed) throw failure.error
      delayMs = backoffMs(retries + 1, random)
      // Sleeping until the time is up would only hide what went wrong.
      if (delayMs >= leftMs()) throw failure.error
    }
    retries += 1
    await clock.sleep(delayMs, signal.toAbortSignal())
  }
}

/** What a failed attempt means, and whether another one is safe. */
const toFailure = (
  error: unknown,
  { idempotent, ctx }: SendOptions,
  { settings: { provider } }: CallEnvironment,
  signal: StopSignal,
): { readonly retry: boolean; readonly error: unknown } => {
  if (!(error instanceof ExchangeFailure)) return { retry: false, error }
  if (signal.aborted) return { retry: false, error }
  if (error.kind === 'oversize')
    return {
      retry: false,
      error: idempotent ? oversize(provider) : outcomeUnknown(provider, ctx.traceId, 'the answer was too large'),
    }
  if (faultName(error.cause) === 'UND_ERR_INVALID_ARG') return { retry: false, error: invalidRequest(provider) }
  const certificate = certificateFault(error.cause, provider)
  if (certificate !== undefined) return { retry: false, error: certificate }
  if (error.maySent && !idempotent) {
    return { retry: false, error: outcomeUnknown(provider, ctx.traceId, faultName(error.cause)) }
  }
  return { retry: true, error: unavailable(provider, error.maySent, faultName(error.cause)) }
}
