import { redirectUrlOf } from '@nostro/core/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { IngProvider } from '../src/index.ts'
import { countries } from '../src/index.ts'
import { collect, type Harness, redirectUri, startHarness } from './harness.ts'

let harness: Harness
let provider: IngProvider

beforeAll(async () => {
  harness = await startHarness()
})
beforeEach(() => {
  harness.simulators.reset()
  provider = harness.provider()
})
afterAll(async () => harness.stop())

const connect = async (country: string, profile?: string) => {
  const challenge = await provider.auth.start({ purpose: 'accounts', redirectUri, country })
  const decision = profile === undefined ? {} : { profile }
  const redirectUrl = await harness.simulators.control.decideIngConsent(redirectUrlOf(challenge), decision)
  const result = await provider.auth.advance(challenge, { redirectUrl })
  if (result.status !== 'complete') throw new Error(result.status)
  return harness.access(provider, result.session)
}

const inGuide = Object.entries(countries).filter(([, { inCurrentGuide }]) => inCurrentGuide)

describe('section 13: each country of the guide', () => {
  it.each(inGuide.map(([code, { name }]) => [code, name]))(
    '%s (%s): accounts, balances and transactions',
    async (code) => {
      const access = await connect(code)
      const accounts = await collect(provider.accounts.accounts(access))
      expect(accounts).not.toEqual([])
      for (const account of accounts) {
        expect((await provider.accounts.balances(access, account)).items).not.toEqual([])
        for await (const page of provider.accounts.transactions(access, account, {})) expect(page.problems).toEqual([])
      }
      expect(harness.simulators.recorder.rejections()).toEqual([])
    },
  )

  it('DE: unpacks mandates', async () => {
    const access = await connect('DE')
    const [account] = await collect(provider.accounts.accounts(access))
    if (account === undefined) throw new Error('no account')
    const transactions = await collect(provider.accounts.transactions(access, account, {}))
    const debits = transactions.filter(({ mandateId }) => mandateId !== undefined)
    expect(debits.length).toBeGreaterThan(0)
    for (const { creditorId, remittanceInformation } of debits) {
      expect(creditorId).toMatch(/\w/)
      expect(remittanceInformation?.unstructured?.join() ?? '').not.toContain('mandatereference')
    }
  })

  it('RO: says how far back its history goes', async () => {
    const access = await connect('RO')
    const [account] = await collect(provider.accounts.accounts(access))
    if (account === undefined) throw new Error('no account')
    const pages = provider.accounts.transactions(access, account, { dateFrom: '2020-01-01' })
    const first = (await pages[Symbol.asyncIterator]().next()).value as {
      adjustedFrom?: string
      validityPeriod?: string
    }
    expect(first).toMatchObject({
      adjustedFrom: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as unknown,
      validityPeriod: 'P730D',
    })
  })

  it('NL: lists standing orders', async () => {
    const access = await connect('NL')
    const accounts = await collect(provider.accounts.accounts(access))
    const orders = (
      await Promise.all(accounts.map(async (each) => provider.accounts.standingOrders(access, each)))
    ).flatMap(({ items }) => items)
    expect(orders.length).toBeGreaterThan(0)
    expect(orders[0]).toMatchObject({ frequency: 'monthly', provider: 'ing' })
  })
})

describe('moods of the bank', () => {
  const mood = async (modes: Readonly<Record<string, unknown>>) =>
    harness.simulators.control.call('POST', '/ing/modes', modes)

  it('14.7: amounts as strings give the same amounts', async () => {
    const access = await connect('NL')
    const [account] = await collect(provider.accounts.accounts(access))
    if (account === undefined) throw new Error('no account')
    const amounts = async () =>
      (await collect(provider.accounts.transactions(access, account, {}))).map(({ amount }) => amount)
    const numbers = await amounts()
    await mood({ amountsAsStrings: true })
    expect(await amounts()).toEqual(numbers)
  })

  it('14.8: a refresh without a new refresh token', async () => {
    const access = await connect('NL')
    await mood({ refreshWithoutToken: true })
    const first = await access.get()
    const second = await provider.auth.refresh(first)
    await expect(provider.auth.refresh(second)).resolves.toMatchObject({ revision: 3 })
  })

  it('14.9: accounts that come two seconds after the consent', async () => {
    await mood({ accountsNotFoundSeconds: 1 })
    await expect(collect(provider.accounts.accounts(await connect('NL')))).resolves.not.toEqual([])
  })

  it('14.9: a consent without accounts is not waited for for ever', async () => {
    await mood({ accountsNotFoundSeconds: 3600 })
    const access = await connect('NL')
    await expect(collect(provider.accounts.accounts(access))).rejects.toMatchObject({
      code: 'not_found',
      hint: expect.stringContaining('choose an account') as unknown,
    })
  }, 20_000)

  it('15-3: a revoked certificate is named', async () => {
    const { certificate } = harness.simulators.pki.ing.tpp.signing
    await harness.simulators.control.call('POST', '/ing/certificates/revoke', { certificate })
    await expect(provider.showcase.signed()).rejects.toMatchObject({ code: 'certificate_rejected' })
  })
})
