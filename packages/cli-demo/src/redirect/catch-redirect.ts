import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { NostroError } from '@nostro/core'
import { closedPage, messagePage } from '../render/redirect-page.ts'

/** Listens for the one redirect that ends an authorization. */
export interface RedirectCatcher {
  /**
   * The whole URL on which the browser landed with this `state`. Answers with another state, or before this was called,
   * get status 400 and the wait goes on. Without a state, the first answer that has one is taken.
   * Rejects with the signal's reason.
   */
  answerTo(state: string | undefined): Promise<string>
  /** Stops listening. Idempotent. */
  close(): Promise<void>
}

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** Can this machine's own browser be caught there? */
export const isLoopback = (redirectUri: string): boolean => {
  const url = URL.canParse(redirectUri) ? new URL(redirectUri) : undefined
  return url?.protocol === 'http:' && loopback.has(url.hostname)
}

/** What the listener waits for; changed when the bank's page is known. */
interface Wait {
  readonly expected: URL
  /** Undefined until the page is known: nothing is a bank's answer then. */
  accepts: ((states: readonly string[]) => boolean) | undefined
  answered: boolean
}

/**
 * Listens on the redirect URI's own loopback address and port, and nowhere else. Other paths are 404, other hosts 421;
 * what carries a foreign `state` is not the bank's answer (any page can call a loopback address) and is passed over.
 * @throws NostroError `invalid_config` when the port is taken
 */
export const catchRedirect = async (redirectUri: string, signal: AbortSignal): Promise<RedirectCatcher> => {
  const wait: Wait = { expected: new URL(redirectUri), accepts: undefined, answered: false }
  const { promise, resolve, reject } = settled()
  const server = createServer((request, response) => handle(request, response, wait, resolve))
  const stop = (): void => {
    server.close()
    server.closeAllConnections()
  }
  const abort = (): void => {
    reject(
      signal.reason instanceof Error ? signal.reason : new NostroError({ code: 'aborted', message: 'Interrupted.' }),
    )
    stop()
  }
  await listen(server, wait.expected, redirectUri)
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  return {
    answerTo: (state) => {
      wait.accepts = (states) => states.length === 1 && (state === undefined || states[0] === state)
      return promise
    },
    close: async () => {
      signal.removeEventListener('abort', abort)
      if (!server.listening) return
      stop()
      await once(server, 'close')
    },
  }
}

/** A promise that others settle; an abort that nobody waits for is not an unhandled rejection. */
const settled = () => {
  let resolve: (url: string) => void = () => undefined
  let reject: (reason: Error) => void = () => undefined
  const promise = new Promise<string>((take, refuse) => {
    resolve = take
    reject = refuse
  })
  promise.catch(() => undefined)
  return { promise, resolve, reject }
}

const listen = async (server: Server, { hostname, port }: URL, redirectUri: string): Promise<void> => {
  server.listen({ host: hostname.replace(/[[\]]/g, ''), port: Number(port || 80), exclusive: true })
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw cannotListen(redirectUri, error.code ?? 'unknown error')
  })
}

const handle = (
  request: IncomingMessage,
  response: ServerResponse,
  wait: Wait,
  resolve: (url: string) => void,
): void => {
  const { url = '' } = request
  const landed = URL.canParse(url, wait.expected.origin) ? new URL(url, wait.expected.origin) : undefined
  const refuse = refusalOf(request, landed, wait)
  if (landed === undefined || refuse !== undefined) {
    send(response, refuse?.status ?? 404, messagePage(refuse?.text ?? 'There is nothing here'))
    return
  }
  wait.answered = true
  response.once('close', () => resolve(landed.href))
  send(response, 200, closedPage())
}

const refusalOf = (
  { method, headers: { host } }: IncomingMessage,
  landed: URL | undefined,
  { expected, answered, accepts }: Wait,
): { readonly status: number; readonly text: string } | undefined => {
  if (host !== expected.host) return { status: 421, text: 'This address is not served here' }
  if (landed?.origin !== expected.origin || landed.pathname !== expected.pathname)
    return { status: 404, text: 'There is nothing here' }
  if (method !== 'GET') return { status: 405, text: 'Only GET is served here' }
  if (answered) return { status: 410, text: 'The answer has been received already' }
  if (accepts?.(landed.searchParams.getAll('state')) !== true)
    return { status: 400, text: 'This is not the answer that is waited for' }
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
