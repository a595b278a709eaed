import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign, verify } from 'node:crypto'
import { type BunqOptions, createBunq } from '../../src/bunq/create-bunq.ts'
import { createSimulatedClock, type SimulatedClock } from '../../src/clock/simulated-clock.ts'
import type { BankAnswer, BankHandler, BankRequest } from '../../src/http/bank-handler.ts'
import type { BankContext } from '../../src/profile.ts'
import { createRandom } from '../../src/seed/create-random.ts'
import { START, sampleCustomers } from './sample-customers.ts'

/** Made once: key generation is the slow part of these tests. */
export const clientKey: KeyObject = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
/** One bank key for all tests; the simulators make their own. */
const bankKey: KeyObject = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey

export const otherKey: KeyObject = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey

export const publicPem = (key: KeyObject): string =>
  createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()

export const signBody = (body: string | Uint8Array, key: KeyObject = clientKey): string =>
  sign('sha256', Buffer.from(body), key).toString('base64')

export interface Bunq {
  readonly handler: BankHandler
  readonly clock: SimulatedClock
}

export interface BunqSetup extends Partial<BankContext>, Partial<BunqOptions> {}

/** A bank whose clock stands still until a test moves it. Rate limits are off unless asked for. */
export const openBunq = (setup: BunqSetup = {}): Bunq => {
  const clock = setup.clock ?? createSimulatedClock(START, () => 0)
  const context: BankContext = {
    clock,
    random: setup.random ?? ((purpose) => createRandom(`7 ${purpose}`)),
    randomBytes,
    profile: setup.profile ?? 'strict',
    environment: setup.environment ?? 'sandbox',
    rateLimits: setup.rateLimits ?? false,
  }
  const handler = createBunq(context, {
    customers: setup.customers ?? sampleCustomers,
    selfUrl: () => 'https://127.0.0.1:1',
    privateKey: bankKey,
    ...(setup.switches === undefined ? {} : { switches: setup.switches }),
    ...(setup.deliver === undefined ? {} : { deliver: setup.deliver }),
    ...(setup.buckets === undefined ? {} : { buckets: setup.buckets }),
    ...(setup.later === undefined ? {} : { later: setup.later }),
  })
  return { handler, clock }
}

export interface Call {
  readonly method: string
  /** Path and query after `/v1/`, or a whole path that begins with a slash. */
  readonly path: string
  readonly token?: string | undefined
  readonly body?: string | Uint8Array | undefined
  readonly signature?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
  /** Headers left out, by exact name. */
  readonly without?: readonly string[]
  readonly remoteAddress?: string
}

export const toRequest = (call: Call): BankRequest => {
  const target = call.path.startsWith('/') ? call.path : `/v1/${call.path}`
  const [path = '', query = ''] = target.split(/\?(.*)/s)
  const headers = Object.entries({
    'Cache-Control': 'no-cache',
    'User-Agent': 'test',
    ...(call.token === undefined ? {} : { 'X-Bunq-Client-Authentication': call.token }),
    ...(call.signature === undefined ? {} : { 'X-Bunq-Client-Signature': call.signature }),
    ...call.headers,
  }).filter(([name]) => call.without?.includes(name) !== true)
  const header = (name: string) => headers.find(([own]) => own.toLowerCase() === name.toLowerCase())?.[1]
  return {
    method: call.method,
    target,
    path,
    query,
    rawHeaders: headers,
    header,
    body: Buffer.from(call.body ?? ''),
    client: { authorized: false },
    remoteAddress: call.remoteAddress ?? '127.0.0.1',
  }
}

export type Json = Readonly<Record<string, unknown>>

export interface Answer {
  readonly raw: BankAnswer
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Buffer
  /** The parsed body; `{}` when it is no JSON. */
  readonly json: Json
  /** `Response[0]` unwrapped of its type key, then of any path of names. */
  readonly first: Json
  readonly list: readonly Json[]
  /** The `error_description` texts. */
  readonly errors: readonly string[]
  readonly check: string | undefined
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isJson) : [])

const unwrap = (item: Json): Json => {
  const [inner] = Object.values(item)
  return isJson(inner) ? inner : {}
}

export const send = async (bunq: Bunq, call: Call): Promise<Answer> => {
  const raw = await bunq.handler.handle(toRequest(call))
  const bytes = Buffer.from(raw.body ?? '')
  let json: Json = {}
  try {
    const parsed: unknown = JSON.parse(bytes.toString('utf8'))
    if (isJson(parsed)) json = parsed
  } catch {
    json = {}
  }
  const list = listOf(json['Response']).map(unwrap)
  return {
    raw,
    status: raw.status,
    headers: raw.headers ?? {},
    bytes,
    json,
    first: list[0] ?? {},
    list,
    errors: listOf(json['Error']).map((entry) => String(entry['error_description'])),
    check: raw.rejection?.check,
  }
}

export interface Client {
  readonly bunq: Bunq
  readonly key: KeyObject
  readonly apiKey: string
  readonly installationToken: string
  readonly sessionToken: string
  readonly sessionId: number
  readonly serverKey: string
  readonly userId: number
  /** The id of the main account, which listings show first. */
  readonly accountId: number
  get(path: string): Promise<Answer>
  /** Signed and sent as compact JSON. */
  write(method: 'POST' | 'PUT' | 'DELETE', path: string, body: object): Promise<Answer>
}

export const str = (value: Json, name: string): string => String(value[name])
export const num = (value: Json, name: string): number => Number(value[name])

export const install = async (
  bunq: Bunq,
  key: KeyObject = clientKey,
): Promise<{ token: string; serverKey: string }> => {
  const body = JSON.stringify({ client_public_key: publicPem(key) })
  const { list } = await send(bunq, { method: 'POST', path: 'installation', body })
  return { token: str(list[1] ?? {}, 'token'), serverKey: str(list[2] ?? {}, 'server_public_key') }
}

export const control = async (bunq: Bunq, method: string, path: string, body: Json = {}): Promise<Json> => {
  for (const route of bunq.handler.control) {
    const match = route.method === method ? route.pattern.exec(path) : null
    if (match === null) continue
    const answer = await route.handle({ params: match.slice(1), query: new URLSearchParams(), body })
    return isJson(answer.body) ? { ...answer.body, status: answer.status } : { status: answer.status }
  }
  throw new Error(`no control route ${method} ${path}`)
}

export const openSession = async (
  bunq: Bunq,
  { apiKey, installationToken, key }: { apiKey: string; installationToken: string; key: KeyObject },
): Promise<Answer> => {
  const body = JSON.stringify({ secret: apiKey })
  return send(bunq, {
    method: 'POST',
    path: 'session-server',
    token: installationToken,
    body,
    signature: signBody(body, key),
  })
}

/** A whole context for an API key: installation, device, session. Without a key the next seeded customer is taken. */
export const connect = async (bunq: Bunq, options: { apiKey?: string; key?: KeyObject } = {}): Promise<Client> => {
  const key = options.key ?? clientKey
  const apiKey = options.apiKey ?? str(await control(bunq, 'POST', '/bunq/api-keys'), 'apiKey')
  const { token: installationToken, serverKey } = await install(bunq, key)
  const device = JSON.stringify({ description: 'test', secret: apiKey })
  await send(bunq, { method: 'POST', path: 'device-server', token: installationToken, body: device })
  const session = await openSession(bunq, { apiKey, installationToken, key })
  const sessionToken = str(session.list[1] ?? {}, 'token')
  const userId = num(session.list[2] ?? {}, 'id')
  const get = (path: string) => send(bunq, { method: 'GET', path, token: sessionToken })
  const accounts = await get(`user/${userId}/monetary-account?count=200`)
  return {
    bunq,
    key,
    apiKey,
    installationToken,
    sessionToken,
    sessionId: num(session.first, 'id'),
    serverKey,
    userId,
    accountId: num(accounts.first, 'id'),
    get,
    write: (method, path, value) => {
      const body = JSON.stringify(value)
      return send(bunq, { method, path, token: sessionToken, body, signature: signBody(body, key) })
    },
  }
}

export const hasGoodSignature = (answer: Answer, serverKey: string): boolean =>
  verify('sha256', answer.bytes, serverKey, Buffer.from(answer.headers['X-Bunq-Server-Signature'] ?? '', 'base64'))

export const eur = (value: string): Json => ({ value, currency: 'EUR' })

export const toBravo = (value = '12.50'): Json => ({
  amount: eur(value),
  counterparty_alias: { type: 'EMAIL', value: 'bravo@bunq.com' },
  description: 'Payment for drinks.',
})
