import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { ServedDemo } from './dashboard-set-up.ts'

const redirectUri = 'https://tpp.example/cb'

interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** The guide's commands, as they stand in docs/server.md: JSON by POST, no token on loopback. */
const createCaller =
  ({ url, clientId }: ServedDemo) =>
  async (path: string, body: Readonly<Record<string, unknown>> = {}): Promise<Answer> => {
    const response = await fetch(`${url.replace('localhost', '127.0.0.1')}/api/backoffice/finance/psd2${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ client_id: clientId, ...body }),
    })
    return { status: response.status, body: (await response.json()) as Answer['body'] }
  }

/** The customer at the bank’s own pages, as somebody whom the demonstration has not read yet. */
const consentInBrowser = async (page: Page, authorizationUrl: string): Promise<URLSearchParams> => {
  await page.route(`${redirectUri}**`, (route) => route.fulfill({ contentType: 'text/html', body: 'Back' }))
  await page.goto(authorizationUrl)
  const next = page.getByRole('button', { name: 'Next' })
  await page.getByRole('heading', { name: /Choose your country|Log in/ }).waitFor()
  if ((await page.getByLabel('Country').count()) > 0) await next.click()
  await page.getByRole('heading', { name: /Log in/ }).waitFor()
  await page.getByRole('radio').last().check()
  await next.click()
  await page.getByRole('heading', { name: 'Give access to your accounts' }).waitFor()
  await next.click()
  await page.waitForURL(`${redirectUri}**`)
  return new URL(page.url()).searchParams
}

const api = async ({ url, token }: ServedDemo, path: string, body?: unknown): Promise<Record<string, unknown>> => {
  const response = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
  return (await response.json()) as Record<string, unknown>
}

/** An open invoice for money that came to the account, so that the rules have something to match. */
const keepInvoice = async (demo: ServedDemo, account: string): Promise<void> => {
  const { data } = (await api(demo, `/v1/transactions?accountId=${account}&bookingStatus=booked&limit=500`)) as {
    data: {
      bookingDate: string
      text?: string
      reference?: string
      amount: { amount: string; currency: string }
      counterparty?: { iban?: string }
    }[]
  }
  const words = data.map(({ text, reference }) => reference ?? text)
  const isNamedOnce = (at: number): boolean =>
    words[at] !== undefined && words.indexOf(words[at]) === words.lastIndexOf(words[at])
  const paid = data.find(({ amount }, at) => !amount.amount.startsWith('-') && isNamedOnce(at))
  if (paid === undefined) throw new Error('Nobody paid this customer.')
  await api(demo, '/v1/invoices', {
    number: 'GUIDE-1',
    direction: 'receivable',
    total: paid.amount,
    issuedOn: paid.bookingDate,
    customer: { id: 'guide', ibans: paid.counterparty?.iban === undefined ? [] : [paid.counterparty.iban] },
    references: [{ kind: 'other', value: (paid.reference ?? paid.text ?? '').slice(0, 35) }],
  })
}

/**
 * The guide from its first command to its last, and what it says of codes that come late and tokens that are over.
 * @returns the state of the invoice that the account’s entries pay
 */
export const followGuide = async (page: Page, demo: ServedDemo): Promise<readonly string[]> => {
  const post = createCaller(demo)
  const begun = await post('/consent/initiate', { redirect_uri: redirectUri })
  expect(begun.status).toBe(200)
  const query = await consentInBrowser(page, String(begun.body['authorization_url']))
  expect(query.get('state')).toBe(begun.body['state'])
  const grant = { redirect_uri: redirectUri, authorization_code: query.get('code'), state: query.get('state') }
  const granted = await post('/consent/callback', grant)
  expect(granted).toMatchObject({ status: 200, body: { token_type: 'Bearer' } })
  const token = granted.body['access_token']

  const synced = await post('/accounts/sync?create_missing=true', { access_token: token })
  const [first] = synced.body['accounts'] as { created: boolean; account: { id: string; psd2_account_id: string } }[]
  expect(first?.created).toBe(true)
  const id = first?.account.id ?? ''
  const wish = { access_token: token, account_id: id, psd2_account_id: first?.account.psd2_account_id }
  const one = await post('/transactions/sync', wish)
  const imported = Number(one.body['imported'])
  expect(imported).toBeGreaterThan(0)
  expect(one.body).toMatchObject({ skipped: 0, total_fetched: imported })
  await keepInvoice(demo, id)
  const two = await post('/transactions/sync', { ...wish, skip_duplicates: false })
  expect(two.body).toMatchObject({ imported: 0, skipped: imported, total_fetched: imported })

  const late = await post('/consent/callback', grant)
  expect(late).toMatchObject({ status: 409, body: { hint: expect.any(String), detail: expect.any(String) } })
  const over = await post('/accounts/sync', { access_token: 'gone' })
  expect(over.status).toBeGreaterThanOrEqual(400)
  expect(over.body).toMatchObject({ hint: expect.any(String), detail: expect.any(String) })
  const { data } = await api(demo, '/v1/invoices?number=GUIDE-1')
  return (data as { state: string }[]).map(({ state }) => state)
}
