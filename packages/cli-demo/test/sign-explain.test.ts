import { constants, createHash, generateKeyPairSync, verify } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sharedPki } from '@nostro/simulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal } from './fake-terminal.ts'

interface Explained {
  readonly scheme: string
  readonly keyId?: string
  readonly digest: string
  readonly signingInput: string
  readonly headers: Readonly<Record<string, string>>
}

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
let dir: string
let certificate: { file: string; key: string; pem: string }

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'nostro-explain-'))
  const file = (name: string, text: string): string => {
    writeFileSync(join(dir, name), text)
    return join(dir, name)
  }
  file('key.pem', privateKey.export({ format: 'pem', type: 'pkcs8' }).toString())
  file('token.txt', 'grant_type=client_credentials')
  file('payment.json', '{\n  "amount": {"value": "12.50", "currency": "EUR"}\n}\n')
  const { signing } = (await sharedPki()).ing.tpp
  certificate = {
    file: file('signing.cer', signing.certificate),
    key: file('signing.key', signing.key),
    pem: signing.certificate,
  }
})

afterAll(() => rmSync(dir, { recursive: true, force: true }))

const explain = async (...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
  const terminal = createFakeTerminal({ cwd: dir })
  const code = await runCommand(createProgram, ['sign', 'explain', ...args], terminal)
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const date = 'Date: Tue, 05 Mar 2024 09:08:07 GMT'

describe('nostro sign explain', () => {
  it('shows ING’s published signing string of the token request', async () => {
    const { stdout } = await explain(
      'ing',
      '--method',
      'post',
      '--url',
      '/oauth2/token',
      '--header',
      date,
      '--body',
      'token.txt',
      '--key',
      certificate.key,
      '--certificate',
      certificate.file,
      '--json',
    )
    const explained = JSON.parse(stdout) as Explained
    // ING reference: SHA-256 of the complete signing string.
    expect(sha256(explained.signingInput)).toBe('5e75a263b723e4f804f82368541ac32f350924d24f1385d90b0a4f2c26f62bd0')
    expect(explained.keyId).toMatch(/^SN=[0-9A-F]+$/)
    const signature = /signature="([^"]+)"/.exec(explained.headers['Authorization'] ?? '')?.[1] ?? ''
    expect(
      verify('sha256', Buffer.from(explained.signingInput), certificate.pem, Buffer.from(signature, 'base64')),
    ).toBe(true)
  })

  it('shows ING’s published signing string of a read', async () => {
    const { stdout } = await explain(
      'ing',
      '--method',
      'GET',
      '--url',
      'https://api.ing.com/v3/accounts',
      '--header',
      date,
      '--header',
      'X-Request-ID: 0b1c2d3e-4f50-4617-8283-94a5b6c7d8e9',
      '--key',
      'key.pem',
      '--json',
    )
    const { signingInput, headers } = JSON.parse(stdout) as Explained
    // The reference's check value has the same lines.
    expect(signingInput.split('\n').toSorted()).toEqual(
      [
        '(request-target): get /v3/accounts',
        'date: Tue, 05 Mar 2024 09:08:07 GMT',
        'digest: SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
        'x-request-id: 0b1c2d3e-4f50-4617-8283-94a5b6c7d8e9',
      ].toSorted(),
    )
    expect(headers['Signature']).toMatch(/^keyId="5ca1ab1e-/)
  })

  it('makes line ends visible', async () => {
    const { stdout } = await explain(
      'ing',
      '--method',
      'GET',
      '--url',
      '/v3/accounts?x=1',
      '--header',
      date,
      '--key',
      'key.pem',
    )
    expect(stdout).toContain(
      '(request-target): get /v3/accounts?x=1␊\ndate: Tue, 05 Mar 2024 09:08:07 GMT␊\ndigest: SHA-256=',
    )
    expect(stdout).not.toMatch(/=␊/)
  })

  it('shows a detached JWS that verifies with salt 32', async () => {
    const { stdout } = await explain(
      'ing',
      '--scheme',
      'jws',
      '--method',
      'GET',
      '--url',
      '/signed/greetings',
      '--header',
      'Content-Type: application/x-www-form-urlencoded',
      '--key',
      certificate.key,
      '--certificate',
      certificate.file,
      '--now',
      '2024-03-05T09:08:07Z',
      '--json',
    )
    const { signingInput, headers } = JSON.parse(stdout) as Explained
    const [protectedHeader = '', payload, signature = ''] = (headers['x-jws-signature'] ?? '').split('.')
    expect(payload).toBe('')
    expect(JSON.parse(Buffer.from(protectedHeader, 'base64url').toString())).toMatchObject({
      alg: 'PS256',
      sigT: '2024-03-05T09:08:07Z',
    })
    const key = { key: certificate.pem, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
    expect(verify('sha256', Buffer.from(signingInput), key, Buffer.from(signature, 'base64url'))).toBe(true)
  })

  it('shows that bunq signs the body’s bytes and nothing else', async () => {
    const { stdout } = await explain(
      'bunq',
      '--method',
      'POST',
      '--url',
      '/v1/user/1/monetary-account/2/payment',
      '--body',
      'payment.json',
      '--key',
      'key.pem',
      '--json',
    )
    const { signingInput, headers } = JSON.parse(stdout) as Explained
    expect(signingInput).toBe('{\n  "amount": {"value": "12.50", "currency": "EUR"}\n}\n')
    const signature = Buffer.from(headers['X-Bunq-Client-Signature'] ?? '', 'base64')
    expect(verify('sha256', Buffer.from(signingInput), publicKey, signature)).toBe(true)
  })

  it('says that BankID signs no requests', async () => {
    const { code, stderr } = await explain('bankid', '--method', 'POST', '--url', '/auth', '--key', 'key.pem')
    expect(stderr).toContain('TLS certificate')
    expect(code).toBe(2)
  })
})
