import type { ServerResponse } from 'node:http'
import type { Clock } from '@nostro/core'
import type { Login, LoginView } from './login.ts'
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
  const send = (): void => {
    const view = login.view()
    response.write(renderEvent(login, view, { language, simulated }))
    if (view.status === 'failed' || view.status === 'over') response.end()
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
  if (lastEventId !== idOf(login, login.view())) send()
  // Ends with the stream.
  beat().catch(() => undefined)
}

/** For a page whose login is gone: it asks the server what is. */
export const streamGone = (response: ServerResponse): void => {
  response.writeHead(200, streamHeaders)
  response.end('event: view\ndata: {"status":"over"}\n\n')
}

const idOf = ({ id }: Login, { version }: LoginView): string => `${id}.${version}`

interface EventLook {
  readonly language: PageLanguage
  readonly simulated: boolean
}

/** The newest event of a login, by language: drawing the code is the work, and all streams of a login show the same. */
const rendered = new WeakMap<Login, { readonly version: number; readonly events: Map<PageLanguage, string> }>()

const renderEvent = (login: Login, view: LoginView, look: EventLook): string => {
  const known = rendered.get(login)
  const current = known?.version === view.version ? known : { version: view.version, events: new Map() }
  rendered.set(login, current)
  const event = current.events.get(look.language) ?? toEvent(login, view, look)
  current.events.set(look.language, event)
  return event
}

const toEvent = (login: Login, view: LoginView, { language, simulated }: EventLook): string => {
  const { status, waits, message, qrText, secondsLeft } = view
  const data = {
    status,
    waits,
    message: message?.[language],
    secondsLeft,
    qr: qrText === undefined ? undefined : qrPath(qrText),
    qrText: simulated ? qrText : undefined,
  }
  return `id: ${idOf(login, view)}\nevent: view\ndata: ${JSON.stringify(data)}\n\n`
}
