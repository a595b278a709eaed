import { systemClock } from '@nostro/core/node'
import { startServer } from '@nostro/server'
import { expect, it } from 'vitest'
import { openPlainApi } from './support/open-plain-api.ts'

const streams = 200
const clients = 50
const requestsEach = 8

/** Each client asks in turn, all clients at once; gives how many were not answered. What they cost is a row of the bench (server-load). */
const ask = async (url: string, headers: Record<string, string>): Promise<number> => {
  let failed = 0
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let count = 0; count < requestsEach; count += 1) {
        const answer = await fetch(url, { headers })
        await answer.text()
        if (answer.status !== 200) failed += 1
      }
    }),
  )
  return failed
}

it('200 event streams, 50 clients and running syncs: no error, no event lost', async () => {
  const plain = await openPlainApi({ settings: { requestsPerMinute: 1_000_000 } })
  plain.bank.entries = Array.from({ length: 300 }, (_, index) => ({
    id: `b${index}`,
    day: `2026-03-0${1 + (index % 9)}`,
    amount: `-${index}.10`,
    text: `Shop ${index}`,
  }))
  await plain.read()
  const server = await startServer({ port: 0, clock: systemClock, createApi: async () => plain.api, graceMs: 200 })
  const open = new AbortController()
  const authorised = { Authorization: `Bearer ${plain.token}` }
  try {
    const tokens = await Promise.all(Array.from({ length: streams / 5 }, () => plain.tokenOf('read')))
    let received = 0
    let ready = 0
    const reading = Array.from({ length: streams }, async (_, index) => {
      const answer = await fetch(`${server.url}/v1/events/stream`, {
        headers: { Authorization: `Bearer ${tokens[index % tokens.length] ?? ''}`, 'Last-Event-ID': '0' },
        signal: open.signal,
      })
      expect(answer.status).toBe(200)
      ready += 1
      let text = ''
      for await (const part of answer.body ?? []) {
        text += Buffer.from(part).toString('utf8')
        if (!text.includes('event: match.returned')) continue
        received += 1
        return
      }
    })
    const syncing = (async () => {
      for (let count = 0; count < 3; count += 1) {
        const { body } = await plain.call('POST', '/v1/syncs', { full: true })
        const { status } = (await plain.call('GET', `/v1/syncs/${body.id}?wait=true`)).body
        expect(status).toBe('completed')
      }
    })()
    const failed = await ask(`${server.url}/v1/transactions?limit=100`, authorised)
    await syncing
    await plain.api.services.events.publish({ type: 'match.returned', data: { returned: 1 } })
    await Promise.all(reading)
    expect({ failed, ready, received }).toEqual({ failed: 0, ready: streams, received: streams })
  } finally {
    open.abort()
    await server.close()
    await plain.close()
  }
}, 60_000)
