import type { Dispatcher } from 'undici'
import type { BankResponse, OutgoingRequest } from '../../contracts/http-message.ts'
import type { StopSignal } from './call-signal.ts'

/** One exchange that gave no complete answer. */
export class ExchangeFailure extends Error {
  override readonly name = 'ExchangeFailure'
  readonly kind: 'transport' | 'oversize' | 'coding' | 'aborted'
  /** False only when not one byte of the request can have left us. */
  readonly maySent: boolean

  constructor(kind: ExchangeFailure['kind'], maySent: boolean, cause: unknown) {
    super(`The exchange ended without an answer (${kind}).`, { cause })
    this.kind = kind
    this.maySent = maySent
  }
}

export interface ExchangeLimits {
  readonly maxResponseBytes: number
  readonly signal: StopSignal
}

/** Sends exactly these bytes once and reads the whole answer. @throws ExchangeFailure */
export const sendOnce = (
  dispatcher: Pick<Dispatcher, 'dispatch'>,
  request: OutgoingRequest,
  headers: Readonly<Record<string, string>>,
  { maxResponseBytes, signal }: ExchangeLimits,
): Promise<BankResponse> =>
  new Promise((resolve, reject) => {
    let maySent = false
    let status = 0
    let received: Readonly<Record<string, string>> = {}
    let size = 0
    const chunks: Buffer[] = []
    let abortExchange: ((reason: Error) => void) | undefined

    const settle = (finish: () => void): void => {
      signal.removeEventListener('abort', onAbort)
      finish()
    }
    const fail = (kind: ExchangeFailure['kind'], cause: unknown): void =>
      settle(() => reject(new ExchangeFailure(kind, maySent, cause)))
    const onAbort = (): void => {
      // Waiting in the pool's queue: nothing to abort yet, and the request will not be written later.
      fail('aborted', signal.reason)
      abortExchange?.(new Error('aborted'))
    }
    if (signal.aborted) {
      fail('aborted', signal.reason)
      return
    }
    signal.addEventListener('abort', onAbort, { once: true })

    dispatcher.dispatch(
      {
        origin: request.origin,
        path: request.target,
        method: request.method,
        headers,
        body: request.body ?? null,
        // Deadlines are the transport’s, on the injected clock.
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      {
        onRequestStart: (controller) => {
          if (signal.aborted) {
            controller.abort(new Error('aborted'))
            return
          }
          // The connection stands and writing starts now: from here on nobody can prove that nothing arrived.
          maySent = true
          abortExchange = (reason) => controller.abort(reason)
        },
        onResponseStart: (_controller, statusCode, responseHeaders) => {
          if (statusCode < 200) return
          status = statusCode
          received = flatten(responseHeaders)
        },
        onResponseData: (controller, chunk) => {
          size += chunk.length
          if (size > maxResponseBytes) {
            fail('oversize', undefined)
            controller.abort(new Error('oversize'))
            return
          }
          chunks.push(chunk)
        },
        onResponseEnd: () => settle(() => resolve({ status, headers: received, body: toBytes(chunks) })),
        onResponseError: (_controller, error) => fail('transport', error),
      },
    )
  })

/** Short answers come in one piece, which needs no copy. */
const toBytes = (chunks: readonly Buffer[]): Buffer => {
  const [first] = chunks
  return first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks)
}

const flatten = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Readonly<Record<string, string>> => {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value
  }
  return flat
}
