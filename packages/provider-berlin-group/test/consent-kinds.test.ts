import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BankRow } from '../src/index.ts'
import { ibansOf, itemsOf, openSetting, type Setting, simulatedRows } from './berlin-group-setting.ts'

let setting: Setting

beforeAll(async () => {
  setting = await openSetting()
})
beforeEach(() => setting.simulators.reset())
afterAll(() => setting.stop())

/** Bodies of the consents that were asked for. */
const asked = () =>
  setting.simulators.recorder
    .requests()
    .filter(({ method, target }) => method === 'POST' && /\/consents$/.test(target))
    .map(({ body }) => JSON.parse(Buffer.from(body, 'base64').toString('utf8')) as Record<string, unknown>)

const startWith = (change: Partial<BankRow>) =>
  setting.create('standard', { bank: { ...simulatedRows.standard, ...change } }).auth.start({ purpose: 'accounts' })

describe('the form of access', () => {
  it.each([
    [{ consentKinds: ['global'] }, { allPsd2: 'allAccounts' }],
    [{ consentKinds: ['global'], ownerName: true }, { allPsd2: 'allAccountsWithOwnerName' }],
    [{ consentKinds: ['bankOffered', 'global'] }, { accounts: [], balances: [], transactions: [] }],
    [{ consentKinds: ['availableAccounts'] }, { availableAccounts: 'allAccounts' }],
    [{ consentKinds: ['availableAccountsWithBalance'] }, { availableAccountsWithBalance: 'allAccounts' }],
  ] as const)('of a row with %j is %j', async (change, access) => {
    expect(await startWith(change)).toMatchObject({ kind: 'redirect' })
    expect(asked()).toMatchObject([{ access, recurringIndicator: true, frequencyPerDay: 4 }])
  })

  it('that only lists accounts is no capability to read entries', () => {
    const only = { ...simulatedRows.standard, consentKinds: ['availableAccountsWithBalance'] } as const
    expect(setting.create('standard', { bank: only }).manifest.capabilities).not.toContain('transactions')
    expect(setting.create('nordic').manifest.capabilities).toContain('transactions')
  })
})

it('a row may name an authorisation server on a host of its own', async () => {
  const { port } = new URL(setting.simulators.ready.berlinGroup?.url ?? '')
  const { oauth, ...row } = simulatedRows.prestep
  const tokenUrl = `https://localhost:${port}/prestep/oauth/token`
  const provider = setting.create('prestep', { bank: { ...row, oauth: { ...oauth, tokenUrl } } })
  const challenge = await provider.auth.start({ purpose: 'payments' })
  if (challenge.kind !== 'redirect') throw new Error('A redirect was expected')
  const result = await provider.auth.advance(challenge, { redirectUrl: await setting.decide(challenge.url) })
  expect(result).toMatchObject({ status: 'complete', session: { purpose: 'payments' } })
})

describe('a bank that wants the accounts named', () => {
  it('is asked for their list first: the customer confirms twice, and gives all of them', async () => {
    const { accounts, session, provider, access } = await setting.connect('nordic', { validUntil: '2026-12-31' })
    const ibans = await ibansOf(setting, 'nordic')
    const [listing, dedicated] = asked()
    expect(listing).toMatchObject({
      access: { availableAccounts: 'allAccounts' },
      recurringIndicator: false,
      frequencyPerDay: 1,
    })
    const references = ibans.map((iban) => ({ iban }))
    expect(dedicated).toMatchObject({
      access: { accounts: references, transactions: references },
      recurringIndicator: true,
    })
    expect(accounts.filter(({ kind }) => kind !== 'card').map(({ iban }) => iban)).toEqual(ibans)
    expect(session).toMatchObject({ purpose: 'accounts', revision: 1 })
    const [first] = accounts
    if (first === undefined) throw new Error('There is no account')
    expect((await itemsOf(provider.accounts.transactions(access, first, {}))).length).toBeGreaterThan(30)
    expect(setting.simulators.recorder.rejections()).toEqual([])
  })

  it('that gives the list to a named customer at once asks them once', async () => {
    const challenge = await setting.create('nordic').auth.start({ purpose: 'accounts', customerId: 'jonas.weber' })
    expect(challenge).toMatchObject({ kind: 'redirect' })
    expect(asked().map(({ access }) => Object.keys(access as object)[0])).toEqual(['availableAccounts', 'accounts'])
  })

  it('is not asked for a list when they are named', async () => {
    await setting.create('nordic').auth.start({ purpose: 'accounts', accounts: await ibansOf(setting, 'nordic') })
    expect(asked().map(({ access }) => Object.keys(access as object)[0])).toEqual(['accounts'])
  })
})
