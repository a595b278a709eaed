import {
  createMemoryPaymentIntentStore,
  type LogFields,
  type Logger,
  type OutgoingRequest,
  type ProviderServices,
  type RequestSigner,
  type SigningContext,
  type Transport,
  type TransportSettings,
} from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { createMemoryTransport, createSeededRandom, type MemoryNetwork } from '@nostro/core/testing'
import type { LeapingClock } from './leaping-clock.ts'

/** One call that a provider handed to its transport. */
export interface SentCall {
  readonly method: string
  readonly origin: string
  readonly target: string
  readonly route: string
  readonly idempotent: boolean
  /** As the provider made them: without token and signature. */
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number | undefined
}

export type Limits = 'real' | 'budgets'

/** One signature that was made for an attempt. */
export interface MadeSignature {
  readonly signer: RequestSigner
  readonly request: OutgoingRequest
  readonly context: SigningContext
  readonly headers: Readonly<Record<string, string>>
}

/** What a provider is given while it is judged, and what is seen of its use. */
export interface KitServices {
  /**
   * @param limits `real`: the provider's own limits, of time and of the queue, which the clock leaps to. `budgets`: its budgets
   * alone. Without it calls wait for nothing.
   */
  services(limits?: Limits): ProviderServices
  /** Every log line, fields and all, as text. */
  readonly logs: readonly string[]
  readonly calls: readonly SentCall[]
  readonly signatures: readonly MadeSignature[]
  /** What transports were made with. */
  readonly settings: readonly TransportSettings[]
}

interface KitServicesParts {
  readonly clock: LeapingClock
  readonly seed: string
  readonly network: MemoryNetwork | undefined
}

/** Longer than the clock leaps: no check runs into a time limit that it does not look for. */
const noLimitMs = 1_200_000

const recordingLogger = (lines: string[]): Logger => {
  const write = (fields: LogFields, message: string): void => {
    lines.push(`${JSON.stringify(fields)} ${message}`)
  }
  return { debug: write, info: write, warn: write, error: write }
}

const watched = (signer: RequestSigner, made: MadeSignature[]): RequestSigner => ({
  explain: (request, context) => signer.explain(request, context),
  sign: async (request, context) => {
    const headers = await signer.sign(request, context)
    made.push({ signer, request, context, headers })
    return headers
  },
})

/** Services over the real transport: recorded, seeded, on a clock that leaps. One store of payments for all instances. */
export const createKitServices = ({ clock, seed, network }: KitServicesParts): KitServices => {
  const [logs, calls, signatures, settings]: [string[], SentCall[], MadeSignature[], TransportSettings[]] = [
    [],
    [],
    [],
    [],
  ]
  const logger = recordingLogger(logs)
  const random = createSeededRandom(seed)
  const node = createNodeServices({ clock, random, logger, intents: createMemoryPaymentIntentStore(), proxy: false })
  const make = (wished: TransportSettings): Transport =>
    network === undefined
      ? node.createTransport(wished)
      : createMemoryTransport(wished, { clock, random, logger }, network)
  return {
    logs,
    calls,
    signatures,
    settings,
    services: (limits) => ({
      ...node,
      createTransport: (wished) => {
        settings.push(wished)
        const patient = { ...wished, timeoutMs: noLimitMs, maxQueueMs: noLimitMs }
        const transport = make(
          limits === 'real' ? wished : limits === 'budgets' ? patient : { ...patient, budgets: [] },
        )
        return {
          ...transport,
          send: (request, options) => {
            const { method, origin, target, headers } = request
            const { route, idempotent, timeoutMs, signer } = options
            calls.push({ method, origin, target, route, idempotent, headers, timeoutMs })
            return transport.send(request, {
              ...options,
              ...(limits === 'real' ? {} : { timeoutMs: noLimitMs }),
              signer: signer === undefined ? undefined : watched(signer, signatures),
            })
          },
        }
      },
    }),
  }
}
