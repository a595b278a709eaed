import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Receiver {
  readonly url: string
  readonly received: Received[]
  /** Resolves when so many messages have come. */
  arrived(count: number): Promise<void>
  close(): Promise<void>
}

/** A local webhook receiver that answers with the statuses given, the last one ever after. */
export const openReceiver = async (
  statuses: readonly [number, ...number[]] = [200],
  tls?: { readonly key: string; readonly cert: string },
): Promise<Receiver> => {
  const received: Received[] = []
  const waiting: { count: number; resolve: () => void }[] = []
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      response.writeHead(statuses[Math.min(received.length, statuses.length - 1)] ?? 200).end()
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') })
      for (const one of waiting) if (received.length >= one.count) one.resolve()
    })
  }
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/hook`,
    received,
    arrived: (count) =>
      new Promise((resolve) => {
        if (received.length >= count) resolve()
        else waiting.push({ count, resolve })
      }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
