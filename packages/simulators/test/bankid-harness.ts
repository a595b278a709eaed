import { randomBytes, X509Certificate } from 'node:crypto'
import { type BankIdOptions, createBankId } from '../src/bankid/create-bankid.ts'
import { createSimulatedClock } from '../src/clock/simulated-clock.ts'
import type { BankAnswer, BankRequest, ClientIdentity } from '../src/http/bank-handler.ts'
import type { BankIdPki } from '../src/pki/pki.ts'
import { sharedPki } from '../src/pki/shared-pki.ts'
import type { BankContext, Profile } from '../src/profile.ts'
import type { SeedCustomer } from '../src/seed/model.ts'

/** A stopped clock stands here. */
export const noon = Date.parse('2026-03-02T12:00:00Z')

const customer = (personalNumber: string, givenName: string, surname: string): SeedCustomer => ({
  id: personalNumber,
  name: `${givenName} ${surname}`,
  givenName,
  surname,
  email: 'somebody@example.com',
  phone: '+46700000000',
  birthDate: '1981-12-18',
  personalNumber,
  accounts: [],
})

/** Two customers; both numbers have a right check digit. */
export const anna = customer('198112189876', 'Anna', 'Svensson')
export const bo = customer('200211242383', 'Bo', 'Ek')

export type Json = Readonly<Record<string, unknown>>

export interface BankIdHarness {
  readonly pki: BankIdPki
  readonly clock: BankContext['clock']
  readonly handler: ReturnType<typeof createBankId>
  /** Sends raw bytes as the first relying party, some parts replaced. */
  send(change: Partial<BankRequest> & { readonly headers?: Readonly<Record<string, string>> }): Promise<BankAnswer>
  /** POSTs JSON to an operation, and reads the answer. */
  call(operation: string, body: Json, as?: ClientIdentity): Promise<CallAnswer>
  control(method: 'GET' | 'POST' | 'DELETE', path: string, body?: Json): Promise<CallAnswer>
  readonly first: ClientIdentity
  readonly second: ClientIdentity
  /** Starts an order and gives what it answered. */
  start(operation: string, body?: Json): Promise<Readonly<Record<string, string>>>
  collect(orderRef: unknown): Promise<CallAnswer>
}

export interface CallAnswer {
  readonly status: number
  readonly body: Json
  readonly check?: string
}

const identity = (certificate: string): ClientIdentity => ({
  certificate: new X509Certificate(certificate),
  authorized: true,
})

const bodies: Readonly<Record<string, Json>> = {
  auth: { endUserIp: '203.0.113.24' },
  sign: { endUserIp: '203.0.113.24', userVisibleData: 'SGVq' },
  payment: {
    endUserIp: '203.0.113.24',
    userVisibleTransaction: { transactionType: 'card', recipient: { name: 'Shop' } },
  },
  'phone/auth': { personalNumber: anna.personalNumber, callInitiator: 'user' },
  'phone/sign': { personalNumber: anna.personalNumber, callInitiator: 'RP', userVisibleData: 'SGVq' },
  'other/payment': {
    personalNumber: anna.personalNumber,
    userVisibleTransaction: { transactionType: 'card', recipient: { name: 'Shop' } },
  },
}

/** The least that an operation accepts. */
export const goodBody = (operation: string): Json => bodies[operation] ?? {}

const toBody = (body: unknown): Json => (typeof body === 'object' && body !== null ? { ...body } : { text: body })

const parse = (answer: BankAnswer): CallAnswer => {
  const text = Buffer.from(answer.body ?? '').toString()
  return {
    status: answer.status,
    body: text.startsWith('{') ? toBody(JSON.parse(text)) : { text },
    ...(answer.rejection === undefined ? {} : { check: answer.rejection.check }),
  }
}

export interface HarnessOptions {
  readonly profile?: Profile
  readonly environment?: BankIdOptions['environment']
}

/** A simulated BankID of its own, with a clock that stands still unless moved. */
export const createHarness = async (options: HarnessOptions = {}): Promise<BankIdHarness> => {
  const { bankid: pki } = await sharedPki()
  const clock = createSimulatedClock(noon, () => 0)
  const context: BankContext = {
    clock,
    random: () => {
      throw new Error('nothing here comes from the seed')
    },
    randomBytes,
    profile: options.profile ?? 'strict',
    environment: 'sandbox',
    rateLimits: false,
  }
  const handler = createBankId(context, pki, {
    customers: [anna, bo],
    selfUrl: () => 'https://127.0.0.1:4000/rp/v6.0',
    ...(options.environment === undefined ? {} : { environment: options.environment }),
  })
  const first = identity(pki.relyingParty.certificate)
  const second = identity(pki.secondRelyingParty.certificate)

  const send: BankIdHarness['send'] = async ({ headers = { 'Content-Type': 'application/json' }, ...change }) => {
    const target = change.path ?? '/rp/v6.0/auth'
    const [path = '', query = ''] = target.split('?')
    const rawHeaders = Object.entries(headers)
    const values = new Map(rawHeaders.map(([name, value]) => [name.toLowerCase(), value]))
    return await handler.handle({
      method: 'POST',
      body: Buffer.from(JSON.stringify(goodBody('auth'))),
      client: first,
      remoteAddress: '127.0.0.1',
      ...change,
      target,
      path,
      query,
      rawHeaders,
      header: (name) => values.get(name.toLowerCase()),
    })
  }
  const call: BankIdHarness['call'] = async (operation, body, as = first) =>
    parse(await send({ path: `/rp/v6.0/${operation}`, body: Buffer.from(JSON.stringify(body)), client: as }))

  const control: BankIdHarness['control'] = async (method, target, body = {}) => {
    const [path = '', query = ''] = target.split('?')
    for (const route of handler.control) {
      const match = route.method === method ? route.pattern.exec(path) : null
      if (match === null) continue
      const answer = await route.handle({ params: match.slice(1), query: new URLSearchParams(query), body })
      return { status: answer.status, body: toBody(answer.body) }
    }
    throw new Error(`no control route ${method} ${path}`)
  }

  return {
    pki,
    clock,
    handler,
    send,
    call,
    control,
    first,
    second,
    start: async (operation, body = goodBody(operation)) => {
      const answer = await call(operation, body)
      if (answer.status !== 200) throw new Error(`${operation} was refused: ${JSON.stringify(answer)}`)
      return Object.fromEntries(Object.entries(answer.body).map(([key, value]) => [key, String(value)]))
    },
    collect: (orderRef) => call('collect', { orderRef }),
  }
}
