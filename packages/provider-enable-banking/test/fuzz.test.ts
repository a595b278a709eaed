import { NostroError, type Payment, type ProviderServices } from '@nostro/core'
import { createSeededRandom } from '@nostro/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { counted } from '../../../test/support/counted.ts'
import { createEnableBankingProvider } from '../src/index.ts'
import { currentOf, itemsOf, openSetting, type Setting } from './enable-banking-setting.ts'
import { spoilResponse } from './spoil-response.ts'

let setting: Setting

beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.stop())

/** Answers are spoilt while this is on. */
const spoiling = { isOn: false }
const random = createSeededRandom('fuzz')

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

const payment: Payment = {
  kind: 'single',
  amount: { amount: '1.00', currency: 'EUR' },
  creditor: { name: 'A', iban: 'NL91ABNA0417164300' },
}

describe('spoilt answers', () => {
  it('give values, problems or errors of ours, and nothing else', async () => {
    const session = await setting.connect('Nordea', 'FI')
    const access = setting.accessOf(session)
    const current = currentOf(await itemsOf(setting.provider.accounts.accounts(access)))
    const paying = await setting.provider.auth.start({
      purpose: 'payments',
      institution: { name: 'Nordea', country: 'FI' },
    })
    const opened = await setting.provider.auth.advance(paying, {})
    if (opened.status !== 'complete') throw new Error('A session was expected')
    const payer = setting.accessOf(opened.session)
    const create = () => createEnableBankingProvider(setting.options, spoilt(setting.services))
    let key = 0
    const asks: readonly (() => Promise<unknown>)[] = [
      () => create().institutions({}),
      () => create().auth.start({ purpose: 'accounts', institution: { name: 'Nordea', country: 'FI' } }),
      async () => itemsOf(create().accounts.accounts(access)),
      () => create().accounts.balances(access, current),
      async () => itemsOf(create().accounts.transactions(access, current, {})),
      async () => itemsOf(create().accounts.transactions(access, current, { dateFrom: '2020-01-01' })),
      () => create().payments.initiate(payer, payment, { idempotencyKey: `fuzz-${++key}` }),
      () => create().payments.status(payer, { provider: 'enable-banking', kind: 'single', id: 'x' }),
      () => create().diagnose(),
      async () => create().auth.revoke?.({ ...session, id: 'other' }),
    ]
    const strange: unknown[] = []
    spoiling.isOn = true
    for (let run = 0; run < counted(100, 1_500); run++) {
      await asks[run % asks.length]?.().catch((error: unknown) => {
        if (!NostroError.isInstance(error)) strange.push(error)
      })
    }
    spoiling.isOn = false
    expect(strange).toEqual([])
  })
})
