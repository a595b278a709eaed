import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSigningKey } from '@nostro/core/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectByConsent, redirectUri } from './consent.ts'
import { collect, type Harness, startHarness } from './harness.ts'

let harness: Harness

beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.stop())

const eur = (amount: string) => ({ amount, currency: 'EUR' })

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

/** A third party with these roles: its own session, and a customer of bunq's connected through it. */
const thirdParty = async (roles: string) => {
  const { certificate, key } = makeSeal(`/CN=My App ${roles}/C=NL`)
  const provider = harness.provider()
  const session = await provider.psd2.register({ certificate, chain: certificate, key: createSigningKey(key) })
  const access = harness.access(provider, session)
  const connectCustomer = async () => {
    const { clientId, clientSecret, redirectUris } = await provider.oauthClients.ensure(access, [redirectUri])
    const connected = harness.provider({ oauth: { clientId, clientSecret, redirectUris } })
    return { provider: connected, access: harness.access(connected, await connectByConsent(harness, connected)) }
  }
  return { provider, access, connectCustomer }
}

/** The main account of the first customer, by the customer's own key. */
const owner = async () => {
  const own = await harness.open({ apiKey: await harness.apiKey() })
  const accounts = await collect(own.provider.accounts.accounts(own.access))
  const account = accounts.find(({ kind, currency }) => kind === 'current' && currency === 'EUR')
  if (account?.iban === undefined) throw new Error('no account')
  const cents = async (): Promise<bigint> => {
    const [balance] = (await own.provider.accounts.balances(own.access, account)).items
    return BigInt((balance?.amount.amount ?? '').replace('.', ''))
  }
  return { iban: account.iban, id: account.id, cents }
}

const basket = (senderIban: string) => ({
  senderIban,
  receiverIban: 'NL91ABNA0417164300',
  receiverName: 'A Shop',
  amount: eur('9.95'),
  description: 'basket 17',
})

describe('a third party under PSD2', { timeout: 180_000 }, () => {
  it('as PISP lays a payment ready, which moves money once the customer approves on bunq’s page', async () => {
    const { provider, access, connectCustomer } = await thirdParty('PISP AISP')
    const { iban, cents } = await owner()
    const draft = await provider.psd2.createDraft(access, basket(iban))
    expect(draft).toMatchObject({ status: 'PENDING', amount: { amount: '9.95', currency: 'EUR' } })
    const unwanted = await provider.psd2.createDraft(access, basket(iban))
    const ids = (await provider.psd2.drafts(access)).items.map(({ id }) => id)
    expect(ids).toEqual([unwanted.id, draft.id])
    const before = await cents()
    expect((await provider.psd2.cancelDraft(access, unwanted.id)).status).toBe('CANCELLED')
    await connectCustomer()
    expect((await provider.psd2.getDraft(access, draft.id)).status).toBe('ACCEPTED')
    expect((await provider.psd2.getDraft(access, unwanted.id)).status).toBe('CANCELLED')
    expect(before - (await cents())).toBe(995n)
  })

  it('as AISP reads a connected customer’s accounts, and may neither pay nor draft', async () => {
    const { provider, access, connectCustomer } = await thirdParty('AISP')
    const { iban, id } = await owner()
    const customer = await connectCustomer()
    const accounts = await collect(customer.provider.accounts.accounts(customer.access))
    const account = accounts.find((each) => each.iban === iban)
    if (account === undefined) throw new Error('the account is not shared')
    expect((await customer.provider.accounts.balances(customer.access, account)).items.length).toBeGreaterThan(0)
    for await (const { items } of customer.provider.accounts.transactions(customer.access, account, { pageSize: 5 })) {
      expect(items.length).toBeGreaterThan(0)
      break
    }
    const transfer = { amount: eur('1.00'), creditor: { email: 'bravo@bunq.com' } }
    const orders = [
      { kind: 'single', debtor: { accountId: id }, ...transfer },
      { kind: 'draft', debtor: { accountId: id }, payments: [transfer] },
    ] as const
    for (const order of orders) {
      const paying = customer.provider.payments.initiate(customer.access, order, {
        idempotencyKey: `aisp-${order.kind}`,
      })
      await expect(paying, order.kind).rejects.toMatchObject({ code: 'forbidden', httpStatus: 403 })
    }
    const drafting = provider.psd2.createDraft(access, basket(iban))
    await expect(drafting).rejects.toMatchObject({ code: 'forbidden', httpStatus: 403 })
  })

  it('as PISP alone lays drafts of a connected customer, and reads no transactions', async () => {
    const { connectCustomer } = await thirdParty('PISP')
    const { id } = await owner()
    const { provider, access } = await connectCustomer()
    const payments = [{ amount: eur('1.00'), creditor: { email: 'bravo@bunq.com' } }]
    const draft = { kind: 'draft', debtor: { accountId: id }, payments } as const
    const made = await provider.payments.initiate(access, draft, { idempotencyKey: 'pisp-1' })
    expect(made.transactionStatus).toBe('PDNG')
    const reading = collect(provider.accounts.transactions(access, { id, kind: 'current' }, {}))
    await expect(reading).rejects.toMatchObject({ code: 'forbidden', httpStatus: 403 })
  })

  it('as CBPII asks whether there are funds, and hears yes or no', async () => {
    const { provider, access } = await thirdParty('PISP CBPII')
    const { iban, cents } = await owner()
    const ask = async (amount: string) =>
      (await provider.funds.confirm(access, { account: { iban }, amount: eur(amount) })).fundsAvailable
    expect(await ask('0.01')).toBe(true)
    expect(await ask(`${(await cents()) / 100n + 1n}.00`)).toBe(false)
  })

  it('whose certificate is another key’s is refused', async () => {
    const seal = makeSeal('/CN=My App PISP AISP/C=NL')
    const { key } = makeSeal('/CN=My App PISP AISP/C=NL')
    const registering = harness.provider().psd2.register({
      certificate: seal.certificate,
      chain: seal.certificate,
      key: createSigningKey(key),
    })
    await expect(registering).rejects.toMatchObject({ provider: 'bunq', httpStatus: 400 })
  })

  it('is refused an IBAN with a typing error before anything is sent', async () => {
    const { provider, access } = await harness.open()
    const drafting = provider.psd2.createDraft(access, basket('NL00BUNQ0000000000'))
    await expect(drafting).rejects.toMatchObject({ code: 'invalid_request' })
  })
})
