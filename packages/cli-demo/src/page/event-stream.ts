import type { ServerResponse } from 'node:http'
import type { Clock } from '@nostro/core'
import type { Login } from './login.ts'
import type { PageLanguage } from './page-texts.ts'
import { qrPath } from './qr-path.ts'

export interface StreamParts {
  readonly response: ServerResponse
  readonly clock: Clock
  readonly language: PageLanguage
  /** BankID is simulated: the code's text may be copied. */
  readonly simulated: boolean
  /** What the browser has already; it asks again after a break. */
  readonly lastEventId: string | undefined
}

/** Proxies and browsers drop a stream that is silent. */
const heartbeatMs = 15_000
const reconnectMs = 1_000

export const streamHeaders = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
} as const

/** Sends the login's views as they come, until it is over or the browser goes. Each is whole: a lost one is no loss. */
export const streamLogin = (login: Login, { response, clock, language, simulated, lastEventId }: StreamParts): void => {
  const closed = new AbortController()
  const idOf = (version: number): string => `${login.id}.${version}`
  const send = (): void => {
    const { status, version, waits, message, qrText, secondsLeft } = login.view()
    const view = {
      status,
      waits,
      message: message?.[language],
      secondsLeft,
      ...(qrText === undefined ? {} : { qr: qrPath(qrText), ...(simulated ? { qrText } : {}) }),
    }
    response.write(`id: ${idOf(version)}\nevent: view\ndata: ${JSON.stringify(view)}\n\n`)
    if (status === 'failed' || status === 'over') response.end()
  }
  const beat = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(heartbeatMs, closed.signal)
      response.write(':\n\n')
    }
  }
  response.writeHead(200, streamHeaders)
  response.write(`retry: ${reconnectMs}\n\n`)
  login.seen()
  const unsubscribe = login.subscribe(send)
  response.once('close', () => {
    unsubscribe()
    closed.abort()
  })
  if (lastEventId !== idOf(login.view().version)) send()
  // Ends with the stream.
  beat().catch(() => undefined)
}

/** For a page whose login is gone: it asks the server what is. */
export const streamGone = (response: ServerResponse): void => {
  response.writeHead(200, streamHeaders)
  response.end('event: view\ndata: {"status":"over"}\n\n')
}
