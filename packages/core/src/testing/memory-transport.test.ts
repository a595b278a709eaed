import { describe, expect, it } from 'vitest'
import { silentLogger } from '../logging/silent-logger.ts'
import { createFakeClock } from './fake-clock.ts'
import { createMemoryTransport, type MemoryNetwork } from './memory-transport.ts'
import { createSeededRandom } from './seeded-random.ts'

const origin = 'https://bank.example'
const open = (network: MemoryNetwork) => {
  const clock = createFakeClock()
  const dependencies = { clock, random: createSeededRandom('1'), logger: silentLogger }
  return {
    clock,
    transport: createMemoryTransport({ provider: 'test', origins: [origin], retries: 0 }, dependencies, network),
  }
}
const request = { method: 'GET', origin, target: '/accounts', headers: { Accept: 'application/json' } } as const
const options = { ctx: {}, route: 'GET /accounts', idempotent: true } as const

describe('createMemoryTransport', () => {
  it('hands over the request as it would be sent, and gives the answer', async () => {
    const { transport } = open(async ({ method, target, headers }) => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: `${method} ${target} ${headers['Accept']}`,
    }))
    const { status, body } = await transport.send(request, options)
    expect([status, Buffer.from(body).toString()]).toEqual([200, 'GET /accounts application/json'])
  })

  it('a connection that ends is that of a network', async () => {
    const { transport } = open(async () => ({ broken: true }))
    await expect(transport.send(request, options)).rejects.toMatchObject({ code: 'bank_unavailable', retryable: true })
    await expect(transport.send(request, { ...options, idempotent: false })).rejects.toMatchObject({
      code: 'outcome_unknown',
    })
  })

  it('half an answer is no answer', async () => {
    const { transport } = open(async () => ({ status: 200, body: '{"a', broken: true }))
    await expect(transport.send(request, options)).rejects.toMatchObject({ code: 'bank_unavailable' })
  })

  it('a silent bank ends with the signal, the time limit, or close', async () => {
    const silent = () => new Promise<never>(() => {})
    const first = open(silent)
    const controller = new AbortController()
    const call = first.transport.send(request, { ...options, ctx: { signal: controller.signal } })
    const outcome = expect(call).rejects.toMatchObject({ code: 'aborted' })
    controller.abort()
    await outcome
    const late = expect(first.transport.send(request, options)).rejects.toMatchObject({ code: 'timeout' })
    await first.clock.advance(31_000)
    await late
    const ended = expect(first.transport.send(request, options)).rejects.toMatchObject({ code: 'aborted' })
    await first.transport.close()
    await ended
  })

  it('refuses other origins as the real one does', async () => {
    const { transport } = open(async () => ({ status: 200 }))
    await expect(transport.send({ ...request, origin: 'https://other.example' }, options)).rejects.toMatchObject({
      code: 'protocol_violation',
    })
  })
})
