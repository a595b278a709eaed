import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSessionAccess } from '@nostro/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBunqProvider, createNodeWebhookHandler } from '../src/index.ts'
import { type Harness, startHarness } from './harness.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.stop())

/** The steps of docs/bunq.md, in its order and its words; only the addresses are the simulator's. */
it('the guide works from a sandbox user to the first payment and webhook', async () => {
  const { apiUrl = '', ca = '' } = harness.options
  const open = createBunqProvider({ environment: 'sandbox', apiUrl, ca })
  const apiKey = await open.sandbox?.createUser('person')
  await open.close()
  if (apiKey === undefined) throw new Error('no sandbox user')

  const bunq = createBunqProvider({ environment: 'sandbox', apiKey, apiUrl, ca })
  const result = await bunq.auth.advance(await bunq.auth.start({ purpose: 'accounts' }), {})
  if (result.status !== 'complete') throw new Error('bunq gave no session')
  const access = createSessionAccess({ session: result.session, auth: bunq.auth })

  let accountId = ''
  for await (const { items } of bunq.accounts.accounts(access)) {
    for (const account of items) {
      if (account.kind === 'current' && account.currency === 'EUR') accountId = account.id
      // Of an account at another bank bunq may know no balance.
      const { items: balances } = await bunq.accounts.balances(access, account)
      if (account.kind !== 'external') expect(balances[0]?.amount.amount).toMatch(/^-?\d+\.\d\d$/)
    }
  }
  await bunq.sandbox?.askSugarDaddy(access, {
    accountId,
    amount: { amount: '500.00', currency: 'EUR' },
    idempotencyKey: crypto.randomUUID(),
  })
  harness.simulators.clock.advance(2)

  const secret = crypto.randomUUID()
  const types: string[] = []
  const server = createServer(
    createNodeWebhookHandler({
      path: `/hook/${secret}`,
      receive: (event) => bunq.events.receive(access, event),
      onEvent: async (event) => {
        types.push(event.type)
        expect(await bunq.events.reread(access, event)).toMatchObject({ description: 'Payment for drinks.' })
      },
    }),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = server.address() as AddressInfo
    await bunq.events.subscribe(access, [{ category: 'MUTATION', url: `https://example.org/hook/${secret}` }])

    const payment = {
      kind: 'single',
      debtor: { accountId },
      amount: { amount: '12.50', currency: 'EUR' },
      creditor: { email: 'bravo@bunq.com' },
      remittanceInformation: 'Payment for drinks.',
    } as const
    const idempotencyKey = crypto.randomUUID()
    const paid = await bunq.payments.initiate(access, payment, { idempotencyKey })
    const { outcome } = await bunq.payments.lookup(access, payment, { idempotencyKey })
    expect(outcome).toBe('executed')

    const account = { id: accountId, kind: 'current' } as const
    for await (const { items } of bunq.accounts.transactions(access, account, { dateFrom: '2026-01-01' })) {
      expect(items.slice(0, 2).map(({ amount }) => amount.amount)).toEqual(['-12.50', '500.00'])
      // What bunq would deliver: the proxy in front of the handler ends TLS.
      const object = { Payment: items[0]?.raw }
      const delivery = { NotificationUrl: { category: 'MUTATION', event_type: 'MUTATION_CREATED', object } }
      for (const _delivery of [1, 2]) {
        const answer = await fetch(`http://127.0.0.1:${port}/hook/${secret}`, {
          method: 'POST',
          body: JSON.stringify(delivery),
        })
        expect(answer.status).toBe(200)
      }
      break
    }
    // Unverified deliveries are not deduplicated: a forged copy could keep the real one away.
    expect(types).toEqual(['MUTATION_CREATED', 'MUTATION_CREATED'])
    expect(paid.ref.id).toMatch(/^\d+$/)
  } finally {
    await new Promise((resolve) => server.close(resolve))
    await bunq.close()
  }
})
