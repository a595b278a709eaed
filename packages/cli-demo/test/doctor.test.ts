import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { issueRelyingParty, issueTpp, type Simulators, startSimulators } from '@nostro/simulators'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal } from './fake-terminal.ts'

interface Finding {
  readonly area: string
  readonly subject: string
  readonly status: 'ok' | 'warning' | 'failed'
  readonly message: string
  readonly hint?: string
}

let simulators: Simulators
let folder: string
const apiKeys: string[] = []

beforeAll(async () => {
  simulators = await startSimulators()
})

beforeEach(() => {
  simulators.reset()
  folder = mkdtempSync(join(tmpdir(), 'nostro-doctor-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

afterAll(async () => simulators.stop())

const file = (name: string): string => join(folder, name)
const put = (name: string, text: string | Uint8Array, mode = 0o600): void => {
  writeFileSync(file(name), text, { mode })
  chmodSync(file(name), mode)
}

/** A good configuration of all three, with its files in the folder. */
const set = async () => {
  const { ready, pki, control } = simulators
  const { tpp } = pki.ing
  put('qwac.pem', tpp.tls.certificate)
  put('qwac.key', tpp.tls.key)
  put('qseal.pem', tpp.signing.certificate)
  put('qseal.key', tpp.signing.key)
  put('rp.p12', pki.bankid.relyingParty.pkcs12)
  put('ca.pem', pki.serverCa)
  put('root.pem', pki.bankid.userRoot.certificate)
  const { apiKey } = (await control.call('POST', '/bunq/api-keys')) as { apiKey: string }
  apiKeys.push(apiKey)
  put('bunq.key', apiKey)
  return {
    ing: {
      environment: 'sandbox',
      clientId: ready.ing?.clientId,
      tls: { certificate: 'qwac.pem', key: 'qwac.key' } as Record<string, string>,
      signing: { certificate: 'qseal.pem', key: 'qseal.key' } as Record<string, string>,
      apiUrl: ready.ing?.url,
      authorizeUrl: ready.ing?.authorizeUrl,
      ca: 'ca.pem',
    },
    bunq: {
      environment: 'sandbox',
      apiKeyFile: 'bunq.key',
      apiUrl: new URL(ready.bunq?.url ?? '').origin,
      ca: 'ca.pem',
    },
    bankid: {
      environment: 'test',
      identity: { pkcs12: 'rp.p12', passphrase: ready.bankid?.passphrase ?? '' },
      apiUrl: ready.bankid?.url,
      ca: 'ca.pem',
      userRoot: 'root.pem',
    },
  }
}

const examine = async (config: unknown, env: Record<string, string> = {}, extra: readonly string[] = ['--json']) => {
  if (config !== undefined)
    put('nostro.config.json', typeof config === 'string' ? config : JSON.stringify({ banks: config }))
  const terminal = createFakeTerminal({ cwd: folder, env: { HOME: folder, XDG_CONFIG_HOME: folder, ...env } })
  const code = await runCommand(createProgram, ['doctor', ...extra], terminal)
  const stdout = terminal.stdout()
  const findings = extra.includes('--json') ? (JSON.parse(stdout) as { findings: Finding[] }).findings : []
  return { code, stdout, stderr: terminal.stderr(), findings, bad: findings.filter(({ status }) => status !== 'ok') }
}

describe('nostro doctor', { timeout: 120_000 }, () => {
  it('finds nothing wrong with a good set-up of three banks, and says what it looked at', async () => {
    const { code, findings, bad } = await examine(await set())
    expect(bad).toEqual([])
    expect(code).toBe(0)
    const looked = findings.map(({ area, subject }) => `${area} ${subject}`)
    expect(looked).toEqual(
      expect.arrayContaining([
        'machine node',
        'machine tls',
        'configuration banks',
        'configuration file',
        'ing tls.key',
        'ing tls pair',
        'ing signing pair',
        'ing signed application token',
        'ing mTLS application token',
        'ing clock',
        'bunq apiKeyFile',
        'bunq reachability',
        'bunq clock',
        'bankid identity pair',
        'bankid reachability',
        'bankid clock',
      ]),
    )
    expect(findings.find(({ subject }) => subject === 'tls pair')?.message).toMatch(/roles PSP_AS, PSP_PI, PSP_AI/)
  })

  it('prints a line for each finding and what to do below it', async () => {
    const config = await set()
    chmodSync(file('qwac.key'), 0o644)
    const { code, stdout } = await examine(config, {}, [])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ing$/m)
    expect(stdout).toMatch(/^ {2}✓ tls\.certificate: /m)
    expect(stdout).toContain(`  ! tls.key: ${file('qwac.key')} holds secrets and is open to others (mode 644).`)
    expect(stdout).toContain(`      → chmod 600 ${file('qwac.key')}`)
    expect(stdout).toMatch(/\d+ ok, 1 to see to, 0 failed\n$/)
  })

  it('C1: reports each kept record that cannot be used, and changes nothing', async () => {
    const { bunq } = await set()
    const storage = { dir: 'state', keyFile: 'master.key' }
    const both = JSON.stringify({ banks: { bunq }, storage })
    put('nostro.config.json', both)
    const terminal = createFakeTerminal({ cwd: folder, env: { HOME: folder } })
    expect(await runCommand(createProgram, ['connect', 'bunq'], terminal)).toBe(0)
    const good = await examine(both)
    expect(good.findings).toContainEqual(expect.objectContaining({ area: 'storage', subject: 'records', status: 'ok' }))
    put('state/connections/empty.connection.json', '')
    put('state/sessions/._mac.session.json', 'x')
    const { bad, code } = await examine(both)
    expect(bad.map(({ area, status, message }) => [area, status, /\S*\.json/.exec(message)?.[0]]).toSorted()).toEqual([
      ['storage', 'failed', file('state/connections/empty.connection.json')],
      ['storage', 'warning', file('state/sessions/._mac.session.json')],
    ])
    expect(code).toBe(3)
    rmSync(file('master.key'))
    const lost = await examine(both)
    expect(lost.bad).toContainEqual(
      expect.objectContaining({ area: 'storage', message: expect.stringContaining('master.key is missing') }),
    )
    expect(existsSync(file('master.key'))).toBe(false)
  })

  it('runs on simulators when nothing is configured, and says so', async () => {
    const { code, stderr, findings, bad } = await examine(undefined)
    expect(code).toBe(0)
    expect(stderr).toContain('simulated banks')
    expect(bad).toEqual([])
    expect(new Set(findings.map(({ area }) => area))).toEqual(new Set(['machine', 'ing', 'bunq', 'bankid']))
  })

  type Config = Awaited<ReturnType<typeof set>>
  it.each<[string, (config: Config) => unknown, string, string, RegExp, RegExp]>([
    [
      '1 a file that is missing',
      () => rmSync(file('qseal.key')),
      'ing',
      'signing.key',
      /does not exist/,
      /Correct the path/,
    ],
    ['2 an empty file', () => put('qwac.pem', ''), 'ing', 'tls.certificate', /is empty/, /Copy the file again/],
    [
      '3 half a certificate',
      () => put('qwac.pem', readFileSync(file('qwac.pem'), 'utf8').slice(0, 500)),
      'ing',
      'tls pair',
      /cut off/,
      /Copy/,
    ],
    [
      '4 a key of another certificate',
      ({ ing }) => Object.assign(ing.tls, { key: 'qseal.key' }),
      'ing',
      'tls pair',
      /do not belong together/,
      /from which the certificate was requested/,
    ],
    [
      '5 swapped files',
      ({ ing }) => Object.assign(ing, { tls: { certificate: 'qwac.key', key: 'qwac.pem' } }),
      'ing',
      'tls pair',
      /swapped/,
      /other way round/,
    ],
    [
      '6 the QWAC where requests are signed',
      ({ ing }) => Object.assign(ing, { signing: ing.tls }),
      'ing',
      'signing pair',
      /QWAC/,
      /QSealC pair/,
    ],
    [
      '7 a wrong passphrase',
      ({ bankid }) => Object.assign(bankid.identity, { passphrase: 'wrong-passphrase' }),
      'bankid',
      'identity pair',
      /does not open/,
      /passphrase/,
    ],
    [
      '8 a test certificate against production',
      ({ ing }) => Object.assign(ing, { environment: 'production' }),
      'ing',
      'tls pair',
      /test certificate/,
      /trust service provider/,
    ],
    [
      '9 an authority that did not sign the server',
      ({ bunq }) => Object.assign(bunq, { ca: 'root.pem' }),
      'bunq',
      'reachability',
      /not signed by an authority/,
      /“ca”/,
    ],
    [
      '10 a bank that is not there',
      ({ bankid }) => Object.assign(bankid, { apiUrl: 'https://127.0.0.1:9/rp/v6.0' }),
      'bankid',
      'reachability',
      /could not be reached/,
      /network and the address/,
    ],
  ])(
    '%s is named with its fix, and hides nothing of the other banks',
    async (_title, spoil, area, subject, message, hint) => {
      const config = await set()
      spoil(config)
      const { code, findings, bad } = await examine(config)
      expect(bad).toContainEqual({
        area,
        subject,
        status: 'failed',
        message: expect.stringMatching(message),
        hint: expect.stringMatching(hint),
      })
      expect(new Set(bad.map((finding) => finding.area))).toEqual(new Set([area]))
      expect(findings.filter((finding) => finding.area !== area).length).toBeGreaterThan(4)
      expect(code).toBe(3)
    },
  )

  it('11 an expired certificate, by its date', async () => {
    const config = await set()
    const { certificate, key } = await issueRelyingParty(simulators.pki.authorities, { validity: 'expired' })
    put('rp.pem', certificate)
    put('rp.key', key)
    const identity = { certificate: 'rp.pem', key: 'rp.key' }
    const { code, bad } = await examine({ bankid: { ...config.bankid, identity } })
    expect(bad).toContainEqual(
      expect.objectContaining({ subject: 'identity pair', message: expect.stringMatching(/expired on/) }),
    )
    expect(code).toBe(3)
  })

  it('12 a certificate without roles is warned about', async () => {
    const config = await set()
    const tpp = await issueTpp(simulators.pki.authorities, { roles: [] })
    put('qwac.pem', tpp.tls.certificate)
    put('qwac.key', tpp.tls.key)
    const { bad } = await examine({ ing: config.ing })
    expect(bad).toContainEqual(
      expect.objectContaining({
        status: 'warning',
        message: 'Names no PSD2 role.',
        hint: expect.stringMatching(/roles/),
      }),
    )
  })

  it('13 a clock that is off from the bank’s', async () => {
    const { bunq, bankid } = await set()
    simulators.clock.set(Date.now() + 600_000)
    const { code, bad } = await examine({ bunq, bankid })
    expect(bad.map(({ area, subject, status }) => [area, subject, status])).toEqual([
      ['bunq', 'clock', 'warning'],
      ['bankid', 'clock', 'warning'],
    ])
    expect(bad[0]?.hint).toMatch(/NTP/)
    expect(code).toBe(0)
  })

  it.each([
    ['14 a configuration that is no JSON', '{"bunq": {"apiKey": "sandbox_secret_value"', /is not valid JSON/, 1],
    [
      '15 an unknown key',
      '{"banks": {"bunq": {"environment": "sandbox", "apikey": "sandbox_secret_value"}}}',
      /unknown key “apikey”/,
      3,
    ],
  ])('%s fails, and is not quoted', async (_title, text, message, exit) => {
    const { code, stdout, stderr, bad } = await examine(text)
    expect(bad).toEqual([expect.objectContaining({ message: expect.stringMatching(message) })])
    expect(`${stdout}${stderr}`).not.toContain('sandbox_secret_value')
    expect(code).toBe(exit)
  })

  it('16 a configuration that names no bank', async () => {
    expect((await examine({})).bad).toEqual([
      expect.objectContaining({ subject: 'banks', message: expect.stringMatching(/names no bank/) }),
    ])
  })

  it('C4: 17 verification that the environment switches off', async () => {
    const { bad } = await examine({ bunq: (await set()).bunq }, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })
    expect(bad).toContainEqual(expect.objectContaining({ area: 'machine', hint: expect.stringMatching(/Unset it/) }))
  })

  it('18 a plug-in that cannot be loaded', async () => {
    put('plugin.mjs', 'export const nothing = 1\n')
    const { bad } = await examine({ plug: { provider: './plugin.mjs' } })
    expect(bad).toEqual([expect.objectContaining({ area: 'plug', message: expect.stringMatching(/createProvider/) })])
  })

  it('prints no secret, however bad the set-up', async () => {
    const config = await set()
    config.bankid.identity.passphrase = 'correct horse battery staple'
    config.ing.tls = { certificate: 'qwac.key', key: 'qseal.key', passphrase: 'another long secret' }
    put('qseal.key', readFileSync(file('qseal.key'), 'utf8').replace('\n', '\nAA'))
    const inline = { ...config, bunq: { ...config.bunq, apiKeyFile: undefined, apiKey: apiKeys.at(-1) } }
    for (const extra of [['--json'], ['--verbose']]) {
      const { stdout, stderr } = await examine(inline, {}, extra)
      for (const secret of ['correct horse', 'another long', apiKeys.at(-1) ?? '-', 'MII', 'BEGIN']) {
        expect(`${stdout}${stderr}`).not.toContain(secret)
      }
    }
  })
})
