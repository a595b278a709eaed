import { isDeepStrictEqual } from 'node:util'
import { type Payment, type ProviderServices, toInstant } from '@nostro/core'
import { redirectUrlOf } from '@nostro/core/testing'
import { type Bank, type BankFactory, createFakeBank, type FakeRequest } from '../../src/index.ts'
import { createPaperProvider, type PaperProvider } from './paper-provider.ts'

export const redirectUri = 'https://app.example/cb'
const clientSecret = 'paper-client-secret-1'

interface Entry {
  readonly id: string
  readonly day: string
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
}

/** The paper bank: a small bank in memory behind HTTPS, and the harness over it. */
export const startPaperBank: BankFactory = async ({ clock }): Promise<PaperBank> => {
  const secrets: string[] = [clientSecret]
  const codes = new Map<string, 'fresh' | 'used'>()
  const grants = new Map<string, { access: string; alive: boolean }>()
  const entries = new Map<string, Entry[]>(paperAccounts.map(({ id }) => [id, []]))
  const payments: { id: string; key: string; body: unknown; status: string }[] = []
  let serial = 0
  const secret = (kind: string): string => {
    const made = `paper-${kind}-secret-${++serial}`
    secrets.push(made)
    return made
  }
  const grantOf = ({ headers }: FakeRequest) =>
    [...grants.values()].find(({ access, alive }) => alive && headers['authorization'] === `Bearer ${access}`)
  const unauthorized = { status: 401, json: { error: 'The token is dead.' } }
  const guarded = (run: (request: FakeRequest) => { status?: number; json: unknown }) => (request: FakeRequest) =>
    grantOf(request) === undefined ? unauthorized : run(request)

  const token = ({ body }: FakeRequest) => {
    const form = new URLSearchParams(body)
    if (form.get('client_secret') !== clientSecret) return { status: 400, json: { error: 'invalid_client' } }
    const refresh = form.get('refresh_token') ?? secret('refresh')
    const isFresh = codes.get(form.get('code') ?? '') === 'fresh'
    const isAlive = grants.get(refresh)?.alive === true
    if (!isFresh && !isAlive) return { status: 400, json: { error: 'invalid_grant' } }
    codes.set(form.get('code') ?? '', 'used')
    const access = secret('access')
    grants.set(refresh, { access, alive: true })
    return { json: { access_token: access, refresh_token: refresh, expires_in: 900 } }
  }
  const list = ({ params, query }: FakeRequest) => {
    const all = entries.get(params['id'] ?? '')
    if (all === undefined) return { status: 404, json: { error: 'Unknown account.' } }
    const [from, to] = [query.get('from') ?? '', query.get('to') ?? '9999']
    const found = all.filter(({ day }) => day >= from && day <= to).toReversed()
    const [offset, limit] = [Number(query.get('offset') ?? 0), Number(query.get('limit') ?? 50)]
    if (limit > 100) return { status: 400, json: { error: 'limit is at most 100.' } }
    const next = offset + limit < found.length ? { ...Object.fromEntries(query), offset: offset + limit } : undefined
    const link = `/accounts/${params['id']}/entries?${new URLSearchParams(next as never)}`
    return { json: { entries: found.slice(offset, offset + limit), next: next === undefined ? null : link } }
  }

  const fake = await createFakeBank({
    routes: {
      'POST /token': token,
      'POST /revoke': ({ body }) => {
        const grant = grants.get(new URLSearchParams(body).get('token') ?? '')
        if (grant !== undefined) grant.alive = false
        return { status: 204 }
      },
      'GET /accounts': guarded(() => ({ json: { accounts: paperAccounts } })),
      'GET /accounts/{id}/balance': guarded(({ params }) =>
        entries.has(params['id'] ?? '')
          ? { json: { amount: '1204.50', currency: 'EUR', day: toInstant(clock.now()).slice(0, 10) } }
          : { status: 404, json: { error: 'Unknown account.' } },
      ),
      'GET /accounts/{id}/entries': guarded(list),
      'POST /payments': guarded(({ body, headers }) => {
        const key = headers['idempotency-key'] ?? ''
        const known = payments.find((payment) => payment.key === key)
        const made = known ?? { id: `pay-${++serial}`, key, body: JSON.parse(body) as unknown, status: 'ACCP' }
        if (known === undefined) payments.push(made)
        return { json: { id: made.id, status: made.status } }
      }),
      'GET /payments': guarded(({ query }) => ({
        json: { payments: payments.filter(({ key }) => key === query.get('key')).map(({ id }) => ({ id })) },
      })),
      'GET /payments/{id}': guarded(({ params }) => {
        const found = payments.find(({ id }) => id === params['id'])
        return found === undefined
          ? { status: 404, json: { error: 'Unknown payment.' } }
          : { json: { id: found.id, status: found.status } }
      }),
    },
  })
  const options = { apiUrl: fake.origin, ca: fake.ca, clientSecret, redirectUris: [redirectUri] }
  return {
    profile: {
      purposes: ['accounts', 'payments'],
      start: () => ({ redirectUri }),
      decisions: ['approve', 'decline', 'other-state'],
      faults: [
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
      ],
      echo: (text) => ({ error: text }),
    },
    create: (services) => createPaperProvider(options, services),
    wrongOptions: [
      { option: 'clientSecret', create: (services) => createPaperProvider({ ...options, clientSecret: '' }, services) },
      { option: 'apiUrl', create: (services) => createPaperProvider({ ...options, apiUrl: 'nowhere' }, services) },
    ],
    act: async (challenge, decision) => {
      const asked = new URL(redirectUrlOf(challenge))
      const state = decision === 'other-state' ? 'x'.repeat(32) : (asked.searchParams.get('state') ?? '')
      const code = secret('code')
      codes.set(code, 'fresh')
      const answer = decision === 'decline' ? { error: 'access_denied', state } : { code, state }
      return { redirectUrl: `${redirectUri}?${new URLSearchParams(answer)}` }
    },
    canaries: () => secrets,
    requests: () => fake.requests,
    accounts: async () =>
      paperAccounts.map((account) => ('iban' in account ? { iban: account.iban } : { id: account.id })),
    book: async (account, given) => {
      const day = toInstant(clock.now()).slice(0, 10)
      for (const { amount, status, counterparty, text = '' } of given) {
        const id = `e-${++serial}`
        entries
          .get(account.id)
          ?.push({ id, day, amount, status, name: counterparty, iban: 'DE89370400440532013000', text })
      }
    },
    settle: async (account) => {
      entries.set(
        account.id,
        (entries.get(account.id) ?? []).map((entry) => ({ ...entry, status: 'booked' })),
      )
    },
    fault: fake.fault,
    heal: fake.heal,
    expire: async (what) => {
      for (const [refresh, grant] of grants) {
        grants.set(refresh, what === 'consent' ? { ...grant, alive: false } : { ...grant, access: secret('ended') })
      }
    },
    pay: {
      redirectUri,
      valid: async () => ({
        kind: 'single',
        amount: { amount: '12.50', currency: 'EUR' },
        creditor: { name: 'Kit Shop', iban: 'DE89370400440532013000' },
        remittanceInformation: `kit payment ${++serial}`,
      }),
      booked: async (payment: Payment) => payments.filter(({ body }) => isDeepStrictEqual(body, payment)).length,
    },
    complaints: () => [],
    stop: fake.stop,
  }
}
