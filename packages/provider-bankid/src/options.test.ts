import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NostroError } from '@nostro/core'
import { describe, expect, it } from 'vitest'
import { type BankIdOptions, readOptions } from './options.ts'
import { productionTlsRoot, productionUserRoot, testTlsRoot, testUserRoot } from './roots.ts'

const pem = '-----BEGIN CERTIFICATE-----'
const good: BankIdOptions = { environment: 'test', identity: { certificate: pem, key: '-----BEGIN PRIVATE KEY-----' } }

const faultOf = (change: object): NostroError => {
  try {
    readOptions({ ...good, ...change } as BankIdOptions)
  } catch (error) {
    if (NostroError.isInstance(error)) return error
    throw error
  }
  throw new Error('The options were taken.')
}

describe('options', () => {
  const rows: readonly (readonly [key: string, change: object])[] = [
    ['environment', { environment: 'sandbox' }],
    ['environment', { environment: undefined }],
    ['identity', { identity: undefined }],
    ['identity', { identity: 'cert.pem' }],
    ['identity.certificate', { identity: { certificate: '/etc/rp.pem', key: pem } }],
    ['identity.key', { identity: { certificate: pem, key: '/etc/rp.key' } }],
    ['identity.pkcs12', { identity: { pkcs12: '/etc/rp.p12', passphrase: 'x' } }],
    ['identity.passphrase', { identity: { pkcs12: new Uint8Array([1]) } }],
    ['apiUrl', { apiUrl: 'http://appapi2.test.bankid.com/rp/v6.0' }],
    ['apiUrl', { apiUrl: 'appapi2.test.bankid.com' }],
    ['apiUrl', { apiUrl: 'https://appapi2.bankid.com/rp/v6.0' }],
    ['apiUrl', { environment: 'production', apiUrl: 'https://AppAPI2.test.bankid.com:443/rp/v6.0' }],
    ['ca', { ca: '/etc/ca.pem' }],
    ['userRoot', { userRoot: '/etc/root.pem' }],
    ['userRoot', { userRoot: [] }],
    ['userRoot', { userRoot: pem }],
    ['userRoot', { userRoot: `${pem}\nAAAA\n-----END CERTIFICATE-----` }],
    ['userRoot.1', { userRoot: [pem, '/etc/root.pem'] }],
    ['endUserIp', { endUserIp: 'localhost' }],
    ['timeoutMs', { timeoutMs: 0 }],
    ['endUserIP', { endUserIP: '203.0.113.24' }],
  ]

  it.each(rows)('a wrong `%s` is named, and what to do (%j)', (key, change) => {
    const { code, message, hint } = faultOf(change)
    expect({ code, named: message.includes(`\`${key}\``) }).toEqual({ code: 'invalid_config', named: true })
    expect(hint).toContain(key)
  })

  it('E7: a path for PKCS#12 is corrected by following the hint once', () => {
    const { hint } = faultOf({ identity: { pkcs12: '/etc/rp.p12', passphrase: 'x' } })
    expect(hint).toBe(
      'Set `identity.pkcs12` to the contents of the file: read it first, as bytes, for example with readFileSync(path) and no encoding.',
    )
    const folder = mkdtempSync(join(tmpdir(), 'nostro-options-'))
    try {
      const path = join(folder, 'rp.p12')
      writeFileSync(path, Buffer.from([48]))
      const identity = { pkcs12: readFileSync(path), passphrase: 'x' }
      expect(readOptions({ ...good, identity }).identity).toMatchObject({ passphrase: 'x' })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it.each([
    ['a missing passphrase', { pkcs12: new Uint8Array([1]) }],
    ['a text for the whole', 'cert.pem'],
  ])('E7: %s is not sent to read a file', (_name, identity) => {
    expect(faultOf({ identity }).hint).not.toContain('readFileSync')
  })

  it.each([
    ['test', 'https://appapi2.test.bankid.com', testTlsRoot],
    ['production', 'https://appapi2.bankid.com', productionTlsRoot],
  ] as const)('3: %s has its own address and authority', (environment, origin, ca) => {
    expect(readOptions({ ...good, environment })).toMatchObject({
      origin,
      ca,
      basePath: '/rp/v6.0',
      isBankIdItself: true,
    })
  })

  it('takes several roots in one PEM file, or as a list', () => {
    const roots = [testUserRoot, productionUserRoot].map((text) => text.trim())
    for (const userRoot of [roots, roots.join('\n'), [`# ours\n${roots.join('\n')}\n`]]) {
      expect(readOptions({ ...good, userRoot }).userRoots).toEqual(roots)
    }
    expect(readOptions(good).userRoots).toBeUndefined()
  })

  it('a simulator’s address is taken without its last slash', () => {
    const settings = readOptions({ ...good, apiUrl: 'https://127.0.0.1:8443/rp/v6.0/', ca: pem })
    expect(settings).toMatchObject({
      origin: 'https://127.0.0.1:8443',
      basePath: '/rp/v6.0',
      isBankIdItself: false,
      ca: pem,
    })
  })
})
