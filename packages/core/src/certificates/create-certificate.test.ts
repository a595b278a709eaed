import { spawnSync } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openssl } from '../../test/openssl-server.ts'
import { createSeededRandom } from '../testing/seeded-random.ts'
import { createCertificateRequest, createSelfSignedCertificate } from './create-certificate.ts'
import { readCertificate } from './read-certificate.ts'

const subject = {
  commonName: 'tpp.example',
  organization: 'Exämple & Søn',
  organizationIdentifier: 'PSDNL-DNB-B0123',
  country: 'NL',
}
const now = Date.UTC(2026, 0, 31, 12)

const run = (input: string, ...args: readonly string[]): { status: number | null; output: string } => {
  const { status, stdout, stderr } = spawnSync('openssl', args, { input, encoding: 'utf8' })
  return { status, output: `${stdout}${stderr}` }
}

describe('createSelfSignedCertificate', () => {
  it('makes a pair that belongs together and holds for the days asked', async () => {
    const { key, certificate } = await createSelfSignedCertificate({
      subject,
      days: 30,
      now,
      random: createSeededRandom('a'),
    })
    const read = new X509Certificate(certificate)
    expect(read.checkPrivateKey(createPrivateKey(key))).toBe(true)
    expect(read.verify(read.publicKey)).toBe(true)
    expect([Date.parse(read.validFrom), Date.parse(read.validTo)]).toEqual([now, now + 30 * 86_400_000])
    expect(read.ca).toBe(false)
    expect(readCertificate(certificate)).toMatchObject({ keyBits: 2048, organizationIdentifier: 'PSDNL-DNB-B0123' })
    expect(read.subject).toContain('O=Exämple & Søn')
  })

  it('never has a serial that is zero, negative or the same twice', async () => {
    const serials = await Promise.all(
      ['a', 'b', 'c'].map(async (seed) => {
        const made = await createSelfSignedCertificate({ subject, days: 1, now, random: createSeededRandom(seed) })
        return new X509Certificate(made.certificate).serialNumber
      }),
    )
    expect(new Set(serials).size).toBe(3)
    for (const serial of serials) expect(serial).toMatch(/^[1-7][0-9A-F]{31}$/)
  })

  it('encrypts the key when there is a passphrase', async () => {
    const made = await createSelfSignedCertificate({
      subject,
      days: 1,
      now,
      random: createSeededRandom('p'),
      passphrase: 'secret',
    })
    expect(made.key).toContain('BEGIN ENCRYPTED PRIVATE KEY')
    expect(() => createPrivateKey(made.key)).toThrow()
    expect(createPrivateKey({ key: made.key, passphrase: 'secret' }).asymmetricKeyDetails?.modulusLength).toBe(2048)
  })

  it.each([
    ['an empty name', { subject: { commonName: ' ' }, days: 1 }],
    ['a wrong country', { subject: { commonName: 'a', country: 'nl' }, days: 1 }],
    ['a wrong organization id', { subject: { commonName: 'a', organizationIdentifier: '123' }, days: 1 }],
    ['no days', { subject: { commonName: 'a' }, days: 0 }],
    ['a weak key', { subject: { commonName: 'a' }, days: 1, keyBits: 1024 }],
  ])('refuses %s', async (_title, options) => {
    await expect(
      createSelfSignedCertificate({ ...options, now, random: createSeededRandom('r') }),
    ).rejects.toMatchObject({
      code: 'invalid_config',
      hint: expect.any(String),
    })
  })
})

describe.runIf(openssl !== undefined)('createCertificateRequest, as openssl reads it', () => {
  it.each(['qwac', 'qsealc'] as const)('%s: verifies and carries subject, usage and PSD2 statements', async (kind) => {
    const { key, request } = await createCertificateRequest({
      kind,
      subject,
      roles: ['PSP_AI', 'PSP_PI'],
      ncaName: 'De Nederlandsche Bank',
      ncaId: 'NL-DNB',
    })
    const { status, output } = run(request, 'req', '-noout', '-verify', '-text', '-nameopt', 'utf8,sep_comma_plus')
    expect(status).toBe(0)
    expect(output).toMatch(/verify OK/)
    expect(output).toContain('CN=tpp.example')
    expect(output).toMatch(/(organizationIdentifier|2\.5\.4\.97)=PSDNL-DNB-B0123/)
    expect(output).toContain('Digital Signature')
    expect(output.includes('TLS Web Client Authentication')).toBe(kind === 'qwac')
    expect(output.includes('DNS:tpp.example')).toBe(kind === 'qwac')
    expect(output).toMatch(/qcStatements|1\.3\.6\.1\.5\.5\.7\.1\.3/)
    const der = Buffer.from(request.replace(/-----[^-]+-----|\s/g, ''), 'base64')
    for (const text of ['PSP_AI', 'PSP_PI', 'De Nederlandsche Bank', 'NL-DNB']) expect(der.includes(text)).toBe(true)
    expect(der.includes('PSP_IC')).toBe(false)
    expect(run(key, 'pkey', '-noout', '-check').status).toBe(0)
  })
})
