import { execFileSync, spawnSync } from 'node:child_process'
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test as it } from 'vitest'
import { createPki } from './create-pki.ts'
import { issueRelyingParty } from './issue-relying-party.ts'
import { issueTpp } from './issue-tpp.ts'
import { toPkcs12 } from './pkcs12.ts'
import type { PemPair, Pki } from './pki.ts'

const day = 86_400_000
const realNow = Date.now()
let pki: Pki
let folder: string

beforeAll(async () => {
  pki = await createPki({ realNow })
  folder = mkdtempSync(join(tmpdir(), 'nostro-pki-test-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const rows: readonly (readonly [name: string, pair: () => PemPair, issuer: () => string])[] = [
  ['server', () => pki.server, () => pki.serverCa],
  ['ING response signing', () => pki.ing.bank, () => pki.serverCa],
  ['TPP QWAC', () => pki.ing.tpp.tls, () => pki.ing.clientCa],
  ['TPP QSealC', () => pki.ing.tpp.signing, () => pki.ing.clientCa],
  ['other TPP QWAC', () => pki.ing.otherTpp.tls, () => pki.ing.clientCa],
  ['other TPP QSealC', () => pki.ing.otherTpp.signing, () => pki.ing.clientCa],
  ['relying party', () => pki.bankid.relyingParty, () => pki.bankid.clientCa],
  ['second relying party', () => pki.bankid.secondRelyingParty, () => pki.bankid.clientCa],
  ['user root', () => pki.bankid.userRoot, () => pki.bankid.userRoot.certificate],
  ['user bank CA', () => pki.bankid.userBankCa, () => pki.bankid.userRoot.certificate],
  ['user customer CA', () => pki.bankid.userCustomerCa, () => pki.bankid.userBankCa.certificate],
]

describe.each(rows)('%s', (_name, pair, issuerPem) => {
  it('is issued and signed by its CA and belongs to its key', () => {
    const certificate = new X509Certificate(pair().certificate)
    const issuer = new X509Certificate(issuerPem())
    expect(certificate.checkIssued(issuer)).toBe(true)
    expect(certificate.verify(issuer.publicKey)).toBe(true)
    expect(certificate.checkPrivateKey(createPrivateKey(pair().key))).toBe(true)
  })

  it('has a positive serial of eight bytes, RSA 2048 and dates around today', () => {
    const certificate = new X509Certificate(pair().certificate)
    expect(certificate.serialNumber).toMatch(/^(0[1-9A-F]|[1-7][0-9A-F])[0-9A-F]{14}$/)
    expect(certificate.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048)
    expect(Date.parse(certificate.validFrom)).toBeLessThanOrEqual(realNow - 300 * day)
    expect(Date.parse(certificate.validTo)).toBeGreaterThanOrEqual(realNow + 700 * day)
  })
})

const has = (certificate: string, ...bytes: readonly string[]): boolean =>
  bytes.every((hex) => new X509Certificate(certificate).raw.includes(Buffer.from(hex, 'hex')))

describe('certificates at ING', () => {
  it('the server answers to 127.0.0.1 and localhost', () => {
    expect(new X509Certificate(pki.server.certificate).subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1')
  })

  it('carry PSD2 qcStatements with type and roles, and the organization identifier', () => {
    const { tls, signing } = pki.ing.tpp
    const [qcStatements, psd2] = ['06082b06010505070103', '0606040081982702']
    const roles = ['0607040081982701', '5053505f4149', '5053505f4153', '5053505f5049', '4e4c2d585747']
    expect(has(tls.certificate, qcStatements, psd2, ...roles, '060704008e46010603')).toBe(true)
    expect(has(signing.certificate, qcStatements, psd2, ...roles, '060704008e46010602')).toBe(true)
    expect(has(signing.certificate, '060704008e46010603')).toBe(false)
    for (const pair of [tls, signing]) {
      expect(has(pair.certificate, '0603550461')).toBe(true)
      expect(new X509Certificate(pair.certificate).raw.includes('PSDNL-SBX-1234512345')).toBe(true)
    }
    expect(new X509Certificate(tls.certificate).subject).toContain('OU=sandbox_eidas_qwac')
    expect(new X509Certificate(signing.certificate).subject).toContain('OU=sandbox_eidas_qsealc')
  })

  it('have different serials for TLS and signing, and unencrypted PKCS#1 keys', () => {
    const { tls, signing } = pki.ing.tpp
    expect(new X509Certificate(tls.certificate).serialNumber).not.toBe(
      new X509Certificate(signing.certificate).serialNumber,
    )
    for (const pair of [tls, signing]) expect(pair.key).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/)
  })

  it('live at most 39 months', () => {
    const certificate = new X509Certificate(pki.ing.tpp.tls.certificate)
    expect(Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)).toBeLessThanOrEqual(39 * 30 * day)
  })

  it('are made with fewer roles, expired, not yet valid, weak or by a foreign CA on demand', async () => {
    const [narrow, expired, early, foreign, weak, bare] = await Promise.all([
      issueTpp(pki.authorities, { roles: ['PSP_AI'] }),
      issueTpp(pki.authorities, { validity: 'expired' }),
      issueTpp(pki.authorities, { validity: 'not-yet-valid' }),
      issueTpp(pki.authorities, { authority: 'foreign' }),
      issueTpp(pki.authorities, { keySize: 1024 }),
      issueTpp(pki.authorities, { roles: [] }),
    ])
    expect(has(narrow.tls.certificate, '5053505f4149')).toBe(true)
    expect(has(narrow.tls.certificate, '5053505f5049')).toBe(false)
    expect(has(bare.tls.certificate, '06082b06010505070103')).toBe(false)
    expect(Date.parse(new X509Certificate(expired.tls.certificate).validTo)).toBeLessThan(Date.now())
    expect(Date.parse(new X509Certificate(early.tls.certificate).validFrom)).toBeGreaterThan(Date.now())
    expect(new X509Certificate(foreign.tls.certificate).checkIssued(new X509Certificate(pki.ing.clientCa))).toBe(false)
    expect(createPublicKey(weak.tls.certificate).asymmetricKeyDetails?.modulusLength).toBe(1024)
  })
})

describe('certificates at BankID', () => {
  it('the relying party has the published subject, most specific part last', () => {
    const { subject, issuer } = new X509Certificate(pki.bankid.relyingParty.certificate)
    expect(subject.split('\n')).toEqual([
      'C=SE',
      'O=Testbank A AB (publ)',
      'serialNumber=5566304928',
      'name=Test av BankID',
      'CN=FP Testcert 5',
    ])
    expect(issuer).toContain('CN=Testbank A RP CA v1 for BankID Test')
  })

  it.each(['aes256', '3des'] as const)('PKCS#12 with %s is written for the passphrase alone', (algorithm) => {
    const pkcs12 = toPkcs12(pki.bankid.relyingParty, 'qwerty123', algorithm)
    expect(() => createSecureContext({ pfx: pkcs12, passphrase: 'wrong' })).toThrow()
    if (algorithm === 'aes256') createSecureContext({ pfx: pkcs12, passphrase: 'qwerty123' })
  })

  it('a relying party can be made expired or by a foreign CA', async () => {
    const [expired, foreign] = await Promise.all([
      issueRelyingParty(pki.authorities, { validity: 'expired' }),
      issueRelyingParty(pki.authorities, { authority: 'foreign', name: 'Åäö' }),
    ])
    expect(Date.parse(new X509Certificate(expired.certificate).validTo)).toBeLessThan(Date.now())
    expect(new X509Certificate(foreign.certificate).subject).toContain('name=Åäö')
  })
})

const openssl = spawnSync('openssl', ['version']).status === 0

describe.runIf(openssl)('openssl', () => {
  const file = (name: string, text: string | Buffer): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }

  it.each(rows)('accepts the chain of %s by the strict rules', (name, pair, issuer) => {
    const intermediates = file('intermediates.pem', pki.bankid.userBankCa.certificate)
    const roots = file('roots.pem', name === 'user customer CA' ? pki.bankid.userRoot.certificate : issuer())
    const leaf = file('leaf.pem', pair().certificate)
    const answer = execFileSync('openssl', [
      ...['verify', '-x509_strict', '-CAfile', roots, '-untrusted', intermediates, leaf],
    ])
    expect(answer.toString()).toContain('leaf.pem: OK')
  })

  it('opens the PKCS#12 file', () => {
    const path = file('rp.p12', pki.bankid.relyingParty.pkcs12)
    const pem = execFileSync('openssl', ['pkcs12', '-in', path, '-passin', 'pass:qwerty123', '-nodes'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    expect(pem.toString()).toContain('BEGIN PRIVATE KEY')
  })
})

it('certificates cover the simulated clock too, wherever it stands', async () => {
  const simulatedNow = Date.parse('2019-03-01T00:00:00Z')
  const old = await createPki({ realNow, simulatedNow })
  const certificate = new X509Certificate(old.ing.tpp.tls.certificate)
  expect(Date.parse(certificate.validFrom)).toBeLessThan(simulatedNow)
  expect(Date.parse(certificate.validTo)).toBeGreaterThan(realNow)
})
