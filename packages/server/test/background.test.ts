import { createFakeClock } from '@nostro/core/testing'
import { query } from '@nostro/ledger'
import { afterEach, describe, expect, it } from 'vitest'
import { createMemoryBank } from './support/memory-bank.ts'
import { openPlainApi, type PlainApi, plainStart } from './support/open-plain-api.ts'

let server: PlainApi | undefined
afterEach(() => server?.close())

const entries = [{ id: 'b1', day: '2026-03-08', amount: '119.00', text: 'Factuur 2026-1001' }]

/** A bank whose listing waits until it is let go. */
const gatedBank = () => {
  const bank = createMemoryBank()
  bank.entries = entries
  let open = (): void => undefined
  const asked = new Promise<void>((resolve) => {
    bank.beforeListing = () => {
      resolve()
      return new Promise<void>((release) => {
        open = release
      })
    }
  })
  return {
    bank,
    asked,
    release: () => {
      bank.beforeListing = undefined
      open()
    },
  }
}

describe('syncs that were asked for', () => {
  it('outlive the server: the next one goes on with them under the same id', async () => {
    const { bank, asked, release } = gatedBank()
    server = await openPlainApi({ bank })
    const { body: job } = await server.call('POST', '/v1/syncs', {})
    await asked
    const closing = server.api.close()
    release()
    await closing
    const next = await server.another()
    expect((await next.services.syncs.get(job.id))?.status).toBe('running')
    expect(await next.services.syncs.resume()).toBe(1)
    expect(await next.services.syncs.finished(job.id)).toMatchObject({
      id: job.id,
      status: 'completed',
    })
    expect((await server.ledger.transactions()).items).toHaveLength(1)
    expect(await next.services.syncs.resume()).toBe(0)
    await next.close()
  })

  it('of a process that was killed are taken over a minute later, and not before', async () => {
    const clock = createFakeClock(plainStart)
    const bank = createMemoryBank()
    bank.entries = entries
    server = await openPlainApi({ bank, clock })
    const { body: job } = await server.call('POST', '/v1/syncs', {})
    await server.api.services.syncs.finished(job.id)
    // As a process leaves it that is killed: running, and not heard of again.
    await server.store.write(() =>
      query(
        "update server_sync set status = 'running', body = replace(body, '\"completed\"', '\"running\"'), owner = 'dead'",
      ),
    )
    const next = await server.another()
    expect(await next.services.syncs.resume()).toBe(0)
    await clock.advance(61_000)
    expect(await next.services.syncs.resume()).toBe(1)
    expect(await next.services.syncs.finished(job.id)).toMatchObject({ status: 'completed' })
    await next.close()
  })

  it('are cancelled, listed and found again', async () => {
    const { bank, asked, release } = gatedBank()
    server = await openPlainApi({ bank })
    const { body: job } = await server.call('POST', '/v1/syncs', {})
    await asked
    const cancelled = server.call('DELETE', `/v1/syncs/${job.id}`)
    release()
    expect((await cancelled).body.status).toBe('cancelled')
    const next = await server.another()
    expect((await next.services.syncs.list()).map(({ id, status }) => `${id} ${status}`)).toEqual([
      `${job.id} cancelled`,
    ])
    await next.close()
  })
})

it('reads what is due in process, and matches invoices with it', async () => {
  const bank = createMemoryBank()
  bank.entries = entries
  server = await openPlainApi({ bank, settings: { schedule: true } })
  await server.call('POST', '/v1/invoices', {
    number: '2026-1001',
    direction: 'receivable',
    total: { amount: '119.00', currency: 'EUR' },
    issuedOn: '2026-03-01',
    customer: { id: 'c1' },
  })
  const matched = new Promise<void>((resolve) => {
    server?.api.services.events.listen({
      onLog: () => {
        server?.api.services.invoices.list({ state: 'paid' }).then(({ items }) => {
          if (items.length > 0) resolve()
        })
      },
    })
  })
  server.api.start()
  // The first read of a connection is spread over its period: the clock goes there.
  for (let hour = 0; hour < 8; hour += 1) await server.clock.advance(3_600_000)
  await matched
  expect((await server.ledger.transactions()).items).toHaveLength(1)
})

describe('payments whose answer was lost', () => {
  const payment = {
    kind: 'single',
    amount: { amount: '5.00', currency: 'EUR' },
    creditor: { name: 'Bakker', iban: 'NL91ABNA0417164300' },
  }
  const draft = async (api: PlainApi) =>
    (await api.call('POST', '/v1/payments', { connectionId: api.connection.id, payment }, { 'Idempotency-Key': 'k1' }))
      .body.id

  it('are found at the bank by the next process, and sent once', async () => {
    const bank = createMemoryBank()
    bank.paying = 'lost'
    server = await openPlainApi({ bank })
    const id = await draft(server)
    expect(await server.call('POST', `/v1/payments/${id}/submission`)).toMatchObject({
      status: 202,
      body: { status: 'outcome_unknown' },
    })
    expect((await server.call('POST', `/v1/payments/${id}/submission`)).status).toBe(409)
    await server.api.close()
    bank.paying = 'accepted'
    const next = await server.another()
    next.start()
    const settled = new Promise<void>((resolve) => {
      next.services.events.listen({ onLog: resolve })
    })
    await settled
    const answer = await next.fetch(
      new Request(`http://127.0.0.1:8080/v1/payments/${id}`, { headers: { Authorization: `Bearer ${server.token}` } }),
    )
    expect(((await answer.json()) as { status: string }).status).toBe('accepted')
    expect(bank.sent).toHaveLength(1)
    await next.close()
  })
})
