import type { Dispatcher } from 'undici'
import type { Transport, TransportSettings } from '../contracts/transport.ts'
import type { TransportDependencies } from '../node/transport/call-environment.ts'
import { createConnectionSlots } from '../node/transport/connection-slots.ts'
import type { BankPool } from '../node/transport/create-pool.ts'
import { createUndiciTransport } from '../node/transport/undici-transport.ts'

/** A request as it would leave: token and signature included. */
export interface MemoryRequest {
  readonly method: string
  readonly origin: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** What comes back. `broken`: the connection ends, after the part of the body that is given, or before any answer. */
export interface MemoryAnswer {
  readonly status?: number | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: string | Uint8Array | undefined
  readonly broken?: boolean | undefined
}

/** A bank in this process. A promise that never settles is a bank that stays silent. */
export type MemoryNetwork = (request: MemoryRequest) => Promise<MemoryAnswer>

const hungUp = (): Error => Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' })

type DispatchOptions = Dispatcher.DispatchOptions & {
  readonly headers?: unknown
  readonly body?: unknown
}

const toRequest = ({ method, origin, path, headers, body }: DispatchOptions): MemoryRequest => ({
  method,
  origin: String(origin ?? ''),
  target: path,
  headers: (headers ?? {}) as Readonly<Record<string, string>>,
  body: body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : ''),
})

/** One exchange in memory, with the calls in the order in which undici makes them. */
const exchange = (
  network: MemoryNetwork,
  request: MemoryRequest,
  handler: Dispatcher.DispatchHandler,
): Dispatcher.DispatchController => {
  let isOver = false
  const end = (): boolean => {
    if (isOver) return false
    isOver = true
    return true
  }
  const fail = (error: Error): void => {
    if (end()) handler.onResponseError?.(controller, error)
  }
  const controller: Dispatcher.DispatchController = {
    aborted: false,
    paused: false,
    reason: null,
    abort: (reason) => fail(reason),
    pause: () => undefined,
    resume: () => undefined,
  }
  const deliver = ({ status, headers = {}, body = '', broken }: MemoryAnswer): void => {
    if (isOver) return
    if (status !== undefined) handler.onResponseStart?.(controller, status, { ...headers })
    const bytes = Buffer.from(body)
    if (bytes.length > 0) handler.onResponseData?.(controller, bytes)
    if (broken === true) fail(hungUp())
    else if (end()) handler.onResponseEnd?.(controller, {})
  }
  queueMicrotask(() => {
    handler.onRequestStart?.(controller, {})
    if (!isOver) network(request).then(deliver, fail)
  })
  return controller
}

const createMemoryPool = (network: MemoryNetwork, connections: number): BankPool => {
  const open = new Set<Dispatcher.DispatchController>()
  const destroy = async (): Promise<void> => {
    for (const controller of open) controller.abort(hungUp())
    open.clear()
  }
  const dispatch: BankPool['dispatcher']['dispatch'] = (options, handler) => {
    const controller = exchange(network, toRequest(options), {
      ...bound(handler),
      onResponseEnd: (...args) => {
        open.delete(controller)
        handler.onResponseEnd?.(...args)
      },
      onResponseError: (...args) => {
        open.delete(controller)
        handler.onResponseError?.(...args)
      },
    })
    open.add(controller)
    return true
  }
  return {
    dispatcher: { dispatch, close: async () => {}, destroy } as BankPool['dispatcher'],
    slots: createConnectionSlots(connections),
    alerts: {
      arrived: () => undefined,
      accepted: () => undefined,
      begin: () => ({ end: () => undefined }),
    },
    hold: () => () => undefined,
    retire: async () => {},
  }
}

const bound = (handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler => ({
  onRequestStart: (...args) => handler.onRequestStart?.(...args),
  onResponseStart: (...args) => handler.onResponseStart?.(...args),
  onResponseData: (...args) => handler.onResponseData?.(...args),
})

/**
 * The real transport (budgets, tokens, signatures, retries, time limits) over a bank in this process instead of a network:
 * for tests in which thousands of calls must cost nothing. TLS is not part of it.
 *
 * @example
 * const services = { ...createNodeServices(), createTransport: (settings) => createMemoryTransport(settings, dependencies, bank) }
 */
export const createMemoryTransport = (
  settings: TransportSettings,
  dependencies: TransportDependencies,
  network: MemoryNetwork,
): Transport =>
  createUndiciTransport(settings, { ...dependencies, proxy: false }, () =>
    createMemoryPool(network, settings.connections ?? 64),
  )
