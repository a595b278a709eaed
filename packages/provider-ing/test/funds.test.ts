import { redirectUrlOf } from '@nostro/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IngProvider } from '../src/index.ts'
import { collect, type Harness, redirectUri, startHarness } from './harness.ts'

let harness: Harness
let provider: IngProvider

beforeAll(async () => {
  harness = await startHarness()
  provider = harness.provider()
})
afterAll(async () => harness.stop())

const open = async () => {
  const challenge = await provider.auth.start({ purpose: 'funds', redirectUri, country: 'NL' })
  const redirectUrl = await harness.simulators.control.decideIngConsent(redirectUrlOf(challenge))
  const result = await provider.auth.advance(challenge, { redirectUrl })
  if (result.status !== 'complete') throw new Error(result.status)
  return result.session
}

describe('section 8: confirmation of funds (unverified)', () => {
  it('says yes or no, under a consent of its own that has no end', async () => {
    const accounts = await collect(
      provider.accounts.accounts(harness.access(provider, await harness.connect(provider))),
    )
    const iban = accounts[0]?.iban ?? ''
    const session = await open()
    expect(session).toMatchObject({ purpose: 'funds' })
    expect(session.consentValidUntil).toBeUndefined()
    const access = harness.access(provider, session)
    const ask = async (amount: string) =>
      provider.funds.confirm(access, { account: { iban }, amount: { amount, currency: 'EUR' } })
    await expect(ask('1.00')).resolves.toMatchObject({ fundsAvailable: true })
    await expect(ask('99999999.00')).resolves.toMatchObject({ fundsAvailable: false })
  })

  it('asks by a valid IBAN', async () => {
    const access = harness.access(provider, await open())
    const question = { account: { iban: 'NL00' }, amount: { amount: '1', currency: 'EUR' } }
    await expect(provider.funds.confirm(access, question)).rejects.toMatchObject({ code: 'invalid_request' })
  })

  it.each([
    ['-1.00', 'EUR', '`amount.amount` must be a plain decimal text'],
    ['1,00', 'EUR', '`amount.amount` must be a plain decimal text'],
    ['0.00', 'EUR', '`amount.amount` must be more than zero'],
    ['1.001', 'EUR', '`amount.amount` has more fraction digits than its currency'],
    ['1.00', 'eur', '`amount.currency` must be an ISO 4217 code'],
  ])('asks nothing about %s %s', async (amount, currency, message) => {
    const access = harness.access(provider, await open())
    const before = harness.simulators.recorder.requests().length
    const question = { account: { iban: 'NL20INGB0001234567' }, amount: { amount, currency } }
    await expect(provider.funds.confirm(access, question)).rejects.toThrow(message)
    expect(harness.simulators.recorder.requests()).toHaveLength(before)
  })

  it('goes to the path that is configured', async () => {
    const other = harness.provider({ fundsPath: '/v2/funds-confirmations' })
    const access = harness.access(other, await open())
    const question = { account: { iban: 'NL20INGB0001234567' }, amount: { amount: '1', currency: 'EUR' } }
    await expect(other.funds.confirm(access, question)).rejects.toMatchObject({ code: 'not_found' })
    expect(harness.simulators.recorder.requests().at(-1)?.target).toBe('/v2/funds-confirmations')
  })
})
