import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { NostroError } from '@nostro/core'
import { streamGone, streamLogin } from './event-stream.ts'
import type { PageAnswer } from './page-answer.ts'
import { currentLogin, type RouteParts } from './page-parts.ts'
import { type PageRequest, readPageRequest } from './page-request.ts'
import { answerPage } from './page-routes.ts'
import { createPageSessions, type PageSessions, type SessionLimits } from './page-sessions.ts'
import { createStreamLimits, type StreamLimits } from './stream-limits.ts'

export interface PageServerParts extends Omit<RouteParts, 'sessions'> {
  /** 0 takes any free one. */
  readonly port: number
  readonly limits?: SessionLimits | undefined
}

export interface PageServer {
  /** Where the first page is. */
  readonly url: string
  /** Cancels the orders that are open, ends every connection and stops listening. */
  close(): Promise<void>
}

/**
 * Serves the login on 127.0.0.1, for this machine alone.
 * @throws NostroError `invalid_config` when the port is taken
 */
export const startPageServer = async ({ port, ...parts }: PageServerParts): Promise<PageServer> => {
  const sessions = createPageSessions(parts)
  const routeParts: RouteParts = { ...parts, sessions }
  const streams = createStreamLimits()
  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readPageRequest(message, portOf())
    if (request === undefined) send(response, misdirected)
    else if (request.method === 'GET' && request.path === '/events')
      answerStream(routeParts, streams, request, response)
    else send(response, await answerPage(routeParts, request))
  }
  const server = createServer((message, response) => {
    handle(message, response).catch(() => {
      if (!response.headersSent) send(response, broken)
      response.end()
    })
  })
  const portOf = (): number => (server.address() as AddressInfo).port

  server.listen({ host: '127.0.0.1', port, exclusive: true })
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw new NostroError({
      code: 'invalid_config',
      message: `Nothing can listen on the port ${port} of 127.0.0.1 (${error.code ?? 'unknown error'}).`,
      hint: 'Choose another --port, or leave it out to take any free one.',
    })
  })
  return {
    url: `http://127.0.0.1:${portOf()}/`,
    close: () => closeServer(server, sessions),
  }
}

const answerStream = (
  parts: RouteParts,
  streams: StreamLimits,
  request: PageRequest,
  response: ServerResponse,
): void => {
  const session = parts.sessions.find(request.header('cookie'))
  if (session === undefined) {
    send(response, notFound)
    return
  }
  const login = currentLogin(session)
  if (login === undefined || login.id !== request.query.get('login')) {
    streamGone(response)
    return
  }
  const release = streams.take(session.id, request.ipAddress)
  if (release === undefined) {
    send(response, tooMany)
    return
  }
  response.once('close', release)
  const { language } = session
  const simulated = parts.appUrl !== undefined
  const lastEventId = request.header('last-event-id')
  streamLogin(login, { response, clock: parts.clock, language, simulated, lastEventId })
}

const closeServer = async (server: Server, sessions: PageSessions): Promise<void> => {
  // What cannot be cancelled ends by itself.
  await Promise.allSettled(sessions.all().map(({ login }) => login?.cancel()))
  if (!server.listening) return
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
}

const plain = (status: number, body: string): PageAnswer => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', Connection: 'close' },
  body,
})
const notFound = plain(404, 'There is nothing here.\n')
const misdirected = plain(421, 'This is not a request to this page.\n')
const tooMany = plain(429, 'This login is open in too many windows. Close some.\n')
const broken = plain(500, 'The page failed. Try again.\n')

const send = (response: ServerResponse, { status, headers, body }: PageAnswer): void => {
  response.writeHead(status, headers)
  response.end(body)
}
