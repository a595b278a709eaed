import type { TakenBudget } from '../../budgets/rate-budgets.ts'
import type { BankResponse, OutgoingRequest } from '../../contracts/http-message.ts'
import type { SendOptions } from '../../contracts/transport.ts'
import { errorForConnection, faultName, outcomeUnknown } from '../../errors/connection-errors.ts'
import { NostroError } from '../../errors/nostro-error.ts'
import { backoffMs, isPassing, retryAfterMs } from '../../http/retry-policy.ts'
import { type AttemptProgress, attempt, maxBytesOf } from './attempt.ts'
import type { CallEnvironment } from './call-environment.ts'
import type { StopSignal } from './call-signal.ts'
import type { Deadline } from './deadline.ts'
import { orAborted } from './or-aborted.ts'
import { ExchangeFailure } from './send-once.ts'
import { beforeSending, clockSkew, oversize, redirected, unreadableCoding } from './transport-errors.ts'

/** What happened so far in one call: the numbers of its log line. */
export interface Tally {
  queuedMs: number
  attempts: number
}

interface Call {
  readonly request: OutgoingRequest
  readonly options: SendOptions
  readonly environment: CallEnvironment
  readonly tally: Tally
  readonly deadline: Deadline
  /** What is done once in a call at most. */
  readonly once: { renewed: boolean; corrected: boolean }
}

/** What follows an attempt: the call's answer, another attempt at once or after a while, or the call's error. */
type Next =
  | { readonly kind: 'answer'; readonly response: BankResponse }
  | { readonly kind: 'again' }
  | { readonly kind: 'retry'; readonly delayMs: number; readonly otherwise: () => BankResponse }

/** Attempts until there is an answer to give back. */
export const runAttempts = async (
  request: OutgoingRequest,
  options: SendOptions,
  environment: CallEnvironment,
  { tally, deadline }: { readonly tally: Tally; readonly deadline: Deadline },
): Promise<BankResponse> => {
  const call: Call = { request, options, environment, tally, deadline, once: { renewed: false, corrected: false } }
  const retriesAllowed = environment.settings.retries ?? 2
  for (let retries = 0; ; ) {
    deadline.signal.throwIfAborted()
    const next = await oneAttempt(call, retries)
    if (next.kind === 'answer') return next.response
    if (next.kind === 'again') continue
    // Sleeping until the time is up would only hide what went wrong: then the caller gets the bank's own answer.
    if (retries >= retriesAllowed || next.delayMs >= deadline.leftMs()) return next.otherwise()
    retries += 1
    await environment.dependencies.clock.sleep(next.delayMs, deadline.signal.toAbortSignal())
  }
}

const oneAttempt = async (call: Call, retries: number): Promise<Next> => {
  const { request, options, environment, tally, deadline } = call
  const taken = await takeBudget(call)
  tally.attempts += 1
  const progress: AttemptProgress = { queuedMs: 0, isExchanging: false }
  const { signingNow } = environment.offset
  const limitMs = environment.settings.clockSkew?.limitMs ?? Number.POSITIVE_INFINITY
  const signedFor = signingNow(limitMs) - environment.dependencies.clock.now()
  let response: BankResponse
  try {
    response = await attempt(request, options, environment, { signal: deadline.signal, progress })
  } catch (error) {
    logAttempt(call, { error: nameOf(error) })
    if (!mayHaveLeft(error, progress)) await taken?.giveBack().catch(() => undefined)
    const { mayRetry, error: failure } = toFailure(error, call, progress)
    if (!mayRetry) throw failure
    const fail = (): never => {
      throw failure
    }
    return { kind: 'retry', delayMs: backoffMs(retries + 1, environment.dependencies.random), otherwise: fail }
  } finally {
    tally.queuedMs += progress.queuedMs
  }
  logAttempt(call, { status: response.status })
  return afterAnswer(response, call, { signedFor, retries })
}

const takeBudget = async ({
  request,
  options,
  environment: { budgets, settings },
  tally,
  deadline,
}: Call): Promise<TakenBudget | undefined> => {
  if ((settings.budgets ?? []).length === 0) return undefined
  const signal = deadline.signal.toAbortSignal()
  const taken = await deadline.pause(() => budgets.take(request, { ...options, ctx: { ...options.ctx, signal } }))
  tally.queuedMs += taken.waitedMs
  return taken
}

/** The bank answered: what that means for the call. */
const afterAnswer = async (
  response: BankResponse,
  call: Call,
  { signedFor, retries }: { readonly signedFor: number; readonly retries: number },
): Promise<Next> => {
  const { request, options, environment, deadline, once } = call
  const { settings, dependencies, budgets, offset } = environment
  const { authorize, idempotent, ctx } = options
  // Asked once for each answer, also after a renewal: an authorizer may learn from it.
  const mayRenew = authorize?.isRejected(response) === true && !once.renewed
  if (settings.clockSkew?.isSkewError(response) === true && offset.exceeds(settings.clockSkew.limitMs)) {
    const signedNow = offset.signingNow(settings.clockSkew.limitMs) - dependencies.clock.now()
    if (!once.corrected && Math.abs(signedNow - signedFor) >= 1000) {
      once.corrected = true
      return { kind: 'again' }
    }
    // The time was right: where a dead token looks the same, it is the token's turn.
    if (!mayRenew) throw clockSkew(settings.provider)
  }
  if (authorize !== undefined && mayRenew) {
    once.renewed = true
    await orAborted(() => authorize.renew(ctx), deadline.signal).catch((error: unknown) => {
      // The bank refused the call itself: what becomes of its token leaves nothing open.
      throw beforeSending(settings.provider, error)
    })
    return { kind: 'again' }
  }
  if (response.status >= 300 && response.status < 400 && response.headers['location'] !== undefined) {
    throw !idempotent && (response.status === 302 || response.status === 303)
      ? outcomeUnknown(settings.provider, ctx.traceId, 'a redirect came in its place')
      : redirected(settings.provider)
  }
  const waitMs = retryAfterMs(response, offset.bankNow())
  if (response.status === 429) {
    await budgets.close(request, options, waitMs ?? 1000).catch(() => {
      dependencies.logger.warn({ provider: settings.provider, route: options.route }, 'a budget could not be closed')
    })
  }
  if (!idempotent || !isPassing(response.status)) return { kind: 'answer', response }
  const delayMs = Math.max(waitMs ?? 0, backoffMs(retries + 1, dependencies.random))
  return { kind: 'retry', delayMs, otherwise: () => response }
}

const mayHaveLeft = (error: unknown, { isExchanging }: AttemptProgress): boolean =>
  isExchanging && !(error instanceof ExchangeFailure && !error.maySent)

/** What a failed attempt means, and whether another one is safe. */
const toFailure = (
  error: unknown,
  { options: { idempotent, ctx }, options, environment, deadline }: Call,
  progress: AttemptProgress,
): { readonly mayRetry: boolean; readonly error: unknown } => {
  const { provider } = environment.settings
  const stay = (failure: unknown) => ({ mayRetry: false, error: failure })
  if (!progress.isExchanging) return stay(beforeSending(provider, error))
  if (!(error instanceof ExchangeFailure) || isStopped(deadline.signal)) return stay(error)
  const unread = (failure: NostroError, why: string) =>
    stay(idempotent ? failure : outcomeUnknown(provider, ctx.traceId, why))
  if (error.kind === 'oversize') {
    return unread(oversize(provider, maxBytesOf(options, environment)), 'the answer was too large')
  }
  if (error.kind === 'coding') {
    const why = error.cause instanceof Error ? error.cause.message : 'unknown'
    return unread(unreadableCoding(provider, why), 'its content coding could not be read')
  }
  return errorForConnection({
    provider,
    idempotent,
    maySent: error.maySent,
    traceId: ctx.traceId,
    cause: error.cause,
  })
}

const isStopped = ({ aborted }: StopSignal): boolean => aborted

const nameOf = (error: unknown): string => {
  if (NostroError.isInstance(error)) return error.code
  if (!(error instanceof ExchangeFailure)) return 'unexpected'
  return error.kind === 'transport' ? faultName(error.cause) : error.kind
}

const logAttempt = (
  { request: { method }, options, environment: { settings, dependencies }, tally: { attempts } }: Call,
  outcome: { readonly status: number } | { readonly error: string },
): void => {
  const { route, ctx } = options
  const fields = { provider: settings.provider, method, route, ...outcome, attempts, traceId: ctx.traceId }
  dependencies.logger.debug(fields, 'attempt')
}
