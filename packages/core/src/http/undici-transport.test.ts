import { getEventListeners, once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { issueRelyingParty, issueTpp, type Pki, toPkcs12 } from '@nostro/simulators'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openssl, startOpensslServer } from '../../test/openssl-server.ts'
import { type Answer, startTlsServer, type TestServer, testPki } from '../../test/tls-server.ts'
import type { CallRecord, SendOptions, Transport, TransportSettings } from '../contracts/transport.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { systemClock } from '../node/system-clock.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createSeededRandom } from '../testing/seeded-random.ts'
import { toRequest, toRequestWithBody } from './outgoing-request.ts'
import { createUndiciTransport } from './undici-transport.ts'

let pki: Pki
const opened: { close(): Promise<void> }[] = []

beforeAll(async () => {
  pki = await testPki()
})

afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close()
})

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

const serve = async (answer: Answer, options?: Parameters<typeof startTlsServer>[1]): Promise<TestServer> => {
  const server = await startTlsServer(answer, options)
  opened.push(server)
  return server
}

const open = (
  origin: string,
  settings: Partial<TransportSettings> = {},
  { clock = systemClock, records = [] as CallRecord[] } = {},
): Transport => {
  const transport = createUndiciTransport(
    { provider: 'test', origins: [origin], ca: pki.serverCa, ...settings },
    { clock, random: createSeededRandom('transport'), logger: silent, observeCall: (record) => records.push(record) },
  )
  opened.push(transport)
  return transport
}

const get = (origin: string, target = '/') => toRequest({ method: 'GET', origin, target })
const post = (origin: string, body = '{"a":1}') => toRequestWithBody({ method: 'POST', origin, target: '/pay' }, body)
const reading: SendOptions = { ctx: {}, route: 'GET /', idempotent: true }
const changing: SendOptions = { ctx: {}, route: 'POST /pay', idempotent: false }

const failure = async (promise: Promise<unknown>): Promise<NostroError> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (NostroError.isInstance(error)) return error
  throw new Error(`no NostroError but ${String(error)}`)
}

const ok: Answer = (_request, response) => response.end('{}')

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
    const server = await serve(() => undefined)
    const transport = open(server.origin, { timeoutMs: 300 })
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

describe('TLS', () => {
  it.each(['PEM', 'PKCS#12', 'PKCS#12 with old ciphers'])('shows the client certificate from %s', async (form) => {
    let subject = ''
    const server = await serve(
      (_request, response, socket) => {
        subject = String((socket as import('node:tls').TLSSocket).getPeerCertificate().subject?.CN ?? '')
        response.end()
      },
      { requestCert: true, ca: pki.bankid.clientCa },
    )
    const pair = pki.bankid.relyingParty
    const identity =
      form === 'PEM'
        ? pair
        : { pkcs12: toPkcs12(pair, 'secret', form === 'PKCS#12' ? 'aes256' : '3des'), passphrase: 'secret' }
    await open(server.origin, { identity }).send(get(server.origin), reading)
    expect(subject).toBe('FP Testcert 5')
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'a missing client certificate is certificate_rejected over %s, and not tried again',
    async (version) => {
      const server = await serve(ok, {
        requestCert: true,
        ca: pki.ing.clientCa,
        minVersion: version,
        maxVersion: version,
      })
      const records: CallRecord[] = []
      const error = await failure(open(server.origin, {}, { records }).send(get(server.origin), reading))
      expect(error.code).toBe('certificate_rejected')
      expect(records).toMatchObject([{ attempts: 1, error: 'certificate_rejected' }])
    },
  )

  it.runIf(openssl !== undefined).each(['tls1_2', 'tls1_3'])(
    'a certificate of another authority is certificate_rejected over %s, also for a change',
    async (version) => {
      const { tls } = await issueTpp(pki.authorities, { authority: 'foreign' })
      const server = await startOpensslServer(pki, version)
      opened.push(server)
      const error = await failure(open(server.origin, { identity: tls }).send(post(server.origin), changing))
      expect(error.code).toBe('certificate_rejected')
      const good = await open(server.origin, { identity: pki.ing.tpp.tls }).send(get(server.origin), reading)
      expect(good.status).toBe(200)
    },
  )

  it('an earlier refusal does not explain a later lost answer', async () => {
    let changes = 0
    const server = await serve(
      (_request, _response, socket) => {
        changes += 1
        socket.destroy()
      },
      { requestCert: true, ca: pki.ing.clientCa },
    )
    const transport = open(server.origin)
    expect((await failure(transport.send(get(server.origin), reading))).code).toBe('certificate_rejected')
    server.acceptEverybody()
    expect((await failure(transport.send(post(server.origin), changing))).code).toBe('outcome_unknown')
    expect(changes).toBe(1)
  })

  it('an untrusted server is refused before anything is sent', async () => {
    const server = await serve(ok)
    const error = await failure(open(server.origin, { ca: pki.ing.clientCa }).send(post(server.origin), changing))
    expect(error).toMatchObject({ code: 'certificate_rejected', hint: expect.stringContaining('“ca”') })
    expect(server.seen).toHaveLength(0)
  })

  it('a certificate for another name is refused', async () => {
    const server = await serve(ok)
    const origin = server.origin.replace('127.0.0.1', '127.0.0.2')
    const error = await failure(open(origin, { retries: 0 }).send(get(origin), reading))
    expect(['certificate_rejected', 'bank_unavailable']).toContain(error.code)
    const named = await serve(
      ok,
      await issueRelyingParty(pki.authorities).then(({ certificate, key }) => ({ cert: certificate, key })),
    )
    expect(
      (await failure(open(named.origin, { ca: pki.bankid.clientCa }).send(get(named.origin), reading))).message,
    ).toMatch(/another host name/)
  })

  it('TLS 1.1 is refused', async () => {
    const server = await serve(ok, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' })
    const error = await failure(open(server.origin, { retries: 0 }).send(get(server.origin), reading))
    expect(error).toMatchObject({ code: 'certificate_rejected', message: expect.stringMatching(/TLS 1\.2/) })
  })
})

describe('signer, verifier and authorizer', () => {
  it('each attempt is signed anew', async () => {
    let left = 1
    const server = await serve((_request, response) => response.writeHead(left-- > 0 ? 503 : 200).end())
    let count = 0
    const signer = {
      sign: async () => ({ 'X-Count': `${++count}` }),
      explain: async () => Promise.reject(new Error('unused')),
    }
    await open(server.origin).send(get(server.origin), { ...reading, signer })
    expect(server.seen.map(({ headers }) => headers['x-count'])).toEqual(['1', '2'])
  })

  it('a dead token is renewed once, also for a change', async () => {
    const server = await serve((request, response) => {
      response.writeHead(request.headers['authorization'] === 'Bearer new' ? 200 : 401).end()
    })
    let token = 'old'
    const authorize = {
      headers: async () => ({ Authorization: `Bearer ${token}` }),
      isRejected: ({ status }: { status: number }) => status === 401,
      renew: async () => {
        token = 'new'
      },
    }
    expect((await open(server.origin).send(post(server.origin), { ...changing, authorize })).status).toBe(200)
    expect(server.seen).toHaveLength(2)
  })

  it('a token that stays dead is given back after one renewal', async () => {
    const server = await serve((_request, response) => response.writeHead(401).end())
    let renewals = 0
    const authorize = {
      headers: async () => ({}),
      isRejected: ({ status }: { status: number }) => status === 401,
      renew: async () => {
        renewals += 1
      },
    }
    expect((await open(server.origin).send(get(server.origin), { ...reading, authorize })).status).toBe(401)
    expect(renewals).toBe(1)
  })

  it('an answer that does not verify reaches nobody', async () => {
    const server = await serve(ok)
    const verifier = {
      verify: async () => {
        throw new NostroError({ code: 'verification_failed', message: 'forged' })
      },
    }
    expect((await failure(open(server.origin).send(get(server.origin), { ...reading, verifier }))).code).toBe(
      'verification_failed',
    )
  })
})

describe('the bank’s clock', () => {
  const strictClock =
    (bankNow: () => number): Answer =>
    (request, response) => {
      const skew = Math.abs(Date.parse(request.headers['x-signed-at'] ?? '') - bankNow())
      response.setHeader('Date', new Date(bankNow()).toUTCString())
      response.writeHead(skew > 180_000 ? 401 : 200).end()
    }
  const settings = { clockSkew: { limitMs: 180_000, isSkewError: ({ status }: { status: number }) => status === 401 } }
  const signer = {
    sign: async (_request: unknown, { now }: { now: number }) => ({ 'X-Signed-At': new Date(now).toISOString() }),
    explain: async () => Promise.reject(new Error('unused')),
  }

  it('is used once ours is too far off, without another refusal later', async () => {
    const clock = createFakeClock()
    const server = await serve(strictClock(() => clock.now() + 600_000))
    const transport = open(server.origin, settings, { clock })
    expect((await transport.send(get(server.origin), { ...reading, signer })).status).toBe(200)
    expect(server.seen).toHaveLength(2)
    await transport.send(get(server.origin), { ...reading, signer })
    expect(server.seen).toHaveLength(3)
    expect(Math.abs(transport.bankNow() - clock.now() - 600_000)).toBeLessThan(1000)
  })

  it('is clock_skew when the corrected time is refused too', async () => {
    const clock = createFakeClock()
    // Each look at the bank’s clock finds it ten minutes further on.
    let looks = 0
    const drifting = (): number => {
      looks += 1
      return clock.now() + looks * 600_000
    }
    const server = await serve(strictClock(drifting))
    expect(
      (await failure(open(server.origin, settings, { clock }).send(get(server.origin), { ...reading, signer }))).code,
    ).toBe('clock_skew')
  })

  it('does not turn another refusal into clock_skew', async () => {
    const server = await serve((_request, response) => response.writeHead(401).end())
    expect((await open(server.origin, settings).send(get(server.origin), { ...reading, signer })).status).toBe(401)
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
