import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server, type ServerOptions } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { type Pki, sharedPki } from '@nostro/simulators'

export interface Seen {
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface TestServer {
  readonly origin: string
  /** Requests that arrived whole, oldest first. */
  readonly seen: readonly Seen[]
  readonly connections: () => number
  /** Those that stand now. */
  readonly openConnections: () => number
  /** From now on asks nobody for a client certificate. */
  acceptEverybody(): void
  close(): Promise<void>
}

export type Answer = (request: Seen, response: ServerResponse, socket: Socket) => void

/** Keys and certificates for all tests of the process. */
export const testPki = (): Promise<Pki> => sharedPki()

const read = async (message: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

/** An HTTPS server on 127.0.0.1 with a configured answer. */
export const startTlsServer = async (answer: Answer, options: ServerOptions = {}): Promise<TestServer> => {
  const pki = await testPki()
  const seen: Seen[] = []
  let connections = 0
  let standing = 0
  const server: Server = createServer(
    { cert: pki.server.certificate, key: pki.server.key, ...options },
    async (message, response) => {
      try {
        const body = await read(message)
        const headers = message.headers as Record<string, string>
        const request = { method: message.method ?? '', target: message.url ?? '', headers, body }
        seen.push(request)
        answer(request, response, message.socket)
      } catch {
        response.destroy()
      }
    },
  )
  server.on('secureConnection', (socket) => {
    connections += 1
    standing += 1
    socket.once('close', () => {
      standing -= 1
    })
  })
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    connections: () => connections,
    openConnections: () => standing,
    acceptEverybody: () => {
      // A mutable setting of the running server, which Node’s types do not show.
      Object.assign(server, { requestCert: false })
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
