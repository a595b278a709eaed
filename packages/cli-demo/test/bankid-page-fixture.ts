import { createNodeServices } from '@nostro/core/node'
import { createFakeClock, createSeededRandom, type FakeClock } from '@nostro/core/testing'
import { type BankIdProvider, createBankIdProvider } from '@nostro/provider-bankid'
import { type Simulators, startSimulators } from '@nostro/simulators'
import { standstill } from '../../../test/support/standstill.ts'
import { type PageServer, startPageServer } from '../src/page/page-server.ts'

/** The page over the simulated BankID, all on one clock that a test moves. */
export interface PageFixture {
  readonly url: () => string
  readonly appUrl: string
  readonly clock: FakeClock
  readonly simulators: Simulators
  /** What the server keeps of each order. */
  readonly sealed: readonly Sealed[]
  /** Everything that any browser of this fixture received, headers included. */
  readonly received: string[]
  browser(userAgent?: string): Browser
  /** Moves the time second by second until `done`, letting calls to BankID finish in between. */
  until(done: () => boolean | Promise<boolean>): Promise<void>
  /** The newest order, as the simulator's developer sees it. */
  orders(): Promise<readonly { orderRef: string; status: string }[]>
  /** Ends the page and all that was begun on it, and serves it anew. */
  renew(): Promise<void>
  stop(): Promise<void>
}

export interface Sealed {
  readonly orderRef: string
  readonly autoStartToken: string
  readonly qrStartSecret: string
  readonly request: { readonly returnUrl?: string }
}

export interface Got {
  readonly status: number
  readonly location: string | null
  readonly headers: Headers
  readonly text: string
}

/** A browser's cookies and manners: same-origin forms carry their origin, redirects are shown and not followed. */
export interface Browser {
  cookie(): string
  useCookie(value: string): void
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Got>
  post(path: string, form?: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Got>
  events(login: string, headers?: Readonly<Record<string, string>>): Promise<Events>
}

export interface PageEvent {
  readonly id: string
  readonly status: string
  readonly message?: string
  readonly qrText?: string
  readonly qr?: { readonly size: number; readonly d: string }
  readonly secondsLeft?: number
}

export interface Events {
  readonly status: number
  readonly type: string | null
  readonly list: readonly PageEvent[]
  readonly beats: () => number
  readonly ended: () => boolean
  close(): void
}

export const startPageFixture = async ({
  simulated = true,
}: {
  readonly simulated?: boolean
} = {}): Promise<PageFixture> => {
  // TLS checks certificates by the machine's clock, so ours begins there; then it stands still.
  const clock = createFakeClock(Math.floor(Date.now() / 1_000) * 1_000)
  const simulators = await startSimulators({ banks: ['bankid'], now: clock.now(), realNow: () => clock.now() })
  const { certificate, key } = simulators.pki.bankid.relyingParty
  const apiUrl = simulators.ready.bankid?.url ?? ''
  const created = createBankIdProvider(
    {
      environment: 'test',
      apiUrl,
      ca: simulators.pki.serverCa,
      userRoot: simulators.pki.bankid.userRoot.certificate,
      identity: { certificate, key },
      timeoutMs: 1_200_000,
    },
    createNodeServices({ clock }),
  )
  const sealed: Sealed[] = []
  const provider: BankIdProvider = {
    ...created,
    orders: {
      ...created.orders,
      openOrder: async (operation, fields, situation, ctx) => {
        const challenge = await created.orders.openOrder(operation, fields, situation, ctx)
        sealed.push(challenge.serverState as unknown as Sealed)
        return challenge
      },
    },
  }
  const appUrl = new URL('/app', apiUrl).href
  const random = createSeededRandom('page')
  const serve = (): Promise<PageServer> =>
    startPageServer({ provider, clock, random, port: 0, ...(simulated ? { appUrl } : {}) })
  let page = await serve()
  const received: string[] = []
  return {
    url: () => page.url,
    appUrl,
    clock,
    simulators,
    sealed,
    received,
    browser: (userAgent = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0') =>
      createBrowser(page.url, userAgent, received),
    until: async (done) => {
      for (let second = 0; second < 400; second += 1) {
        // Calls over the wire end before a second passes; a look may be a call itself.
        for (let look = 0; look < 25; look += 1) {
          if (await done()) return
          await standstill()
        }
        await clock.advance(1_000)
      }
      throw new Error('It never came to this.')
    },
    orders: async () => {
      const { items } = (await simulators.control.call('GET', '/bankid/orders')) as {
        items: readonly { orderRef: string; status: string }[]
      }
      return items
    },
    renew: async () => {
      await page.close()
      received.length = 0
      page = await serve()
    },
    stop: async () => {
      await page.close()
      await provider.close()
      await simulators.stop()
    },
  }
}

const createBrowser = (url: string, userAgent: string, received: string[]): Browser => {
  const { origin } = new URL(url)
  let cookie = ''
  const request = async (
    path: string,
    init: RequestInit,
    headers: Readonly<Record<string, string>>,
  ): Promise<Response> => {
    const response = await fetch(new URL(path, url), {
      ...init,
      redirect: 'manual',
      headers: { 'User-Agent': userAgent, ...(cookie === '' ? {} : { Cookie: cookie }), ...headers },
    })
    const [set] = response.headers.getSetCookie()
    if (set !== undefined) cookie = set.split(';')[0] ?? ''
    return response
  }
  const got = async (response: Response): Promise<Got> => {
    const text = await response.text()
    received.push(`${[...response.headers].join('\n')}\n${text}`)
    return { status: response.status, location: response.headers.get('location'), headers: response.headers, text }
  }
  return {
    cookie: () => cookie,
    useCookie: (value) => {
      cookie = value
    },
    get: async (path, headers = {}) => got(await request(path, {}, headers)),
    post: async (path, form = {}, headers = { Origin: origin }) =>
      got(await request(path, { method: 'POST', body: new URLSearchParams(form) }, headers)),
    events: async (login, headers = {}) => {
      const abort = new AbortController()
      const response = await request(`/events?login=${login}`, { signal: abort.signal }, headers)
      return readEvents(response, abort, received)
    },
  }
}

const readEvents = (response: Response, abort: AbortController, received: string[]): Events => {
  const list: PageEvent[] = []
  let beats = 0
  let ended = false
  const read = async (): Promise<void> => {
    let rest = ''
    for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      received.push(chunk)
      const blocks = (rest + chunk).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        if (block === ':') beats += 1
        const data = /^data: (.*)$/m.exec(block)?.[1]
        if (data !== undefined)
          list.push({ id: /^id: (.*)$/m.exec(block)?.[1] ?? '', ...(JSON.parse(data) as Omit<PageEvent, 'id'>) })
      }
    }
  }
  read()
    // Closed by the test, or by the page's end.
    .catch(() => undefined)
    .finally(() => {
      ended = true
    })
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    list,
    beats: () => beats,
    ended: () => ended,
    close: () => abort.abort(),
  }
}
