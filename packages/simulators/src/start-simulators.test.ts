import { X509Certificate } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { afterEach, beforeEach, describe, expect, test as it } from 'vitest'
import { httpsCall } from '../test/https-call.ts'
import { type SimulatorOptions, type Simulators, startSimulators } from './start-simulators.ts'

let running: Simulators[]
let folder: string

beforeEach(() => {
  running = []
  folder = mkdtempSync(join(tmpdir(), 'nostro-start-test-'))
})

afterEach(async () => {
  await Promise.all(running.map((simulators) => simulators.stop()))
  rmSync(folder, { recursive: true, force: true })
})

const start = async (options?: SimulatorOptions): Promise<Simulators> => {
  const simulators = await startSimulators(options)
  running.push(simulators)
  return simulators
}

const strings = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : []
}

describe('the ready object', () => {
  it('has exactly the keys that other programs rely on', async () => {
    const { ready } = await start()
    expect(new Set(Object.keys(ready))).toEqual(
      new Set(['profile', 'environment', 'dir', 'ca', 'control', 'ing', 'bunq', 'bankid']),
    )
    expect(new Set(Object.keys(ready.ing ?? {}))).toEqual(
      new Set([
        ...['url', 'authorizeUrl', 'clientId', 'redirectUris'],
        ...['tlsCertificate', 'tlsKey', 'signingCertificate', 'signingKey'],
      ]),
    )
    expect(Object.keys(ready.bunq ?? {})).toEqual(['url', 'oauthAuthorizeUrl', 'oauthTokenUrl'])
    expect(new Set(Object.keys(ready.bankid ?? {}))).toEqual(
      new Set([
        ...['url', 'certificate', 'key', 'pkcs12', 'passphrase'],
        ...['secondCertificate', 'secondKey', 'userRoot'],
      ]),
    )
  })

  it('has URLs on loopback that end as promised and never in a slash', async () => {
    const { ready } = await start()
    expect(ready.control).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(ready.ing?.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    expect(ready.ing?.authorizeUrl).toBe(`${ready.ing?.url}/authorize/v2`)
    expect(ready.bunq?.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/v1$/)
    expect(ready.bankid?.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/rp\/v6\.0$/)
    expect(ready.ing?.redirectUris).toEqual(['https://tpp.example/cb', 'http://127.0.0.1:8765/callback'])
    expect(ready).toMatchObject({ profile: 'strict', environment: 'sandbox' })
  })

  it('takes what was chosen', async () => {
    const { ready } = await start({
      profile: 'lenient',
      environment: 'production',
      redirectUris: ['https://a.example/b'],
    })
    expect(ready).toMatchObject({ profile: 'lenient', environment: 'production' })
    expect(ready.ing?.redirectUris).toEqual(['https://a.example/b'])
  })
})

describe('files', () => {
  it('stand under the folder given, keys for the owner alone, and outlive the simulators', async () => {
    const dir = join(folder, 'deep', 'er')
    const simulators = await start({ dir })
    const { ready } = simulators
    const paths = strings([ready.ca, ready.ing, ready.bankid]).filter((text) => isAbsolute(text))
    expect(paths).toHaveLength(11)
    expect(ready.dir).toBe(dir)
    for (const path of paths) {
      expect(path.startsWith(`${dir}/`)).toBe(true)
      const isSecret = /\.(key|p12)$/.test(path)
      expect([path, statSync(path).mode & 0o777]).toEqual([path, isSecret ? 0o600 : 0o644])
    }
    expect(ready.ing?.tlsCertificate).toMatch(/\/example_client_tls\.cer$/)
    expect(ready.ing?.tlsKey).toMatch(/\/example_client_tls\.key$/)
    expect(ready.ing?.signingCertificate).toMatch(/\/example_client_signing\.cer$/)
    expect(ready.ing?.signingKey).toMatch(/\/example_client_signing\.key$/)
    await simulators.stop()
    expect(paths.every((path) => existsSync(path))).toBe(true)
  })

  it('are what their names say', async () => {
    const { ready, pki } = await start({ dir: folder })
    expect(readFileSync(ready.ca, 'utf8')).toBe(pki.serverCa)
    expect(readFileSync(ready.ing?.signingKey ?? '', 'utf8')).toBe(pki.ing.tpp.signing.key)
    const { bankid } = ready
    expect(new X509Certificate(readFileSync(bankid?.userRoot ?? '')).subject).toContain('Test BankID Root CA')
    createSecureContext({ pfx: readFileSync(bankid?.pkcs12 ?? ''), passphrase: bankid?.passphrase ?? '' })
  })

  it('of an earlier run are replaced, with the right mode', async () => {
    const first = await start({ dir: folder })
    await first.stop()
    const stale = join(folder, 'ing', 'example_client_tls.key')
    rmSync(stale)
    writeFileSync(stale, 'old', { mode: 0o644 })
    await start({ dir: folder })
    expect(readFileSync(stale, 'utf8')).toContain('BEGIN RSA PRIVATE KEY')
    expect(statSync(stale).mode & 0o777).toBe(0o600)
  })

  it('F6: files of somebody else are refused by name, and nothing is changed', async () => {
    mkdirSync(join(folder, 'ing'))
    const own = join(folder, 'ing', 'example_client_tls.key')
    writeFileSync(own, 'mine')
    await expect(startSimulators({ dir: folder })).rejects.toThrow(
      /holds files that the simulators did not write \(ing\)/,
    )
    expect(readFileSync(own, 'utf8')).toBe('mine')
    expect(readdirSync(folder)).toEqual(['ing'])
  })

  it('F6: a link in a folder of an earlier run is not followed', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'nostro-elsewhere-'))
    const kept = join(elsewhere, 'kept.pem')
    writeFileSync(kept, 'mine')
    await (await start({ dir: folder })).stop()
    rmSync(join(folder, 'ca.pem'))
    symlinkSync(kept, join(folder, 'ca.pem'))
    const again = await start({ dir: folder })
    expect(readFileSync(kept, 'utf8')).toBe('mine')
    expect(readFileSync(again.ready.ca, 'utf8')).toContain('BEGIN CERTIFICATE')
    await again.stop()
    rmSync(join(folder, 'ing'), { recursive: true })
    symlinkSync(elsewhere, join(folder, 'ing'))
    await expect(startSimulators({ dir: folder })).rejects.toThrow(/ing is a link to another folder/)
    expect(readdirSync(elsewhere)).toEqual(['kept.pem'])
    rmSync(elsewhere, { recursive: true })
  })

  it('go with the simulators when no folder was given', async () => {
    const simulators = await start()
    expect(existsSync(simulators.ready.dir)).toBe(true)
    await Promise.all([simulators.stop(), simulators.stop()])
    expect(existsSync(simulators.ready.dir)).toBe(false)
  })
})

describe('banks', () => {
  it.each(['ing', 'bunq', 'bankid'] as const)('%s starts alone', async (bank) => {
    const { ready } = await start({ banks: [bank] })
    expect(new Set(Object.keys(ready))).toEqual(new Set(['profile', 'environment', 'dir', 'ca', 'control', bank]))
    const url = ready[bank]?.url ?? ''
    const { status } = await httpsCall({ url, ca: readFileSync(ready.ca, 'utf8') })
    expect(status).toBeGreaterThanOrEqual(400)
  })

  it('several sets run side by side with the same certificates', async () => {
    const [one, other] = await Promise.all([start({ banks: ['bunq'] }), start({ banks: ['bunq'] })])
    expect(one.ready.bunq?.url).not.toBe(other.ready.bunq?.url)
    expect(one.pki).toBe(other.pki)
  })

  it('a certificate of one bank’s client is nobody at the other', async () => {
    const { ready, pki, recorder } = await start()
    const { status, headers } = await httpsCall({
      url: `${ready.bankid?.url}/auth`,
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"endUserIp":"127.0.0.1"}',
      ca: pki.serverCa,
      client: pki.ing.tpp.tls,
    })
    expect(status).toBe(403)
    expect(headers['content-type']).toContain('text/html')
    expect(recorder.rejections()).toMatchObject([{ bank: 'bankid', check: 'bankid-T2', status: 403 }])
  })
})

describe('control', () => {
  const auth = ({ ready, pki }: Simulators): ReturnType<typeof httpsCall> =>
    httpsCall({
      url: `${ready.bankid?.url}/auth`,
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"endUserIp":"127.0.0.1"}',
      ca: pki.serverCa,
      client: pki.bankid.relyingParty,
    })

  it('acts for the user of a BankID order, over HTTP and in process', async () => {
    const simulators = await start({ banks: ['bankid'] })
    const verbs: unknown[] = []
    for (const act of [
      (orderRef: string) => simulators.control.actOnBankIdOrder(orderRef, 'approve'),
      async (orderRef: string) => {
        const url = `${simulators.ready.control}/bankid/orders/${orderRef}/approve`
        const answer = await httpsCall({ url, method: 'POST' })
        return JSON.parse(answer.body.toString()) as unknown
      },
    ]) {
      const started = JSON.parse((await auth(simulators)).body.toString()) as { orderRef: string }
      verbs.push(await act(started.orderRef))
    }
    expect(verbs).toEqual([expect.any(Object), expect.any(Object)])
  })

  it('decides on a consent at ING and gives the redirect that a browser would get', async () => {
    const { ready, control } = await start({ banks: ['ing'] })
    const query = new URLSearchParams({
      client_id: ready.ing?.clientId ?? '',
      scope: 'payment-accounts:balances:view payment-accounts:transactions:view',
      state: 'a1b2c3',
      redirect_uri: 'https://tpp.example/cb',
      response_type: 'code',
    })
    const authorizeUrl = `${ready.ing?.authorizeUrl}/NL?${query}`
    expect(await control.decideIngConsent(authorizeUrl)).toMatch(/^https:\/\/tpp\.example\/cb\?state=a1b2c3&code=/)
    expect(await control.decideIngConsent(authorizeUrl, { decision: 'cancel' })).toContain('error=access_denied')
  })

  it('in process throws with the words of the refusal', async () => {
    const { control } = await start({ banks: ['bankid'] })
    await expect(control.actOnBankIdOrder('nobody', 'approve')).rejects.toThrow(/404/)
    await expect(control.call('POST', '/faults', {})).rejects.toThrow(/"bank" must be one of "bankid"/)
    await expect(control.decideIngConsent('https://x.example')).rejects.toThrow(/404/)
  })

  it('reset brings back clock, faults and record', async () => {
    const simulators = await start({ banks: ['bankid'], now: '2026-01-01T00:00:00Z' })
    simulators.clock.advance(86_400)
    simulators.faults.add({ bank: 'bankid', fault: 'html_502', times: 2 })
    expect((await auth(simulators)).status).toBe(502)
    expect(simulators.recorder.requests()).toHaveLength(1)
    await simulators.control.call('POST', '/reset')
    expect(simulators.clock.now()).toBeLessThan(Date.parse('2026-01-01T00:05:00Z'))
    expect(simulators.recorder.requests()).toEqual([])
    expect((await auth(simulators)).status).toBe(200)
  })
})

describe('the clock', () => {
  it('starts at the given moment, and answers carry its time', async () => {
    const { ready, clock, pki } = await start({ banks: ['bunq'], now: '2026-02-03T04:05:06Z' })
    expect(clock.now() - Date.parse('2026-02-03T04:05:06Z')).toBeLessThan(60_000)
    const { headers } = await httpsCall({ url: `${ready.bunq?.url}/nothing`, ca: pki.serverCa })
    expect(headers.date).toMatch(/^Tue, 03 Feb 2026 04:0/)
  })

  it.each(['yesterday', '2026-02-30', ''])('%j is refused', async (now) => {
    await expect(startSimulators({ now })).rejects.toThrow(/ISO 8601/)
  })
})

it('stop leaves no open handle', async () => {
  const before = process.getActiveResourcesInfo().filter((name) => name.includes('TCP') || name.includes('TLS'))
  const simulators = await startSimulators()
  await httpsCall({ url: `${simulators.ready.bunq?.url}/x`, ca: simulators.pki.serverCa })
  await simulators.stop()
  const open = (): number =>
    process.getActiveResourcesInfo().filter((name) => name.includes('TCP') || name.includes('TLS')).length
  await expect.poll(open, { timeout: 120_000 }).toBeLessThanOrEqual(before.length)
})
