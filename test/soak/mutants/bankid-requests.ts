import { createBankIdProvider } from '../../../packages/provider-bankid/src/index.ts'
import type { CapturedRequest } from '../../../packages/simulators/src/verify/index.ts'
import { anna, type BankIdHarness, createHarness } from '../../../packages/simulators/test/bankid-harness.ts'
import type { GoodRequest } from './mutant.ts'
import { createDirectServices } from './to-handler.ts'

export interface BankIdWorld {
  readonly bank: BankIdHarness
  readonly good: readonly GoodRequest[]
  /**
   * The bank as it was when the request was good: no order in the way of another, and for collect and cancel the order
   * that they name. The answer is the request with that order's reference in the place of the old one.
   */
  prepare(request: CapturedRequest): Promise<CapturedRequest>
}

const endUserIp = '203.0.113.24'
const userVisibleData = Buffer.from('I buy *one* boat.').toString('base64')

/** What the real provider sends to the simulated BankID: every kind of order, collect and cancel. */
export const openBankId = async (): Promise<BankIdWorld> => {
  const bank = await createHarness()
  const direct = createDirectServices(bank.handler, () => bank.clock.now(), bank.first)
  const { certificate, key } = bank.pki.relyingParty
  const provider = createBankIdProvider(
    { environment: 'test', apiUrl: 'https://127.0.0.1:4000/rp/v6.0', identity: { certificate, key }, endUserIp },
    direct.services,
  )
  const { personalNumber } = anna
  const transaction = { transactionType: 'npa', recipient: { name: 'Shop' } } as const
  const orders = provider.orders
  const auth = await orders.openOrder('auth', {
    endUserIp,
    requirement: { pinCode: true, cardReader: 'class2' },
    userVisibleData,
    userVisibleDataFormat: 'simpleMarkdownV1',
  })
  await provider.auth.advance(auth, {})
  await orders.cancel(auth)
  const opened = [
    await orders.openOrder('sign', { endUserIp, userVisibleData, userNonVisibleData: 'SGVq' }),
    await orders.openOrder('payment', { endUserIp, userVisibleTransaction: transaction }),
  ]
  await orders.cancel(await orders.openOrder('phoneAuth', { personalNumber, callInitiator: 'user' }))
  const remote = { personalNumber, callInitiator: 'RP', userVisibleData } as const
  await orders.cancel(await orders.openOrder('phoneSign', remote))
  for (const order of opened) await orders.cancel(order)
  const names = new Set<string>()
  const good = direct.good.filter(({ name }) => {
    const isNew = !names.has(name)
    names.add(name)
    return isNew
  })
  const references = new Set(
    good.flatMap(({ body }) => /"orderRef":"([^"]+)"/.exec(Buffer.from(body).toString())?.[1] ?? []),
  )
  const prepare: BankIdWorld['prepare'] = async (request) => {
    bank.handler.reset()
    const text = Buffer.from(request.body).toString()
    const old = [...references].find((reference) => text.includes(reference))
    if (old === undefined) return request
    const { orderRef = '' } = await bank.start('auth')
    return { ...request, body: Buffer.from(text.replace(old, orderRef)) }
  }
  return { bank, good, prepare }
}
