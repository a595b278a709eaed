import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type BerlinGroupOptions, createBerlinGroupProvider } from './index.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const unreadable = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'
const row = {
  id: 'x',
  name: 'X',
  country: 'DE',
  source: 'a test',
  checked: '2026',
  tried: 'untried',
  baseUrl: 'https://x.example',
  consentKinds: ['global'],
} as const
const tls = { certificate: unreadable, key }
const good: BerlinGroupOptions = { bank: row, tls, redirectUris: ['https://tpp.example/cb'] }

describe('options', () => {
  it.each([
    [{ bank: 'no-such-bank' }, /no row “no-such-bank”/],
    [{ bank: { ...row, kinds: [] } }, /bank/],
    [{ bank: { ...row, signature: {} } }, /`signing`/],
    [{ bank: { ...row, oauth: {} } }, /`clientId`/],
    [{ bank: { ...row, extraHeaders: ['x-api-key'] } }, /`headers.x-api-key`/],
    [{ bank: 'commerzbank' }, /`clientId`/],
    [{ signing: { certificate: unreadable, key } }, /signing.certificate/],
    [{ signing: { certificate: '/home/me/seal.pem', key } }, /signing.certificate/],
    [{ redirectUris: [] }, /redirectUris/],
    [{ ownIpAddress: 'localhost' }, /ownIpAddress/],
    [{ baseUrl: 'http://127.0.0.1' }, /baseUrl/],
    [{ tls: undefined }, /tls/],
    [{ redirectUri: 'https://tpp.example/cb' }, /redirectUri/],
  ])('%j is refused by name', (change, words) => {
    const create = () => createBerlinGroupProvider({ ...good, ...change } as BerlinGroupOptions)
    expect(create).toThrow(expect.objectContaining({ code: 'invalid_config', message: expect.stringMatching(words) }))
    expect(create).not.toThrow(/PRIVATE KEY/)
  })
})
