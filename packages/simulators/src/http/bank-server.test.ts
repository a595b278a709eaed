import { EventEmitter, once } from 'node:events'
import { Agent } from 'node:https'
import { connect, type TLSSocket } from 'node:tls'
import { afterEach, beforeAll, beforeEach, describe, expect, test as it } from 'vitest'
import { type Call, httpsCall } from '../../test/https-call.ts'
import { createSimulatedClock, type SimulatedClock } from '../clock/simulated-clock.ts'
import type { Fault } from '../faults/fault.ts'
import { createFaultList, type FaultList } from '../faults/fault-list.ts'
import { issueTpp } from '../pki/issue-tpp.ts'
import type { IngTpp, Pki } from '../pki/pki.ts'
import { sharedPki } from '../pki/shared-pki.ts'
import type { BankAnswer, BankHandler, BankRequest } from './bank-handler.ts'
import { type BankServerOptions, createBankServer } from './bank-server.ts'
import type { Loopback } from './loopback.ts'
import { createRecorder, type Recorder } from './recorder.ts'

let pki: Pki
let expired: IngTpp
let early: IngTpp
let foreign: IngTpp

beforeAll(async () => {
  pki = await sharedPki()
  ;[expired, early, foreign] = await Promise.all([
    issueTpp(pki.authorities, { validity: 'expired' }),
    issueTpp(pki.authorities, { validity: 'not-yet-valid' }),
    issueTpp(pki.authorities, { authority: 'foreign' }),
  ])
})

let seen: BankRequest[]
let answer: (request: BankRequest) => BankAnswer
let clock: SimulatedClock
let recorder: Recorder
let faults: FaultList
let server: Loopback | undefined
let origin: string

const start = async (
  handler: Partial<BankHandler> = {},
  more: Pick<BankServerOptions, 'bodyCap' | 'wait'> = {},
): Promise<void> => {
  await server?.stop()
  server = createBankServer({
    handler: {
      bank: 'ing',
      handle: (request) => {
        seen.push(request)
        return answer(request)
      },
      control: [],
      reset: () => undefined,
      ...handler,
    },
    tls: pki.server,
    clientCa: pki.ing.clientCa,
    recorder,
    faults,
    clock,
    ...more,
  })
  origin = await server.listen()
}

const call = (path: string, more: Partial<Call> = {}): ReturnType<typeof httpsCall> =>
  httpsCall({ url: `${origin}${path}`, ca: pki.serverCa, client: pki.ing.tpp.tls, ...more })

beforeEach(async () => {
  seen = []
  answer = () => ({ status: 200, headers: { 'Content-Type': 'application/json' }, body: '{"hello":"world"}' })
  clock = createSimulatedClock(Date.parse('2026-03-01T12:00:00Z'))
  recorder = createRecorder(clock)
  faults = createFaultList()
  await start()
})

afterEach(() => server?.stop())

describe('a request', () => {
  it('reaches the bank exactly as it was sent', async () => {
    const body = Buffer.from([0, 255, 10, 13])
    await call('/a%2Fb?x=%C3%A9&x=2?y', { method: 'POST', headers: { 'X-CaSe': 'Kept', x: 'y' }, body })
    const [request] = seen
    expect(request?.method).toBe('POST')
    expect(request?.target).toBe('/a%2Fb?x=%C3%A9&x=2?y')
    expect(request?.path).toBe('/a%2Fb')
    expect(request?.query).toBe('x=%C3%A9&x=2?y')
    expect(request?.rawHeaders).toContainEqual(['X-CaSe', 'Kept'])
    expect(request?.header('x-case')).toBe('Kept')
    expect(request?.header('absent')).toBeUndefined()
    expect(request?.body.equals(body)).toBe(true)
    expect(request?.remoteAddress).toBe('127.0.0.1')
  })

  const raw = (head: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(origin)
      const socket = connect({ host: hostname, port: Number(port), ca: pki.serverCa, servername: 'localhost' }, () => {
        socket.end(`${head}\r\n\r\n`)
      })
      let text = ''
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
      socket.on('error', reject)
      socket.on('close', () => resolve(text.split('\r\n')[0] ?? ''))
    })

  it('D11: with two Host headers, or another version of HTTP in its first line, is kept from the bank', async () => {
    expect(await raw('GET /x HTTP/1.1\r\nHost: a.example\r\nHost: b.example')).toBe('HTTP/1.1 400 Bad Request')
    expect(await raw('GET /x HTTP/2.0\r\nHost: a.example')).toMatch(/^HTTP\/1\.1 (400|505) /)
    expect(seen).toEqual([])
    expect(await raw('GET /x HTTP/1.1\r\nHost: a.example\r\nConnection: close')).toBe('HTTP/1.1 200 OK')
  })

  it('is recorded with the status answered', async () => {
    answer = () => ({ status: 401, rejection: { check: 'ing-21', reason: 'late', expected: 'a', received: 'b' } })
    await call('/x?y=1', { method: 'PUT', body: 'body' })
    expect(recorder.requests()).toMatchObject([
      { bank: 'ing', method: 'PUT', target: '/x?y=1', body: Buffer.from('body').toString('base64'), status: 401 },
    ])
    expect(recorder.rejections()).toMatchObject([
      { bank: 'ing', check: 'ing-21', status: 401, reason: 'late', expected: 'a', received: 'b', target: '/x?y=1' },
    ])
    expect(recorder.requests()[0]?.at).toMatch(/^2026-03-01T12:00:0/)
  })

  it('gets an answer with its length and the date of the simulated clock', async () => {
    const { status, headers, body } = await call('/')
    expect(status).toBe(200)
    expect(headers['content-length']).toBe('17')
    expect(headers['content-type']).toBe('application/json')
    expect(headers.date).toMatch(/^Sun, 01 Mar 2026 12:00:0\d GMT$/)
    expect(body.toString()).toBe('{"hello":"world"}')
  })

  it('with a status that has no body gets none', async () => {
    answer = () => ({ status: 204 })
    const { status, headers } = await call('/')
    expect(status).toBe(204)
    expect(headers['content-length']).toBeUndefined()
  })

  it('over the cap is answered with 413 and kept from the bank', async () => {
    await start({}, { bodyCap: 1000 })
    const { status } = await call('/', { method: 'POST', body: 'x'.repeat(1001) })
    expect(status).toBe(413)
    expect(seen).toEqual([])
    expect((await call('/', { method: 'POST', body: 'x'.repeat(1000) })).status).toBe(200)
  })

  it('with more headers than 64 KiB is answered with 431', async () => {
    const { status } = await call('/', { headers: { big: 'x'.repeat(70_000) } })
    expect(status).toBe(431)
    expect(recorder.rejections()).toMatchObject([{ check: 'ing-http', status: 431 }])
  })

  it('whose body stalls gets the answer of the bank', async () => {
    await start({ bodyTimeoutMs: 50, bodyTimedOut: () => ({ status: 408, body: 'slow' }) })
    const socket: TLSSocket = connect({ port: Number(new URL(origin).port), host: '127.0.0.1', ca: pki.serverCa })
    const received = new Promise<string>((resolve) => {
      let text = ''
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
      socket.on('close', () => resolve(text))
    })
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc')
    expect(await received).toMatch(/^HTTP\/1\.1 408 [\s\S]*slow$/)
    expect(seen).toEqual([])
  })

  it('that makes the bank throw is answered with 500, and the stack is on record', async () => {
    answer = () => {
      throw new TypeError('a bug')
    }
    expect((await call('/')).status).toBe(500)
    expect(recorder.rejections()[0]).toMatchObject({ check: 'ing-internal', status: 500 })
    expect(recorder.rejections()[0]?.reason).toMatch(/TypeError: a bug\n\s+at /)
  })

  it('that is no HTTP is answered with 400', async () => {
    const socket = connect({ port: Number(new URL(origin).port), host: '127.0.0.1', ca: pki.serverCa })
    const text = await new Promise<string>((resolve) => {
      socket.on('data', (chunk: Buffer) => resolve(chunk.toString()))
      socket.write('nonsense\r\n\r\n')
    })
    socket.destroy()
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
  })
})

describe('the client certificate', () => {
  const rows: readonly (readonly [string, () => Partial<Call>, boolean, boolean])[] = [
    ['of the bank’s own CA', () => ({}), true, true],
    ['missing', () => ({ agent: new Agent() }), false, false],
    ['of a CA that nobody knows', () => ({ client: foreign.tls }), true, false],
    ['of another bank’s CA', () => ({ client: pki.bankid.relyingParty }), true, false],
    ['expired', () => ({ client: expired.tls }), true, false],
    ['not yet valid', () => ({ client: early.tls }), true, false],
  ]

  it.each(rows)('%s: the handshake stands, and the bank learns of it', async (name, more, isPresent, authorized) => {
    const { client, ...rest } = { client: pki.ing.tpp.tls, ...more() }
    await httpsCall({ url: `${origin}/`, ca: pki.serverCa, ...(name === 'missing' ? {} : { client }), ...rest })
    expect(seen[0]?.client.authorized).toBe(authorized)
    expect(seen[0]?.client.certificate !== undefined).toBe(isPresent)
    expect(seen[0]?.client.authorizationError === undefined).toBe(authorized)
  })

  it.each(rows)('%s: a resumed session changes nothing', async (name, more, isPresent, authorized) => {
    const { client } = { client: pki.ing.tpp.tls, ...more() }
    const agent = new Agent({ keepAlive: false, maxCachedSessions: 5 })
    const pair = name === 'missing' ? {} : { client }
    const resumed: boolean[] = []
    for (let round = 0; round < 3; round++) {
      resumed.push((await httpsCall({ url: `${origin}/`, ca: pki.serverCa, ...pair, agent })).resumed)
    }
    agent.destroy()
    expect(resumed).toEqual([false, true, true])
    expect(seen.map((request) => request.client.authorized)).toEqual([authorized, authorized, authorized])
    expect(seen.map((request) => request.client.certificate !== undefined)).toEqual([isPresent, isPresent, isPresent])
  })

  it('nobody without the servers’ CA is talked into trusting the server', async () => {
    await expect(httpsCall({ url: `${origin}/`, client: pki.ing.tpp.tls })).rejects.toThrow(/self-signed|verify/)
  })

  it('the server answers to localhost as well', async () => {
    const { port } = new URL(origin)
    expect((await httpsCall({ url: `https://localhost:${port}/`, ca: pki.serverCa })).status).toBe(200)
  })
})

describe('a fault', () => {
  const add = (fault: Omit<Fault, 'bank'>): void => faults.add({ bank: 'ing', ...fault })

  it('latency: the effect is there at once, the answer comes late', async () => {
    const waits = new EventEmitter()
    await start({}, { wait: (ms) => (waits.emit('wait', ms), once(waits, 'over')) })
    const waited = once(waits, 'wait')
    add({ fault: 'latency', delayMs: 150 })
    let status = 0
    const late = call('/').then((answered) => {
      status = answered.status
    })
    expect(await waited).toEqual([150])
    expect(seen).toHaveLength(1)
    // Another call is answered meanwhile.
    expect((await call('/')).status).toBe(200)
    expect(status).toBe(0)
    waits.emit('over')
    await late
    expect(status).toBe(200)
  })

  it('reset_before: the connection ends and the bank saw nothing', async () => {
    add({ fault: 'reset_before' })
    await expect(call('/')).rejects.toThrow(/hang up|ECONNRESET/)
    expect(seen).toHaveLength(0)
    expect(recorder.requests()).toMatchObject([{ status: null, fault: 'reset_before' }])
  })

  it('F16: status_after: the bank did it, and the answer is another', async () => {
    add({ fault: 'status_after', status: 408 })
    expect((await call('/x', { method: 'POST' })).status).toBe(408)
    expect(seen).toHaveLength(1)
    expect(recorder.requests()).toMatchObject([{ status: 408, fault: 'status_after' }])
  })

  it('reset_after: the connection ends though the bank did it', async () => {
    add({ fault: 'reset_after' })
    await expect(call('/')).rejects.toThrow(/hang up|ECONNRESET/)
    expect(seen).toHaveLength(1)
    expect(recorder.requests()).toMatchObject([{ status: null, fault: 'reset_after' }])
  })

  it('truncate: the whole is promised and half of it comes', async () => {
    add({ fault: 'truncate' })
    await expect(call('/')).rejects.toThrow(/aborted/)
    expect(seen).toHaveLength(1)
  })

  it('malformed_json: well framed, no JSON', async () => {
    add({ fault: 'malformed_json' })
    const { status, body } = await call('/')
    expect(status).toBe(200)
    expect(() => JSON.parse(body.toString())).toThrow(SyntaxError)
  })

  it('status: with body and Retry-After', async () => {
    add({ fault: 'status', status: 429, retryAfter: 'Sun, 01 Mar 2026 12:05:00 GMT', body: { busy: true } })
    const { status, headers, body } = await call('/')
    expect(status).toBe(429)
    expect(headers['retry-after']).toBe('Sun, 01 Mar 2026 12:05:00 GMT')
    expect(headers['content-type']).toBe('application/json')
    expect(body.toString()).toBe('{"busy":true}')
    expect(seen).toHaveLength(0)
  })

  it('status: without body it has the bank’s own form', async () => {
    await start({ errorAnswer: (status) => ({ status, headers: { 'X-Bank': 'own' }, body: `status ${status}` }) })
    add({ fault: 'status', retryAfter: 3 })
    const { status, headers, body } = await call('/')
    expect([status, headers['x-bank'], headers['retry-after'], body.toString()]).toEqual([
      503,
      'own',
      '3',
      'status 503',
    ])
  })

  it('bad_signature: the bank spoils its own', async () => {
    await start({ spoilSignature: (good) => ({ ...good, headers: { ...good.headers, 'X-Signature': 'spoilt' } }) })
    add({ fault: 'bad_signature' })
    expect((await call('/')).headers['x-signature']).toBe('spoilt')
  })

  it('html_502: a page of a proxy', async () => {
    add({ fault: 'html_502' })
    const { status, headers, body } = await call('/')
    expect([status, headers['content-type']]).toEqual([502, 'text/html'])
    expect(body.toString()).toContain('502 Bad Gateway')
    expect(seen).toHaveLength(0)
  })

  it('hits as many requests as asked, of its method and path alone', async () => {
    add({ fault: 'status', status: 500, method: 'post', path: '/pay', times: 2 })
    const statuses: number[] = []
    for (const [method, path] of [
      ['GET', '/payments'],
      ['POST', '/accounts?x=/pay'],
      ['POST', '/payments?x=1'],
      ['POST', '/pay'],
      ['POST', '/pay'],
    ] as const) {
      statuses.push((await call(path, { method })).status)
    }
    expect(statuses).toEqual([200, 200, 500, 500, 200])
    expect(faults.list()).toEqual([])
  })
})

describe('stop', () => {
  it('ends open connections and late answers, and may be called again', async () => {
    faults.add({ bank: 'ing', method: 'GET', fault: 'latency', delayMs: 60_000 })
    const late = call('/').then(
      () => 'answered',
      () => 'ended',
    )
    const agent = new Agent({ keepAlive: true })
    await call('/', { agent, method: 'PUT' })
    await expect.poll(() => seen.length, { timeout: 120_000 }).toBe(2)
    await Promise.all([server?.stop(), server?.stop()])
    expect(await late).toBe('ended')
    await expect(call('/')).rejects.toThrow(/ECONNREFUSED/)
    agent.destroy()
  })
})
