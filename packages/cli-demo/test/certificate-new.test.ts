import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal } from './fake-terminal.ts'

let cwd: string

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'nostro-certificate-'))
})

afterEach(() => rmSync(cwd, { recursive: true, force: true }))

const make = async (args: readonly string[], env: Record<string, string> = {}) => {
  const terminal = createFakeTerminal({ cwd, env })
  const code = await runCommand(createProgram, ['certificate', 'new', ...args], terminal)
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() }
}

const common = ['--out', 'keys', '--common-name', 'tpp.example', '--country', 'NL']
const read = (name: string): string => readFileSync(join(cwd, 'keys', name), 'utf8')

describe('nostro certificate new', () => {
  it.each(['qwac', 'qsealc'])('%s: writes a key of one’s own and a request', async (kind) => {
    const { code, stdout } = await make([
      '--kind',
      kind,
      ...common,
      '--organization-id',
      'PSDNL-DNB-B0123',
      '--role',
      'PSP_AI',
    ])
    expect(code).toBe(0)
    expect(stdout).toContain('trust service provider')
    expect(read(`${kind}.csr`)).toContain('BEGIN CERTIFICATE REQUEST')
    expect(createPrivateKey(read(`${kind}.key`)).asymmetricKeyType).toBe('rsa')
    expect(statSync(join(cwd, 'keys', `${kind}.key`)).mode & 0o777).toBe(0o600)
  })

  it.each([
    ['a file', 'plain', /plain cannot be used \(EEXIST\)/],
    ['below a file', 'plain/keys', /plain\/keys cannot be used \(ENOTDIR\)/],
  ])('says of a place that is %s what is wrong with it', async (_title, out, message) => {
    writeFileSync(join(cwd, 'plain'), '')
    const { code, stderr } = await make(['--kind', 'qwac', '--out', out, '--common-name', 'tpp.example'])
    expect(stderr).toMatch(message)
    expect(stderr).toContain('Next: A part of the path is a file')
    expect(code).toBe(2)
  })

  it('self-signed: writes a pair, the key encrypted when asked', async () => {
    const { code } = await make(['--kind', 'self-signed', ...common, '--passphrase-env', 'SECRET'], {
      SECRET: 'horse battery',
    })
    expect(code).toBe(0)
    const key = createPrivateKey({ key: read('self-signed.key'), passphrase: 'horse battery' })
    expect(new X509Certificate(read('self-signed.cer')).checkPrivateKey(key)).toBe(true)
  })

  it('never overwrites', async () => {
    await make(['--kind', 'qwac', ...common])
    const before = read('qwac.key')
    const { code, stderr } = await make(['--kind', 'qwac', ...common])
    expect(code).toBe(2)
    expect(stderr).toContain('exists already')
    expect(read('qwac.key')).toBe(before)
  })

  it.each([
    ['an unknown role', ['--role', 'PSP_XX'], /PSP_AI/],
    ['a passphrase that is not there', ['--passphrase-env', 'NOWHERE'], /NOWHERE is not set/],
    ['a wrong country', ['--country', 'Netherlands'], /two capital letters/],
  ])('refuses %s and writes nothing', async (_title, extra, message) => {
    const { code, stderr } = await make(['--kind', 'qwac', ...common, ...extra])
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
    expect(readdirSync(cwd)).toEqual([])
  })

  it('refuses an unknown kind by listing those that there are', async () => {
    writeFileSync(join(cwd, 'untouched'), '')
    expect((await make(['--kind', 'ev', ...common])).stderr).toContain('qwac, qsealc, self-signed')
  })
})
