import { createMemoryPaymentIntentStore, type LogFields, type Logger, type ProviderServices } from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { createSeededRandom } from '@nostro/core/testing'
import type { LeapingClock } from './leaping-clock.ts'

/** One call that a provider handed to its transport. */
export interface SentCall {
  readonly method: string
  readonly origin: string
  readonly target: string
  readonly route: string
  readonly idempotent: boolean
}

/** What a provider is given while it is judged, and what is seen of its use. */
export interface KitServices {
  /** @param limits `real`: the provider's own time limits, which the clock leaps to */
  services(limits?: 'real'): ProviderServices
  /** Every log line, fields and all, as text. */
  readonly logs: readonly string[]
  readonly calls: readonly SentCall[]
}

/** Longer than the clock leaps: no check runs into a time limit that it does not look for. */
const noLimitMs = 1_200_000

const recordingLogger = (lines: string[]): Logger => {
  const write = (fields: LogFields, message: string): void => {
    lines.push(`${JSON.stringify(fields)} ${message}`)
  }
  return { debug: write, info: write, warn: write, error: write }
}

/** Services over the real transport: recorded, seeded, on a clock that leaps. One store of payments for all instances. */
export const createKitServices = (clock: LeapingClock, seed: string): KitServices => {
  const [logs, calls]: [string[], SentCall[]] = [[], []]
  const node = createNodeServices({
    clock,
    random: createSeededRandom(seed),
    logger: recordingLogger(logs),
    intents: createMemoryPaymentIntentStore(),
    proxy: false,
  })
  return {
    logs,
    calls,
    services: (limits) => ({
      ...node,
      createTransport: (settings) => {
        const patience = limits === 'real' ? {} : { timeoutMs: noLimitMs, maxQueueMs: noLimitMs }
        const transport = node.createTransport({ ...settings, ...patience })
        return {
          ...transport,
          send: (request, options) => {
            const { method, origin, target } = request
            calls.push({ method, origin, target, route: options.route, idempotent: options.idempotent })
            return transport.send(request, limits === 'real' ? options : { ...options, timeoutMs: noLimitMs })
          },
        }
      },
    }),
  }
}
