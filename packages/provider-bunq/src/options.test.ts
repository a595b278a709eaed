import { NostroError } from '@nostro/core'
import { createSigningKey, generateRsaKeyPair } from '@nostro/core/node'
import { describe, expect, it } from 'vitest'
import { type BunqOptions, readOptions } from './options.ts'

const hex = 'a1'.repeat(32)

const refusal = (options: unknown): NostroError => {
  try {
    readOptions(options as BunqOptions)
  } catch (error) {
    if (NostroError.isInstance(error)) return error
    throw error
  }
  throw new Error('The options were taken.')
}

describe('readOptions', () => {
  it.each([
    [1, { environment: 'sandbox' }, 'https://public-api.sandbox.bunq.com'],
    [2, { environment: 'production' }, 'https://api.bunq.com'],
    [3, { environment: 'sandbox', apiUrl: 'https://127.0.0.1:8443/v1' }, 'https://127.0.0.1:8443'],
    [4, { environment: 'sandbox', apiUrl: 'https://127.0.0.1:8443/v1/' }, 'https://127.0.0.1:8443'],
  ] as const)('row %i: finds the address', (_row, options, origin) => {
    expect(readOptions(options).origin).toBe(origin)
  })

  it.each([
    [1, { environment: 'sandbox', apiKey: 'sandbox_6f0d2c1e9a7b4d58' }],
    [2, { environment: 'production', apiKey: hex }],
    [3, { environment: 'sandbox', apiKey: hex, credential: 'oauth' }],
    [4, { environment: 'sandbox', apiKey: hex, credential: 'psd2' }],
  ] as const)('row %i: takes a key that fits the environment', (_row, options) => {
    expect(readOptions(options).apiKey).toBe(options.apiKey)
  })

  it.each([
    [1, 'a sandbox key for production', { environment: 'production', apiKey: 'sandbox_6f0d2c1e9a7b4d58' }, 'apiKey'],
    [2, 'a production key for the sandbox', { environment: 'sandbox', apiKey: hex }, 'apiKey'],
    [3, 'a key in capitals', { environment: 'production', apiKey: hex.toUpperCase() }, 'apiKey'],
    [4, 'half a key', { environment: 'production', apiKey: hex.slice(32) }, 'apiKey'],
    [5, 'an unknown environment', { environment: 'test' }, 'environment'],
    [6, 'no environment', {}, 'environment'],
    [7, 'plain http', { environment: 'sandbox', apiUrl: 'http://127.0.0.1/v1' }, 'apiUrl'],
    [8, 'another version', { environment: 'sandbox', apiUrl: 'https://127.0.0.1/v2' }, 'apiUrl'],
    [9, 'a path in place of a CA', { environment: 'sandbox', ca: '/etc/ca.pem' }, 'ca'],
    [10, 'a path in place of a key', { environment: 'sandbox', keyPair: './key.pem' }, 'keyPair'],
    [11, 'an IPv6 address', { environment: 'sandbox', permittedIps: ['::1'] }, 'permittedIps.0'],
    [12, 'no address at all', { environment: 'sandbox', permittedIps: [] }, 'permittedIps'],
    [13, 'an empty user agent', { environment: 'sandbox', userAgent: '' }, 'userAgent'],
    [14, 'a line break in the user agent', { environment: 'sandbox', userAgent: 'a\r\nX: y' }, 'userAgent'],
    [15, 'an unknown option', { environment: 'sandbox', apikey: hex }, 'apikey'],
    [16, 'another language', { environment: 'sandbox', language: 'de_DE' }, 'language'],
    [17, 'a source that is no range', { environment: 'sandbox', webhookSources: ['bunq.com'] }, 'webhookSources.0'],
    [18, 'a source outside IPv4', { environment: 'sandbox', webhookSources: ['300.1.1.1/22'] }, 'webhookSources.0'],
    [
      19,
      'a source of too many bits',
      { environment: 'sandbox', webhookSources: ['185.40.108.0/33'] },
      'webhookSources.0',
    ],
    [20, 'a sandbox key for bunq’s real host', { environment: 'sandbox', apiUrl: 'https://api.bunq.com/v1' }, 'apiUrl'],
    [
      21,
      'a production key for the sandbox’s host',
      { environment: 'production', apiKey: hex, apiUrl: 'https://public-api.sandbox.bunq.com' },
      'apiUrl',
    ],
    [
      22,
      'a token address of the other environment',
      {
        environment: 'sandbox',
        oauth: { clientId: 'c', clientSecret: 's', tokenUrl: 'https://api.oauth.bunq.com/v1/token' },
      },
      'oauth.tokenUrl',
    ],
    [
      23,
      'a consent page of the other environment',
      {
        environment: 'production',
        oauth: { clientId: 'c', clientSecret: 's', authorizeUrl: 'https://oauth.sandbox.bunq.com/auth' },
      },
      'oauth.authorizeUrl',
    ],
  ] as const)('row %i: refuses %s, naming the option and the fix, and never the key', (_row, _what, options, path) => {
    const error = refusal(options)
    expect(error).toMatchObject({ code: 'invalid_config', provider: 'bunq' })
    expect(error.message).toContain(`\`${path}\``)
    expect(error.hint).toMatch(/\w/)
    expect(JSON.stringify(error).toLowerCase()).not.toContain(hex.slice(0, 32))
  })

  it('takes a key as PEM or from elsewhere', async () => {
    const { privateKey } = await generateRsaKeyPair()
    const key = createSigningKey(privateKey)
    expect(readOptions({ environment: 'sandbox', keyPair: privateKey }).keyPair).toBe(privateKey)
    expect(readOptions({ environment: 'sandbox', keyPair: key }).keyPair).toBe(key)
  })
})
