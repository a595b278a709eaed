import {
  type BankResponse,
  createMemoryPaymentIntentStore,
  type ProviderServices,
} from '../../../packages/core/src/index.ts'
import {
  createRecordingTransport,
  createSeededRandom,
  type RecordedCall,
  type RecordingTransport,
} from '../../../packages/core/src/testing/index.ts'
import type {
  BankAnswer,
  BankHandler,
  BankRequest,
  ClientIdentity,
} from '../../../packages/simulators/src/http/bank-handler.ts'
import type { CapturedRequest } from '../../../packages/simulators/src/verify/index.ts'
import type { GoodRequest } from './mutant.ts'

/** A request as a simulated bank reads it from the wire. */
export const toBankRequest = (
  { method, target, headers, body }: CapturedRequest,
  client: ClientIdentity,
): BankRequest => {
  const mark = target.indexOf('?')
  return {
    method,
    target,
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    rawHeaders: headers,
    header: (name) => {
      const values = headers.filter(([own]) => own.toLowerCase() === name.toLowerCase()).map(([, value]) => value)
      return values.length === 0 ? undefined : values.join(', ')
    },
    body: Buffer.from(body),
    client,
    remoteAddress: '127.0.0.1',
  }
}

const toCaptured = ({ method, target, headers, body }: RecordedCall): CapturedRequest => ({
  method,
  target,
  headers: Object.entries(headers),
  body: body ?? new Uint8Array(),
})

const toResponse = ({ status, headers = {}, body = '' }: BankAnswer): BankResponse => ({
  status,
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  body: Buffer.from(body),
})

export interface DirectServices {
  readonly services: ProviderServices
  /** What the bank took so far, in order. */
  readonly good: readonly GoodRequest[]
  /** Forgets what was kept. */
  forget(): void
}

/** A provider's services over a simulated bank without sockets; what is sent is kept, signed and whole. */
export const createDirectServices = (
  handler: BankHandler,
  now: () => number,
  client: ClientIdentity,
  /** Spoils answers on their way back. */
  change: (response: BankResponse) => BankResponse = (same) => same,
): DirectServices => {
  const good: GoodRequest[] = []
  const transports: RecordingTransport[] = []
  const silent = () => undefined
  return {
    good,
    forget: () => {
      good.length = 0
      for (const transport of transports) transport.clear()
    },
    services: {
      clock: { now, sleep: async () => undefined },
      random: createSeededRandom('mutants'),
      logger: { debug: silent, info: silent, warn: silent, error: silent },
      intents: createMemoryPaymentIntentStore(),
      createTransport: () => {
        const transport = createRecordingTransport(async (call) => {
          const request = toCaptured(call)
          const answer = await handler.handle(toBankRequest(request, client))
          if (answer.status < 400) good.push({ ...request, name: call.route, at: now() })
          return change(toResponse(answer))
        }, now)
        transports.push(transport)
        return transport
      },
    },
  }
}
