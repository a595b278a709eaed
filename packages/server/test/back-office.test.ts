import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApi, redirectUri, type TestApi } from './support/open-test-api.ts'

const base = '/api/backoffice/finance/psd2'

interface Books {
  readonly total: number
  readonly items: readonly { readonly reconciliation_status: string }[]
}

interface Answer {
  readonly status: number
  readonly body: {
    readonly authorization_url: string
    readonly state: string
    readonly access_token: string
    readonly refresh_token: string
    readonly token_type: string
    readonly expires_in: number
    readonly accounts_synced: number
    readonly accounts: readonly {
      readonly created: boolean
      readonly account: { readonly id: string; readonly psd2_account_id: string; readonly iban: string | null }
    }[]
    readonly imported: number
    readonly skipped: number
    readonly total_fetched: number
    readonly auto_reconciled: number
    readonly detail: string
    readonly code: string
  }
}

describe('the four routes of the back office', () => {
  let server: TestApi
  beforeAll(async () => {
    server = await openTestApi()
  })
  afterAll(() => server.close())

  const post = async (path: string, body: Record<string, unknown>): Promise<Answer> => {
    const response = await server.fetch(`${base}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${server.token}` },
      body: JSON.stringify({ client_id: server.clientId, ...body }),
    })
    return { status: response.status, body: (await response.json()) as Answer['body'] }
  }
  const get = async (path: string): Promise<{ readonly body: Books }> => {
    const response = await server.fetch(`/api/backoffice/finance${path}`, {
      headers: { Authorization: `Bearer ${server.token}` },
    })
    return { body: (await response.json()) as Books }
  }
  /** An open invoice for a payment that the bank has listed. */
  const keepInvoiceFor = async (account: string): Promise<void> => {
    const { items } = await server.ledger.transactions({ account, states: ['booked'], limit: 1000 })
    const paid = items.find(
      ({ amount, reference, text }) => !amount.amount.startsWith('-') && (reference ?? text) !== undefined,
    )
    if (paid === undefined) throw new Error('The simulated customer was paid nothing.')
    await server.api.services.invoices.import([
      {
        number: 'R-2026',
        direction: 'receivable',
        total: paid.amount,
        issuedOn: paid.day,
        customer: { id: 'c1', ibans: paid.counterparty?.iban === undefined ? [] : [paid.counterparty.iban] },
        references: [{ kind: 'other', value: (paid.reference ?? paid.text ?? '').slice(0, 35) }],
      },
    ])
  }
  const initiate = () => post('/consent/initiate', { redirect_uri: redirectUri })
  const decide = async (url: string) => new URL(await server.simulators.control.decideIngConsent(url)).searchParams
  const consent = async (): Promise<Answer> => {
    const { body } = await initiate()
    const query = await decide(body.authorization_url)
    return post('/consent/callback', {
      redirect_uri: redirectUri,
      authorization_code: query.get('code'),
      state: query.get('state'),
    })
  }
  const firstAccount = async (token: string) => {
    const { body } = await post('/accounts/sync', { access_token: token })
    const account = body.accounts[0]?.account
    if (account === undefined) throw new Error('The simulated customer has no account.')
    return account
  }

  it('imports n at first, and then nothing: n are skipped', async () => {
    const granted = await consent()
    expect(granted).toMatchObject({ status: 200, body: { token_type: 'Bearer' } })
    expect(granted.body.expires_in).toBeGreaterThan(86_400)
    const token = granted.body.access_token
    const accounts = await post('/accounts/sync?create_missing=true', { access_token: token })
    expect(accounts.body.accounts_synced).toBe(accounts.body.accounts.length)
    expect(accounts.body.accounts.every(({ created }) => created)).toBe(true)
    const again = await post('/accounts/sync', { access_token: token })
    expect(again.body.accounts.some(({ created }) => created)).toBe(false)
    const account = await firstAccount(token)
    const wish = { access_token: token, account_id: account.id, psd2_account_id: account.psd2_account_id }
    const first = await post('/transactions/sync', wish)
    expect(first.body).toMatchObject({ skipped: 0, auto_reconciled: 0 })
    expect(first.body.imported).toBeGreaterThan(50)
    expect(first.body.total_fetched).toBe(first.body.imported)
    await keepInvoiceFor(account.id)
    const second = await post('/transactions/sync', { ...wish, skip_duplicates: false })
    expect(second.body).toMatchObject({
      imported: 0,
      skipped: first.body.imported,
      total_fetched: first.body.imported,
      auto_reconciled: 1,
    })
    const third = await post('/transactions/sync', wish)
    expect(third.body).toMatchObject({ imported: 0, skipped: first.body.imported, auto_reconciled: 0 })
    const books = await get(`/bank-transactions/account/${account.id}?limit=500`)
    expect(books.body.total).toBeGreaterThan(50)
    const states = books.body.items.map(({ reconciliation_status: state }) => state)
    expect(states.filter((state) => state === 'matched')).toHaveLength(1)
    expect((await get('/bank-accounts')).body.total).toBe(accounts.body.accounts_synced)
    expect((await get(`/bank-transactions?limit=1&skip=${books.body.total}`)).body.items.length).toBeLessThan(2)
  })

  it('keeps debits negative, amounts exact, pending entries, and never takes the holder for the counterparty', async () => {
    const page = await server.ledger.transactions({ limit: 1000 })
    expect(page.items.some(({ amount }) => amount.amount.startsWith('-'))).toBe(true)
    expect(page.items.some(({ amount }) => !amount.amount.startsWith('-'))).toBe(true)
    expect(page.items.some(({ state }) => state === 'pending')).toBe(true)
    const accounts = new Map((await server.ledger.accounts()).map((account) => [account.id, account]))
    const credits = page.items.filter(
      ({ amount, counterparty }) => !amount.amount.startsWith('-') && counterparty?.iban,
    )
    expect(credits.length).toBeGreaterThan(0)
    for (const { account, counterparty } of credits) expect(counterparty?.iban).not.toBe(accounts.get(account)?.iban)
  })

  it('a customer who consents again keeps the accounts, and nothing is imported twice', async () => {
    const { body } = await consent()
    const listed = await post('/accounts/sync', { access_token: body.access_token })
    expect(listed.body.accounts.some(({ created }) => created)).toBe(false)
    const account = listed.body.accounts[0]?.account
    const result = await post('/transactions/sync', {
      access_token: body.access_token,
      account_id: account?.id,
      psd2_account_id: account?.iban,
    })
    expect(result.body.imported).toBe(0)
    expect(result.body.skipped).toBeGreaterThan(50)
  })

  it('counts only what lies between date_from and date_to', async () => {
    const { body } = await consent()
    const account = await firstAccount(body.access_token)
    const wish = { access_token: body.access_token, account_id: account.id, psd2_account_id: account.psd2_account_id }
    const all = await post('/transactions/sync', wish)
    const day = new Date(server.clock.now() - 30 * 86_400_000).toISOString().slice(0, 10)
    const some = await post('/transactions/sync', { ...wish, date_from: day, date_to: day })
    expect(some.body.total_fetched).toBeLessThan(all.body.total_fetched)
    expect(some.body.imported + some.body.skipped).toBe(some.body.total_fetched)
  })

  it('create_missing=false leaves unknown accounts out', async () => {
    const fresh = await openTestApi()
    try {
      const call = async (path: string, more: Record<string, unknown>) => {
        const response = await fresh.fetch(`${base}${path}`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${fresh.token}` },
          body: JSON.stringify({ client_id: fresh.clientId, ...more }),
        })
        return (await response.json()) as Answer['body']
      }
      const { authorization_url } = await call('/consent/initiate', { redirect_uri: redirectUri })
      const landed = new URL(await fresh.simulators.control.decideIngConsent(authorization_url)).searchParams
      const granted = await call('/consent/callback', {
        redirect_uri: redirectUri,
        authorization_code: landed.get('code'),
      })
      const accounts = await call('/accounts/sync?create_missing=false', { access_token: granted.access_token })
      expect(accounts).toMatchObject({ accounts_synced: 0, accounts: [] })
    } finally {
      await fresh.close()
    }
  })

  it('takes a code without state only while one consent is pending', async () => {
    const [first] = [await initiate(), await initiate()]
    const query = await decide(first.body.authorization_url)
    const answer = { redirect_uri: redirectUri, authorization_code: query.get('code') }
    const refused = await post('/consent/callback', answer)
    expect(refused.status).toBe(409)
    expect(refused.body.detail).toContain('Send the state')
    const accepted = await post('/consent/callback', { ...answer, state: query.get('state') })
    expect(accepted.status).toBe(200)
    const replayed = await post('/consent/callback', { ...answer, state: query.get('state') })
    expect(replayed.status).toBe(409)
    expect(replayed.body.detail).toContain('consent/initiate')
  })

  it('a code that comes too late says to start again', async () => {
    const { body } = await initiate()
    const query = await decide(body.authorization_url)
    server.simulators.clock.advance(11 * 60)
    const late = await post('/consent/callback', {
      redirect_uri: redirectUri,
      authorization_code: query.get('code'),
      state: query.get('state'),
    })
    server.simulators.clock.advance(-11 * 60)
    expect(late).toMatchObject({ status: 409, body: { code: 'consent_required' } })
    expect(late.body.detail).toMatch(/code works once.*Start a new authorization/)
  })

  it('a consent that ended at the bank says how to get a new one', async () => {
    const { body } = await consent()
    await server.simulators.control.ing.revokeTokens('all')
    const answer = await post('/accounts/sync', { access_token: body.access_token })
    expect(answer.status).toBe(409)
    expect(answer.body.detail).toContain(`POST ${base}/consent/initiate`)
  })

  it('unknown tokens, foreign clients and secrets in the address are refused in a sentence', async () => {
    const unknown = await post('/accounts/sync', { access_token: 'nba_unknown' })
    expect(unknown).toMatchObject({ status: 409, body: { code: 'consent_required' } })
    expect(unknown.body.detail).toContain('consent/initiate')
    const foreign = await post('/consent/initiate', { redirect_uri: redirectUri, client_id: 'another' })
    expect(foreign.status).toBe(400)
    const leaking = await post('/accounts/sync?access_token=secret', { access_token: 'secret' })
    expect(leaking.status).toBe(400)
    expect(leaking.body.detail).toContain('JSON body')
    expect(JSON.stringify(leaking)).not.toContain('"secret"')
  })

  it('a bank that refuses our certificate is no fault of the caller’s: 502 with what to do', async () => {
    await server.simulators.control.ing.revokeCertificate({
      certificate: server.simulators.options.ing.tls.certificate,
    })
    const { body } = await initiate()
    const code = (await decide(body.authorization_url)).get('code')
    const refused = await post('/consent/callback', {
      redirect_uri: redirectUri,
      authorization_code: code,
      state: body.state,
    })
    server.simulators.reset()
    expect(refused.status).toBe(502)
    expect(refused.body.code).toBe('certificate_rejected')
    expect(refused.body.detail.length).toBeGreaterThan(60)
  })

  it('needs a token where no demonstration runs', async () => {
    const response = await server.fetch(`${base}/consent/initiate`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ client_id: server.clientId, redirect_uri: redirectUri }),
    })
    expect(response.status).toBe(401)
  })
})
