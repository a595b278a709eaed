import { isDeepStrictEqual } from 'node:util'
import { createFakeBank, type FakeAnswer, type FakeBank, type FakeRequest } from '@nostro/provider-testkit'
import type { HarbourOptions } from './harbour-options.ts'

export interface BankEntry {
  readonly id: string
  readonly status: 'booked' | 'pending'
  readonly day: string
  readonly amount: string
  readonly currency: string
  readonly name?: string | undefined
  readonly iban?: string | undefined
  readonly text?: string | undefined
}

interface BankPayment {
  readonly id: string
  readonly key: string
  readonly payment: unknown
  readonly returnTo: string
  status: string
}

/** What a page of the bank is answered with. */
export type PageAnswer = 'approve' | 'decline'

export interface HarbourBank extends Pick<FakeBank, 'requests' | 'fault' | 'heal' | 'stop'> {
  /** For `createHarbourProvider`. */
  readonly options: HarbourOptions
  readonly accounts: readonly { readonly id: string; readonly iban: string }[]
  /** Every token, code and secret so far. */
  readonly secrets: readonly string[]
  /** The customer on a page of the bank: gives the address on which the browser lands. */
  visit(page: string, answer: PageAnswer): string
  /** The newest stands first. */
  entries(accountId: string): BankEntry[]
  /** How many payments like this one the bank has. */
  count(payment: unknown): number
  end(what: 'access' | 'consent'): void
}

const clientId = 'harbour-app'
const clientSecret = 'harbour-client-secret'
const redirectUri = 'http://127.0.0.1:8642/callback'
const accounts = [
  { id: 'pier-1', iban: 'NL69INGB0123456789', name: 'Household', currency: 'EUR' },
  { id: 'pier-2', iban: 'NL20INGB0001234567', name: 'Savings', currency: 'EUR' },
] as const

const refused = (status: number, error: string): FakeAnswer => ({ status, json: { error } })

/**
 * Harbour Bank, small and strict: OAuth 2.0 with codes and refresh tokens that are good once, pages of entries that lead on
 * by a link, and payments that the customer confirms on a page of the bank.
 */
export const startHarbourBank = async (): Promise<HarbourBank> => {
  const secrets: string[] = [clientSecret]
  const codes = new Set<string>()
  const grants = new Map<string, { access: string; scope: string }>()
  const books = new Map<string, BankEntry[]>(accounts.map(({ id }) => [id, []]))
  const payments: BankPayment[] = []
  let serial = 0
  const secret = (kind: string): string => {
    const made = `harbour-${kind}-${++serial}-secret`
    secrets.push(made)
    return made
  }

  const grant = (scope: string, id = secret('refresh')): FakeAnswer => {
    const access = secret('access')
    grants.set(id, { access, scope })
    return { json: { access_token: access, refresh_token: id, expires_in: 900 } }
  }
  const token = ({ body }: FakeRequest): FakeAnswer => {
    const form = new URLSearchParams(body)
    if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret) {
      return refused(401, 'invalid_client')
    }
    if (form.get('grant_type') === 'client_credentials') return grant('payments')
    const isCode = form.get('grant_type') === 'authorization_code' && form.get('redirect_uri') === redirectUri
    if (isCode) return codes.delete(form.get('code') ?? '') ? grant('accounts') : refused(400, 'invalid_grant')
    const kept = grants.get(form.get('refresh_token') ?? '')
    if (kept === undefined) return refused(400, 'invalid_grant')
    grants.delete(form.get('refresh_token') ?? '')
    return grant(kept.scope)
  }
  const withToken = (scope: string, work: (request: FakeRequest) => FakeAnswer) => (request: FakeRequest) => {
    const given = [...grants.values()].find(({ access }) => request.headers['authorization'] === `Bearer ${access}`)
    if (given === undefined) return refused(401, 'The token is not valid.')
    return given.scope === scope ? work(request) : refused(403, `The token is for ${given.scope}.`)
  }

  const page = ({ path, params, query }: FakeRequest): FakeAnswer => {
    const book = books.get(params['id'] ?? '')
    if (book === undefined) return refused(404, 'There is no such account.')
    const [from, to] = [query.get('from') ?? '0000', query.get('to') ?? '9999']
    const [start, limit] = [Number(query.get('start') ?? 0), Number(query.get('limit') ?? 20)]
    const found = book.filter(({ day }) => day >= from && day <= to)
    const link = new URLSearchParams({ from, to, limit: `${limit}`, start: `${start + limit}` })
    const next = start + limit < found.length ? `${path}?${link}` : null
    return { json: { entries: found.slice(start, start + limit), next } }
  }
  const pay = ({ headers, body }: FakeRequest): FakeAnswer => {
    const key = headers['idempotency-key'] ?? ''
    const { payment, returnTo } = JSON.parse(body) as Pick<BankPayment, 'payment' | 'returnTo'>
    const known = payments.find((each) => each.key === key)
    if (known !== undefined && !isDeepStrictEqual(known.payment, payment)) return refused(409, 'The key is in use.')
    const made = known ?? { id: `pay-${++serial}`, key, payment, returnTo, status: 'RCVD' }
    if (known === undefined) payments.push(made)
    return {
      status: 201,
      json: { id: made.id, status: made.status, page: `${fake.origin}/approve?payment=${made.id}` },
    }
  }
  const status = ({ params }: FakeRequest): FakeAnswer => {
    const found = payments.find(({ id }) => id === params['id'])
    return found === undefined
      ? refused(404, 'There is no such payment.')
      : { json: { id: found.id, status: found.status } }
  }

  const fake: FakeBank = await createFakeBank({
    routes: {
      'POST /token': token,
      'POST /revoke': ({ body }) => {
        const id = new URLSearchParams(body).get('token') ?? ''
        for (const [refresh, { access }] of grants) if (refresh === id || access === id) grants.delete(refresh)
        return { status: 204 }
      },
      'GET /accounts': withToken('accounts', () => ({ json: { entries: accounts } })),
      'GET /accounts/{id}/balances': withToken('accounts', ({ params }) =>
        books.has(params['id'] ?? '')
          ? { json: { entries: [{ type: 'booked', amount: '1204.50', currency: 'EUR' }] } }
          : refused(404, 'There is no such account.'),
      ),
      'GET /accounts/{id}/transactions': withToken('accounts', page),
      'POST /payments': withToken('payments', pay),
      'GET /payments': withToken('payments', ({ query }) => ({
        json: { payments: payments.filter(({ key }) => key === query.get('key')).map(({ id }) => ({ id })) },
      })),
      'GET /payments/{id}': withToken('payments', status),
    },
  })

  const visit = (page: string, answer: PageAnswer): string => {
    const asked = new URL(page).searchParams
    const payment = payments.find(({ id }) => id === asked.get('payment'))
    const landing = new URL(payment?.returnTo ?? asked.get('redirect_uri') ?? '')
    if (payment !== undefined) payment.status = answer === 'approve' ? 'ACSC' : 'RJCT'
    else {
      landing.searchParams.set('state', asked.get('state') ?? '')
      const code = secret('code')
      if (answer === 'approve') codes.add(code)
      if (answer === 'approve') landing.searchParams.set('code', code)
    }
    if (answer === 'decline') landing.searchParams.set('error', 'access_denied')
    return landing.href
  }

  return {
    options: { apiUrl: fake.origin, ca: fake.ca, clientId, clientSecret, redirectUris: [redirectUri] },
    accounts,
    secrets,
    requests: fake.requests,
    visit,
    entries: (accountId) => books.get(accountId) ?? [],
    count: (payment) => payments.filter((made) => isDeepStrictEqual(made.payment, payment)).length,
    end: (what) => {
      if (what === 'consent') grants.clear()
      for (const [id, kept] of grants) grants.set(id, { ...kept, access: secret('access') })
    },
    fault: fake.fault,
    heal: fake.heal,
    stop: fake.stop,
  }
}
