import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { type Clock, disposable, NostroError } from '@nostro/core'
import type { Api } from '../api/create-api.ts'
import { ApiError } from '../errors/api-error.ts'
import { problemResponse, toProblem } from '../errors/problem.ts'
import { addressingOf, allowedHosts } from './allowed-hosts.ts'
import { peerOf } from './peer-of.ts'
import { refuseOnSocket } from './raw-problem.ts'

/** Where the server listens, and what it serves. */
export interface ServerOptions {
  /** 0 takes a free one. */
  readonly port?: number | undefined
  readonly host?: string | undefined
  /** Where browsers reach it, behind a proxy; the loopback address when absent. */
  readonly publicUrl?: string | undefined
  /** Proxies, by exact address, whose `X-Forwarded-For` is used; from other peers it is ignored. */
  readonly trustedProxies?: readonly string[] | undefined
  readonly clock: Clock
  /** Made when the address is known: banks are given it as the place to send customers back to. */
  readonly createApi: (address: { readonly url: string; readonly port: number }) => Promise<Api>
  /** How long running requests may take when the server stops, in milliseconds; 5,000 by default. */
  readonly graceMs?: number | undefined
}

/** A server that listens. */
export interface RunningServer extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string
  readonly port: number
  readonly api: Api
  /** Takes nothing new, ends streams, lets running requests finish. Idempotent. */
  close(): Promise<void>
}

const mostConnections = 512
const sweepMs = 50

/**
 * Serves an API on loopback: plain HTTP, its own name and no other, limits on time and size.
 * @throws NostroError `invalid_config` when the port is taken, or the address is not loopback and no public https address is given
 *
 * @example
 * const server = await startServer({ port: 0, clock: systemClock, createApi: ({ url }) => createApi({ ...parts, settings: { publicUrl: url } }) })
 * console.log(server.url)
 */
export const startServer = async (options: ServerOptions): Promise<RunningServer> => {
  const { host = '127.0.0.1', publicUrl, graceMs = 5000, clock, trustedProxies = [] } = options
  assertReachable(host, publicUrl)
  let listener: ((request: IncomingMessage, response: ServerResponse) => void) | undefined
  let hosts: ReadonlySet<string> = new Set()
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: publicUrl === undefined ? 5000 : 65_000,
      maxHeaderSize: 16 * 1024,
      connectionsCheckingInterval: 5000,
      requireHostHeader: false,
    },
    (request, response) => {
      const addressing = addressingOf(request, hosts)
      if (addressing !== 'ours') return refuse(response, addressing === 'foreign' ? misdirected() : unclear())
      if (listener === undefined) return refuse(response, starting())
      listener(request, response)
    },
  )
  server.maxConnections = mostConnections
  server.on('clientError', (error, socket) => refuseOnSocket(error, socket as Socket))
  const port = await listen(server, host, options.port ?? 0)
  const url = (publicUrl ?? `http://127.0.0.1:${port}`).replace(/\/+$/, '')
  hosts = allowedHosts(url, port)
  try {
    const api = await options.createApi({ url, port })
    const serve = getRequestListener(
      (request, env) =>
        api.fetch(request, { peer: 'incoming' in env ? peerOf(env.incoming, trustedProxies) : undefined }),
      { errorHandler: (error) => problemResponse(error, { requestId: 'none' }) },
    )
    listener = (request, response) => {
      Promise.resolve(serve(request, response)).catch(() => response.destroy())
    }
    api.start()
    let closing: Promise<void> | undefined
    return disposable({
      url,
      port,
      api,
      close: () => {
        closing ??= stop(server, api, { clock, graceMs })
        return closing
      },
    })
  } catch (error) {
    server.close()
    server.closeAllConnections()
    throw error
  }
}

const assertReachable = (host: string, publicUrl: string | undefined): void => {
  if (['127.0.0.1', '::1', 'localhost'].includes(host)) return
  if (publicUrl?.startsWith('https://') === true) return
  throw new NostroError({
    code: 'invalid_config',
    message: 'The server would listen beyond this machine without TLS.',
    hint: 'Put a proxy with TLS in front of it and give its address as the public URL, or listen on 127.0.0.1.',
  })
}

const listen = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new NostroError({
          code: 'invalid_config',
          message:
            error.code === 'EADDRINUSE'
              ? `Another program listens on port ${port} already.`
              : `The server cannot listen on ${host}: ${error.code ?? error.message}.`,
          hint: 'Choose another port with --port, or 0 for a free one.',
          cause: error,
        }),
      )
    })
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })

/** Streams end first; a connection that kept one is idle only then, so idle ones are swept until all are gone. */
const stop = async (
  server: Server,
  api: Api,
  { clock, graceMs }: { readonly clock: Clock; readonly graceMs: number },
): Promise<void> => {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  const over = new AbortController()
  const sweep = async (): Promise<void> => {
    for (let waited = 0; waited < graceMs; waited += sweepMs) {
      server.closeIdleConnections()
      await clock.sleep(sweepMs, over.signal)
    }
    server.closeAllConnections()
  }
  const sweeping = sweep().catch(() => undefined)
  await api.close()
  await closed
  over.abort()
  await sweeping
}

const misdirected = (): ApiError =>
  new ApiError({
    status: 421,
    code: 'misdirected_request',
    detail: 'This server is not called by that name.',
    hint: 'Use the address that it printed at its start, or set its public URL.',
  })

const unclear = (): ApiError =>
  new ApiError({
    status: 400,
    code: 'invalid_request',
    detail: 'The request does not say, in exactly one Host header, by which name it calls this server.',
    hint: 'Send one Host header: the name and port of this server.',
  })

const starting = (): ApiError =>
  new ApiError({
    status: 503,
    code: 'not_ready',
    detail: 'The server is starting.',
    headers: { 'Retry-After': '1' },
  })

const refuse = (response: ServerResponse, error: ApiError): void => {
  const { body, headers } = toProblem(error, { requestId: 'none' })
  response.writeHead(body.status, { 'Content-Type': 'application/problem+json', Connection: 'close', ...headers })
  response.end(JSON.stringify(body))
}
