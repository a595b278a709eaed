import type { BankResponse, OutgoingRequest } from '../../contracts/http-message.ts'
import type { CallRecord, SendOptions } from '../../contracts/transport.ts'
import { NostroError } from '../../errors/nostro-error.ts'
import { runAttempts, type Tally } from './attempts.ts'
import type { CallEnvironment, TransportDependencies } from './call-environment.ts'
import { withDeadline } from './deadline.ts'

/** One call: attempts until there is an answer to give back, then one log line. */
export const runCall = async (
  request: OutgoingRequest,
  options: SendOptions,
  environment: CallEnvironment,
): Promise<BankResponse> => {
  const { settings, dependencies, time } = environment
  const traceId = options.ctx.traceId ?? dependencies.random.uuid()
  const started = time()
  const tally: Tally = { queuedMs: 0, attempts: 0 }
  const record = (response: BankResponse | undefined, error: unknown): CallRecord => {
    const bankRequestId = response?.headers[(settings.bankRequestIdHeader ?? '').toLowerCase()]
    return {
      provider: settings.provider,
      method: request.method,
      route: options.route,
      status: response?.status,
      ms: Math.max(0, time() - started - tally.queuedMs),
      queuedMs: tally.queuedMs,
      attempts: tally.attempts,
      bankRequestId,
      traceId,
      error: error === undefined ? undefined : NostroError.isInstance(error) ? error.code : 'unexpected',
    }
  }
  try {
    const response = await withDeadline(options, environment, traceId, (deadline) =>
      runAttempts(request, { ...options, ctx: { ...options.ctx, traceId } }, environment, { tally, deadline }),
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
