import { describe, expect, it } from 'vitest'
import { checkTlsIdentity } from './check-tls-identity.ts'

const options = { provider: 'x', name: 'X', taker: 'createXProvider', at: 'tls', fileContents: ['tls'] }
const certificate = '-----BEGIN CERTIFICATE-----'
const key = '-----BEGIN PRIVATE KEY-----'
const pkcs12 = new Uint8Array([48])

describe('checkTlsIdentity', () => {
  it.each([
    ['PEM', { certificate, key }, { certificate, key }],
    ['PEM with a passphrase', { certificate, key, passphrase: 'p' }, { certificate, key, passphrase: 'p' }],
    ['PEM with an explicit undefined passphrase', { certificate, key, passphrase: undefined }, { certificate, key }],
    ['PKCS#12', { pkcs12, passphrase: '' }, { pkcs12, passphrase: '' }],
  ])('takes %s', (_title, value, expected) => {
    expect(checkTlsIdentity(value, options)).toStrictEqual(expected)
  })

  it('takes a source as it is', () => {
    const source = { current: () => ({ certificate, key }) }
    expect(checkTlsIdentity(source, options)).toBe(source)
  })

  it.each([
    ['nothing', undefined, 'X option `tls`: must be {certificate, key'],
    ['a path', 'tls.pem', 'X option `tls`: must be {certificate, key'],
    ['an empty object', {}, 'X option `tls.certificate`: must be the text of a PEM certificate, not a path'],
    ['a path for a key', { certificate, key: 'tls.key' }, 'X option `tls.key`: must be the text of a PEM private key'],
    ['a number for a passphrase', { certificate, key, passphrase: 7 }, 'X option `tls.passphrase`'],
    ['a path for PKCS#12', { pkcs12: 'x.p12', passphrase: '' }, 'X option `tls.pkcs12`: must be the bytes'],
    ['PKCS#12 without a passphrase', { pkcs12 }, 'X option `tls.passphrase`: must be the passphrase of the PKCS#12'],
    ['a misspelt member', { certificate, key, pasphrase: 'p' }, 'X option `tls.pasphrase`'],
    [
      'both forms',
      { certificate, key, pkcs12, passphrase: 'p' },
      'X option `tls`: must be {certificate, key, passphrase?} or {pkcs12, passphrase, alias?}, not both',
    ],
  ])('refuses %s by name', (_title, value, message) => {
    const create = (): unknown => checkTlsIdentity(value, options)
    expect(create).toThrow(message)
    expect(create).toThrowError(expect.objectContaining({ code: 'invalid_config', hint: expect.any(String) }))
  })
})
