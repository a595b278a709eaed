import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sharedPki } from '@nostro/simulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal } from './fake-terminal.ts'

const clientId = '5ca1ab1e-c0ca-c01a-cafe-154deadbea75'
const bunq = generateKeyPairSync('rsa', { modulusLength: 2048 })
let dir: string
let get: string

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'nostro-captured-'))
  const { signing, tls } = (await sharedPki()).ing.tpp
  writeFileSync(join(dir, 'signing.cer'), signing.certificate)
  writeFileSync(join(dir, 'tls.cer'), tls.certificate)
  writeFileSync(join(dir, 'signing.key'), signing.key)
  writeFileSync(join(dir, 'bunq.pem'), bunq.publicKey.export({ type: 'spki', format: 'pem' }))
  get = (await run('ing', '--method', 'GET', '--url', '/v3/accounts?limit=10', '--key', 'signing.key', '--json')).stdout
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const run = async (...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
  const terminal = createFakeTerminal({ cwd: dir })
  const code = await runCommand(createProgram, ['sign', 'explain', ...args], terminal)
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() }
}

/** The request that the other form of the command signs, as a file. */
const capture = (name: string, change: (text: string) => string): string => {
  const { headers } = JSON.parse(get) as { headers: Record<string, string> }
  const lines = Object.entries(headers).map(([header, value]) => `${header}: ${value}`)
  writeFileSync(join(dir, name), change(['GET /v3/accounts?limit=10 HTTP/1.1', ...lines, '', ''].join('\r\n')))
  return name
}

const judged = (file: string, ...args: readonly string[]) =>
  run('--captured', file, '--certificate', 'signing.cer', '--key-id', clientId, ...args)

describe('nostro sign explain --captured', () => {
  it('says that a good signature holds, with exit code 0', async () => {
    const { code, stdout } = await judged(capture('good.txt', (text) => text))
    expect({ code, first: stdout.split('\n')[0] }).toEqual({ code: 0, first: 'The signature holds.' })
  })

  it('reads a file with LF alone', async () => {
    expect((await judged(capture('lf.txt', (text) => text.replaceAll('\r', '')))).code).toBe(0)
  })

  it('names the part that was changed and shows the first differing byte, with exit code 1', async () => {
    const { code, stdout } = await judged(capture('bad.txt', (text) => text.replace('limit=10', 'limit=20')))
    expect(code).toBe(1)
    expect(stdout).toContain('The query is not the one that was signed.')
    expect(stdout).toMatch(/Changed\s+query\n/)
    expect(stdout).toMatch(/First\s+differing byte at offset 19\n/)
    expect(stdout).toMatch(/Signed\s+\/v3\/accounts\?limit=10\nReceived\s+\/v3\/accounts\?limit=20/)
  })

  it.each([
    ['the certificate for TLS', 'tls.cer', 'signature_damaged'],
    ['the right one', 'signing.cer', 'holds'],
  ])('holds it against %s', async (_, certificate, cause) => {
    const { stdout } = await run(
      '--captured',
      capture('key.txt', (text) => text),
      '--certificate',
      certificate,
      '--json',
    )
    expect(JSON.parse(stdout)).toMatchObject({ cause })
  })

  it('judges the clock where one is given, the key id where it is known', async () => {
    const file = capture('clock.txt', (text) => text)
    const late = await judged(file, '--now', '2040-01-01T00:00:00Z', '--json')
    expect(JSON.parse(late.stdout)).toMatchObject({ ok: false, part: 'date', cause: 'clock' })
    const other = await run('--captured', file, '--certificate', 'signing.cer', '--key-id', 'x', '--json')
    expect(JSON.parse(other.stdout)).toMatchObject({ ok: false, part: 'key id', cause: 'key_id' })
  })

  it('judges bunq’s signature by a public key, and shows little of the body', async () => {
    const body = `{"secret":"${'s'.repeat(64)}","description":"one"}`
    const signature = sign('sha256', Buffer.from(body.replace('one', 'two')), bunq.privateKey).toString('base64')
    const text = `POST /v1/device-server HTTP/1.1\nX-Bunq-Client-Signature: ${signature}\n\n${body}`
    writeFileSync(join(dir, 'bunq.txt'), text)
    const { code, stdout } = await run('--captured', 'bunq.txt', '--public-key', 'bunq.pem')
    expect({ code, part: /Changed\s+(.*)/.exec(stdout)?.[1] }).toEqual({ code: 1, part: 'body' })
    expect(stdout).not.toContain('s'.repeat(30))
  })

  it.each([
    ['a good one', 'application/json', 0, 'Nothing is signed here'],
    ['a charset', 'application/json; charset=utf-8', 1, 'The Content-Type is not'],
  ])('judges the form of a call to BankID, which needs no key: %s', async (_, type, expected, words) => {
    const text = `POST /rp/v6.0/collect HTTP/1.1\nContent-Type: ${type}\n\n{"orderRef":"131daac9-16c6-4618-beb0-365768f37288"}`
    writeFileSync(join(dir, 'bankid.txt'), text)
    const { code, stdout } = await run('--captured', 'bankid.txt')
    expect({ code, stdout }).toEqual({ code: expected, stdout: expect.stringContaining(words) })
  })

  it.each([
    ['no key', ['--captured', 'good.txt'], '--certificate FILE or --public-key FILE'],
    ['two keys', ['--captured', 'good.txt', '--certificate', 'signing.cer', '--public-key', 'bunq.pem'], 'one of them'],
    ['a private key', ['--captured', 'good.txt', '--public-key', 'signing.key'], 'private key'],
    ['a file that is no key', ['--captured', 'good.txt', '--public-key', 'good.txt'], 'must be PEM'],
    ['a missing file', ['--captured', 'none.txt', '--certificate', 'signing.cer'], 'cannot be read'],
    ['a file that is no request', ['--captured', 'signing.cer', '--certificate', 'signing.cer'], 'empty line'],
    ['nothing to explain', [], '--captured FILE'],
  ])('%s is wrong usage, and it says the fix', async (_, args, hint) => {
    capture('good.txt', (text) => text)
    const { code, stderr } = await run(...args)
    expect(code).toBe(2)
    expect(stderr).toContain(hint)
  })
})
