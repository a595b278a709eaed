import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NostroError } from '@nostro/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { configSchema } from './config-schema.ts'
import { environmentVariables } from './from-environment.ts'
import { loadConfig } from './load-config.ts'

let cwd: string
let env: Record<string, string>

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'nostro-config-'))
  env = { XDG_CONFIG_HOME: join(cwd, 'xdg') }
})

afterEach(() => rmSync(cwd, { recursive: true, force: true }))

const write = (value: unknown, path = join(cwd, 'nostro.config.json')): void =>
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value))

const refusal = (): NostroError => {
  try {
    loadConfig({ env, cwd })
  } catch (error) {
    if (NostroError.isInstance(error)) return error
  }
  throw new Error('was not refused')
}

const bankid = { environment: 'test', identity: { pkcs12: 'rp.p12', passphrase: 'qwerty123' } }

describe('loadConfig', () => {
  it('is undefined when nothing is configured', () => {
    expect(loadConfig({ env, cwd })).toBeUndefined()
  })

  it('reads the file in the working folder, with paths made absolute from it', () => {
    write({ bankid })
    expect(loadConfig({ env, cwd })?.config.bankid?.identity).toMatchObject({ pkcs12: join(cwd, 'rp.p12') })
  })

  it('finds the file in the XDG folder', () => {
    mkdirSync(join(cwd, 'xdg/nostro'), { recursive: true })
    write({ bunq: { environment: 'sandbox' } }, join(cwd, 'xdg/nostro/config.json'))
    expect(loadConfig({ env, cwd })?.config).toEqual({ bunq: { environment: 'sandbox' } })
  })

  it('lets the environment win, member by member', () => {
    write({ bunq: { environment: 'production', apiKey: 'one' } })
    env['NOSTRO_BUNQ_API_KEY'] = 'two'
    expect(loadConfig({ env, cwd })?.config.bunq).toEqual({ environment: 'production', apiKey: 'two' })
  })

  it('takes ING’s four named files from PSD2_CERT_PATH', () => {
    Object.assign(env, {
      PSD2_CERT_PATH: '/certs',
      PSD2_ENVIRONMENT: 'sandbox',
      PSD2_CLIENT_ID: '5ca1ab1e-c0ca-c01a-cafe-154deadbea75',
    })
    expect(loadConfig({ env, cwd })?.config.ing).toEqual({
      environment: 'sandbox',
      clientId: '5ca1ab1e-c0ca-c01a-cafe-154deadbea75',
      tls: { certificate: '/certs/example_client_tls.cer', key: '/certs/example_client_tls.key' },
      signing: { certificate: '/certs/example_client_signing.cer', key: '/certs/example_client_signing.key' },
    })
  })

  it.each([
    ['a wrong value', { bunq: { environment: 'prod' } }, /bunq\.environment: .*"sandbox".*found “prod”/],
    ['an unknown key', { bunk: {} }, /unknown key “bunk”/],
    ['an unknown inner key', { bunq: { environment: 'sandbox', key: 'x' } }, /bunq: unknown key “key”/],
    ['a missing member', { bankid: { environment: 'test' } }, /bankid\.identity: .*found nothing/],
    ['plain http', { bunq: { environment: 'sandbox', apiUrl: 'http://a.example' } }, /bunq\.apiUrl: .*https/],
  ])('refuses %s by name', (_title, config, message) => {
    write(config)
    const error = refusal()
    expect(error.code).toBe('invalid_config')
    expect(error.message).toMatch(message)
    expect(error.hint).toBeDefined()
  })

  it('says where broken JSON breaks, and quotes none of it', () => {
    write('{"bunq": {"apiKey": "sandbox_secret" oops}}')
    expect(refusal().message).toMatch(/cannot be read as JSON \(at position \d+/)
    expect(refusal().message).not.toContain('secret')
  })

  it('never repeats a secret that has the wrong type', () => {
    write({ bunq: { environment: 'sandbox', apiKey: 271828 } })
    expect(refusal().message).toMatch(/bunq\.apiKey: .*kept secret/)
    expect(refusal().message).not.toContain('271828')
  })

  it('never repeats the password in an address', () => {
    write({ bunq: { environment: 'sandbox', apiUrl: 'http://me:271828@a.example' } })
    expect(refusal().message).toMatch(/bunq\.apiUrl: .*found “http:\/\/…@a\.example”/)
    expect(refusal().message).not.toContain('271828')
  })

  it('refuses a misspelt variable and lists its neighbours', () => {
    env['NOSTRO_BUNQ_APIKEY'] = 'x'
    expect(refusal().message).toContain('NOSTRO_BUNQ_APIKEY')
    expect(refusal().hint).toContain('NOSTRO_BUNQ_API_KEY')
  })

  it('refuses a named file that is not there', () => {
    env['NOSTRO_CONFIG'] = 'elsewhere.json'
    expect(refusal().message).toContain(join(cwd, 'elsewhere.json'))
  })
})

describe('docs/cli.md', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../../../docs/cli.md'), 'utf8')
  const keysBelow = (name: 'ing' | 'bunq' | 'bankid' | 'sessions'): readonly string[] =>
    Object.keys(configSchema.shape[name].unwrap().shape).map((key) => `${name}.${key}`)

  it('names every key of the configuration', () => {
    const keys = [...(['ing', 'bunq', 'bankid', 'sessions'] as const).flatMap(keysBelow), 'plugins']
    expect(keys.length).toBeGreaterThan(20)
    expect(keys.filter((key) => !guide.includes(`\`${key}\``))).toEqual([])
  })

  it('names every environment variable', () => {
    expect(Object.keys(environmentVariables).filter((name) => !guide.includes(`\`${name}\``))).toEqual([])
  })
})
