import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { ControlAnswer, ControlRoute } from '../http/bank-handler.ts'
import { type Loopback, onLoopback } from '../http/loopback.ts'
import { readBody } from '../http/read-request.ts'
import { controlError, dispatchControl } from './dispatch-control.ts'

const bodyCap = 1024 * 1024

/**
 * A page in a browser can send requests to loopback: by a name that resolves to it (then `Host` is that name), or
 * across origins (then `Origin` is there). Neither is served.
 */
const isFromElsewhere = (message: IncomingMessage): boolean => {
  const port = message.socket.localPort
  const own = [`127.0.0.1:${port}`, `localhost:${port}`]
  const { host, origin } = message.headers
  return !own.includes(host ?? '') || (origin !== undefined && !own.some((name) => origin === `http://${name}`))
}

type Body = Readonly<Record<string, unknown>>

/** An empty body is an empty object. */
const parseBody = (bytes: Buffer): Body | undefined => {
  const text = bytes.toString('utf8').trim()
  if (text === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : undefined
  } catch {
    return undefined
  }
}

const answerTo = async (message: IncomingMessage, routes: readonly ControlRoute[]): Promise<ControlAnswer> => {
  if (isFromElsewhere(message)) {
    return controlError(403, 'Only requests to this very address are served: 127.0.0.1, by no other name or page.')
  }
  const reading = await readBody(message, bodyCap)
  if (reading.outcome !== 'complete') return controlError(413, 'The body is larger than 1 MiB.')
  const body = parseBody(reading.body)
  if (body === undefined) return controlError(400, 'The body must be empty or one JSON object.')
  const target = message.url ?? '/'
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const query = new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1))
  return await dispatchControl(routes, { method: message.method ?? '', path, query, body })
}

const send = (response: ServerResponse, answer: ControlAnswer): void => {
  const body = Buffer.from(`${JSON.stringify(answer.body)}\n`)
  const isUnread = answer.status === 403 || answer.status === 413
  response.writeHead(answer.status, {
    'Content-Type': 'application/json',
    'Content-Length': String(body.length),
    'Cache-Control': 'no-store',
    ...(isUnread ? { Connection: 'close' } : {}),
  })
  response.end(body)
}

/** The developer's side of the simulators: plain HTTP on loopback, JSON in and out. */
export const createControlServer = (routes: readonly ControlRoute[]): Loopback => {
  const server = createServer({ keepAliveTimeout: 120_000 }, (message, response) => {
    answerTo(message, routes)
      .catch((error: unknown) => controlError(500, error instanceof Error ? error.message : String(error)))
      .then((answer) => send(response, answer))
      .catch(() => response.destroy())
  })
  return onLoopback(server, 'http')
}
