import { execFileSync } from 'node:child_process'
import { constants, verify } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test as it } from 'vitest'
import type { NostroError } from '../errors/nostro-error.ts'
import { createSigningKey } from '../keys/create-signing-key.ts'
import { checkPair } from './check-pair.ts'
import { readCertificate } from './read-certificate.ts'
import { readPkcs12 } from './read-pkcs12.ts'

const dir = mkdtempSync(join(tmpdir(), 'nostro-pair-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const openssl = (...args: readonly string[]): void => {
  execFileSync('openssl', args, { cwd: dir, stdio: 'ignore' })
}
const file = (name: string): string => readFileSync(join(dir, name), 'utf8')

openssl(
  'req',
  '-x509',
  '-newkey',
  'rsa:2048',
  '-nodes',
  '-keyout',
  'a.key',
  '-out',
  'a.cer',
  '-days',
  '90',
  '-subj',
  '/C=NL/O=Company/organizationIdentifier=PSDNL-DNB-1/CN=company.nl',
)
openssl(
  'req',
  '-x509',
  '-newkey',
  'rsa:2048',
  '-nodes',
  '-keyout',
  'b.key',
  '-out',
  'b.cer',
  '-days',
  '90',
  '-subj',
  '/CN=test',
)
openssl('pkcs12', '-export', '-inkey', 'a.key', '-in', 'a.cer', '-out', 'new.p12', '-passout', 'pass:secret-word')
openssl(
  'pkcs12',
  '-export',
  '-legacy',
  '-inkey',
  'a.key',
  '-in',
  'a.cer',
  '-out',
  'old.p12',
  '-passout',
  'pass:secret-word',
)
openssl('pkcs8', '-topk8', '-in', 'a.key', '-out', 'a.enc', '-v2', 'aes-256-cbc', '-passout', 'pass:secret-word')

const pair = { certificate: file('a.cer'), key: file('a.key'), now: readCertificate(file('a.cer')).notBefore + 1000 }
const dayMs = 86_400_000

const failure = (change: Partial<Parameters<typeof checkPair>[0]>): NostroError => {
  try {
    checkPair({ ...pair, ...change })
  } catch (error) {
    return error as NostroError
  }
  throw new Error('nothing was refused')
}

describe('a certificate and its key', () => {
  it('are accepted, and the certificate is told', () => {
    const { certificate, warnings } = checkPair(pair)
    expect(warnings).toEqual([])
    expect(certificate).toMatchObject({
      organizationIdentifier: 'PSDNL-DNB-1',
      keyBits: 2048,
      keyType: 'rsa',
      isTest: false,
    })
  })

  it('are warned of 30 days before the end', () => {
    expect(checkPair({ ...pair, now: pair.now + 61 * dayMs }).warnings).toHaveLength(1)
    expect(checkPair({ ...pair, now: pair.now + 59 * dayMs }).warnings).toHaveLength(0)
  })

  it.each([
    ['1 another key', { key: file('b.key') }, 'invalid_config', /do not belong together/],
    ['2 swapped files', { certificate: pair.key, key: pair.certificate }, 'invalid_config', /swapped/],
    ['3 not yet valid', { now: pair.now - dayMs }, 'certificate_rejected', /not valid before/],
    ['4 expired', { now: pair.now + 91 * dayMs }, 'certificate_rejected', /expired on/],
    ['5 a missing role', { requiredRoles: ['PSP_AI' as const] }, 'certificate_rejected', /PSP_AI/],
    ['6 a half-written certificate', { certificate: pair.certificate.slice(0, 400) }, 'invalid_config', /cut off/],
    ['7 a half-written key', { key: pair.key.slice(0, 400) }, 'invalid_config', /cut off/],
    ['8 a small key', { minRsaBits: 3072 }, 'certificate_rejected', /3072/],
    ['9 no passphrase', { key: file('a.enc') }, 'invalid_config', /no passphrase/],
    ['10 a wrong passphrase', { key: file('a.enc'), passphrase: 'wrong' }, 'invalid_config', /does not open/],
    [
      '11 a test certificate',
      { certificate: file('b.cer'), key: file('b.key'), allowTest: false },
      'certificate_rejected',
      /test/,
    ],
  ])('are refused: %s', (_, change, code, message) => {
    const error = failure(change)
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
    expect(error.hint).toBeTruthy()
  })

  it('open with the right passphrase', () => {
    expect(checkPair({ ...pair, key: file('a.enc'), passphrase: 'secret-word' }).certificate.keyBits).toBe(2048)
  })
})

describe('PKCS#12', () => {
  it.each(['new.p12', 'old.p12'])('%s gives the pair', (name) => {
    const read = readPkcs12(readFileSync(join(dir, name)), 'secret-word')
    expect(checkPair({ ...read, now: pair.now }).certificate.sha256).toEqual(readCertificate(pair.certificate).sha256)
  })

  it('tells a wrong passphrase from a damaged file', () => {
    const bytes = readFileSync(join(dir, 'old.p12'))
    expect(() => readPkcs12(bytes, 'wrong')).toThrow(/passphrase/)
    expect(() => readPkcs12(bytes.subarray(0, 200), 'secret-word')).toThrow(/damaged/)
  })
})

it('PS256 uses a salt of 32 bytes, as node:crypto checks with explicit parameters', async () => {
  const key = createSigningKey(pair.key)
  const bytes = new TextEncoder().encode('what is signed')
  const signature = await key.sign('PS256', bytes)
  const padding = constants.RSA_PKCS1_PSS_PADDING
  expect(verify('sha256', bytes, { key: key.publicKey, padding, saltLength: 32 }, signature)).toBe(true)
  await expect(key.sign('ES256', bytes)).rejects.toMatchObject({ code: 'invalid_config' })
})
