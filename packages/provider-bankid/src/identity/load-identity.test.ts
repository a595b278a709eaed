import { createHash, X509Certificate } from 'node:crypto'
import { type Pki, sharedPki } from '@nostro/simulators'
import { beforeAll, describe, expect, it } from 'vitest'
import { readOptions } from '../options.ts'
import { productionTlsRoot, productionUserRoot, testTlsRoot, testUserRoot } from '../roots.ts'
import { loadIdentity } from './load-identity.ts'

let pki: Pki

beforeAll(async () => {
  pki = await sharedPki()
})

const load = (environment: 'test' | 'production', at = Date.now()) => {
  const { certificate, key } = pki.bankid.relyingParty
  return loadIdentity(readOptions({ environment, identity: { certificate, key } }), at)
}

describe('3.3: the relying party’s certificate', () => {
  it('of the test environment serves there', () => {
    expect(load('test').warnings).toEqual([])
  })

  it('of the test environment is refused in production', () => {
    expect(() => load('production')).toThrow(
      expect.objectContaining({ code: 'certificate_rejected', hint: expect.stringContaining('environment') }),
    )
  })

  it('is read from PKCS#12 as well as from PEM', () => {
    const { pkcs12, passphrase } = pki.bankid.relyingParty
    const fromFile = loadIdentity(readOptions({ environment: 'test', identity: { pkcs12, passphrase } }), Date.now())
    expect(fromFile.certificate.serialNumber).toBe(load('test').certificate.serialNumber)
  })

  it('is refused with a wrong passphrase, with somebody else’s key, and when its time is over', () => {
    const { pkcs12, certificate } = pki.bankid.relyingParty
    const wrong = () =>
      loadIdentity(readOptions({ environment: 'test', identity: { pkcs12, passphrase: 'x' } }), Date.now())
    expect(wrong).toThrow(expect.objectContaining({ code: 'invalid_config' }))
    const { key } = pki.bankid.secondRelyingParty
    const mixed = () => loadIdentity(readOptions({ environment: 'test', identity: { certificate, key } }), Date.now())
    expect(mixed).toThrow(expect.objectContaining({ code: 'invalid_config' }))
    const end = load('test').certificate.notAfter
    expect(() => load('test', end + 1000)).toThrow(expect.objectContaining({ code: 'certificate_rejected' }))
    expect(load('test', end - 86_400_000).warnings).toHaveLength(1)
  })
})

describe('appendix A: the roots', () => {
  it.each([
    [
      'TLS, test',
      testTlsRoot,
      'F3:D0:74:0E:BF:B3:70:0E:3B:81:AA:79:1F:EE:45:14:72:69:8C:84:E1:99:C2:EB:48:A4:43:FF:1D:5B:40:5C',
    ],
    [
      'TLS, production',
      productionTlsRoot,
      'E6:A2:D4:5C:0A:10:51:C9:59:42:86:49:F8:6A:09:A9:B2:15:2C:D5:51:99:3C:C2:EB:4C:F0:94:BD:AC:BE:CB',
    ],
    [
      'users, test',
      testUserRoot,
      'C6:FA:EA:F8:CC:AD:CF:D0:73:8D:C9:91:40:CA:78:8C:1A:19:A9:3F:84:3C:5A:9E:C1:36:98:72:D5:0E:45:F2',
    ],
    [
      'users, production',
      productionUserRoot,
      'CA:32:58:8E:38:5B:96:1D:58:E2:60:10:C6:F8:C8:39:F7:CA:07:1E:49:7D:E6:B7:84:16:40:A6:15:06:FD:31',
    ],
  ])('%s is the one of that fingerprint', (_name, pem, fingerprint) => {
    const { raw } = new X509Certificate(pem)
    expect(createHash('sha256').update(raw).digest('hex').toUpperCase()).toBe(fingerprint.replaceAll(':', ''))
  })
})
