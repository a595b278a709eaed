import { createPrivateKey } from 'node:crypto'
import { issueRelyingParty } from '@nostro/simulators'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createTransportBench, get, ok, reading } from '../../../test/transport-bench.ts'
import type { CallRecord, TlsIdentity } from '../../contracts/transport.ts'
import { toRequest } from '../../http/outgoing-request.ts'
import { createFakeClock } from '../../testing/fake-clock.ts'

const { open, pki, serve } = createTransportBench()

afterEach(() => vi.unstubAllEnvs())

/** Moves the fake clock in small steps until the work is done. */
const whileMoving = async <T>(clock: ReturnType<typeof createFakeClock>, work: Promise<T>): Promise<T> => {
  let done = false
  const finished = work.finally(() => {
    done = true
  })
  finished.catch(() => undefined)
  while (!done) {
    if (clock.sleeping > 1) await clock.advance(50)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return finished
}

describe('C4: a process that verifies no server', () => {
  it('gets no transport, and the error says how to fix it', () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    expect(() => open('https://bank.example')).toThrow(
      expect.objectContaining({ code: 'invalid_config', hint: expect.stringContaining('Unset it') }),
    )
  })
})

describe('a bad set-up', () => {
  const encrypted = (): string =>
    createPrivateKey(pki().bankid.relyingParty.key)
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'right' })
      .toString()

  it('an encrypted key opens with its passphrase', async () => {
    const server = await serve(ok, { requestCert: true, ca: pki().bankid.clientCa })
    const { certificate } = pki().bankid.relyingParty
    const identity = { certificate, key: encrypted(), passphrase: 'right' }
    expect((await open(server.origin, { identity }).send(get(server.origin), reading)).status).toBe(200)
  })

  it.each<[string, string, () => TlsIdentity]>([
    [
      'key of another certificate',
      'invalid_config',
      () => ({ certificate: pki().bankid.relyingParty.certificate, key: pki().ing.tpp.tls.key }),
    ],
    [
      'wrong passphrase',
      'invalid_config',
      () => ({ certificate: pki().bankid.relyingParty.certificate, key: encrypted(), passphrase: 'wrong' }),
    ],
    [
      'half of a key',
      'invalid_config',
      () => ({ certificate: pki().bankid.relyingParty.certificate, key: pki().bankid.relyingParty.key.slice(0, 300) }),
    ],
    [
      'wrong passphrase of a PKCS#12 file',
      'invalid_config',
      () => ({ pkcs12: pki().bankid.relyingParty.pkcs12, passphrase: 'wrong' }),
    ],
  ])('%s is %s, with a hint, and is not tried again', async (_name, code, identity) => {
    const server = await serve(ok)
    const records: CallRecord[] = []
    const sending = open(server.origin, { identity: identity() }, { records }).send(get(server.origin), reading)
    await expect(sending).rejects.toMatchObject({ code, hint: expect.stringMatching(/\w/) })
    expect(records).toMatchObject([{ attempts: 1, error: code }])
    expect(server.seen).toHaveLength(0)
  })

  it.each(['expired', 'not-yet-valid'] as const)('a server certificate that is %s is refused', async (validity) => {
    const { certificate, key } = await issueRelyingParty(pki().authorities, { validity })
    const server = await serve(ok, { cert: certificate, key })
    const sending = open(server.origin, { ca: pki().bankid.clientCa }).send(get(server.origin), reading)
    await expect(sending).rejects.toMatchObject({
      code: 'certificate_rejected',
      message: expect.stringMatching(/outside its dates/),
    })
  })

  it.each([
    ['header', { 'X-Name': 'a\r\nHost: evil.example' }, '/'],
    ['path', {}, '/a b'],
  ])('a %s that HTTP does not allow is invalid_request', async (_name, headers, target) => {
    const server = await serve(ok)
    const request = toRequest({ method: 'GET', origin: server.origin, target, headers })
    await expect(open(server.origin).send(request, reading)).rejects.toMatchObject({ code: 'invalid_request' })
    expect(server.seen).toHaveLength(0)
  })
})

it.each([
  ['http://bank.example', '“http://bank.example” is not an https origin.'],
  ['https://bank.example/v1', '“https://bank.example/v1” is not an https origin.'],
  ['https://me:planted@secret@bank.example', '“https://…@bank.example” is not an https origin.'],
  ['nonsense', '“nonsense” is not an https origin.'],
])('an origin like %s is refused, without the password in it', (origin, message) => {
  expect(() => open(origin)).toThrowError(expect.objectContaining({ code: 'invalid_config', message }))
})

describe('waiting', () => {
  it.each([
    ['3', 3_000, 'Wed, 01 May 2024 12:00:00 GMT'],
    ['Wed, 01 May 2024 12:00:05 GMT', 5_000, 'Wed, 01 May 2024 12:00:00 GMT'],
    ['Wed, 01 May 2024 13:00:05 GMT', 5_000, 'Wed, 01 May 2024 13:00:00 GMT'],
  ])('obeys Retry-After: %s, by the bank’s clock', async (retryAfter, ms, date) => {
    const clock = createFakeClock(Date.UTC(2024, 4, 1, 12))
    const arrived: number[] = []
    const server = await serve((_request, response) => {
      arrived.push(clock.now())
      if (arrived.length === 1) response.writeHead(429, { 'Retry-After': retryAfter, Date: date }).end()
      else response.end()
    })
    const answer = await whileMoving(clock, open(server.origin, {}, { clock }).send(get(server.origin), reading))
    expect(answer.status).toBe(200)
    expect((arrived[1] ?? 0) - (arrived[0] ?? 0)).toBeGreaterThanOrEqual(ms)
    expect((arrived[1] ?? 0) - (arrived[0] ?? 0)).toBeLessThan(ms + 1_000)
  })

  it('after a Retry-After of thirty years is a day at most: the process must not be lost to a slip of the bank’s', async () => {
    const clock = createFakeClock()
    const server = await serve((_request, response) => {
      response.writeHead(429, { 'Retry-After': '999999999' }).end()
    })
    const budgets = [{ name: 'all', limit: 9, windowMs: 1_000, kind: 'window', bucket: () => 'all' }] as const
    const transport = open(server.origin, { budgets }, { clock })
    expect((await transport.send(get(server.origin), reading)).status).toBe(429)
    await expect(transport.send(get(server.origin), reading)).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 86_400_000,
    })
  })

  it('in our own queue counts apart from the bank’s time, and not towards the call’s total time', async () => {
    const clock = createFakeClock()
    const server = await serve(ok)
    const records: CallRecord[] = []
    const budgets = [{ name: 'all', limit: 1, windowMs: 20_000, kind: 'window', bucket: () => 'all' }] as const
    const transport = open(server.origin, { budgets, timeoutMs: 5_000 }, { clock, records })
    await transport.send(get(server.origin), reading)
    const second = transport.send(get(server.origin), reading)
    await clock.advance(20_000)
    await second
    expect(records).toMatchObject([
      { queuedMs: 0, ms: 0 },
      { queuedMs: 20_000, ms: 0 },
    ])
  })

  it('for a free connection comes before signing: no signature ages', async () => {
    const signedWith: number[] = []
    let underWay = 0
    const server = await serve((_request, response) => setImmediate(() => response.end()))
    const transport = open(server.origin, { connections: 2 })
    await Promise.all(
      Array.from({ length: 12 }, async () => {
        await transport.send(get(server.origin), {
          ...reading,
          signer: {
            sign: async () => {
              underWay += 1
              signedWith.push(underWay)
              return {}
            },
            explain: () => Promise.reject(new Error('unused')),
          },
          verifier: {
            verify: async () => {
              underWay -= 1
            },
          },
        })
      }),
    )
    expect(signedWith).toHaveLength(12)
    expect(Math.max(...signedWith)).toBe(2)
  })

  it('for a key that never answers ends with the call’s total time', async () => {
    const clock = createFakeClock()
    const server = await serve(ok)
    const signer = {
      sign: () => new Promise<never>(() => undefined),
      explain: () => Promise.reject(new Error('unused')),
    }
    const sending = open(server.origin, { timeoutMs: 5_000 }, { clock }).send(get(server.origin), {
      ...reading,
      signer,
    })
    sending.catch(() => undefined)
    while (clock.sleeping === 0) await new Promise((resolve) => setImmediate(resolve))
    await clock.advance(5_000)
    await expect(sending).rejects.toMatchObject({ code: 'timeout' })
    expect(server.seen).toHaveLength(0)
  })
})
