import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, test as it } from 'vitest'
import { httpsCall } from '../../test/https-call.ts'
import { createSimulatedClock, type SimulatedClock } from '../clock/simulated-clock.ts'
import { createFaultList, type FaultList } from '../faults/fault-list.ts'
import type { BankHandler } from '../http/bank-handler.ts'
import type { Loopback } from '../http/loopback.ts'
import { createRecorder, type Recorder } from '../http/recorder.ts'
import { commonRoutes } from './common-routes.ts'
import { createControlServer } from './control-server.ts'

const start = Date.parse('2026-03-01T12:00:00Z')
let clock: SimulatedClock
let faults: FaultList
let recorder: Recorder
let resets: number
let server: Loopback
let origin: string

const handler = (bank: BankHandler['bank'], more: Partial<BankHandler> = {}): BankHandler => ({
  bank,
  handle: () => ({ status: 200 }),
  control: [],
  reset: () => undefined,
  ...more,
})

beforeEach(async () => {
  clock = createSimulatedClock(start, () => start)
  faults = createFaultList()
  recorder = createRecorder(clock)
  resets = 0
  const reset = (): void => {
    resets += 1
  }
  const handlers = [handler('ing'), handler('bunq', { spoilSignature: (answer) => answer })]
  server = createControlServer([
    ...commonRoutes({ clock, faults, recorder, handlers, reset }),
    {
      method: 'POST',
      pattern: /^\/echo\/([^/]+)$/,
      handle: ({ params, body }) => ({ status: 200, body: { params, body } }),
    },
    {
      method: 'GET',
      pattern: /^\/broken$/,
      handle: () => {
        throw new Error('a bug')
      },
    },
  ])
  origin = await server.listen()
})

afterEach(() => server.stop())

const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const answer = await httpsCall({ url: `${origin}${path}`, method, headers, body: text })
  return {
    status: answer.status,
    type: answer.headers['content-type'],
    body: JSON.parse(answer.body.toString()) as unknown,
  }
}

describe('the clock', () => {
  it('is shown, moved and set', async () => {
    expect((await call('GET', '/clock')).body).toEqual({ now: '2026-03-01T12:00:00.000Z' })
    expect((await call('POST', '/clock', { advanceSeconds: 90.5 })).body).toEqual({ now: '2026-03-01T12:01:30.500Z' })
    expect((await call('POST', '/clock', { now: '2027-01-01T01:00:00+01:00' })).body).toEqual({
      now: '2027-01-01T00:00:00.000Z',
    })
    expect((await call('POST', '/clock', { advanceSeconds: -60 })).body).toEqual({ now: '2026-12-31T23:59:00.000Z' })
  })

  it('stays with an empty body', async () => {
    expect(await call('POST', '/clock')).toMatchObject({ status: 200, body: { now: '2026-03-01T12:00:00.000Z' } })
  })

  it.each([
    [{ advanceSeconds: '5' }],
    [{ advanceSeconds: 1e300 }],
    [{ now: 'tomorrow' }],
    [{ now: '2026-13-45T00:00:00Z' }],
    [{ now: '2026-03-01' }],
    [{ now: '2026-03-01T12:00:00Z', advanceSeconds: 1 }],
    [{ advance: 1 }],
  ])('refuses %j and says what is allowed', async (body) => {
    const answer = await call('POST', '/clock', body)
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ error: expect.stringMatching(/advanceSeconds|ISO 8601/) })
    expect(clock.now()).toBe(start)
  })
})

describe('faults', () => {
  it('are added, listed and removed', async () => {
    const fault = { bank: 'ing', path: '/v3', method: 'GET', times: 2, fault: 'status', status: 503, retryAfter: 'x' }
    expect(await call('POST', '/faults', fault)).toMatchObject({ status: 200, body: { items: [fault] } })
    await call('POST', '/faults', { bank: 'bunq', fault: 'bad_signature' })
    expect((await call('GET', '/faults')).body).toEqual({
      items: [fault, { bank: 'bunq', fault: 'bad_signature', times: 1 }],
    })
    expect(faults.take('ing', 'GET', '/v3/accounts')).toMatchObject({ status: 503 })
    expect(await call('DELETE', '/faults')).toMatchObject({ status: 200, body: { items: [] } })
    expect(faults.list()).toEqual([])
  })

  it.each([
    [{}, /"bank" must be one of "ing", "bunq"/],
    [{ bank: 'bankid', fault: 'latency' }, /"bank" must be one of/],
    [{ bank: 'ing' }, /"fault" must be one of "latency", "reset_before"/],
    [{ bank: 'ing', fault: 'explode' }, /"fault" must be one of/],
    [{ bank: 'ing', fault: 'latency', times: 0 }, /"times" must be a whole number from 1/],
    [{ bank: 'ing', fault: 'latency', delayMs: -1 }, /"delayMs"/],
    [{ bank: 'ing', fault: 'status', status: 99 }, /"status" must be an HTTP status/],
    [{ bank: 'ing', fault: 'status', retryAfter: 'a\r\nb' }, /"retryAfter"/],
    [{ bank: 'ing', fault: 'status', path: '/a?b' }, /"path" must be a prefix/],
    [{ bank: 'ing', fault: 'status', method: 5 }, /"method"/],
    [{ bank: 'ing', fault: 'status', delay: 5 }, /Unknown "delay"/],
    [{ bank: 'ing', fault: 'bad_signature' }, /does not sign/],
    [{ bank: 'ing', fault: 'edit_body' }, /"edits" belong to/],
    [{ bank: 'ing', fault: 'status', edits: [{ at: '/a' }] }, /"edits" belong to/],
    [{ bank: 'ing', fault: 'edit_body', edits: [] }, /"edits" must be a list/],
    [{ bank: 'ing', fault: 'edit_body', edits: [{ at: 'a' }] }, /"edits" must be a list/],
    [{ bank: 'ing', fault: 'edit_body', edits: [{ at: '/a', to: 1 }] }, /"edits" must be a list/],
  ])('%j is refused in words', async (body, words) => {
    const answer = await call('POST', '/faults', body)
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ error: expect.stringMatching(words) })
    expect(faults.list()).toEqual([])
  })
})

it('requests and rejections come as items, oldest first, of one bank where asked', async () => {
  recorder.refused('ing', 401, { check: 'ing-21', reason: 'late' })
  recorder.refused('bunq', 403, { check: 'bunq-10', reason: 'unknown' })
  expect((await call('GET', '/rejections')).body).toMatchObject({ items: [{ check: 'ing-21' }, { check: 'bunq-10' }] })
  expect((await call('GET', '/rejections?bank=bunq')).body).toMatchObject({ items: [{ check: 'bunq-10' }] })
  expect((await call('GET', '/requests')).body).toEqual({ items: [] })
})

it('reset takes an empty body', async () => {
  expect((await call('POST', '/reset')).status).toBe(200)
  expect(resets).toBe(1)
})

describe('routing', () => {
  it('hands over the decoded parts of the path and the body', async () => {
    expect((await call('POST', '/echo/a%20b', { x: 1 })).body).toEqual({ params: ['a b'], body: { x: 1 } })
  })

  it.each([
    ['GET', '/nothing', 404],
    ['GET', '/clock/', 404],
    ['PUT', '/clock', 405],
    ['GET', '/echo/x', 405],
    ['GET', '/broken', 500],
  ])('%s %s is %i, as JSON', async (method, path, status) => {
    const answer = await call(method, path)
    expect([answer.status, answer.type]).toEqual([status, 'application/json'])
    expect(answer.body).toMatchObject({ error: expect.any(String) })
  })

  it.each([['no json'], ['[1]'], ['"text"'], ['null'], ['{"a":']])('body %s is 400', async (body) => {
    expect(await call('POST', '/clock', body)).toMatchObject({ status: 400, body: { error: expect.any(String) } })
  })

  it('a body over 1 MiB is 413', async () => {
    expect((await call('POST', '/echo/x', { text: 'x'.repeat(1_100_000) })).status).toBe(413)
  })
})

describe('requests from elsewhere', () => {
  it.each([
    ['another host name', { host: 'rebound.example' }, 403],
    ['another port', { host: '127.0.0.1:1' }, 403],
    ['a page of another origin', { origin: 'https://evil.example' }, 403],
    ['a sandboxed page', { origin: 'null' }, 403],
  ])('%s is refused', async (_name, headers, status) => {
    expect((await call('POST', '/reset', undefined, headers)).status).toBe(status)
    expect(resets).toBe(0)
  })

  it('localhost is the same address', async () => {
    const { port } = new URL(origin)
    expect((await call('GET', '/clock', undefined, { host: `localhost:${port}` })).status).toBe(200)
  })

  it('the server listens on loopback alone', () => {
    expect(new URL(origin).hostname).toBe('127.0.0.1')
  })
})

it('stop ends open connections and may be called again', async () => {
  const ended = new Promise<void>((resolve) => {
    const waiting = request(`${origin}/clock`, { method: 'POST', headers: { 'Content-Length': '10' } })
    waiting.on('error', () => resolve())
    waiting.write('{', () => {
      Promise.all([server.stop(), server.stop()]).catch(() => undefined)
    })
  })
  await ended
  await expect(call('GET', '/clock')).rejects.toThrow(/ECONNREFUSED/)
})
