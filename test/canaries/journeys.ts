import type { CreditTransfer, SessionAccess } from '../../packages/core/src/index.ts'
import { generateRsaKeyPair } from '../../packages/core/src/node/index.ts'
import { redirectUrlOf } from '../../packages/core/src/testing/index.ts'
import { createBankIdProvider, encodeText } from '../../packages/provider-bankid/src/index.ts'
import { createBunqProvider } from '../../packages/provider-bunq/src/index.ts'
import { createIngProvider } from '../../packages/provider-ing/src/index.ts'
import type { WatchedBanks } from './watched-banks.ts'

/** One thing that a program asks of a bank. */
export type Step = readonly [name: string, ask: () => Promise<unknown>]

export interface Journey {
  readonly steps: readonly Step[]
  close(): Promise<void>
}

const amount = { amount: '1.23', currency: 'EUR' }
const psu = { psu: { ipAddress: '203.0.113.24' } }

const firstAccount = async (
  provider: {
    accounts: ReturnType<typeof createIngProvider>['accounts'] | ReturnType<typeof createBunqProvider>['accounts']
  },
  access: SessionAccess,
) => {
  for await (const { items } of provider.accounts.accounts(access)) {
    const account = items.find(({ kind, currency }) => kind === 'current' && currency === 'EUR')
    if (account !== undefined) return account
  }
  throw new Error('No account.')
}

const drain = async (pages: AsyncIterable<unknown>): Promise<void> => {
  for await (const _page of pages);
}

export const travelIng = async ({ simulators, services, access: open }: WatchedBanks): Promise<Journey> => {
  const { pki, ready, control } = simulators
  if (ready.ing === undefined) throw new Error('ING is missing.')
  const make = () =>
    createIngProvider(
      {
        environment: 'sandbox',
        clientId: ready.ing?.clientId ?? '',
        apiUrl: ready.ing?.url ?? '',
        authorizeUrl: ready.ing?.authorizeUrl ?? '',
        redirectUris: ready.ing?.redirectUris.slice(0, 1) ?? [],
        ...pki.ing.tpp,
        ca: pki.serverCa,
      },
      services,
    )
  const ing = make()
  const connect = async (provider = ing) => {
    const challenge = await provider.auth.start({ purpose: 'accounts', country: 'NL' })
    const redirectUrl = await control.decideIngConsent(redirectUrlOf(challenge))
    const result = await provider.auth.advance(challenge, { redirectUrl })
    if (result.status !== 'complete') throw new Error(result.status)
    return result.session
  }
  const session = await connect()
  const access = await open(ing, session)
  const account = await firstAccount(ing, access)
  const payment = { kind: 'single' as const, amount, creditor: { name: 'Bakker BV', iban: 'NL20INGB0001234567' } }
  const options = { idempotencyKey: 'canary', redirectUri: 'https://tpp.example/paid' }
  return {
    steps: [
      [
        'connect anew',
        async () => {
          // Its own application token, too.
          const fresh = make()
          try {
            await connect(fresh)
          } finally {
            await fresh.close()
          }
        },
      ],
      ['refresh', () => ing.auth.refresh(session)],
      ['accounts', () => drain(ing.accounts.accounts(access))],
      ['balances', () => ing.accounts.balances(access, account)],
      ['transactions', () => drain(ing.accounts.transactions(access, account, { pageSize: 50 }))],
      ['payment', () => ing.payments.initiate(access, payment, options, psu)],
      ['funds', () => ing.funds.confirm(access, { account: { iban: account.iban ?? '' }, amount })],
      [
        'a code that is none',
        () =>
          ing.auth.start({ purpose: 'accounts', country: 'NL' }).then(async (challenge) => {
            const url = new URL(await control.decideIngConsent(redirectUrlOf(challenge)))
            url.searchParams.set('state', 'another-state')
            return ing.auth.advance(challenge, { redirectUrl: url.href })
          }),
      ],
      ['registration', () => ing.registration.me()],
    ],
    close: () => ing.close?.() ?? Promise.resolve(),
  }
}

export const travelBunq = async ({ simulators, services, access: open, canaries }: WatchedBanks): Promise<Journey> => {
  const { pki, ready, control } = simulators
  const { apiKey } = (await control.call('POST', '/bunq/api-keys')) as { apiKey: string }
  canaries.add('api key', apiKey)
  // A key of its own would be made at each attempt to connect.
  const { privateKey: keyPair } = await generateRsaKeyPair()
  canaries.fromPem(keyPair)
  const make = () =>
    createBunqProvider(
      { environment: 'sandbox', apiKey, keyPair, apiUrl: ready.bunq?.url ?? '', ca: pki.serverCa },
      services,
    )
  const bunq = make()
  const connect = async (provider = bunq) => {
    const result = await provider.auth.advance(await provider.auth.start({ purpose: 'accounts' }), {})
    if (result.status !== 'complete') throw new Error(result.status)
    return result.session
  }
  const session = await connect()
  for (const value of Object.values(session.secrets as Record<string, unknown>)) {
    if (typeof value === 'string' && value.includes('PRIVATE KEY')) canaries.fromPem(value)
  }
  const access = await open(bunq, session)
  const account = await firstAccount(bunq, access)
  const payment: CreditTransfer & { readonly kind: 'single'; readonly debtor: { readonly accountId: string } } = {
    kind: 'single',
    debtor: { accountId: account.id },
    amount,
    creditor: { email: 'bravo@bunq.com' },
    remittanceInformation: 'Drinks',
  }
  const { iban = '' } = account
  return {
    steps: [
      [
        'connect anew',
        async () => {
          const fresh = make()
          try {
            await connect(fresh)
          } finally {
            await fresh.close?.()
          }
        },
      ],
      ['accounts', () => drain(bunq.accounts.accounts(access))],
      ['transactions', () => drain(bunq.accounts.transactions(access, account, { pageSize: 200 }))],
      ['payment', () => bunq.payments.initiate(access, payment, { idempotencyKey: 'canary' })],
      [
        'payment to an IBAN',
        () => {
          const creditor = { iban: 'NL20INGB0001234567', name: 'Bakker BV' }
          return bunq.payments.initiate(access, { ...payment, creditor }, { idempotencyKey: 'canary-2' })
        },
      ],
      ['funds', () => bunq.funds.confirm(access, { account: { iban }, amount })],
      ['webhooks', () => bunq.events.subscriptions(access)],
      ['anything', () => bunq.request(access, 'GET', '/user')],
    ],
    close: () => bunq.close?.() ?? Promise.resolve(),
  }
}

export const travelBankId = async ({ simulators, services, canaries }: WatchedBanks): Promise<Journey> => {
  const { pki, ready, control } = simulators
  const { certificate, key } = pki.bankid.relyingParty
  const bankid = createBankIdProvider(
    {
      environment: 'test',
      apiUrl: ready.bankid?.url ?? '',
      identity: { certificate, key },
      ca: pki.serverCa,
      userRoot: pki.bankid.userRoot.certificate,
    },
    services,
  )
  const personalNumber = '199006292392'
  canaries.add('personal number', personalNumber)
  const fields = { endUserIp: '203.0.113.24' }
  const complete = async (operation: 'auth' | 'sign') => {
    const texts = { userVisibleData: encodeText('Pay 1.23 EUR'), userNonVisibleData: encodeText('for the record') }
    const challenge = await bankid.orders.openOrder(operation, { ...fields, ...texts })
    await control.actOnBankIdOrder(challenge.id, 'approve')
    const provider = operation === 'auth' ? bankid.auth : bankid.esign
    const result = await provider?.advance(challenge, {})
    if (result?.status !== 'complete') throw new Error(`${result?.status}`)
  }
  return {
    steps: [
      ['login', () => complete('auth')],
      ['signature', () => complete('sign')],
      ['phone', () => bankid.orders.openOrder('phoneAuth', { personalNumber, callInitiator: 'user' })],
      [
        'a second order of the same person',
        async () => {
          const asked = { ...fields, requirement: { personalNumber } }
          await bankid.orders.openOrder('auth', asked)
          await bankid.orders.openOrder('auth', asked)
        },
      ],
      [
        'live order',
        async () => {
          const order = await bankid.orders.startOrder('auth', fields)
          for await (const _state of order) break
        },
      ],
    ],
    close: () => bankid.close?.() ?? Promise.resolve(),
  }
}
