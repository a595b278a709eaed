import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import {
  createMemoryPaymentIntentStore,
  createMemorySessionStore,
  createSessionAccess,
  NostroError,
  type ProviderServices,
  type Session,
} from '@nostro/core'
import { createFakeClock, createRecordingTransport, createSeededRandom } from '@nostro/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { counted } from '../../../test/support/counted.ts'
import { type BunqProvider, createBunqProvider, parseWebhook } from '../src/index.ts'

const bank = generateKeyPairSync('rsa', { modulusLength: 2048 })
const own = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})
const clock = createFakeClock()

const session: Session = {
  specVersion: 1,
  id: 'bunq-1',
  provider: 'bunq',
  purpose: 'accounts',
  revision: 1,
  createdAt: clock.now(),
  expiresAt: clock.now() + 600_000,
  secrets: {
    version: 1,
    origin: 'https://public-api.sandbox.bunq.com',
    keyPair: { ...own },
    installation: {
      id: '1',
      token: 'a'.repeat(64),
      serverPublicKey: bank.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    },
    device: { id: '2' },
    credential: { kind: 'api-key', secret: `sandbox_${'b'.repeat(64)}` },
    session: { id: '3', token: 'c'.repeat(64) },
    user: { id: '4', kind: 'UserPerson', name: null },
  },
}

interface Answer {
  readonly status: number
  readonly body: Uint8Array
}

const providerFor = (answer: (request: { readonly method: string }) => Answer): BunqProvider => {
  const services: ProviderServices = {
    clock,
    random: createSeededRandom('fuzz'),
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    intents: createMemoryPaymentIntentStore(),
    createTransport: () =>
      createRecordingTransport(
        (request) => {
          const { status, body } = answer(request)
          const headers = {
            'content-type': 'application/json',
            'x-bunq-server-signature': sign('sha256', body, bank.privateKey).toString('base64'),
          }
          return { status, headers, body }
        },
        () => clock.now(),
      ),
  }
  return createBunqProvider(
    { environment: 'sandbox', keyPair: own.privateKey, maxQueueMs: 0, lookupSettleMs: 0 },
    services,
  )
}

const accessOf = (provider: BunqProvider) =>
  createSessionAccess({ session, store: createMemorySessionStore(), auth: provider.auth, clock })

const first = async <T>(pages: AsyncIterable<T>): Promise<unknown> => {
  for await (const page of pages) return page
  return undefined
}

const account = { id: '5', kind: 'current' } as const
const payment = {
  kind: 'single',
  debtor: { accountId: '5' },
  amount: { amount: '1.00', currency: 'EUR' },
  creditor: { email: 'bravo@bunq.com' },
} as const

const calls: Readonly<Record<string, (provider: BunqProvider) => Promise<unknown>>> = {
  accounts: (provider) => first(provider.accounts.accounts(accessOf(provider))),
  balances: (provider) => provider.accounts.balances(accessOf(provider), account),
  transactions: (provider) => first(provider.accounts.transactions(accessOf(provider), account, {})),
  payment: (provider) => provider.payments.initiate(accessOf(provider), payment, { idempotencyKey: 'k' }),
  status: (provider) =>
    provider.payments.status(accessOf(provider), {
      provider: 'bunq',
      kind: 'draft',
      id: '6',
      details: { accountId: '5' },
    }),
  cards: (provider) => provider.cards.list(accessOf(provider)),
  funds: (provider) =>
    provider.funds.confirm(accessOf(provider), { account: { iban: 'NL91ABNA0417164300' }, amount: payment.amount }),
  session: (provider) => provider.auth.refresh(session),
  install: async (provider) =>
    provider.auth.advance(await provider.auth.start({ purpose: 'accounts' }), {
      input: { apiKey: `sandbox_${'b'.repeat(64)}` },
    }),
}

const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

const goodPayment = {
  id: 1,
  created: '2024-05-01 22:30:00.123456',
  amount: { value: '-12.50', currency: 'EUR' },
  counterparty_alias: { iban: null, display_name: 'A Shop' },
  description: 'x',
  balance_after_mutation: { value: '1.00', currency: 'EUR' },
}
const types = [
  'Payment',
  'MonetaryAccountBank',
  'Id',
  'Token',
  'UserPerson',
  'ServerPublicKey',
  'DraftPayment',
  'CardDebit',
]

/** Answers that look right and are not: one member replaced by anything. */
const spoilt = fc
  .tuple(fc.constantFrom(...types), fc.constantFrom(...Object.keys(goodPayment)), fc.jsonValue())
  .map(([type, member, value]) => text({ Response: [{ [type]: { ...goodPayment, [member]: value } }] }))
const shaped = fc
  .array(fc.tuple(fc.constantFrom(...types), fc.jsonValue()), { maxLength: 4 })
  .chain((list) =>
    fc
      .record({ older_url: fc.option(fc.webUrl()), newer_url: fc.option(fc.string()), future_url: fc.constant(null) })
      .map((Pagination) => text({ Response: list.map(([type, value]) => ({ [type]: value })), Pagination })),
  )
const bodies = fc.oneof(spoilt, shaped, fc.jsonValue().map(text), fc.uint8Array({ maxLength: 200 }))
const statuses = fc.constantFrom(
  200,
  200,
  200,
  201,
  204,
  399,
  400,
  401,
  403,
  404,
  405,
  409,
  429,
  466,
  490,
  491,
  500,
  502,
  503,
)

const emptyList = { status: 200, body: Buffer.from('{"Response":[]}') }

describe('an answer of any shape', () => {
  it.each(Object.keys(calls))('to %s ends in a value or in a NostroError that tells no secret', async (name) => {
    const call = calls[name]
    if (call === undefined) throw new Error('no such call')
    await fc.assert(
      fc.asyncProperty(statuses, bodies, async (status, body) => {
        const outcome = await call(providerFor(() => ({ status, body }))).then(
          () => '',
          (error: unknown) => {
            if (!NostroError.isInstance(error)) throw error
            return `${error.message} ${error.stack} ${JSON.stringify(error)}`
          },
        )
        expect(outcome).not.toMatch(/a{64}|b{64}|c{64}|PRIVATE KEY/)
      }),
      { seed: 4, numRuns: counted(60, 1_000) },
    )
  })

  it('to a payment never ends as “not made” when the bank said 2xx or had a fault', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(200, 201, 500, 502, 503), bodies, async (status, body) => {
        const provider = providerFor(({ method }) => (method === 'GET' ? emptyList : { status, body }))
        const outcome = await provider.payments
          .initiate(accessOf(provider), payment, { idempotencyKey: 'k' })
          .then(({ ref }) => ref.id)
          .catch((error: unknown) => (NostroError.isInstance(error) ? error.code : error))
        expect(outcome).not.toBe('payment_rejected')
        expect(String(outcome)).toMatch(/^(\d+|outcome_unknown|verification_failed|session_expired)$|^-?\d/)
      }),
      { seed: 5, numRuns: counted(60, 1_000) },
    )
  })
})

describe('a webhook of any shape', () => {
  it('is read or refused by a NostroError', () => {
    const read = (body: Uint8Array): string => {
      try {
        return parseWebhook(body).provider
      } catch (error) {
        return NostroError.isInstance(error) ? error.code : String(error)
      }
    }
    fc.assert(
      fc.property(bodies, (body) => {
        expect(['bunq', 'protocol_violation']).toContain(read(body))
      }),
      { seed: 6, numRuns: counted(200, 2_000) },
    )
  })
})

describe('a signature of the bank that is wrong in any way', () => {
  const body = text({ Response: [], Pagination: { older_url: null, newer_url: null, future_url: null } })
  const good = sign('sha256', body, bank.privateKey)
  const other = createPrivateKey(own.privateKey)
  const pem = createPublicKey(own.publicKey).export({ type: 'spki', format: 'pem' }).toString()
  const wrong: readonly (readonly [string, string | undefined])[] = [
    ['missing', undefined],
    ['empty', ''],
    ['not base64', `${good.toString('base64')}*`],
    ['base64url', good.toString('base64url')],
    ['cut off', good.subarray(0, 255).toString('base64')],
    ['by another key', sign('sha256', body, other).toString('base64')],
    ['over another body', sign('sha256', Buffer.from('{}'), bank.privateKey).toString('base64')],
    ['with SHA-1', sign('sha1', body, bank.privateKey).toString('base64')],
    ['with PSS padding', sign('sha256', body, { key: bank.privateKey, padding: 6 }).toString('base64')],
    ['the key itself', Buffer.from(pem).toString('base64')],
  ]

  it.each(wrong)('%s: the answer is not read', async (_name, signature) => {
    const services: ProviderServices = {
      clock,
      random: createSeededRandom('signatures'),
      logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      intents: createMemoryPaymentIntentStore(),
      createTransport: () =>
        createRecordingTransport(() => ({
          status: 200,
          body,
          headers: signature === undefined ? {} : { 'x-bunq-server-signature': signature },
        })),
    }
    const provider = createBunqProvider({ environment: 'sandbox' }, services)
    const reading = first(provider.accounts.accounts(accessOf(provider)))
    await expect(reading).rejects.toMatchObject({ code: 'verification_failed', provider: 'bunq' })
  })
})
