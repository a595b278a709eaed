import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { createNodeServices, createSigningKey } from '@nostro/core/node'
import { redirectUrlOf } from '@nostro/core/testing'
import { toPkcs12 } from '@nostro/simulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createIngProvider, type IngOptions } from '../src/index.ts'
import { type Harness, startHarness } from './harness.ts'

let harness: Harness
let good: IngOptions

beforeAll(async () => {
  harness = await startHarness()
  good = harness.options
})
afterAll(async () => harness.stop())

const services = createNodeServices()
const create = (change: Readonly<Record<string, unknown>>) => () =>
  createIngProvider({ ...good, ...change } as IngOptions, services)

describe('bad options are refused by name, with the fix', () => {
  it.each([
    ['environment', { environment: 'test' }, 'ING option `environment`: must be "sandbox" or "production"'],
    ['client id', { clientId: 'abc' }, 'ING option `clientId`: must be the UUID'],
    ['plain http', { apiUrl: 'http://127.0.0.1:1' }, 'ING option `apiUrl`: must be an https URL'],
    ['a path in apiUrl', { apiUrl: 'https://127.0.0.1:1/v1' }, 'ING option `apiUrl`: must be an origin'],
    ['one address without the other', { authorizeUrl: undefined }, 'ING option `authorizeUrl`: is missing'],
    [
      'production’s address in the sandbox',
      { apiUrl: 'https://API.ing.com' },
      'ING option `apiUrl`: is ING’s address of',
    ],
    [
      'the sandbox’s page in production',
      { environment: 'production', authorizeUrl: 'https://myaccount.sandbox.ing.com/authorize/v2' },
      'ING option `authorizeUrl`: is ING’s address of the other environment',
    ],
    ['a path for a certificate', { ca: '/etc/ssl/ca.pem' }, 'ING option `ca`: must be the text of a PEM certificate'],
    [
      'a path for a key',
      { tls: { certificate: '-----BEGIN CERTIFICATE-----', key: 'tls.key' } },
      'ING option `tls.key`',
    ],
    ['no TLS certificate', { tls: {} }, 'ING option `tls.certificate`'],
    ['a path for PKCS#12', { tls: { pkcs12: 'x.p12', passphrase: 'x' } }, 'ING option `tls.pkcs12`: must be the bytes'],
    ['no signing key', { signing: { certificate: '-----BEGIN CERTIFICATE-----' } }, 'ING option `signing.key`'],
    ['redirect URI', { redirectUris: ['/cb'] }, 'ING option `redirectUris.0`: must be an absolute URL'],
    ['a misspelt option', { redirectUrls: [] }, 'ING option `redirectUrls`'],
    ['payment signature', { paymentSignature: 'both' }, 'ING option `paymentSignature`'],
    ['funds path', { fundsPath: 'funds' }, 'ING option `fundsPath`'],
  ])('%s', (_, change, message) => {
    expect(create(change)).toThrowError(expect.objectContaining({ code: 'invalid_config', provider: 'ing' }))
    expect(create(change)).toThrow(message)
    expect(create(change)).toThrowError(expect.objectContaining({ hint: expect.stringMatching(/\w/) as unknown }))
  })

  it('a key that is not the certificate’s', () => {
    const { key } = harness.simulators.pki.ing.otherTpp.signing
    expect(create({ signing: { ...good.signing, key } })).toThrow(/^ING option `signing`: /)
  })

  it('certificate and key the other way round', () => {
    const { certificate, key } = harness.simulators.pki.ing.tpp.tls
    expect(create({ tls: { certificate: key, key: certificate } })).toThrow('Certificate and key are swapped')
  })

  it('the two pairs the other way round', () => {
    const { tls, signing } = harness.simulators.pki.ing.tpp
    expect(create({ tls: signing })).toThrow('ING option `tls`: A QSealC was given for the TLS connection')
    expect(create({ signing: tls })).toThrow('ING option `signing`: A QWAC was given where requests are signed')
  })

  it('a SigningKey that is not the certificate’s', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const key = createSigningKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    expect(create({ signing: { ...good.signing, key } })).toThrow('was issued for another key')
  })
})

describe('the certificate of a key that lives elsewhere', () => {
  it('is judged like any other: a QWAC does not sign', () => {
    const { tls } = harness.simulators.pki.ing.tpp
    const key = createSigningKey(tls.key)
    expect(create({ signing: { certificate: tls.certificate, key } })).toThrow('A QWAC was given where requests')
  })
})

describe('good options', () => {
  it('takes a key that lives elsewhere', async () => {
    const key = createSigningKey(harness.simulators.pki.ing.tpp.signing.key)
    const provider = harness.provider({ signing: { ...good.signing, key } })
    await expect(provider.showcase.signed()).resolves.toMatchObject({ message: 'Welcome to ING!' })
  })

  it('takes PKCS#12 with its passphrase, and encrypted keys with theirs', async () => {
    const { tls, signing } = harness.simulators.pki.ing.tpp
    const encrypted = createPrivateKey(signing.key)
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' })
      .toString()
    const provider = harness.provider({
      tls: { pkcs12: toPkcs12(tls, 'changeit'), passphrase: 'changeit' },
      signing: { certificate: signing.certificate, key: encrypted, passphrase: 'secret' },
    })
    await expect(provider.showcase.jws()).resolves.toMatchObject({ message: 'Welcome to ING!' })
    expect(create({ tls: { pkcs12: toPkcs12(tls, 'changeit'), passphrase: 'wrong' } })).toThrow('ING option `tls`')
  })

  it('goes to ING’s own addresses by environment', async () => {
    const { apiUrl: _apiUrl, authorizeUrl: _authorizeUrl, ca: _ca, ...rest } = good
    const clientId = '6414808c-d8da-450e-b10d-8a1c1dd37561'
    for (const [environment, host] of [
      ['sandbox', 'myaccount.sandbox.ing.com'],
      ['production', 'myaccount.ing.com'],
    ] as const) {
      const provider = createIngProvider({ ...rest, environment, clientId }, services)
      const challenge = await provider.auth.start({ purpose: 'accounts', redirectUri: good.redirectUris?.[0] ?? '' })
      expect(redirectUrlOf(challenge)).toMatch(new RegExp(`^https://${host}/authorize/v2\\?client_id=${clientId}&`))
      expect(provider.manifest.environment).toBe(environment)
      await provider.close()
    }
  })

  it('describes itself', () => {
    const provider = harness.provider()
    expect(provider.manifest).toMatchObject({ id: 'ing', signatureSchemes: ['http-signature', 'detached-jws'] })
    expect(Object.keys(provider.signers())).toEqual(['token-request', 'http-signature', 'detached-jws'])
  })
})
