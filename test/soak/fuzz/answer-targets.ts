import { X509Certificate } from 'node:crypto'
import {
  type BankResponse,
  createMemorySessionStore,
  createSessionAccess,
  type Session,
} from '../../../packages/core/src/index.ts'
import { createBankIdProvider } from '../../../packages/provider-bankid/src/index.ts'
import { createBunqProvider } from '../../../packages/provider-bunq/src/index.ts'
import { createIngProvider } from '../../../packages/provider-ing/src/index.ts'
import type { BankHandler } from '../../../packages/simulators/src/http/bank-handler.ts'
import { createHarness as createBankIdHarness } from '../../../packages/simulators/test/bankid-harness.ts'
import { control, openBunq, str } from '../../../packages/simulators/test/bunq/bunq-client.ts'
import { createHarness as createIngHarness, REDIRECT_URI } from '../../../packages/simulators/test/ing/ing-harness.ts'
import { createDirectServices, type DirectServices } from '../mutants/to-handler.ts'
import { spoilAnswer } from './spoil-answer.ts'
import { endsWell, type FuzzTarget } from './target.ts'

type Ask = () => unknown

/** Answers are spoilt by this seed while one is set. */
interface Spoiler {
  seed: number | undefined
}

const spoiling =
  (spoiler: Spoiler) =>
  (response: BankResponse): BankResponse =>
    spoiler.seed === undefined ? response : spoilAnswer(spoiler.seed, response)

/** What the test itself keeps goes after each run, what the bank keeps when it is to forget: the rest is ours. */
const target = (
  name: string,
  { spoiler, direct, bank }: { spoiler: Spoiler; direct: DirectServices; bank: BankHandler },
  asks: readonly Ask[],
): FuzzTarget => ({
  name,
  forget: () => bank.reset(),
  run: async (seed) => {
    spoiler.seed = seed
    await endsWell(async () => asks[seed % asks.length]?.())
    spoiler.seed = undefined
    direct.forget()
  },
})

const first = async (pages: AsyncIterable<unknown>): Promise<unknown> => pages[Symbol.asyncIterator]().next()
const account = { id: '3f0c5a52-8d53-4b0e-9c39-2f4c7d1f7a10', kind: 'current' } as const
const amount = { amount: '1.00', currency: 'EUR' } as const
const ctx = { psu: { ipAddress: '192.0.2.17' } }

let keys = 0
const sent = () => ({ idempotencyKey: `fuzz-${++keys}`, redirectUri: REDIRECT_URI })

const ingTarget = async (): Promise<FuzzTarget> => {
  const { tpp, clock, ing } = await createIngHarness()
  const spoiler: Spoiler = { seed: undefined }
  const client = { certificate: new X509Certificate(tpp.tls.certificate), authorized: true }
  const direct = createDirectServices(ing, () => clock.now(), client, spoiling(spoiler))
  const { services } = direct
  const origin = 'https://127.0.0.1:4443'
  const provider = createIngProvider(
    {
      environment: 'sandbox',
      apiUrl: origin,
      authorizeUrl: `${origin}/authorize/v2`,
      tls: tpp.tls,
      signing: tpp.signing,
      redirectUris: [REDIRECT_URI],
    },
    services,
  )
  const session: Session = {
    specVersion: 1,
    id: 's',
    provider: 'ing',
    purpose: 'accounts',
    revision: 1,
    createdAt: 0,
    secrets: { accessToken: 'a', refreshToken: 'r', scope: '' },
  }
  const access = () =>
    createSessionAccess({ session, store: createMemorySessionStore(), auth: provider.auth, clock: services.clock })
  const single = { kind: 'single', amount, creditor: { name: 'A', iban: 'NL20INGB0001234567' } } as const
  return target('answers of ING', { spoiler, direct, bank: ing }, [
    () => provider.showcase.signed(),
    () => provider.showcase.jws(),
    () => provider.registration.me(),
    () => provider.auth.start({ purpose: 'accounts', redirectUri: REDIRECT_URI, country: 'NL' }),
    () => first(provider.accounts.accounts(access())),
    () => provider.accounts.balances(access(), account),
    () => first(provider.accounts.transactions(access(), account, {})),
    () => provider.payments.initiate(access(), single, sent(), ctx),
    () => provider.auth.refresh(session),
  ])
}

const bunqTarget = async (): Promise<FuzzTarget> => {
  const bank = openBunq()
  const spoiler: Spoiler = { seed: undefined }
  const direct = createDirectServices(bank.handler, () => bank.clock.now(), { authorized: false }, spoiling(spoiler))
  const { services } = direct
  const apiKey = str(await control(bank, 'POST', '/bunq/api-keys'), 'apiKey')
  const provider = createBunqProvider({ environment: 'sandbox', apiKey, maxQueueMs: 0, lookupSettleMs: 0 }, services)
  const connect = async () => provider.auth.advance(await provider.auth.start({ purpose: 'accounts' }), {})
  const started = await connect()
  if (started.status !== 'complete') throw new Error(started.status)
  const { session } = started
  const access = () =>
    createSessionAccess({ session, store: createMemorySessionStore(), auth: provider.auth, clock: services.clock })
  const id = { id: '1011', kind: 'current' } as const
  const single = {
    kind: 'single',
    debtor: { accountId: id.id },
    amount,
    creditor: { email: 'bravo@bunq.com' },
  } as const
  return target('answers of bunq', { spoiler, direct, bank: bank.handler }, [
    connect,
    () => first(provider.accounts.accounts(access())),
    () => provider.accounts.balances(access(), id),
    () => first(provider.accounts.transactions(access(), id, {})),
    () => provider.payments.initiate(access(), single, sent(), ctx),
    () => provider.cards.list(access()),
  ])
}

const bankIdTarget = async (): Promise<FuzzTarget> => {
  const bank = await createBankIdHarness()
  const spoiler: Spoiler = { seed: undefined }
  const direct = createDirectServices(bank.handler, () => bank.clock.now(), bank.first, spoiling(spoiler))
  const { services } = direct
  const { certificate, key } = bank.pki.relyingParty
  const provider = createBankIdProvider(
    {
      environment: 'test',
      apiUrl: 'https://127.0.0.1:4000/rp/v6.0',
      identity: { certificate, key },
      endUserIp: '192.0.2.17',
    },
    services,
  )
  const start = () => provider.auth.start({ purpose: 'identify' })
  const waiting = await start()
  const done = async () => {
    // A completed order's evidence is spoilt too, where the answer is still JSON of that shape.
    const { orderRef = '' } = await bank.start('auth')
    await bank.control('POST', `/bankid/orders/${orderRef}/approve`, { personalNumber: '198112189876' })
    return provider.auth.advance({ ...waiting, serverState: { ...(waiting.serverState as object), orderRef } }, {})
  }
  return target('answers of BankID', { spoiler, direct, bank: bank.handler }, [
    start,
    () => provider.auth.advance(waiting, {}),
    done,
    () => provider.auth.cancel(waiting),
  ])
}

export const answerTargets = async (): Promise<readonly FuzzTarget[]> => [
  await ingTarget(),
  await bunqTarget(),
  await bankIdTarget(),
]
