import { NostroError, type Payment, type ProviderServices } from '@nostro/core'
import { createSeededRandom } from '@nostro/core/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { counted } from '../../../test/support/counted.ts'
import { itemsOf, openSetting, type Setting } from './berlin-group-setting.ts'
import { spoilResponse } from './spoil-response.ts'

let setting: Setting
const random = createSeededRandom('fuzz')
/** Answers are spoilt while this is on. */
const spoiling = { isOn: false }

const spoilt = (services: ProviderServices): ProviderServices => ({
  ...services,
  createTransport: (settings) => {
    const transport = services.createTransport(settings)
    return {
      ...transport,
      send: async (request, options) => {
        const response = await transport.send(request, options)
        return spoiling.isOn ? spoilResponse(response, random) : response
      },
    }
  },
})

beforeAll(async () => {
  setting = await openSetting(spoilt)
})
afterAll(() => setting.stop())

const payment: Payment = {
  kind: 'single',
  amount: { amount: '1.00', currency: 'EUR' },
  debtor: { iban: 'DE02120300000000202051' },
  creditor: { name: 'A', iban: 'NL91ABNA0417164300' },
}

it.each(['standard', 'developers', 'embedded'] as const)(
  'spoilt answers of %s give values, problems or errors of ours, and nothing else',
  async (bank) => {
    const customerId = bank === 'embedded' ? { customerId: 'jonas.weber' } : {}
    const { provider, session, access, accounts } = await setting.connect(bank, customerId)
    const payer = await setting.connect(bank, { purpose: 'payments', ...customerId })
    const [account] = accounts
    if (account === undefined) throw new Error('There is no account')
    let key = 0
    const asks: readonly (() => Promise<unknown>)[] = [
      async () => {
        const challenge = await provider.auth.start({ purpose: 'accounts', ...customerId })
        const input = { password: 'start123', method: 'sms', otp: '123456' }
        return provider.auth.advance(
          challenge,
          challenge.kind === 'redirect' ? { redirectUrl: await setting.decide(challenge.url) } : { input },
        )
      },
      async () => itemsOf(provider.accounts.accounts(access)),
      () => provider.accounts.balances(access, account, { psu: { ipAddress: '192.0.2.1' } }),
      async () => itemsOf(provider.accounts.transactions(access, account, {}, { psu: { ipAddress: '192.0.2.1' } })),
      async () => provider.payments?.initiate(payer.access, payment, { idempotencyKey: `fuzz-${bank}-${++key}` }),
      async () =>
        provider.payments?.status(payer.access, {
          provider: 'berlin-group',
          kind: 'single',
          id: 'x',
          details: { service: 'payments', product: 'sepa-credit-transfers' },
        }),
      async () => provider.auth.refresh?.(session),
    ]
    const strange: unknown[] = []
    spoiling.isOn = true
    for (let run = 0; run < counted(49, 700); run++) {
      await asks[run % asks.length]?.().catch((error: unknown) => {
        // The simulator's control address refuses pages that are none: that is not the provider's word.
        const isOurs =
          NostroError.isInstance(error) ||
          (error instanceof Error && error.message.startsWith('POST /berlin-group/sca'))
        if (!isOurs) strange.push(error)
      })
    }
    spoiling.isOn = false
    expect(strange).toEqual([])
  },
)
