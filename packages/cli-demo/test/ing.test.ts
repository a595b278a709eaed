import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { issueTpp } from '@nostro/simulators'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal, type FakeTerminal } from './fake-terminal.ts'
import { type IngSetUp, startIngSetUp } from './ing-set-up.ts'

let setUp: IngSetUp

beforeAll(async () => {
  setUp = await startIngSetUp()
})
beforeEach(() => setUp.simulators.reset())
afterAll(() => setUp.stop())

const nostro = async (args: readonly string[], env: Record<string, string> = setUp.env) => {
  const terminal: FakeTerminal = createFakeTerminal({ cwd: setUp.folder, env })
  const code = await runCommand(createProgram, args, terminal)
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() }
}

const json = async (args: readonly string[]) => {
  const { code, stdout, stderr } = await nostro([...args, '--json'])
  return { code, stderr, value: JSON.parse(stdout) as Record<string, unknown> }
}

describe('nostro ing', { timeout: 180_000 }, () => {
  it('hello greets three times, each proving another signature', async () => {
    const { code, value } = await json(['ing', 'hello'])
    expect(value['greetings']).toMatchObject([
      { proof: 'mtls', ok: true, message: expect.any(String) },
      { proof: 'signed', ok: true },
      { proof: 'jws', ok: true },
    ])
    expect(code).toBe(0)
    expect(setUp.simulators.recorder.rejections()).toEqual([])
  })

  it('hello exits 3 when one of them fails, and says why', async () => {
    setUp.simulators.faults.add({
      bank: 'ing',
      method: 'GET',
      path: '/greetings/single',
      fault: 'status',
      status: 403,
      times: 9,
    })
    const { code, value, stderr } = await json(['ing', 'hello'])
    setUp.simulators.faults.clear()
    expect(code).toBe(3)
    expect((value['greetings'] as { ok: boolean }[]).map(({ ok }) => ok)).toEqual([true, false, true])
    expect(stderr).toContain('HTTP 403')
  })

  it('of two configured under names of their own, --connection chooses one', async () => {
    const { ing, ca } = setUp.simulators.ready
    if (ing === undefined) throw new Error('ING did not start')
    const bank = {
      ...{ provider: 'ing', environment: 'sandbox', clientId: ing.clientId, apiUrl: ing.url },
      ...{ authorizeUrl: ing.authorizeUrl, ca, redirectUris: ['https://tpp.example/cb'] },
      tls: { certificate: ing.tlsCertificate, key: ing.tlsKey },
      signing: { certificate: ing.signingCertificate, key: ing.signingKey },
    }
    const config = join(setUp.folder, 'two.json')
    writeFileSync(config, JSON.stringify({ banks: { firm: bank, household: bank } }))
    const hello = (...more: readonly string[]) =>
      nostro(['ing', 'hello', '--config', config, ...more], { HOME: setUp.folder })
    expect(await hello('--connection', 'household')).toMatchObject({ code: 0 })
    expect(await hello()).toMatchObject({ code: 2, stderr: expect.stringContaining('one of: firm, household') })
  })

  it('application shows what ING keeps', async () => {
    const { code, value } = await json(['ing', 'application'])
    expect(value).toMatchObject({
      clientId: setUp.env['NOSTRO_ING_CLIENT_ID'],
      redirectUris: [setUp.redirectUri, 'https://tpp.example/cb'],
    })
    expect(code).toBe(0)
    expect((await nostro(['ing', 'application'])).stdout).toMatch(/1 for TLS, 1 for signing/)
  })

  it('register sends the configured certificates (ING’s sandbox answers, and keeps nothing)', async () => {
    const { code, value, stderr } = await json([
      'ing',
      'register',
      '--contact',
      'ops@tpp.example',
      '--redirect-uri',
      'https://tpp.example/cb',
    ])
    expect(value).toMatchObject({
      contact: 'ops@tpp.example',
      redirectUris: ['https://tpp.example/cb'],
      clientId: expect.any(String),
    })
    expect(stderr).toContain('NOSTRO_ING_CLIENT_ID')
    expect(code).toBe(0)
  })

  it('asks for a configuration', async () => {
    const { code, stderr } = await nostro(['ing', 'hello'], { HOME: setUp.folder, XDG_CONFIG_HOME: setUp.folder })
    expect(code).toBe(2)
    expect(stderr).toContain('nostro simulators start')
  })
})

describe('nostro ing certificate check', { timeout: 180_000 }, () => {
  const file = (name: string): string => setUp.env[`NOSTRO_ING_${name}`] ?? ''

  it('tells dates, roles, kind and that the key belongs to it', async () => {
    const { code, value } = await json([
      'ing',
      'certificate',
      'check',
      file('TLS_CERTIFICATE'),
      '--key',
      file('TLS_KEY'),
      '--kind',
      'qwac',
    ])
    expect(value).toMatchObject({
      ok: true,
      keyChecked: true,
      qcType: 'qwac',
      notAfter: expect.stringMatching(/^\d{4}-/),
    })
    expect(value['psd2Roles']).toEqual(expect.arrayContaining(['PSP_AI', 'PSP_PI']))
    expect(value).not.toHaveProperty('pem')
    expect(code).toBe(0)
  })

  it('without a key says that none was compared', async () => {
    const { code, stdout } = await nostro([
      'ing',
      'certificate',
      'check',
      file('SIGNING_CERTIFICATE'),
      '--kind',
      'qsealc',
    ])
    expect(stdout).toMatch(/PSD2 roles: +PSP_[\s\S]*no key was given/)
    expect(code).toBe(0)
  })

  it('exits 1 with the fix for the other pair’s key, and for the other kind', async () => {
    const key = await nostro(['ing', 'certificate', 'check', file('TLS_CERTIFICATE'), '--key', file('SIGNING_KEY')])
    expect(key).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('do not belong together'),
      stderr: expect.stringContaining('Next: Give the key'),
    })
    const kind = await nostro(['ing', 'certificate', 'check', file('SIGNING_CERTIFICATE'), '--kind', 'qwac'])
    expect(kind).toMatchObject({ code: 1, stderr: expect.stringContaining('Give the QWAC pair') })
  })

  it('exits 1 for an expired one', async () => {
    const { pki } = setUp.simulators
    const expired = await issueTpp(pki.authorities, { validity: 'expired' })
    const path = join(setUp.folder, 'expired.cer')
    writeFileSync(path, expired.tls.certificate)
    const { code, stdout } = await nostro(['ing', 'certificate', 'check', path])
    expect(stdout).toContain('expired on')
    expect(code).toBe(1)
  })

  it('exits 2 for what is no certificate', async () => {
    const { code } = await nostro(['ing', 'certificate', 'check', file('TLS_KEY')])
    expect(code).toBe(2)
    expect(readFileSync(file('TLS_KEY'), 'utf8')).toContain('PRIVATE KEY')
    expect((await nostro(['ing', 'certificate', 'check', 'nowhere.cer'])).code).toBe(2)
  })
})
