import { toInstant } from '@nostro/core'
import type { BankFault, BankFaultKind, SeenRequest } from '../bank.ts'

/** A request as a route of a fake bank gets it. */
export interface FakeRequest extends SeenRequest {
  readonly path: string
  readonly query: URLSearchParams
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The places of the route, decoded: `/accounts/{id}` gives `{ id }`. */
  readonly params: Readonly<Record<string, string>>
}

/** What a fake bank answers. */
export interface FakeAnswer {
  readonly status?: number | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Sent as JSON. */
  readonly json?: unknown
  /** JSON as text, in place of `json`: for numbers with more digits than a JavaScript number keeps. */
  readonly jsonText?: string | undefined
}

/** `METHOD /path/{place}` to what the bank does. The first that fits is taken. */
export type FakeRoutes = Readonly<Record<string, (request: FakeRequest) => FakeAnswer | Promise<FakeAnswer>>>

/** Routes and habits of a fake bank. */
export interface FakeBankParts {
  readonly routes: FakeRoutes
  /** The requests that a fault on `payments` hits; `POST /payments…` by default. All GETs are `reads`. */
  readonly isPayment?: ((request: SeenRequest) => boolean) | undefined
  /** By which arrivals are timed. */
  readonly now?: (() => number) | undefined
  /** The member of a page under which the link to the next one stands, at a bank that calls it otherwise than `next`. */
  readonly nextMember?: string | undefined
  /**
   * What a fault of the pages makes of an answer, at a bank whose next page does not stand as a link in a member of the page,
   * such as one with numbered pages. Faults that cannot happen there are left out of the harness's `faults`.
   */
  readonly spoilPage?: ((kind: PageFaultKind, json: unknown, target: string) => unknown) | undefined
  /** Headers of an answer over its body, such as a signature. */
  readonly seal?: ((body: string) => Readonly<Record<string, string>>) | undefined
}

/** What a client sees: an answer, the end of the connection after a part of it, or nothing at all. */
export type FakeOutcome =
  | { readonly kind: 'answer' | 'broken'; readonly status: number; readonly headers: Headers; readonly text: string }
  | { readonly kind: 'reset' }
  | { readonly kind: 'silence' }

type Headers = Readonly<Record<string, string>>

export interface RawRequest extends SeenRequest {
  readonly headers: Headers
  readonly body: string
}

/** The bank without a way to reach it. */
export interface FakeService {
  readonly requests: readonly SeenRequest[]
  serve(request: RawRequest): Promise<FakeOutcome>
  fault(fault: BankFault): void
  heal(): void
}

interface RouteRow {
  readonly method: string
  readonly path: RegExp
  readonly names: readonly string[]
  readonly run: FakeRoutes[string]
}

const toRow = ([route, run]: readonly [string, FakeRoutes[string]]): RouteRow => {
  const [method = '', path = ''] = route.split(' ')
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  return { method, names, path: new RegExp(`^${path.replace(/\{\w+\}/g, '([^/]+)')}$`), run }
}

const postsPayment = ({ method, target }: SeenRequest): boolean => method === 'POST' && /^\/payments/.test(target)

const withType: Headers = { 'content-type': 'application/json' }

/** Routes, faults and the record of a fake bank. */
export const createFakeService = ({
  routes,
  isPayment = postsPayment,
  nextMember,
  spoilPage,
  seal = () => ({}),
  now,
}: FakeBankParts): FakeService => {
  const table = Object.entries(routes).map(toRow)
  const spoilt = (fault: BankFault | undefined, json: unknown, target: string): unknown =>
    spoilPage !== undefined && fault !== undefined && isPageFault(fault.kind)
      ? spoilPage(fault.kind, json, target)
      : spoiltJson(fault, json, { target, nextMember })
  const requests: SeenRequest[] = []
  let faults: { readonly fault: BankFault; left: number }[] = []

  const takeFault = (request: SeenRequest): BankFault | undefined => {
    const found = faults.find(({ fault, left }) => {
      if (left === 0) return false
      return fault.on === 'payments' ? isPayment(request) : request.method === 'GET'
    })
    if (found !== undefined) found.left -= 1
    return found?.fault
  }
  const answerTo = async (request: RawRequest): Promise<FakeAnswer> => {
    const url = new URL(request.target, 'https://bank.invalid')
    for (const { method, path, names, run } of table) {
      const match = method === request.method ? path.exec(url.pathname) : null
      if (match === null) continue
      const values = names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')])
      const params = Object.fromEntries(values) as Record<string, string>
      return run({ ...request, path: url.pathname, query: url.searchParams, params })
    }
    return { status: 404, json: { error: 'There is no such route.' } }
  }
  const serve = async (request: RawRequest): Promise<FakeOutcome> => {
    const at = now === undefined ? undefined : toInstant(now())
    requests.push({ method: request.method, target: request.target, at })
    const fault = takeFault(request)
    if (fault?.kind === 'silence') return { kind: 'silence' }
    if (fault?.kind === 'reset-before') return { kind: 'reset' }
    if (fault?.kind === 'html-502') return proxyPage
    const instead = fault?.kind === 'status' || fault?.kind === 'other-json' ? insteadOf(fault) : undefined
    const own = instead ?? (await answerTo(request))
    if (fault?.kind === 'reset-after') return { kind: 'reset' }
    const { status = 200, json, jsonText, headers = {} } = fault?.kind === 'status-after' ? insteadOf(fault) : own
    const value: unknown = jsonText === undefined ? json : JSON.parse(jsonText)
    const given = spoilt(fault, value, request.target)
    const whole =
      value === undefined ? '' : given === value && jsonText !== undefined ? jsonText : JSON.stringify(given)
    const text = fault?.kind === 'malformed-json' ? whole.slice(0, whole.length / 2) : whole
    const sealed = seal(fault?.kind === 'forged' ? `${text} ` : text)
    const sent = { status, headers: { ...withType, ...sealed, ...headers } }
    return fault?.kind === 'truncated'
      ? { kind: 'broken', ...sent, text: text.slice(0, 1) }
      : { kind: 'answer', ...sent, text }
  }
  return {
    requests,
    serve,
    fault: (fault) => {
      faults.push({ fault, left: fault.times ?? 1 })
    },
    heal: () => {
      faults = []
    },
  }
}

const proxyPage: FakeOutcome = {
  kind: 'answer',
  status: 502,
  headers: { 'content-type': 'text/html' },
  text: '<html><body>502 Bad Gateway</body></html>',
}

const insteadOf = ({ kind, status = 503, retryAfter, body, location }: BankFault): FakeAnswer => {
  if (kind === 'other-json') return { json: { something: ['else'] } }
  const headers = {
    ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
    ...(location === undefined ? {} : { location }),
  }
  return { status, headers, json: body ?? { error: 'The bank has a fault.' } }
}

/** Faults of the pages of a listing. */
export type PageFaultKind = 'page-loop' | 'page-elsewhere' | 'page-empty' | 'page-empty-once'

const pageFaults: ReadonlySet<BankFaultKind> = new Set<PageFaultKind>([
  'page-loop',
  'page-elsewhere',
  'page-empty',
  'page-empty-once',
])
const isPageFault = (kind: BankFaultKind): kind is PageFaultKind => pageFaults.has(kind)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

interface Place {
  readonly target: string
  readonly nextMember: string | undefined
}

/** The first list in an answer loses all that its first entry has, however deep the list stands. */
const withBrokenItem = (json: unknown): unknown => {
  if (Array.isArray(json)) return [{}, ...json.slice(1)]
  if (!isObject(json)) return json
  for (const [name, value] of Object.entries(json)) {
    const spoilt = withBrokenItem(value)
    if (spoilt !== value) return { ...json, [name]: spoilt }
  }
  return json
}

/** What faults make of an answer whose next page stands in a member of it, and whose entries in lists beside that. */
const spoiltJson = (fault: BankFault | undefined, json: unknown, { target, nextMember }: Place): unknown => {
  if (!isObject(json)) return json
  const lists = Object.entries(json).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]))
  const next = nextMember ?? 'next'
  // A bank that names its member may leave it out of the last page.
  const isPage = next in json || (nextMember !== undefined && lists.length > 0)
  switch (fault?.kind) {
    case 'page-loop':
      return isPage ? { ...json, [next]: target } : json
    case 'page-elsewhere':
      return isPage ? { ...json, [next]: 'https://elsewhere.example/page/2' } : json
    case 'page-empty':
    case 'page-empty-once':
      // An empty page whose link is a new one each time.
      return isPage ? { ...json, ...emptied(lists), [next]: longer(target) } : json
    case 'broken-item':
      return withBrokenItem(json)
    default:
      return json
  }
}

const emptied = (lists: readonly [string, unknown[]][]) => Object.fromEntries(lists.map(([name]) => [name, []]))

const longer = (target: string): string => `${target}${target.includes('?') ? '&' : '?'}more`
