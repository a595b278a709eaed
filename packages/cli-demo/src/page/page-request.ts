import type { IncomingMessage } from 'node:http'

/** A request as the page's routes see it. */
export interface PageRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  /** Of the page itself, by the name that the browser used. */
  readonly origin: string
  readonly ipAddress: string
  readonly userAgent: string
  readonly header: (
    name: 'cookie' | 'accept-language' | 'last-event-id' | 'origin' | 'sec-fetch-site',
  ) => string | undefined
  /** Empty unless a form was posted. */
  readonly form: URLSearchParams
}

/** Forms of this page hold two short values. */
const mostBytes = 4_096

/**
 * Reads a request to the server on `port`. Undefined when it is none of ours: another host name (a name that was pointed
 * here to get around the browser's same-origin rule), a broken target, or a body that no form of ours makes.
 */
export const readPageRequest = async (message: IncomingMessage, port: number): Promise<PageRequest | undefined> => {
  const { method = '', url = '', headers, socket } = message
  const host = headers.host ?? ''
  const origin = `http://${host}`
  const isOwn = host === `127.0.0.1:${port}` || host === `localhost:${port}`
  if (!isOwn || !url.startsWith('/') || !URL.canParse(origin + url)) return undefined
  const body = method === 'POST' ? await readBody(message) : ''
  if (body === undefined) return undefined
  const { pathname, searchParams } = new URL(origin + url)
  return {
    method,
    path: pathname,
    query: searchParams,
    origin,
    ipAddress: socket.remoteAddress ?? '127.0.0.1',
    userAgent: headers['user-agent'] ?? '',
    header: (name) => {
      const value = headers[name]
      return Array.isArray(value) ? value[0] : value
    },
    form: new URLSearchParams(body),
  }
}

const readBody = async (message: IncomingMessage): Promise<string | undefined> => {
  if (!/^application\/x-www-form-urlencoded\b/i.test(message.headers['content-type'] ?? '')) {
    message.resume()
    return ''
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > mostBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/**
 * Was this sent by a page of ours? Browsers say so in `Origin`, or in `Sec-Fetch-Site` where they leave that out; what
 * says neither is refused, since it may be a form of another site.
 */
export const isSameOrigin = ({ header, origin }: PageRequest): boolean => {
  const sent = header('origin')
  return sent === undefined ? header('sec-fetch-site') === 'same-origin' : sent === origin
}
