import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { issueRelyingParty, type PemPair, type Pki, toPkcs12 } from '@nostro/simulators'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTlsServer, type TestServer, testPki } from '../../test/tls-server.ts'
import type { Logger } from '../contracts/logger.ts'
import type { TlsIdentity, TlsIdentitySource, Transport } from '../contracts/transport.ts'
import { toRequest } from '../http/outgoing-request.ts'
import { createUndiciTransport } from '../node/transport/undici-transport.ts'
import { systemClock } from '../services/system-clock.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createSeededRandom } from '../testing/seeded-random.ts'
import { createFileIdentity } from './create-file-identity.ts'
import { followIdentity } from './follow-identity.ts'
import { readCertificate } from './read-certificate.ts'

let pki: Pki
let [first, second]: PemPair[] = []
let dir: string
const opened: { close(): Promise<void> }[] = []
const warnings: string[] = []
const logger: Logger = {
  debug: () => {},
  info: () => {},
  warn: (_fields, message) => warnings.push(message),
  error: () => {},
}

beforeAll(async () => {
  pki = await testPki()
  ;[first, second] = [pki.bankid.relyingParty, await issueRelyingParty(pki.authorities)]
})

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nostro-rotation-'))
  warnings.length = 0
})

afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close()
  rmSync(dir, { recursive: true, force: true })
})

const pairOf = (pair: PemPair | undefined): PemPair => {
  if (pair === undefined) throw new Error('Not made yet')
  return pair
}
const files = () => ({ certificate: join(dir, 'rp.pem'), key: join(dir, 'rp.key') })
/** As a careful deployment does: a new file, renamed over the old one. */
const put = (path: string, text: string | Uint8Array): void => {
  writeFileSync(`${path}.new`, text)
  renameSync(`${path}.new`, path)
}
const putPair = (pair: PemPair | undefined): void => {
  const { certificate, key } = pairOf(pair)
  put(files().certificate, certificate)
  put(files().key, key)
}
const fingerprintOf = (pair: PemPair | undefined): string =>
  Buffer.from(readCertificate(pairOf(pair).certificate).sha256).toString('hex')
const certificateOf = (identity: TlsIdentity): string => ('pkcs12' in identity ? 'PKCS#12' : identity.certificate)

describe('files that are renewed', () => {
  const open = () => {
    putPair(first)
    const clock = createFakeClock(systemClock.now())
    return { clock, identity: createFileIdentity(files(), { clock, logger }) }
  }

  it('1 are looked at once a second, when somebody asks, and give the same object until then', async () => {
    const { clock, identity } = open()
    const before = identity.current()
    putPair(second)
    expect(identity.current()).toBe(before)
    await clock.advance(999)
    expect(identity.current()).toBe(before)
    await clock.advance(1)
    expect(certificateOf(identity.current())).toBe(second?.certificate)
    expect(identity.current()).toBe(identity.current())
    expect(warnings).toEqual([])
  })

  it('2 are looked at by hand', () => {
    const { identity } = open()
    expect(identity.reload()).toBe(false)
    putPair(second)
    expect(identity.reload()).toBe(true)
    expect(identity.reload()).toBe(false)
    expect(certificateOf(identity.current())).toBe(second?.certificate)
  })

  it('3 are looked at also after the clock was set back', () => {
    const { clock, identity } = open()
    putPair(second)
    clock.set(clock.now() - 3_600_000)
    expect(certificateOf(identity.current())).toBe(second?.certificate)
  })

  it.each<[string, () => void, RegExp]>([
    ['4 half of a certificate', () => put(files().certificate, pairOf(second).certificate.slice(0, 400)), /cut off/],
    ['5 half of a key', () => put(files().key, pairOf(second).key.slice(0, 400)), /cut off/],
    ['6 the key of another certificate', () => put(files().certificate, pairOf(second).certificate), /not belong/],
    ['7 an empty file', () => put(files().key, ''), /is empty/],
    ['8 a file that is gone', () => rmSync(files().key), /cannot be read \(ENOENT\)/],
  ])('%s keeps the last good pair, warns once, and is picked up when whole', (_title, spoil, message) => {
    const { identity } = open()
    const before = identity.current()
    spoil()
    expect(identity.reload()).toBe(false)
    expect(identity.reload()).toBe(false)
    expect(identity.current()).toBe(before)
    expect(warnings).toEqual([expect.stringMatching(message)])
    expect(warnings.join()).not.toContain('BEGIN')
    putPair(second)
    expect(identity.reload()).toBe(true)
    expect(certificateOf(identity.current())).toBe(second?.certificate)
  })

  it('8b a folder that turned into a file keeps the last good pair too: nothing is thrown into a call', () => {
    const { identity } = open()
    const before = identity.current()
    rmSync(dir, { recursive: true })
    writeFileSync(dir, '')
    expect(identity.reload()).toBe(false)
    expect(identity.current()).toBe(before)
    expect(warnings).toEqual([expect.stringMatching(/cannot be read \(ENOTDIR\)/)])
  })

  it('9 an expired successor is not used', async () => {
    const { identity } = open()
    putPair(await issueRelyingParty(pki.authorities, { validity: 'expired' }))
    expect(identity.reload()).toBe(false)
    expect(certificateOf(identity.current())).toBe(first?.certificate)
    expect(warnings).toEqual([expect.stringMatching(/stays: The certificate expired on/)])
  })

  it('10 PKCS#12 files too, and a wrong passphrase of the new one keeps the old', () => {
    const path = join(dir, 'rp.p12')
    put(path, toPkcs12(pairOf(first), 'secret'))
    const identity = createFileIdentity(
      { pkcs12: path, passphrase: 'secret' },
      { clock: createFakeClock(systemClock.now()), logger },
    )
    const before = identity.current()
    put(path, toPkcs12(pairOf(second), 'another'))
    expect(identity.reload()).toBe(false)
    expect(identity.current()).toBe(before)
    expect(warnings).toEqual([expect.stringMatching(/passphrase/)])
    put(path, toPkcs12(pairOf(second), 'secret', '3des'))
    expect(identity.reload()).toBe(true)
  })

  it('11 that are bad at the start are refused, with the fix', () => {
    putPair(first)
    put(files().key, pairOf(second).key)
    expect(() => createFileIdentity(files(), { clock: systemClock, logger })).toThrow(
      expect.objectContaining({ code: 'invalid_config', hint: expect.stringContaining('requested') }),
    )
  })
})

it('followIdentity keeps what passed the check, tells each refusal once, and goes on with the next', () => {
  const [a, b, c]: TlsIdentity[] = ['a', 'b', 'c'].map((certificate) => ({ certificate, key: 'k' }))
  let now = a as TlsIdentity
  const refused: unknown[] = []
  const followed = followIdentity(
    { current: () => now },
    (identity) => {
      if (identity === b) throw new Error('no b')
      return certificateOf(identity)
    },
    (error) => refused.push(error),
  )
  expect([followed.current(), followed.checked()]).toEqual([a, 'a'])
  now = b as TlsIdentity
  expect([followed.current(), followed.checked(), refused.length]).toEqual([a, 'a', 1])
  now = c as TlsIdentity
  expect([followed.current(), followed.checked(), refused.length]).toEqual([c, 'c', 1])
})

describe('a transport whose identity changes', () => {
  const reading = { ctx: {}, route: 'GET /', idempotent: true } as const
  const get = (origin: string, target: string) => toRequest({ method: 'GET', origin, target })

  /** Answers `/now` at once and everything else when it is released; keeps who asked. */
  const serve = async (): Promise<{ server: TestServer; askedBy: string[]; answerAll: () => void }> => {
    const askedBy: string[] = []
    const waiting: ServerResponse[] = []
    const server = await startTlsServer(
      ({ target }, response, socket) => {
        const { fingerprint256 } = (socket as TLSSocket).getPeerCertificate()
        askedBy.push(fingerprint256.replaceAll(':', '').toLowerCase())
        if (target === '/now') response.end('{}')
        else waiting.push(response)
      },
      { requestCert: true, ca: pki.bankid.clientCa },
    )
    opened.push(server)
    const answerAll = (): void => {
      for (const response of waiting) response.end('{}')
    }
    return { server, askedBy, answerAll }
  }

  const open = (origin: string, identity: TlsIdentitySource, connections = 64): Transport => {
    const transport = createUndiciTransport(
      { provider: 'test', origins: [origin], ca: pki.serverCa, identity, connections },
      { clock: systemClock, random: createSeededRandom('rotation'), logger },
    )
    opened.push(transport)
    return transport
  }

  const until = async (done: () => boolean): Promise<void> => {
    while (!done()) await new Promise((resolve) => setImmediate(resolve))
  }

  it('ends calls in flight on the old one, and shows the new one to the server from then on', async () => {
    const { server, askedBy, answerAll } = await serve()
    putPair(first)
    const identity = createFileIdentity(files(), { clock: systemClock, logger, everyMs: 0 })
    const transport = open(server.origin, identity)
    const slow = Array.from({ length: 20 }, (_, index) => transport.send(get(server.origin, `/slow/${index}`), reading))
    await until(() => askedBy.length === 20)

    put(files().certificate, pairOf(second).certificate)
    await transport.send(get(server.origin, '/now'), reading)
    expect(warnings).toEqual([expect.stringMatching(/not belong together/)])
    put(files().key, pairOf(second).key)
    await transport.send(get(server.origin, '/now'), reading)

    answerAll()
    const answers = await Promise.all(slow)
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
    expect(askedBy.slice(0, 21)).toEqual(Array.from({ length: 21 }, () => fingerprintOf(first)))
    expect(askedBy.slice(21)).toEqual([fingerprintOf(second)])
  })

  it('lets a call that waits for a connection of the old one have its turn', async () => {
    const { server, askedBy, answerAll } = await serve()
    let now: TlsIdentity = pairOf(first)
    let asked = 0
    const current = (): TlsIdentity => {
      asked += 1
      return now
    }
    const transport = open(server.origin, { current }, 1)
    const slow = transport.send(get(server.origin, '/slow'), reading)
    await until(() => askedBy.length === 1)
    const waiting = transport.send(get(server.origin, '/now'), reading)
    await until(() => asked === 2)
    now = pairOf(second)
    await transport.send(get(server.origin, '/now'), reading)
    answerAll()
    expect((await Promise.all([slow, waiting])).map(({ status }) => status)).toEqual([200, 200])
    expect(askedBy).toEqual([first, second, first].map(fingerprintOf))
  })

  it('closes the old connections when their calls have ended, and all of them at its own end', async () => {
    const { server, askedBy, answerAll } = await serve()
    let now: TlsIdentity = pairOf(first)
    const transport = open(server.origin, { current: () => now })
    const slow = transport.send(get(server.origin, '/slow'), reading)
    await until(() => askedBy.length === 1)
    now = pairOf(second)
    await transport.send(get(server.origin, '/now'), reading)
    expect(server.openConnections()).toBe(2)
    answerAll()
    await slow
    await until(() => server.openConnections() === 1)
    await transport.close()
    await until(() => server.openConnections() === 0)
  })

  it('breaks calls off on retired connections too when it is closed', async () => {
    const { server, askedBy } = await serve()
    let now: TlsIdentity = pairOf(first)
    const transport = open(server.origin, { current: () => now })
    const slow = transport.send(get(server.origin, '/slow'), reading)
    slow.catch(() => undefined)
    await until(() => askedBy.length === 1)
    now = pairOf(second)
    await transport.send(get(server.origin, '/now'), reading)
    await transport.close()
    await expect(slow).rejects.toMatchObject({ code: 'aborted' })
    await until(() => server.openConnections() === 0)
  })
})
