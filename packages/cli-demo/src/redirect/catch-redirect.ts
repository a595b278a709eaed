import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { NostroError } from '@nostro/core'
import { closedPage, messagePage } from '../render/redirect-page.ts'

/** Listens for the one redirect that ends an authorization. */
export interface RedirectCatcher {
  /** The whole URL on which the browser landed. Rejects with the signal's reason. */
  readonly answer: Promise<string>
  /** Stops listening. Idempotent. */
  close(): Promise<void>
}

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** Can this machine's own browser be caught there? */
export const isLoopback = (redirectUri: string): boolean => {
  const url = URL.canParse(redirectUri) ? new URL(redirectUri) : undefined
  return url?.protocol === 'http:' && loopback.has(url.hostname)
}

/**
 * Listens on the redirect URI's own loopback address and port, and nowhere else. Other paths are 404; what carries no
 * `state` is no bank's answer and is passed over; the first answer ends it. The state itself is for the provider to check.
 * @throws NostroError `invalid_config` when the port is taken
 */
export const catchRedirect = async (redirectUri: string, signal: AbortSignal): Promise<RedirectCatcher> => {
  const expected = new URL(redirectUri)
  let resolve: (url: string) => void = () => undefined
  let reject: (reason: Error) => void = () => undefined
  const promise = new Promise<string>((take, refuse) => {
    resolve = take
    reject = refuse
  })
  // Whoever waits hears of it; when nobody does, an abort is no accident.
  promise.catch(() => undefined)
  let answered = false
  const handle = ({ method, url = '' }: IncomingMessage, response: ServerResponse): void => {
    const landed = URL.canParse(url, expected.origin) ? new URL(url, expected.origin) : undefined
    const refuse = refusalOf(method, landed, { expected, answered })
    if (landed === undefined || refuse !== undefined) {
      send(response, refuse?.status ?? 404, messagePage(refuse?.text ?? 'There is nothing here'))
      return
    }
    answered = true
    response.once('close', () => resolve(landed.href))
    send(response, 200, closedPage())
  }
  const server = createServer(handle)
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', abort)
    if (!server.listening) return
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  const abort = (): void => {
    reject(
      signal.reason instanceof Error ? signal.reason : new NostroError({ code: 'aborted', message: 'Interrupted.' }),
    )
    server.close()
    server.closeAllConnections()
  }
  server.listen({ host: expected.hostname.replace(/[[\]]/g, ''), port: Number(expected.port || 80), exclusive: true })
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw cannotListen(redirectUri, error.code ?? 'unknown error')
  })
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  return { answer: promise, close }
}

const refusalOf = (
  method: string | undefined,
  landed: URL | undefined,
  { expected, answered }: { readonly expected: URL; readonly answered: boolean },
): { readonly status: number; readonly text: string } | undefined => {
  if (landed?.pathname !== expected.pathname) return { status: 404, text: 'There is nothing here' }
  if (method !== 'GET') return { status: 405, text: 'Only GET is served here' }
  if (answered) return { status: 410, text: 'The answer has been received already' }
  if (!landed.searchParams.has('state')) return { status: 400, text: 'This is not a bank’s answer' }
  return undefined
}

const send = (response: ServerResponse, status: number, body: string): void => {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
    // The address holds a code: it must not travel on, and the page not stay.
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
    Connection: 'close',
  })
  response.end(body)
}

const cannotListen = (redirectUri: string, code: string): NostroError =>
  new NostroError({
    code: 'invalid_config',
    message:
      code === 'EADDRINUSE'
        ? `The port of ${redirectUri} is in use by another program, so the bank’s answer could not be caught.`
        : `Nothing can listen on ${redirectUri} (${code}).`,
    hint: 'End the program that uses the port, or register another redirect URI on 127.0.0.1 with the bank and put it into the configuration.',
  })
