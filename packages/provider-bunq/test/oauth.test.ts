import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Session } from '@nostro/core'
import { createSigningKey } from '@nostro/core/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BunqProvider } from '../src/index.ts'
import { collect, type Harness, startHarness } from './harness.ts'

let harness: Harness

beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.stop())

const redirectUri = 'https://app.example/callback'
const eur = (amount: string) => ({ amount, currency: 'EUR' })

interface Customers {
  readonly items: readonly { readonly userId: number; readonly name: string }[]
}

const customers = async () => ((await harness.simulators.control.call('GET', '/bunq/customers')) as Customers).items

/** What the customer's browser and app would do. */
const consent = async (authorizeUrl: string, decision: 'approve' | 'cancel' = 'approve'): Promise<string> => {
  const [first] = await customers()
  const body = { authorizeUrl, decision, userId: first?.userId }
  return ((await harness.simulators.control.call('POST', '/bunq/consents', body)) as { location: string }).location
}

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

const connect = async (provider: BunqProvider): Promise<Session> => {
  const challenge = await provider.auth.start({ purpose: 'accounts', redirectUri })
  const redirectUrl = await consent(challenge.view.url ?? '')
  const result = await provider.auth.advance(JSON.parse(JSON.stringify(challenge)), { redirectUrl })
  if (result.status !== 'complete') throw new Error(`The consent ended as ${result.status}.`)
  return result.session
}

describe('an OAuth connection', () => {
  it('reads the customer’s accounts under the id of the connection', async () => {
    const { provider } = await application()
    expect(provider.manifest.authentication).toEqual(['api-key', 'oauth2-redirect'])
    const session = await connect(provider)
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
    const session = await connect(provider)
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

  it('ends as cancelled when the customer says no', async () => {
    const { provider } = await application()
    const challenge = await provider.auth.start({ purpose: 'accounts', redirectUri })
    const redirectUrl = await consent(challenge.view.url ?? '', 'cancel')
    const result = await provider.auth.advance(challenge, { redirectUrl })
    expect(result).toMatchObject({ status: 'failed', code: 'user_cancelled' })
  })

  it('refuses a redirect of another attempt, and a code used twice', async () => {
    const { provider } = await application()
    const [one, two] = await Promise.all([1, 2].map(() => provider.auth.start({ purpose: 'accounts', redirectUri })))
    if (one === undefined || two === undefined) throw new Error('two challenges')
    const redirectUrl = await consent(one.view.url ?? '')
    await expect(provider.auth.advance(two, { redirectUrl })).rejects.toMatchObject({ code: 'verification_failed' })
    expect(await provider.auth.advance(one, { redirectUrl })).toMatchObject({ status: 'complete' })
    await expect(provider.auth.advance(one, { redirectUrl })).rejects.toMatchObject({ code: 'consent_required' })
  })

  it.each([
    ['clientId', 'invalid_config'],
    ['clientSecret', 'consent_required'],
  ])('with a wrong %s ends in a mend', async (option, code) => {
    const { oauth, provider } = await application()
    const challenge = await provider.auth.start({ purpose: 'accounts', redirectUri })
    const redirectUrl = await consent(challenge.view.url ?? '')
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

/** A self-signed QSealC as the sandbox takes it, made by the openssl command. */
const makeSeal = (subject: string): { readonly certificate: string; readonly key: string } => {
  const folder = mkdtempSync(join(tmpdir(), 'nostro-seal-'))
  try {
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
    const files = ['-keyout', key, '-out', certificate]
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...files, '-subj', subject, '-days', '2'],
      {
        stdio: 'ignore',
      },
    )
    return { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe('a third party under PSD2', () => {
  it('registers by its certificate, connects a customer, and has a payment approved on bunq’s page', async () => {
    const { certificate, key } = makeSeal('/CN=My App PISP AISP CBPII/C=NL')
    const provider = harness.provider()
    const session = await provider.psd2.register({ certificate, chain: certificate, key: createSigningKey(key) })
    const access = harness.access(provider, session)
    const client = await provider.oauthClients.ensure(access, [redirectUri])

    const [customer] = await customers()
    const owner = await harness.open({ apiKey: await harness.apiKey() })
    const accounts = await collect(owner.provider.accounts.accounts(owner.access))
    const iban = accounts.find(({ kind, currency }) => kind === 'current' && currency === 'EUR')?.iban ?? ''
    const wish = {
      senderIban: iban,
      receiverIban: 'NL91ABNA0417164300',
      receiverName: 'A Shop',
      amount: eur('9.95'),
      description: 'basket 17',
    }
    const draft = await provider.psd2.createDraft(access, wish)
    expect(draft.wire.status).toBe('PENDING')
    const cancelled = await provider.psd2.createDraft(access, wish)
    expect((await provider.psd2.cancelDraft(access, String(cancelled.wire.id))).wire.status).toBe('CANCELLED')

    const oauth = { clientId: client.clientId, clientSecret: client.clientSecret, redirectUris: client.redirectUris }
    const connecting = harness.provider({ oauth })
    expect(customer?.name).toEqual(expect.any(String))
    await connect(connecting)
    const after = await provider.psd2.getDraft(access, String(draft.wire.id))
    expect(after.wire.status).not.toBe('PENDING')

    const funds = await provider.funds.confirm(access, { account: { iban }, amount: eur('0.01') })
    expect(funds.fundsAvailable).toBe(true)
  })

  it('whose certificate is another key’s is refused', async () => {
    const seal = makeSeal('/CN=My App PISP AISP/C=NL')
    const { key } = makeSeal('/CN=My App PISP AISP/C=NL')
    const provider = harness.provider()
    const registering = provider.psd2.register({
      certificate: seal.certificate,
      chain: seal.certificate,
      key: createSigningKey(key),
    })
    await expect(registering).rejects.toMatchObject({ provider: 'bunq', httpStatus: 400 })
  })

  it('is refused an IBAN with a typing error before anything is sent', async () => {
    const opened = await harness.open()
    const wish = {
      senderIban: 'NL00BUNQ0000000000',
      receiverIban: 'NL91ABNA0417164300',
      receiverName: 'A',
      amount: eur('1.00'),
      description: '',
    }
    const drafting = opened.provider.psd2.createDraft(opened.access, wish)
    await expect(drafting).rejects.toMatchObject({ code: 'invalid_request' })
  })
})
