import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { Answer } from '../../../test/tls-server.ts'
import { changing, createTransportBench, failure, get, post, reading } from '../../../test/transport-bench.ts'
import type { CallRecord } from '../../contracts/transport.ts'
import type { NostroError } from '../../errors/nostro-error.ts'
import { createFakeClock } from '../../testing/fake-clock.ts'

const { open, serve } = createTransportBench()

describe('a lost answer', () => {
  const failing = (times: number): Answer => {
    let left = times
    return (_request, response, socket) => {
      if (left-- > 0) socket.destroy()
      else response.end('{}')
    }
  }

  it('is asked for again when that does no harm', async () => {
    const server = await serve(failing(2))
    const records: CallRecord[] = []
    const answer = await open(server.origin, {}, { records }).send(get(server.origin), reading)
    expect(answer.status).toBe(200)
    expect(records).toMatchObject([{ attempts: 3, status: 200, route: 'GET /', provider: 'test' }])
  })

  it('is never sent twice when it changes something', async () => {
    const server = await serve(failing(1))
    const error = await failure(open(server.origin).send(post(server.origin), changing))
    expect(error).toMatchObject({ code: 'outcome_unknown', retryable: false })
    expect(server.seen).toHaveLength(1)
  })

  it('is bank_unavailable for a change when not one byte left us', async () => {
    const probe = createServer().listen(0, '127.0.0.1')
    await once(probe, 'listening')
    const { port } = probe.address() as { port: number }
    await new Promise((resolve) => probe.close(resolve))
    const origin = `https://127.0.0.1:${port}`
    const error = await failure(open(origin, { retries: 0 }).send(post(origin), changing))
    expect(error).toMatchObject({ code: 'bank_unavailable', retryable: true })
  })

  it.each(['end', 'destroy'] as const)(
    'on a connection that the server closes (%s) while it is idle is never bank_unavailable for a sent change',
    async (how) => {
      const sockets = new Set<Socket>()
      const server = await serve((request, response, socket) => {
        sockets.add(socket)
        response.end(request.method)
      })
      const transport = open(server.origin, { connections: 1 })
      const results: string[] = []
      for (let round = 0; round < 10; round += 1) {
        await transport.send(get(server.origin), reading)
        const before = server.seen.length
        for (const socket of sockets) socket[how]()
        sockets.clear()
        const result = await transport.send(post(server.origin), changing).then(
          () => 'answered',
          (error: NostroError) => error.code,
        )
        results.push(result)
        // Answered: it arrived exactly once. Lost: at most once.
        const arrived = server.seen.length - before
        expect(result === 'answered' ? [1] : [0, 1]).toContain(arrived)
      }
      expect(results.filter((result) => result !== 'answered' && result !== 'outcome_unknown')).toEqual([])
    },
  )

  it('cut off in the middle of the body is asked for again', async () => {
    let first = true
    const server = await serve((_request, response, socket) => {
      if (!first) {
        response.end('{}')
        return
      }
      first = false
      response.writeHead(200, { 'Content-Length': '1000' })
      response.write('{"half":', () => socket.destroy())
    })
    expect((await open(server.origin).send(get(server.origin), reading)).body.length).toBe(2)
  })
})

describe('passing faults', () => {
  const answering = (statuses: readonly number[], headers: Record<string, string> = {}): Answer => {
    const left = [...statuses]
    return (_request, response) => {
      const status = left.shift() ?? 200
      response.writeHead(status, status === 200 ? {} : headers).end()
    }
  }

  it.each([429, 500, 502, 503, 504])('%i is tried again for a read', async (status) => {
    const server = await serve(answering([status]))
    expect((await open(server.origin).send(get(server.origin), reading)).status).toBe(200)
    expect(server.seen).toHaveLength(2)
  })

  it.each([400, 401, 403, 404, 422])('%i is given back at once', async (status) => {
    const server = await serve(answering([status]))
    expect((await open(server.origin).send(get(server.origin), reading)).status).toBe(status)
    expect(server.seen).toHaveLength(1)
  })

  it('a change is given back its 503: trying again is not the transport’s to decide', async () => {
    const server = await serve(answering([503]))
    expect((await open(server.origin).send(post(server.origin), changing)).status).toBe(503)
    expect(server.seen).toHaveLength(1)
  })

  it('gives up after the retries allowed, with the bank’s last answer', async () => {
    const server = await serve(answering([503, 503, 503, 503]))
    expect((await open(server.origin, { retries: 1 }).send(get(server.origin), reading)).status).toBe(503)
    expect(server.seen).toHaveLength(2)
  })

  it('gives back a 429 whose Retry-After is longer than the call may take', async () => {
    const server = await serve(answering([429], { 'Retry-After': '600' }))
    expect((await open(server.origin).send(get(server.origin), reading)).status).toBe(429)
  })

  it('gives back a 503 whose Retry-After is longer than what is left of the call, instead of a time-out', async () => {
    const clock = createFakeClock()
    let asked = 0
    const server = await serve((_request, response) => {
      asked += 1
      clock.set(clock.now() + 6_000)
      response.writeHead(503, { 'Retry-After': '5' }).end()
    })
    const answer = await open(server.origin, { timeoutMs: 10_000 }, { clock }).send(get(server.origin), reading)
    expect(answer.status).toBe(503)
    expect(asked).toBe(1)
  })

  it('passes over interim answers', async () => {
    const server = await serve((_request, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' })
      response.writeHead(201).end('made')
    })
    const answer = await open(server.origin).send(post(server.origin), changing)
    expect(answer.status).toBe(201)
    expect(Buffer.from(answer.body).toString()).toBe('made')
  })
})
