import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { expect, it } from 'vitest'
import { createSimulatedClock, type SimulatedClock } from '../../src/clock/simulated-clock.ts'
import {
  createEnableBanking,
  type EnableBankingHandler,
  type EnableBankingOptions,
} from '../../src/enable-banking/create-enable-banking.ts'
import type { BankAnswer, BankRequest, ControlAnswer } from '../../src/http/bank-handler.ts'
import { createCustomers } from '../../src/seed/create-customers.ts'
import { createRandom } from '../../src/seed/create-random.ts'

export const START = Date.parse('2026-03-05T09:08:07Z')
export const REDIRECT_URI = 'https://tpp.example/cb'

export type Members = Readonly<Record<string, unknown>>

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })

export interface JwtChange {
  readonly header?: Members
  readonly claims?: Members
  readonly key?: KeyObject
}

const part = (value: Members): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** An application's JWT, good unless something is changed. */
export const jwt = (kid: string, now: number, change: JwtChange = {}): string => {
  const iat = Math.floor(now / 1000)
  const claims = { iss: 'enablebanking.com', aud: 'api.enablebanking.com', iat, exp: iat + 3600, ...change.claims }
  const input = `${part({ typ: 'JWT', alg: 'RS256', kid, ...change.header })}.${part(claims)}`
  const signature = sign('sha256', Buffer.from(input), change.key ?? keys.privateKey).toString('base64url')
  return `${input}.${signature}`
}

export interface Draft {
  readonly method?: string
  readonly target: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Replaces the good token; null sends none. */
  readonly token?: string | null
}

export interface OpenSession {
  readonly id: string
  readonly accounts: readonly Members[]
  /** `uid` of the account of this kind, by its product. */
  uid(product?: string): string
}

export interface StartChoice {
  readonly bank?: string
  readonly country?: string
  readonly body?: Members
  readonly decision?: Members
}

export interface Harness {
  readonly bank: EnableBankingHandler
  readonly clock: SimulatedClock
  send(draft: Draft): Promise<BankAnswer>
  json(draft: Draft): Promise<Members>
  control(method: string, path: string, body?: Members): Promise<ControlAnswer>
  /** Address of the page that POST /auth gives. */
  start(choice?: StartChoice): Promise<string>
  /** The query of the redirect after the customer's decision. */
  decide(url: string, decision?: Members): Promise<URLSearchParams>
  code(choice?: StartChoice): Promise<string>
  session(choice?: StartChoice): Promise<OpenSession>
}

export const jsonOf = (answer: BankAnswer): Members => JSON.parse(Buffer.from(answer.body ?? '').toString()) as Members

const toRequest = (draft: Draft, token: string | null): BankRequest => {
  const mark = draft.target.indexOf('?')
  const body = draft.body === undefined ? '' : typeof draft.body === 'string' ? draft.body : JSON.stringify(draft.body)
  const headers = Object.entries({
    ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
    ...(body === '' ? {} : { 'Content-Type': 'application/json' }),
    ...draft.headers,
  })
  return {
    method: draft.method ?? 'GET',
    target: draft.target,
    path: mark < 0 ? draft.target : draft.target.slice(0, mark),
    query: mark < 0 ? '' : draft.target.slice(mark + 1),
    rawHeaders: headers,
    header: (name) => headers.find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1],
    body: Buffer.from(body),
    client: { authorized: false },
    remoteAddress: '127.0.0.1',
  }
}

export const authBody = (change: Members = {}): Members => ({
  access: { valid_until: '2026-05-01T00:00:00+00:00' },
  aspsp: { name: 'Mock ASPSP', country: 'FI' },
  state: 'abc 123',
  redirect_url: REDIRECT_URI,
  psu_type: 'personal',
  ...change,
})

/** Customers never change; their accounts' state is made from them anew. */
const seeds = new Map<string, ReturnType<typeof createCustomers>>()

const customersOf = (key: string) => {
  const made =
    seeds.get(key) ?? createCustomers('enable-banking', (purpose) => createRandom(`1/${key}/${purpose}`), START)
  seeds.set(key, made)
  return made
}

export interface HarnessOptions extends Partial<EnableBankingOptions> {
  readonly rateLimits?: boolean
}

/** One simulated Enable Banking with a clock that stands still unless it is moved. */
export const createHarness = (options: HarnessOptions = {}): Harness => {
  const clock = createSimulatedClock(START, () => 0)
  const { rateLimits = false, ...rest } = options
  const random = (purpose: string) => createRandom(`1/${purpose}`)
  const context = { clock, random, randomBytes, profile: 'strict', environment: 'sandbox', rateLimits } as const
  const bank = createEnableBanking(context, {
    publicKey: keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    redirectUris: [REDIRECT_URI],
    customersOf,
    selfUrl: () => 'https://127.0.0.1:4443',
    ...rest,
  })
  const harness: Harness = {
    bank,
    clock,
    send: async (draft) => {
      const token = draft.token === undefined ? jwt(bank.applicationId, clock.now()) : draft.token
      return bank.handle(toRequest(draft, token))
    },
    json: async (draft) => {
      const answer = await harness.send(draft)
      expect(answer.status, answer.rejection?.reason).toBe(200)
      return jsonOf(answer)
    },
    control: async (method, path, body = {}) => {
      const [pathname = '', query = ''] = path.split('?')
      for (const route of bank.control) {
        const match = route.method === method ? route.pattern.exec(pathname) : null
        if (match) return route.handle({ params: match.slice(1), query: new URLSearchParams(query), body })
      }
      throw new Error(`No control route ${method} ${path}`)
    },
    start: async ({ bank: name = 'Mock ASPSP', country = 'FI', body = {} } = {}) => {
      const answer = await harness.json({
        method: 'POST',
        target: '/auth',
        body: authBody({ aspsp: { name, country }, ...body }),
      })
      return String(answer['url'])
    },
    decide: async (url, decision = {}) => {
      const { body } = await harness.control('POST', '/enable-banking/authorisations', { url, ...decision })
      return new URL(String((body as Members)['location'])).searchParams
    },
    code: async (choice = {}) =>
      String((await harness.decide(await harness.start(choice), choice.decision)).get('code')),
    session: async (choice = {}) => {
      const code = await harness.code(choice)
      const answer = await harness.json({ method: 'POST', target: '/sessions', body: { code } })
      const accounts = answer['accounts'] as readonly Members[]
      return {
        id: String(answer['session_id']),
        accounts,
        uid: (product = 'Current account') =>
          String(accounts.find((account) => account['product'] === product)?.['uid']),
      }
    },
  }
  return harness
}

/** A good request with one thing spoiled, and what the list of checks says of it. */
export interface SpoiledRow {
  readonly row: number
  readonly name: string
  readonly status: number
  readonly error?: string
  readonly make: (bank: Harness) => Draft | Promise<Draft>
  readonly options?: HarnessOptions
}

/** One test per row: status, code, and the number of the check. */
export const itRefuses = (rows: readonly SpoiledRow[]): void => {
  it.each(rows.map((row) => [`row ${row.row}: ${row.name}`, row] as const))('refuses %s', async (_title, row) => {
    const bank = createHarness(row.options)
    const answer = await bank.send(await row.make(bank))
    const error = answer.body?.toString().startsWith('{') ? jsonOf(answer)['error'] : undefined
    expect({ status: answer.status, check: answer.rejection?.check, error }, answer.rejection?.reason).toEqual({
      status: row.status,
      check: `enable-banking-${row.row}`,
      error: row.error,
    })
  })
}
