import type { Pki } from '@nostro/simulators'
import { afterEach, beforeAll } from 'vitest'
import type { CallRecord, SendOptions, Transport, TransportSettings } from '../src/contracts/transport.ts'
import { NostroError } from '../src/errors/nostro-error.ts'
import { toRequest, toRequestWithBody } from '../src/http/outgoing-request.ts'
import { createUndiciTransport } from '../src/node/transport/undici-transport.ts'
import { systemClock } from '../src/services/system-clock.ts'
import { createSeededRandom } from '../src/testing/seeded-random.ts'
import { type Answer, startTlsServer, type TestServer, testPki } from './tls-server.ts'

/** What every test of the transport begins with; whatever it opens is closed after each test. */
export interface TransportBench {
  pki(): Pki
  serve(answer: Answer, options?: Parameters<typeof startTlsServer>[1]): Promise<TestServer>
  open(origin: string, settings?: Partial<TransportSettings>, parts?: BenchParts): Transport
  /** Closed with everything else. */
  keep(closable: { close(): Promise<void> }): void
}

interface BenchParts {
  readonly clock?: typeof systemClock
  readonly records?: CallRecord[]
  readonly proxy?: string
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

export const createTransportBench = (): TransportBench => {
  let pki: Pki
  const opened: { close(): Promise<void> }[] = []
  beforeAll(async () => {
    pki = await testPki()
  })
  afterEach(async () => {
    for (const each of opened.splice(0).reverse()) await each.close()
  })
  return {
    pki: () => pki,
    keep: (closable) => void opened.push(closable),
    serve: async (answer, options) => {
      const server = await startTlsServer(answer, options)
      opened.push(server)
      return server
    },
    open: (origin, settings = {}, { clock = systemClock, records = [], proxy } = {}) => {
      const transport = createUndiciTransport(
        { provider: 'test', origins: [origin], ca: pki.serverCa, ...settings },
        {
          clock,
          random: createSeededRandom('transport'),
          logger: silent,
          proxy,
          observeCall: (record) => records.push(record),
        },
      )
      opened.push(transport)
      return transport
    },
  }
}

export const ok: Answer = (_request, response) => response.end('{}')
export const reading: SendOptions = { ctx: {}, route: 'GET /', idempotent: true }
export const changing: SendOptions = { ctx: {}, route: 'POST /pay', idempotent: false }
export const get = (origin: string, target = '/') => toRequest({ method: 'GET', origin, target })
export const post = (origin: string, body = '{"a":1}') =>
  toRequestWithBody({ method: 'POST', origin, target: '/pay' }, body)

/** The error of a call that must fail. */
export const failure = async (promise: Promise<unknown>): Promise<NostroError> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (NostroError.isInstance(error)) return error
  throw new Error(`no NostroError but ${String(error)}`)
}
