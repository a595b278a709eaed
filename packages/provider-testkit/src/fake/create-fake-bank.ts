import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { BankFault, SeenRequest } from '../bank.ts'
import { fakeBankTls } from './fake-bank-tls.ts'

/** A request as a route of a fake bank gets it. */
export interface FakeRequest extends SeenRequest {
  readonly path: string
  readonly query: URLSearchParams
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The places of the route, decoded: `/accounts/{id}` gives `{ id }`. */
  readonly params: Readonly<Record<string, string>>
}

/** What a fake bank answers. */
export interface FakeAnswer {
  readonly status?: number | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Sent as JSON. */
  readonly json?: unknown
}

/** `METHOD /path/{place}` to what the bank does. The first that fits is taken. */
export type FakeRoutes = Readonly<Record<string, (request: FakeRequest) => FakeAnswer | Promise<FakeAnswer>>>

/** Routes and state of a fake bank. */
export interface FakeBankParts {
  readonly routes: FakeRoutes
  /** The requests that a fault on `payments` hits; `POST /payments…` by default. All GETs are `reads`. */
  readonly isPayment?: ((request: SeenRequest) => boolean) | undefined
}

/** A running fake bank. */
export interface FakeBank {
  /** `https://127.0.0.1:…` */
  readonly origin: string
  /** PEM of the authority to trust. */
  readonly ca: string
  readonly requests: readonly SeenRequest[]
  /** Takes effect on the next requests that it fits; see {@link BankFault}. */
  fault(fault: BankFault): void
  heal(): void
  stop(): Promise<void>
  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}

const toPattern = (
  route: string,
): { readonly method: string; readonly path: RegExp; readonly names: readonly string[] } => {
  const [method = '', path = ''] = route.split(' ')
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  return { method, names, path: new RegExp(`^${path.replace(/\{\w+\}/g, '([^/]+)')}$`) }
}

/**
 * A bank for tests: an HTTPS server on this machine with a certificate of its own, faults on demand and a record of what it
 * was asked. The author writes its routes.
 *
 * @example
 * const bank = await createFakeBank({ routes: { 'GET /accounts': () => ({ json: { accounts: [] } }) } })
 */
export const createFakeBank = async ({ routes, isPayment = postsPayment }: FakeBankParts): Promise<FakeBank> => {
  const { certificate, key } = fakeBankTls()
  const table = Object.entries(routes).map(([route, run]) => ({ ...toPattern(route), run }))
  const requests: SeenRequest[] = []
  const sockets = new Set<Duplex>()
  let faults: { readonly fault: BankFault; left: number }[] = []

  const takeFault = (request: SeenRequest): BankFault | undefined => {
    const found = faults.find(({ fault, left }) => {
      if (left === 0) return false
      return fault.on === 'payments' ? isPayment(request) : request.method === 'GET'
    })
    if (found !== undefined) found.left -= 1
    return found?.fault
  }
  const answerTo = async (request: Omit<FakeRequest, 'params'>): Promise<FakeAnswer> => {
    for (const { method, path, names, run } of table) {
      const match = method === request.method ? path.exec(request.path) : null
      if (match === null) continue
      const values = names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')])
      return run({ ...request, params: Object.fromEntries(values) as Record<string, string> })
    }
    return { status: 404, json: { error: 'There is no such route.' } }
  }

  const server = createServer({ cert: certificate, key }, (incoming, response) => {
    const serve = async (): Promise<void> => {
      const body = (await buffer(incoming)).toString()
      const { method = '', url: target = '/' } = incoming
      const url = new URL(target, 'https://127.0.0.1')
      requests.push({ method, target })
      const fault = takeFault({ method, target })
      if (fault?.kind === 'silence') return
      if (fault?.kind === 'reset-before') return void incoming.socket.destroy()
      if (fault?.kind === 'html-502') {
        response.writeHead(502, { 'content-type': 'text/html' }).end('<html><body>502 Bad Gateway</body></html>')
        return
      }
      const headers = incoming.headers as Readonly<Record<string, string>>
      const request = { method, target, path: url.pathname, query: url.searchParams, headers, body }
      const instead = fault?.kind === 'status' || fault?.kind === 'other-json' ? insteadOf(fault) : undefined
      const own = instead ?? (await answerTo(request))
      if (fault?.kind === 'reset-after') return void incoming.socket.destroy()
      const { status = 200, json, headers: extra } = fault?.kind === 'status-after' ? insteadOf(fault) : own
      const text = json === undefined ? '' : JSON.stringify(looped(fault, json, target))
      const sent = fault?.kind === 'malformed-json' ? text.slice(0, text.length / 2) : text
      response.writeHead(status, { 'content-type': 'application/json', ...extra })
      if (fault?.kind === 'truncated') response.write(sent.slice(0, 1), () => incoming.socket.destroy())
      else response.end(sent)
    }
    serve().catch(() => incoming.socket.destroy())
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  return {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ca: certificate,
    requests,
    fault: (fault) => {
      faults.push({ fault, left: fault.times ?? 1 })
    },
    heal: () => {
      faults = []
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

const postsPayment = ({ method, target }: SeenRequest): boolean => method === 'POST' && /^\/payments/.test(target)

const insteadOf = ({ kind, status = 503, retryAfter, body }: BankFault): FakeAnswer => {
  if (kind === 'other-json') return { json: { something: ['else'] } }
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter }
  return { status, headers, json: body ?? { error: 'The bank has a fault.' } }
}

/** With `page-loop` a page names itself as the next one, under the member `next`. */
const looped = (fault: BankFault | undefined, json: unknown, target: string): unknown =>
  fault?.kind === 'page-loop' && typeof json === 'object' && json !== null && 'next' in json
    ? { ...json, next: target }
    : json
