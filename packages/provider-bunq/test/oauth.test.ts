import { redirectUrlOf } from '@nostro/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectByConsent, consent, redirectUri } from './consent.ts'
import { collect, type Harness, startHarness } from './harness.ts'

let harness: Harness

beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.stop())

const eur = (amount: string) => ({ amount, currency: 'EUR' })

/** The application of another user, registered twice over to see that once is enough. */
const application = async () => {
  const owner = await harness.open({ apiKey: await harness.apiKey({ empty: true }) })
  await owner.provider.oauthClients.ensure(owner.access, [])
  const client = await owner.provider.oauthClients.ensure(owner.access, [redirectUri])
  const again = await owner.provider.oauthClients.ensure(owner.access, [redirectUri])
  expect(again).toEqual(client)
  expect(client.redirectUris).toEqual([redirectUri])
  const oauth = { clientId: client.clientId, clientSecret: client.clientSecret, redirectUris: client.redirectUris }
  return { owner, client, oauth, provider: harness.provider({ oauth }) }
}

describe('an OAuth connection', () => {
  it('reads the customer’s accounts under the id of the connection', async () => {
    const { provider } = await application()
    expect(provider.manifest.authentication).toEqual(['api-key', 'oauth2-redirect'])
    const session = await connectByConsent(harness, provider)
    const access = harness.access(provider, session)
    const accounts = await collect(provider.accounts.accounts(access))
    expect(accounts.length).toBeGreaterThan(0)
    const [account] = accounts
    if (account === undefined) throw new Error('no account')
    for await (const { items } of provider.accounts.transactions(access, account, { pageSize: 5 })) {
      expect(items.length).toBeGreaterThan(0)
      break
    }
  })

  it('cannot pay others, says so in words, and can draft', async () => {
    const { provider } = await application()
    const session = await connectByConsent(harness, provider)
    const access = harness.access(provider, session)
    const accounts = await collect(provider.accounts.accounts(access))
    const debtor = { accountId: accounts.find(({ kind }) => kind === 'current')?.id ?? '' }
    const creditor = { email: 'bravo@bunq.com' }
    const paying = provider.payments.initiate(
      access,
      { kind: 'single', debtor, amount: eur('1.00'), creditor },
      { idempotencyKey: 'oauth-1' },
    )
    await expect(paying).rejects.toMatchObject({ code: 'forbidden', hint: expect.stringContaining('draft') })
    const draft = await provider.payments.initiate(
      access,
      { kind: 'draft', debtor, payments: [{ amount: eur('1.00'), creditor }] },
      { idempotencyKey: 'oauth-2' },
    )
    expect(draft.transactionStatus).toBe('PDNG')
  })

  it('pays between the customer’s own accounts, and asks others for money', async () => {
    const { provider } = await application()
    const access = harness.access(provider, await connectByConsent(harness, provider))
    const accounts = await collect(provider.accounts.accounts(access))
    const current = accounts.find(({ kind, currency }) => kind === 'current' && currency === 'EUR')
    const savings = accounts.find(({ kind }) => kind === 'savings')
    if (current === undefined || savings?.iban === undefined) throw new Error('two accounts')
    const debtor = { accountId: current.id }
    const creditor = { iban: savings.iban, name: 'Savings' }
    const saved = await provider.payments.initiate(
      access,
      { kind: 'single', debtor, amount: eur('1.00'), creditor },
      { idempotencyKey: 'oauth-3' },
    )
    expect(saved.transactionStatus).toBe('ACSC')
    const asked = await provider.payments.initiate(
      access,
      { kind: 'request', debtor, amount: eur('1.00'), payer: { email: 'bravo@bunq.com' }, description: 'x' },
      { idempotencyKey: 'oauth-4' },
    )
    expect(asked.transactionStatus).toBe('PDNG')
  })

  it('ends as cancelled when the customer says no', async () => {
    const { provider } = await application()
    const challenge = await provider.auth.start({ purpose: 'accounts', redirectUri })
    const redirectUrl = await consent(harness, redirectUrlOf(challenge), 'cancel')
    const result = await provider.auth.advance(challenge, { redirectUrl })
    expect(result).toMatchObject({ status: 'failed', code: 'user_cancelled' })
  })

  it('refuses a redirect of another attempt, and a code used twice', async () => {
    const { provider } = await application()
    const [one, two] = await Promise.all([1, 2].map(() => provider.auth.start({ purpose: 'accounts', redirectUri })))
    if (one === undefined || two === undefined) throw new Error('two challenges')
    const redirectUrl = await consent(harness, redirectUrlOf(one))
    await expect(provider.auth.advance(two, { redirectUrl })).rejects.toMatchObject({ code: 'verification_failed' })
    expect(await provider.auth.advance(one, { redirectUrl })).toMatchObject({ status: 'complete' })
    await expect(provider.auth.advance(one, { redirectUrl })).rejects.toMatchObject({ code: 'consent_required' })
  })

  it.each([
    ['clientId', 'invalid_config'],
    ['clientSecret', 'consent_required'],
  ])('with a wrong %s ends with what to fix', async (option, code) => {
    const { oauth, provider } = await application()
    const challenge = await provider.auth.start({ purpose: 'accounts', redirectUri })
    const redirectUrl = await consent(harness, redirectUrlOf(challenge))
    const other = harness.provider({ oauth: { ...oauth, [option]: 'f'.repeat(64) } })
    const advancing = other.auth.advance(challenge, { redirectUrl })
    await expect(advancing).rejects.toMatchObject({ code, hint: expect.stringContaining(`oauth.${option}`) })
  })

  it('refuses a redirect URI that is not registered, and a redirect without the option', async () => {
    const { provider } = await application()
    const start = provider.auth.start({ purpose: 'accounts', redirectUri: 'https://other.example/' })
    await expect(start).rejects.toMatchObject({ code: 'invalid_request' })
    const plain = harness.provider().auth.start({ purpose: 'accounts', redirectUri })
    await expect(plain).rejects.toMatchObject({ code: 'invalid_request' })
  })
})
