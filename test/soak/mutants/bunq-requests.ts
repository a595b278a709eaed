import { createMemorySessionStore, createSessionAccess, type Payment } from '../../../packages/core/src/index.ts'
import { createBunqProvider } from '../../../packages/provider-bunq/src/index.ts'
import { type Bunq, control, openBunq, str } from '../../../packages/simulators/test/bunq/bunq-client.ts'
import { type GoodRequest, headerIn } from './mutant.ts'
import { createDirectServices } from './to-handler.ts'

export interface BunqWorld {
  readonly bank: Bunq
  /** Good signed requests, and one without a signature where bunq takes it so. */
  readonly good: readonly GoodRequest[]
  /** PEM of the installation's public key. */
  readonly publicKey: string
}

const transfer = {
  amount: { amount: '0.05', currency: 'EUR' },
  creditor: { email: 'bravo@bunq.com' },
  remittanceInformation: 'Drinks, café',
} as const

/** What the real provider sends to the simulated bunq, with every call signed, as most clients of bunq do. */
export const openBunqWorld = async (): Promise<BunqWorld> => {
  const bank = openBunq()
  const direct = createDirectServices(bank.handler, () => bank.clock.now(), { authorized: false })
  const apiKey = str(await control(bank, 'POST', '/bunq/api-keys'), 'apiKey')
  const provider = createBunqProvider({ environment: 'sandbox', apiKey, signAll: true }, direct.services)
  const started = await provider.auth.advance(await provider.auth.start({ purpose: 'accounts' }), {})
  if (started.status !== 'complete') throw new Error(started.status)
  const { clock } = direct.services
  const access = createSessionAccess({
    session: started.session,
    store: createMemorySessionStore(),
    auth: provider.auth,
    clock,
  })
  for await (const page of provider.accounts.accounts(access)) {
    const [account] = page.items
    if (account === undefined) continue
    await provider.accounts.balances(access, account)
    await provider.accounts.transactions(access, account, { pageSize: 10 })[Symbol.asyncIterator]().next()
    const debtor = { accountId: account.id }
    const single: Payment = { kind: 'single', debtor, ...transfer }
    const { ref } = await provider.payments.initiate(access, single, { idempotencyKey: 'one' })
    await provider.payments.status(access, ref)
    const draft: Payment = { kind: 'draft', debtor, payments: [transfer] }
    await provider.payments.initiate(access, draft, { idempotencyKey: 'two' })
    break
  }
  const seen = new Set<string>()
  const good = direct.good.filter((request) => {
    const isNew = headerIn(request, 'x-bunq-client-signature') !== undefined && !seen.has(request.name)
    seen.add(request.name)
    return isNew
  })
  const installation = direct.good.find(({ name }) => name.endsWith('installation'))
  const { client_public_key: publicKey } = JSON.parse(Buffer.from(installation?.body ?? '').toString()) as {
    readonly client_public_key: string
  }
  return { bank, good, publicKey }
}
