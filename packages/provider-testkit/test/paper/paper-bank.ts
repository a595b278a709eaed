import { isDeepStrictEqual } from 'node:util'
import {
  addDays,
  localDateIn,
  NostroError,
  type Payment,
  type PaymentKind,
  type ProviderServices,
  toInstant,
} from '@nostro/core'
import { redirectUrlOf } from '@nostro/core/testing'
import {
  type Bank,
  type BankFactory,
  type BankFaultKind,
  createFakeBank,
  type DeliveryKind,
  type FakeRequest,
  type FakeRoutes,
} from '../../src/index.ts'
import { paperZone } from './paper-parts.ts'
import { createPaperProvider, type PaperProvider } from './paper-provider.ts'
import { macOf, paperKey, signingText } from './paper-signing.ts'

export const redirectUri = 'https://app.example/cb'
const clientSecret = 'paper-client-secret-1'
const keySecret = 'paper-signing-key-1'
const sealSecret = 'paper-seal-secret-1'

interface Entry {
  readonly id: string
  readonly at: string
  readonly amount: string
  readonly status: 'booked' | 'pending'
  readonly name?: string | undefined
  readonly iban: string
  readonly text: string
}

export const paperAccounts = [
  { id: 'acc-1', iban: 'NL69INGB0123456789', currency: 'EUR', name: 'Main', kind: 'current' },
  { id: 'acc-2', iban: 'NL20INGB0001234567', currency: 'EUR', name: 'Savings', kind: 'savings' },
  { id: 'acc-3', pan: '4111********1111', currency: 'EUR', name: 'Card', kind: 'card' },
] as const

/** A harness whose provider can be replaced by a wrong one. */
export interface PaperBank extends Bank {
  create(services: ProviderServices): PaperProvider
  withFailingKey(services: ProviderServices): PaperProvider
}

interface State {
  readonly secrets: string[]
  readonly codes: Map<string, 'fresh' | 'used'>
  readonly grants: Map<string, { access: string; alive: boolean }>
  readonly orders: Map<string, { status: 'open' | 'approved' | 'cancelled'; codeSecret: string; token: string }>
  readonly entries: Map<string, Entry[]>
  readonly payments: { id: string; key: string; body: unknown; status: string }[]
  readonly complaints: string[]
  hooks: unknown
  serial: number
  now(): number
}

const secretIn = (state: State, kind: string): string => {
  state.serial += 1
  const made = `paper-${kind}-secret-${state.serial}`
  state.secrets.push(made)
  return made
}

const notFound = { status: 404, json: { error: 'It is not there.' } }

const token =
  (state: State) =>
  ({ body }: FakeRequest) => {
    const { codes, grants } = state
    const form = new URLSearchParams(body)
    if (form.get('client_secret') !== clientSecret) return { status: 400, json: { error: 'invalid_client' } }
    const refresh = form.get('refresh_token') ?? secretIn(state, 'refresh')
    const isFresh = codes.get(form.get('code') ?? '') === 'fresh'
    const isAlive = grants.get(refresh)?.alive === true
    if (!isFresh && !isAlive) return { status: 400, json: { error: 'invalid_grant' } }
    codes.set(form.get('code') ?? '', 'used')
    const access = secretIn(state, 'access')
    grants.set(refresh, { access, alive: true })
    return { json: { access_token: access, refresh_token: refresh, expires_in: 900 } }
  }

/** Newest first; a page goes on before the last entry that it gave. */
const list =
  ({ entries }: State) =>
  ({ params, query }: FakeRequest) => {
    const all = entries.get(params['id'] ?? '')
    if (all === undefined) return notFound
    const limit = Number(query.get('limit') ?? 50)
    if (limit > 100) return { status: 400, json: { error: 'limit is at most 100.' } }
    const [from, to] = [query.get('from') ?? '', query.get('to') ?? '9999']
    const found = all
      .map((entry) => ({ entry, day: localDateIn(paperZone, Date.parse(entry.at)) }))
      .filter(({ day }) => day >= from && day <= to)
      .map(({ entry }) => entry)
      .toReversed()
      .toSorted((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0))
    const start = found.findIndex(({ id }) => id === query.get('before')) + 1
    const page = found.slice(start, start + limit)
    const last = page.at(-1)
    const next = last === undefined || start + limit >= found.length ? undefined : last.id
    const rest = new URLSearchParams({ ...Object.fromEntries(query), before: next ?? '' })
    return { json: { entries: page, next: next === undefined ? null : `/accounts/${params['id']}/entries?${rest}` } }
  }

const balance =
  ({ entries, now }: State) =>
  ({ params }: FakeRequest) => {
    const all = entries.get(params['id'] ?? '')
    if (all === undefined) return notFound
    const cents = all.reduce(
      (sum, { amount }) =>
        sum + BigInt(Number(amount) >= 0 ? amount.replace('.', '') : `-${amount.replace(/[-.]/g, '')}`),
      120_450n,
    )
    const digits = String(cents < 0n ? -cents : cents).padStart(3, '0')
    const amount = `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
    return { json: { amount, currency: 'EUR', day: toInstant(now()).slice(0, 10) } }
  }

const orderJson = (
  id: string,
  { status, codeSecret, token: issued }: { status: string; codeSecret: string; token: string },
) => ({
  json: { id, status, code_secret: codeSecret, ...(status === 'approved' ? { token: issued } : {}) },
})

const routesOf = (state: State): FakeRoutes => {
  const { grants, orders, payments, entries } = state
  /** Signature first, then the token: as a bank does. */
  const signed =
    (run: FakeRoutes[string]): FakeRoutes[string] =>
    (request) => {
      const { method, target, headers, body } = request
      const time = headers['x-paper-time'] ?? ''
      const isSigned = headers['x-paper-signature'] === macOf(keySecret, signingText(method, target, time, body))
      if (isSigned && Math.abs(Date.parse(time) - state.now()) < 5_000) return run(request)
      state.complaints.push(`The signature of ${method} ${target} does not hold.`)
      return { status: 400, json: { error: 'bad_signature' } }
    }
  const guarded = (run: FakeRoutes[string]): FakeRoutes[string] =>
    signed((request) => {
      const isKnown = [...grants.values()].some(
        ({ access, alive }) => alive && request.headers['authorization'] === `Bearer ${access}`,
      )
      return isKnown ? run(request) : { status: 401, json: { error: 'The token is dead.' } }
    })
  return {
    'POST /token': signed(token(state)),
    'POST /revoke': signed(({ body }) => {
      const grant = grants.get(new URLSearchParams(body).get('token') ?? '')
      if (grant !== undefined) grant.alive = false
      return { status: 204 }
    }),
    'POST /orders': signed(() => {
      const id = `order-${state.orders.size + 1}-${state.serial}`
      const made = { status: 'open' as const, codeSecret: secretIn(state, 'code'), token: secretIn(state, 'access') }
      orders.set(id, made)
      return orderJson(id, made)
    }),
    'GET /orders/{id}': signed(({ params: { id = '' } }) => {
      const found = orders.get(id)
      return found === undefined ? notFound : orderJson(id, found)
    }),
    'POST /orders/{id}/cancel': signed(({ params: { id = '' } }) => {
      const found = orders.get(id)
      if (found?.status === 'open') found.status = 'cancelled'
      return { status: 204 }
    }),
    'GET /accounts': guarded(() => ({ json: { accounts: paperAccounts } })),
    'GET /accounts/{id}/balance': guarded(balance(state)),
    'GET /accounts/{id}/entries': guarded(list(state)),
    'GET /hooks': guarded(() => ({ json: { hooks: state.hooks } })),
    'PUT /hooks': guarded(({ body }) => {
      state.hooks = (JSON.parse(body) as { hooks: unknown }).hooks
      return { json: { hooks: state.hooks } }
    }),
    'POST /payments': guarded(({ body, headers }) => {
      const key = headers['idempotency-key'] ?? ''
      const known = payments.find((payment) => payment.key === key)
      state.serial += 1
      const made = known ?? { id: `9f-${state.serial}-pay`, key, body: JSON.parse(body) as unknown, status: 'ACCP' }
      if (known === undefined) payments.push(made)
      return { json: { id: made.id, status: made.status } }
    }),
    'GET /payments': guarded(({ query }) => ({
      json: { payments: payments.filter(({ key }) => key === query.get('key')).map(({ id }) => ({ id })) },
    })),
    'GET /payments/{id}': guarded(({ params }) => {
      const found = payments.find(({ id }) => id === params['id'])
      return found === undefined ? notFound : { json: { id: found.id, status: found.status } }
    }),
    'GET /entries': guarded(() => ({ json: Object.fromEntries(entries) })),
  }
}

const faults: readonly BankFaultKind[] = [
  'reset-before',
  'reset-after',
  'silence',
  'truncated',
  'malformed-json',
  'other-json',
  'html-502',
  'status',
  'status-after',
  'page-loop',
  'page-elsewhere',
  'page-empty',
  'page-empty-once',
  'broken-item',
  'forged',
]

const createState = (now: () => number): State => ({
  secrets: [clientSecret, keySecret, sealSecret],
  codes: new Map(),
  grants: new Map(),
  orders: new Map(),
  entries: new Map(paperAccounts.map(({ id }) => [id, []])),
  payments: [],
  complaints: [],
  hooks: [],
  serial: 0,
  now,
})

const samplePayment = (state: State, kind: PaymentKind): Payment => {
  state.serial += 1
  const single = {
    amount: { amount: '12.50', currency: 'EUR' },
    creditor: { name: 'Kit Shop', iban: 'DE89370400440532013000' },
    remittanceInformation: `kit payment ${state.serial}`,
  }
  const day = addDays(toInstant(state.now()).slice(0, 10), 3)
  if (kind === 'scheduled') return { ...single, kind, requestedExecutionDate: day }
  if (kind === 'bulk') return { kind, payments: [single, single] }
  return { ...single, kind: 'single' }
}

const delivery = (state: State, kind: DeliveryKind) => {
  state.serial += 1
  const category = kind === 'unknown-category' ? 'LOTTERY' : 'PAYMENT'
  const object = { type: 'Payment', id: `p-${state.serial}` }
  const text = JSON.stringify({ id: `d-${state.serial}`, category, type: 'PAYMENT_CREATED', account: 'acc-1', object })
  const seal = macOf(sealSecret, kind === 'forged' ? `${text} ` : text)
  const body = Buffer.from(kind === 'changed-body' ? text.replace('acc-1', 'acc-2') : text)
  return { headers: kind === 'unsigned' ? {} : { 'x-paper-seal': seal }, body }
}

/** Entries in the order of their moments, as `list` gives them. */
const bookIn =
  (state: State): NonNullable<Bank['book']> =>
  async (account, given) => {
    for (const { amount, status, counterparty, text = '', at = toInstant(state.now()) } of given) {
      state.serial += 1
      const entry = {
        id: `e-${state.serial}`,
        at,
        amount,
        status,
        name: counterparty,
        iban: 'DE89370400440532013000',
        text,
      }
      state.entries.get(account.id)?.push(entry)
    }
  }

const endIn =
  (state: State): NonNullable<Bank['expire']> =>
  async (what) => {
    for (const [refresh, grant] of state.grants) {
      const ended = what === 'consent' ? { ...grant, alive: false } : { ...grant, access: secretIn(state, 'ended') }
      state.grants.set(refresh, ended)
    }
  }

const actIn =
  (state: State): Bank['act'] =>
  async (challenge, decision) => {
    if (challenge.kind === 'decoupled') {
      const order = state.orders.get((challenge.serverState as { readonly order: string }).order)
      if (order?.status === 'open') order.status = decision === 'approve' ? 'approved' : 'cancelled'
      return {}
    }
    const asked = new URL(redirectUrlOf(challenge))
    const sent = decision === 'other-state' ? 'x'.repeat(32) : (asked.searchParams.get('state') ?? '')
    const code = secretIn(state, 'code')
    state.codes.set(code, 'fresh')
    const answer = decision === 'decline' ? { error: 'access_denied', state: sent } : { code, state: sent }
    return { redirectUrl: `${redirectUri}?${new URLSearchParams(answer)}` }
  }

/** The paper bank: a small bank in memory, and the harness over it. */
export const startPaperBank: BankFactory = async ({ clock }): Promise<PaperBank> => {
  const state = createState(() => clock.now())
  const { secrets, entries, payments, complaints } = state
  const seal = (body: string) => ({ 'x-paper-seal': macOf(sealSecret, body) })
  const fake = await createFakeBank({ over: 'memory', routes: routesOf(state), seal, now: () => clock.now() })
  const key = paperKey(keySecret)
  const options = { apiUrl: fake.origin, ca: fake.ca, clientSecret, sealSecret, redirectUris: [redirectUri], key }
  const create = (services: ProviderServices, change: object = {}) =>
    createPaperProvider({ ...options, ...change }, services)
  return {
    profile: {
      purposes: ['accounts', 'payments', 'identify'],
      start: (purpose) => (purpose === 'identify' ? {} : { redirectUri }),
      decisions: ['approve', 'decline', 'other-state'],
      faults,
      zone: paperZone,
      timesRequests: true,
      liveBalances: true,
      signsEvents: true,
      categories: ['PAYMENT'],
      echo: (text) => ({ error: text }),
    },
    create: (services) => create(services),
    withFailingKey: (services) => {
      const sign = async (): Promise<never> => {
        throw new NostroError({ code: 'invalid_config', provider: 'paper', message: 'The key store is locked.' })
      }
      return create(services, { key: { sign } })
    },
    wrongOptions: [
      { option: 'clientSecret', create: (services) => create(services, { clientSecret: '' }) },
      { option: 'apiUrl', create: (services) => create(services, { apiUrl: 'nowhere' }) },
    ],
    act: actIn(state),
    canaries: () => secrets,
    requests: () => fake.requests,
    network: fake.network,
    accounts: async () =>
      paperAccounts.map((account) => ('iban' in account ? { iban: account.iban } : { id: account.id })),
    book: bookIn(state),
    settle: async ({ id }) => {
      entries.set(
        id,
        (entries.get(id) ?? []).map((entry) => ({ ...entry, status: 'booked' })),
      )
    },
    fault: fake.fault,
    heal: fake.heal,
    expire: endIn(state),
    pay: {
      redirectUri,
      valid: async (kind) => samplePayment(state, kind),
      booked: async (payment) => payments.filter(({ body }) => isDeepStrictEqual(body, payment)).length,
    },
    deliver: async (kind) => delivery(state, kind),
    complaints: () => complaints,
    stop: fake.stop,
  }
}
