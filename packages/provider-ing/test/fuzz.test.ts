import { readFileSync } from 'node:fs'
import {
  createMemoryPaymentIntentStore,
  createMemorySessionStore,
  createSessionAccess,
  NostroError,
  type Session,
} from '@nostro/core'
import {
  createFakeClock,
  createRecordingTransport,
  createSeededRandom,
  type ScriptedAnswer,
} from '@nostro/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { counted } from '../../../test/support/counted.ts'
import { createIngProvider, type IngProvider } from '../src/index.ts'
import { collect, type Harness, startHarness } from './harness.ts'
import { createMutator } from './mutate.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(async () => harness.stop())

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../src/api/__fixtures__/${name}.json`, import.meta.url), 'utf8'))

const account = { id: '3f0c5a52-8d53-4b0e-9c39-2f4c7d1f7a10', kind: 'current', currency: 'EUR' } as const
const card = { ...account, kind: 'card' } as const
const xmlRef = {
  provider: 'ing',
  kind: 'single',
  id: 'p',
  details: { resource: 'singleXml', product: 'sepa-credit-transfers' },
} as const
const jsonRef = { ...xmlRef, details: { ...xmlRef.details, resource: 'single' } } as const
const ctx = { psu: { ipAddress: '192.0.2.1' } }
const payment = {
  kind: 'single',
  amount: { amount: '1', currency: 'EUR' },
  creditor: { name: 'A', iban: 'NL20INGB0001234567' },
} as const

const report =
  '<Document><CstmrPmtStsRpt><OrgnlPmtInfAndSts><PmtInfSts>RJCT</PmtInfSts><StsRsnInf><Rsn><Cd>AM04</Cd></Rsn><AddtlInf>x</AddtlInf></StsRsnInf></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>'
const token = {
  access_token: 't',
  expires_in: 905,
  scope: 'a b',
  token_type: 'Bearer',
  client_id: '5ca1ab1e-c0ca-c01a-cafe-154deadbea75',
}
const jwk = { kty: 'RSA', alg: 'RS256', use: 'sig', kid: 'k', n: 'n', e: 'AQAB', x5t: 'x', x5c: ['MIIE'] }

let keys = 0
const nextKey = (): string => `key-${++keys}`

type Access = ReturnType<typeof createSessionAccess>

/** What is asked, the good answer to it, and how it is asked. */
const targets: readonly (readonly [
  string,
  unknown,
  (provider: IngProvider, access: Access, tpp: Access) => Promise<unknown>,
])[] = [
  [
    'accounts',
    fixture('accounts-two-currencies-and-card'),
    async (ing, access) => collect(ing.accounts.accounts(access)),
  ],
  ['balances', fixture('balances-number-and-text'), async (ing, access) => ing.accounts.balances(access, account)],
  [
    'transactions',
    fixture('transactions-quirks'),
    async (ing, access) => ing.accounts.transactions(access, account, {})[Symbol.asyncIterator]().next(),
  ],
  [
    'standing orders',
    fixture('transactions-quirks'),
    async (ing, access) => ing.accounts.standingOrders(access, account),
  ],
  [
    'card transactions',
    fixture('card-transactions-array'),
    async (ing, access) => ing.accounts.transactions(access, card, {})[Symbol.asyncIterator]().next(),
  ],
  ['application token', token, async (ing) => ing.showcase.signed()],
  [
    'customer token',
    { ...token, refresh_token: 'r', refresh_token_expires_in: 2592000 },
    async (ing, access) => ing.auth.refresh(await access.get()),
  ],
  [
    'initiation',
    {
      transactionStatus: 'RCVD',
      paymentId: 'p',
      _links: { scaRedirect: 'https://myaccount.ing.com/payment-initiation/p/NL' },
    },
    async (ing, _, tpp) =>
      ing.payments.initiate(tpp, payment, { idempotencyKey: nextKey(), redirectUri: 'https://tpp.example' }, ctx),
  ],
  [
    'payment status',
    { transactionStatus: 'RJCT', stsRsnInf: [{ rsn: { cd: 'AM04' }, addtlInf: ['fundsAvailable: true'] }] },
    async (ing, _, tpp) => ing.payments.status(tpp, jsonRef),
  ],
  ['pain.002', report, async (ing, _, tpp) => ing.payments.status(tpp, xmlRef)],
  [
    'payment details',
    { instructedAmount: { amount: '1', currency: 'EUR' } },
    async (ing, _, tpp) => ing.payments.details(tpp, jsonRef),
  ],
  [
    'application',
    {
      contact: 'a@b.example',
      applications: [{ client_id: 'c', redirect_uris: ['https://a'], keys: { tls: [jwk], sign: [jwk] } }],
    },
    async (ing) => ing.registration.me(),
  ],
  [
    'funds',
    { fundsAvailable: true },
    async (ing, access) =>
      ing.funds.confirm(access, { account: { iban: 'NL20INGB0001234567' }, amount: payment.amount }),
  ],
  [
    'payment requests',
    {
      paymentRequests: [
        { id: '1', status: 'open', fixedAmount: { value: 12.5, currency: 'EUR' }, validUntil: '2024-01-01T00:00:00Z' },
      ],
    },
    async (ing) => ing.paymentRequests.list(),
  ],
  [
    'received payments',
    {
      payments: [
        {
          transactionId: '1',
          executed: '2024-01-01T00:00:00Z',
          amount: { value: 1, currency: 'EUR' },
          debtor: { name: 'A' },
        },
      ],
    },
    async (ing) => ing.paymentRequests.payments('1'),
  ],
  ['greeting', { message: 'Welcome', id: '1', messageTimestamp: 'now' }, async (ing) => ing.showcase.mtls()],
]

const session = (purpose: Session['purpose'], secrets: Session['secrets']): Session => ({
  specVersion: 1,
  id: purpose,
  provider: 'ing',
  purpose,
  revision: 2,
  createdAt: 0,
  secrets,
})

type Ask = (typeof targets)[number][2]

/** A provider over a script: token requests are answered well, unless tokens are what is spoilt, all else with `spoilt`. */
const createRun = (name: string) => {
  let spoilt: ScriptedAnswer = {}
  const clock = createFakeClock(startedAt)
  const transport = createRecordingTransport(
    ({ target, body }) => {
      const text = Buffer.from(body ?? '').toString()
      if (name === 'application token') return target === '/oauth2/token' ? spoilt : { json: { message: 'Welcome' } }
      const isToken = target === '/oauth2/token' && (name !== 'customer token' || text.includes('client_credentials'))
      return isToken ? { json: token } : spoilt
    },
    () => clock.now(),
  )
  const { apiUrl: _apiUrl, authorizeUrl: _authorizeUrl, ...options } = harness.options
  const silent = () => undefined
  const provider = createIngProvider(
    { ...options, clientId: token.client_id },
    {
      clock,
      random: createSeededRandom('fuzz'),
      logger: { debug: silent, info: silent, warn: silent, error: silent },
      intents: createMemoryPaymentIntentStore(),
      createTransport: () => transport,
    },
  )
  const access = (purpose: Session['purpose'], secrets: Session['secrets']) =>
    createSessionAccess({
      session: session(purpose, secrets),
      store: createMemorySessionStore(),
      auth: provider.auth,
      clock,
    })
  const customer = access('accounts', { accessToken: 'a', refreshToken: 'r', scope: '' })
  const tpp = access('payments', {})
  return async (answer: ScriptedAnswer, ask: Ask): Promise<unknown> => {
    spoilt = answer
    // Past the life of any application token, so that each run asks for a new one where that is what is spoilt.
    if (name === 'application token') await clock.advance(901_000)
    return ask(provider, customer, tpp)
  }
}

const runs = counted(50, 500)
/** The certificates are of today, and so is the clock. */
const startedAt = Date.now()

/** Where the answer is wrong: the path, or that it is no JSON, no XML of the agreed shape, or leads to a stranger. */
const saysWhere =
  / at [\w.()/-]+: |is not JSON|is not text in|DOCTYPE|not well-formed|at Document|has no application|leads away from ING|link/

/** A payment whose answer cannot be read may have been made: its outcome is unknown, because of the violation. */
const codeOf = (name: string, { code, cause }: NostroError): string =>
  name === 'initiation' && code === 'outcome_unknown' && NostroError.isInstance(cause) ? cause.code : code

describe('spoilt answers: a mapped result, or a refusal that says where', () => {
  it.each(targets)(
    '%s',
    async (name, good, ask) => {
      const run = createRun(name)
      let refused = 0
      const wrong: unknown[] = []
      for (let seed = 1; seed <= runs; seed++) {
        const spoilt = createMutator(seed * 7919 + name.length)(good)
        try {
          await run({ status: 200, headers: { 'content-type': 'application/json' }, body: spoilt }, ask)
        } catch (error) {
          refused += 1
          const isRefusal =
            NostroError.isInstance(error) &&
            ((codeOf(name, error) === 'protocol_violation' && saysWhere.test(error.message)) ||
              // A14: another client id than the configured one is refused, naming both.
              (error.code === 'invalid_config' && error.message.includes(token.client_id)))
          if (!isRefusal) wrong.push({ seed, error, spoilt: spoilt.toString().slice(0, 300) })
        }
      }
      expect(wrong).toEqual([])
      // The mutator does its work: some are refused, and not all.
      expect(refused).toBeGreaterThan(0)
      expect(refused).toBeLessThan(runs)
    },
    300_000,
  )
})

describe('spoilt refusals', () => {
  const refusals = [
    { tppMessages: [{ category: 'ERROR', code: 'FORMAT_ERROR', text: 'x', path: 'y' }] },
    { message: 'no' },
    { error: 'INVALID_GRANT' },
    { severity: 'ERROR', code: 'E', message: 'm', innerErrors: [{ code: 'F' }] },
    { error: { severity: 'error', code: 'E', message: 'm' } },
  ]

  it.each(refusals.map((body) => [JSON.stringify(body), body]))('%s stays a refusal', async (_, body) => {
    const run = createRun('refusal')
    for (let seed = 1; seed <= 40; seed++) {
      const status = [400, 403, 404, 409, 422, 429, 500, 503][seed % 8] ?? 400
      const spoilt = { status, headers: {}, body: createMutator(seed)(body) }
      const ask = async (provider: IngProvider) => provider.paymentRequests.list()
      await expect(run(spoilt, ask)).rejects.toMatchObject({ name: 'NostroError', httpStatus: status })
    }
  })
})
