import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BerlinGroupStartRequest } from '../src/index.ts'
import { ibansOf, openSetting, type Setting, type SimulatedBank } from './berlin-group-setting.ts'

let setting: Setting

beforeAll(async () => {
  setting = await openSetting()
})
beforeEach(() => setting.simulators.reset())
afterAll(() => setting.stop())

const customers: Readonly<Partial<Record<SimulatedBank, string>>> = { embedded: 'jonas.weber', group: 'jonas.weber' }

const open = async (bank: SimulatedBank, more: Partial<BerlinGroupStartRequest> = {}) => {
  const [iban = ''] = await ibansOf(setting, bank)
  const request = { purpose: 'funds', accounts: [iban], customerId: customers[bank], ...more } as const
  const { provider, session, access } = await setting.connect(bank, JSON.parse(JSON.stringify(request)))
  const { funds } = provider
  if (funds === undefined) throw new Error('The bank confirms funds')
  const ask = (amount: string, change: object = {}) =>
    funds.confirm(access, { account: { iban }, amount: { amount, currency: 'EUR' }, ...change })
  return { provider, session, access, ask, iban }
}

const rejections = () => setting.simulators.recorder.rejections().map(({ check, reason }) => `${check} ${reason}`)

describe('confirmation of funds', () => {
  it.each(['standard', 'developers', 'prestep', 'embedded', 'group'] as const)(
    '%s says yes or no, after the consent that its row tells of',
    async (bank) => {
      const { session, ask } = await open(bank)
      expect([session.purpose, session.consentValidUntil]).toEqual(['funds', undefined])
      expect(await ask('0.01', { payee: 'Bakery' })).toEqual({ fundsAvailable: true, raw: { fundsAvailable: true } })
      expect(await ask('99999999.00')).toMatchObject({ fundsAvailable: false })
      expect(rejections()).toEqual([])
    },
  )

  it('is for one card, where the consent names one', async () => {
    const card = { number: '5409050000001111', expiryDate: '2030-12-31', information: 'Customer card' }
    const { ask } = await open('standard', { card })
    expect(await ask('1.00', { cardNumber: card.number })).toMatchObject({ fundsAvailable: true })
    await expect(ask('1.00', { cardNumber: '5409050000002222' })).rejects.toMatchObject({
      code: 'invalid_request',
      bankMessages: [{ code: 'CARD_INVALID' }],
    })
  })

  it('is consent_required for another account, and after the consent has ended', async () => {
    const { provider, session, ask } = await open('standard')
    const other = (await ibansOf(setting, 'standard'))[1]
    const refusal = { code: 'consent_required', hint: expect.stringContaining('“funds”') }
    await expect(ask('1.00', { account: { iban: other } })).rejects.toMatchObject(refusal)
    await provider.auth.revoke?.(session)
    await expect(ask('1.00')).rejects.toMatchObject(refusal)
  })

  it('and reading accounts have sessions of their own', async () => {
    const { provider, access } = await open('standard')
    const listing = provider.accounts.accounts(access)[Symbol.asyncIterator]()
    await expect(listing.next()).rejects.toMatchObject({ code: 'invalid_request' })
    const accounts = await setting.connect('standard')
    const question = { account: { iban: 'DE02120300000000202051' }, amount: { amount: '1.00', currency: 'EUR' } }
    await expect(provider.funds?.confirm(accounts.access, question)).rejects.toMatchObject({ code: 'invalid_request' })
  })

  it.each([
    [{ amount: { amount: '-1.00', currency: 'EUR' } }, 'amount.amount'],
    [{ amount: { amount: '1.001', currency: 'EUR' } }, 'amount.amount'],
    [{ account: { iban: 'DE02120300000000202052' } }, 'account.iban'],
    [{ payee: 'x'.repeat(71) }, 'payee'],
    [{ payer: 'x' }, 'payer'],
  ])('a question with %j is refused by the name of the field, and nothing is sent', async (change, field) => {
    const { ask } = await open('standard')
    const before = setting.simulators.recorder.requests().length
    await expect(ask('1.00', change)).rejects.toMatchObject({
      code: 'invalid_request',
      bankMessages: [{ path: field }],
    })
    expect(setting.simulators.recorder.requests().length).toBe(before)
  })

  it.each([
    ['standard', { accounts: undefined }, 'accounts'],
    ['standard', { accounts: ['DE02120300000000202051', 'DE89370400440532013000'] }, 'accounts'],
    ['standard', { card: { number: 'x'.repeat(36) } }, 'card.number'],
    ['standard', { validUntil: '2030-01-01' }, 'validUntil'],
    ['savings', {}, 'purpose'],
  ] as const)('%s: a start with %j is refused by the name of the field', async (bank, change, field) => {
    const accounts = ['DE02120300000000202051']
    const started = setting.create(bank).auth.start({ purpose: 'funds', accounts, ...change } as never)
    await expect(started).rejects.toMatchObject({ code: 'invalid_request', bankMessages: [{ path: field }] })
  })

  it('takes a card for no other purpose', async () => {
    const started = setting.create('standard').auth.start({ purpose: 'accounts', card: { number: '1' } })
    await expect(started).rejects.toMatchObject({ code: 'invalid_request', bankMessages: [{ path: 'card' }] })
  })
})
