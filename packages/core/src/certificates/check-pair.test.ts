import { describe, expect, test as it } from 'vitest'
import type { NostroError } from '../errors/nostro-error.ts'
import { createSeededRandom } from '../testing/seeded-random.ts'
import { checkCertificate, checkPair } from './check-pair.ts'
import { createSelfSignedCertificate } from './create-certificate.ts'
import { readCertificate } from './read-certificate.ts'

const start = Date.UTC(2024, 4, 1, 12)
const make = (commonName: string, passphrase?: string) =>
  createSelfSignedCertificate({
    subject: { commonName, organization: 'Company', organizationIdentifier: 'PSDNL-DNB-1', country: 'NL' },
    days: 90,
    now: start,
    random: createSeededRandom(commonName),
    passphrase,
  })

const own = await make('company.nl')
const other = await make('test')
const locked = await make('locked.nl', 'secret-word')

const pair = { ...own, now: readCertificate(own.certificate).notBefore + 1000 }
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
  it('are accepted, and the certificate is described', () => {
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
    ['1 another key', { key: other.key }, 'invalid_config', /do not belong together/],
    ['2 swapped files', { certificate: pair.key, key: pair.certificate }, 'invalid_config', /swapped/],
    ['3 not yet valid', { now: pair.now - dayMs }, 'certificate_rejected', /not valid before/],
    ['4 expired', { now: pair.now + 91 * dayMs }, 'certificate_rejected', /expired on/],
    ['5 a missing role', { requiredRoles: ['PSP_AI' as const] }, 'certificate_rejected', /PSP_AI/],
    ['6 a half-written certificate', { certificate: pair.certificate.slice(0, 400) }, 'invalid_config', /cut off/],
    ['7 a half-written key', { key: pair.key.slice(0, 400) }, 'invalid_config', /cut off/],
    ['8 a small key', { minRsaBits: 3072 }, 'certificate_rejected', /3072/],
    ['9 no passphrase', { key: locked.key }, 'invalid_config', /no passphrase/],
    ['10 a wrong passphrase', { key: locked.key, passphrase: 'wrong' }, 'invalid_config', /does not open/],
    ['11 a test certificate', { ...other, allowTest: false }, 'certificate_rejected', /test/],
  ])('are refused: %s', (_, change, code, message) => {
    const error = failure(change)
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
    expect(error.hint).toBeTruthy()
  })

  it('open with the right passphrase', () => {
    expect(checkPair({ ...pair, ...locked, passphrase: 'secret-word' }).certificate.keyBits).toBe(2048)
  })

  it('B12: a certificate for PSD2 that is valid for too long is a warning with the dates', () => {
    const [notBefore, notAfter] = [Date.UTC(2024, 0, 15), Date.UTC(2027, 7, 15)]
    const info = { ...readCertificate(own.certificate), qcType: 'qwac', notBefore, notAfter } as const
    const now = Date.UTC(2024, 5, 1)
    expect(checkCertificate(info, { now }).warnings).toEqual([
      'The certificate is valid for more than 39 months (2024-01-15 to 2027-08-15). Banks may refuse it, at the latest after 2027-04-15.',
    ])
    expect(checkCertificate(info, { now, maxMonths: 43 }).warnings).toEqual([])
    expect(checkCertificate({ ...info, notAfter: Date.UTC(2027, 3, 15) }, { now }).warnings).toEqual([])
    // Certificates that are not for PSD2 have no such limit.
    expect(checkCertificate({ ...info, qcType: undefined, psd2Roles: [] } as never, { now }).warnings).toEqual([])
  })

  it('are found in a text whose first certificate is the issuer’s', () => {
    expect(checkPair({ ...pair, certificate: `${other.certificate}${own.certificate}` }).certificate.pem).toBe(
      readCertificate(own.certificate).pem,
    )
  })
})
