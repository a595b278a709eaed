import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { changing, createTransportBench, failure, get, ok, post, reading } from '../../../test/transport-bench.ts'
import { toRequestWithBody } from '../../http/outgoing-request.ts'
import { createFakeClock } from '../../testing/fake-clock.ts'

const { open, serve } = createTransportBench()

describe('sending', () => {
  it('sends target, headers and body bytes exactly as they were made', async () => {
    const server = await serve(ok)
    const target = '/v3/accounts?a=%3A:&b=+%20&c=%C3%A9'
    const request = toRequestWithBody(
      { method: 'POST', origin: server.origin, target, headers: { 'X-Test': 'yes' } },
      '{ "ä": 1 }\n',
    )
    await open(server.origin).send(request, changing)
    expect(server.seen[0]).toMatchObject({ method: 'POST', target, body: '{ "ä": 1 }\n', headers: { 'x-test': 'yes' } })
  })

  it('gives back any complete answer, also 4xx, with lower-case header names', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(418, { 'X-Bank': 'a' }).end('no')
    })
    const answer = await open(server.origin).send(get(server.origin), reading)
    expect(answer.status).toBe(418)
    expect(answer.headers['x-bank']).toBe('a')
    expect(Buffer.from(answer.body).toString()).toBe('no')
  })

  it('reuses its connections', async () => {
    const server = await serve(ok)
    const transport = open(server.origin, { connections: 1 })
    for (let call = 0; call < 5; call += 1) await transport.send(get(server.origin), reading)
    expect(server.connections()).toBe(1)
  })

  it('carries 100 calls at once', async () => {
    const server = await serve((request, response) => response.end(request.target))
    const transport = open(server.origin)
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => transport.send(get(server.origin, `/${index}`), reading)),
    )
    expect(answers.map(({ body }) => Buffer.from(body).toString())).toEqual(answers.map((_, index) => `/${index}`))
  })
})

describe('limits', () => {
  it('refuses other origins before anything is sent', async () => {
    const server = await serve(ok)
    const error = await failure(open('https://127.0.0.1:1').send(get(server.origin), reading))
    expect(error.code).toBe('protocol_violation')
    expect(server.seen).toHaveLength(0)
  })

  it('refuses an origin that is not https', () => {
    expect(() => open('http://127.0.0.1:1')).toThrow(/https origin/)
  })

  it('refuses redirects', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(302, { Location: 'https://evil.example/' }).end()
    })
    expect((await failure(open(server.origin).send(get(server.origin), reading))).code).toBe('protocol_violation')
  })

  it.each([
    // “See other” and its forerunner may follow what was done; the others say that it is to be done elsewhere.
    [302, 'outcome_unknown'],
    [303, 'outcome_unknown'],
    [301, 'protocol_violation'],
    [307, 'protocol_violation'],
    [308, 'protocol_violation'],
  ])('follows no redirect of a change either: %i is %s', async (status, code) => {
    const server = await serve((_request, response) => {
      response.writeHead(status, { Location: '/elsewhere' }).end()
    })
    expect((await failure(open(server.origin).send(post(server.origin), changing))).code).toBe(code)
    expect(server.seen).toHaveLength(1)
  })

  it('stops reading an answer that is too large', async () => {
    const server = await serve((_request, response) => response.end(Buffer.alloc(2_000_000)))
    const error = await failure(open(server.origin, { maxResponseBytes: 1_000_000 }).send(get(server.origin), reading))
    expect(error).toMatchObject({ code: 'protocol_violation', message: expect.stringMatching(/larger/) })
  })

  it('calls an oversize answer to a change outcome_unknown: it did happen', async () => {
    const server = await serve((_request, response) => response.end(Buffer.alloc(2_000)))
    const error = await failure(open(server.origin, { maxResponseBytes: 1_000 }).send(post(server.origin), changing))
    expect(error.code).toBe('outcome_unknown')
  })

  it('ends a read that takes too long as timeout, and a change as outcome_unknown', async () => {
    const clock = createFakeClock()
    // Time passes once the bank has the request.
    const server = await serve(() => void clock.advance(300))
    const transport = open(server.origin, { timeoutMs: 300, retries: 0 }, { clock })
    expect((await failure(transport.send(get(server.origin), reading))).code).toBe('timeout')
    expect((await failure(transport.send(post(server.origin), changing))).code).toBe('outcome_unknown')
  })
})

describe('the caller’s signal', () => {
  it('keeps no listener and the clock no sleeper once calls are over', async () => {
    const clock = createFakeClock()
    const server = await serve((request, response, socket) => {
      if (request.target === '/lost') socket.destroy()
      else response.end('{}')
    })
    const { signal } = new AbortController()
    const transport = open(server.origin, { retries: 0 }, { clock })
    for (const target of ['/', '/lost', '/']) {
      await transport.send(get(server.origin, target), { ...reading, ctx: { signal } }).catch(() => undefined)
    }
    await new Promise((resolve) => setImmediate(resolve))
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
    expect(clock.sleeping).toBe(0)
  })

  it('ends a call before it is sent', async () => {
    const server = await serve(ok)
    const error = await failure(
      open(server.origin).send(post(server.origin), { ...changing, ctx: { signal: AbortSignal.abort() } }),
    )
    expect(error.code).toBe('aborted')
    expect(server.seen).toHaveLength(0)
  })

  it('makes a change that was already sent outcome_unknown', async () => {
    const controller = new AbortController()
    const server = await serve(() => controller.abort())
    const error = await failure(
      open(server.origin).send(post(server.origin), { ...changing, ctx: { signal: controller.signal } }),
    )
    expect(error.code).toBe('outcome_unknown')
  })

  it('ends a call that waits for a free connection as aborted: nothing was written', async () => {
    const server = await serve(() => undefined)
    const transport = open(server.origin, { connections: 1 })
    const first = new AbortController()
    const blocking = failure(transport.send(get(server.origin), { ...reading, ctx: { signal: first.signal } }))
    while (server.seen.length === 0) await new Promise((resolve) => setImmediate(resolve))
    const second = new AbortController()
    const queued = failure(transport.send(post(server.origin), { ...changing, ctx: { signal: second.signal } }))
    await new Promise((resolve) => setImmediate(resolve))
    second.abort()
    expect((await queued).code).toBe('aborted')
    first.abort()
    expect((await blocking).code).toBe('aborted')
    expect(server.seen).toHaveLength(1)
  })
})

describe('closing', () => {
  it('ends running calls and refuses later ones', async () => {
    const server = await serve(() => undefined)
    const transport = open(server.origin)
    const running = failure(transport.send(get(server.origin), reading))
    while (server.seen.length === 0) await new Promise((resolve) => setImmediate(resolve))
    await transport.close()
    expect((await running).code).toBe('aborted')
    expect((await failure(transport.send(get(server.origin), reading))).code).toBe('aborted')
  })
})
