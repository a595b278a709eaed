import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { BankEvent } from '@nostro/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNodeWebhookHandler } from '../src/index.ts'
import { type Harness, mainAccount, type Opened, startHarness } from './harness.ts'

let harness: Harness
let opened: Opened
let accountId: string

beforeAll(async () => {
  harness = await startHarness()
  opened = await harness.open()
  accountId = await mainAccount(opened)
  const certificate = harness.simulators.pki.serverCa
  const body = { certificate_chain: [{ certificate }] }
  await opened.provider.request(opened.access, 'POST', 'user/{userId}/certificate-pinned', { body })
})
afterAll(() => harness.stop())

let keys = 0
const pay = (text: string) =>
  opened.provider.payments.initiate(
    opened.access,
    {
      kind: 'single',
      debtor: { accountId },
      amount: { amount: '1.00', currency: 'EUR' },
      creditor: { email: 'bravo@bunq.com' },
      remittanceInformation: text,
    },
    { idempotencyKey: `hook-${++keys}` },
  )

/** A receiver with the provider's own handler; `next` waits for an event. */
const receiver = async (answers: readonly boolean[] = []) => {
  const events: BankEvent[] = []
  let calls = 0
  const waiting: (() => void)[] = []
  const handler = createNodeWebhookHandler({
    path: '/hook/secret',
    receive: (event) => opened.provider.events.receive(opened.access, event),
    onEvent: (event) => {
      calls += 1
      if (answers[calls - 1] === false) throw new Error('not now')
      events.push(event)
      for (const wake of waiting.splice(0)) wake()
    },
  })
  const { server: pair } = harness.simulators.pki
  const server = createServer({ key: pair.key, cert: pair.certificate }, (request, response) => {
    handler(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    events,
    url: `https://127.0.0.1:${port}/hook/secret`,
    arrived: async (count: number) => {
      while (events.length < count) await new Promise<void>((resolve) => waiting.push(resolve))
    },
    calls: () => calls,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

describe('subscriptions', () => {
  it('are replaced as a whole, listed, and cleared by an empty set', async () => {
    const { events } = opened.provider
    const url = 'https://example.org/hook'
    const set = await events.subscribe(opened.access, [
      { category: 'MUTATION', url },
      { category: 'PAYMENT', url },
    ])
    expect(set.map(({ category }) => category).toSorted()).toEqual(['MUTATION', 'PAYMENT'])
    expect(await events.subscribe(opened.access, [{ category: 'MUTATION', url }])).toHaveLength(1)
    const own = await events.subscribeAccount(opened.access, accountId, [{ category: 'PAYMENT', url }])
    expect(own).toMatchObject([{ category: 'PAYMENT', url }])
    expect(await events.accountSubscriptions(opened.access, accountId)).toHaveLength(1)
    expect(await events.subscribeAccount(opened.access, accountId, [])).toEqual([])
    expect(await events.subscribe(opened.access, [])).toEqual([])
    expect(await events.subscriptions(opened.access)).toEqual([])
  })

  it.each([
    ['plain http', [{ category: 'MUTATION', url: 'http://example.org/hook' }]],
    ['a word that is none', [{ category: 'mutation', url: 'https://example.org/hook' }]],
    [
      'three URLs in a category',
      [1, 2, 3].map((number) => ({ category: 'MUTATION', url: `https://example.org/${number}` })),
    ],
  ])('with %s are refused before anything is sent', async (_name, wanted) => {
    harness.simulators.recorder.clear()
    const call = opened.provider.events.subscribe(opened.access, wanted)
    await expect(call).rejects.toMatchObject({ code: 'invalid_request' })
    expect(harness.simulators.recorder.requests()).toEqual([])
  })
})

describe('a delivery over TLS', () => {
  it('comes as an event of the object, which can be read again', async () => {
    const hook = await receiver()
    await opened.provider.events.subscribe(opened.access, [{ category: 'MUTATION', url: hook.url }])
    const { ref } = await pay('hooked')
    await hook.arrived(1)
    await hook.close()
    const [event] = hook.events
    expect(event).toMatchObject({
      category: 'MUTATION',
      type: 'MUTATION_CREATED',
      objectType: 'Payment',
      objectId: ref.id,
      accountId,
      authenticity: 'unverified',
    })
    const again = await opened.provider.events.reread(opened.access, event as BankEvent)
    expect(again).toMatchObject({ id: Number(ref.id), description: 'hooked' })
  })

  it('signed by the bank is verified', async () => {
    await harness.simulators.control.call('POST', '/bunq/switches', { signWebhooks: true })
    const hook = await receiver()
    await opened.provider.events.subscribe(opened.access, [{ category: 'MUTATION', url: hook.url }])
    await pay('signed')
    await hook.arrived(1)
    await hook.close()
    await harness.simulators.control.call('POST', '/bunq/switches', { signWebhooks: false })
    expect(hook.events[0]).toMatchObject({ authenticity: 'verified' })
  })

  it('that our side failed to handle comes again a minute later', async () => {
    const hook = await receiver([false, true])
    await opened.provider.events.subscribe(opened.access, [{ category: 'MUTATION', url: hook.url }])
    const { ref } = await pay('again')
    const { clock, control } = harness.simulators
    // The bank puts the repeat off once it has read our answer.
    while ((await control.bunq.waitingDeliveries()).length === 0) await new Promise((resolve) => setImmediate(resolve))
    const [waiting] = await control.bunq.waitingDeliveries()
    expect(waiting).toMatchObject({ objectId: Number(ref.id), eventType: 'MUTATION_CREATED', url: hook.url, tries: 1 })
    expect(hook.events).toEqual([])
    clock.advance(61)
    expect(await control.bunq.waitingDeliveries()).toEqual([])
    await hook.arrived(1)
    await hook.close()
    expect(hook.events).toMatchObject([{ objectId: ref.id }])
    expect(hook.calls()).toBe(2)
  })

  it('of an object that nobody has is shown as made up by reading it again', async () => {
    const event = {
      provider: 'bunq',
      category: 'PAYMENT',
      type: 'PAYMENT_RECEIVED',
      deduplicationKey: 'x',
      authenticity: 'unverified',
      accountId,
      objectType: 'Payment',
      objectId: '999999999',
      raw: {},
    } as const
    await expect(opened.provider.events.reread(opened.access, event)).rejects.toMatchObject({ code: 'not_found' })
    const unknown = opened.provider.events.reread(opened.access, { ...event, objectType: 'Something' })
    await expect(unknown).rejects.toMatchObject({ code: 'invalid_request' })
  })
})
