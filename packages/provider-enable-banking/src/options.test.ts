import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createEnableBankingProvider } from './index.ts'
import type { EnableBankingOptions } from './options.ts'

const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()
const good = {
  applicationId: 'cf589be3-3755-465b-a8df-a90a16a31403',
  privateKey,
  redirectUris: ['https://tpp.example/cb'],
}

describe('options', () => {
  it('need three members, and no call is made by creating a provider', () => {
    const { manifest } = createEnableBankingProvider(good)
    expect(manifest).toMatchObject({ id: 'enable-banking', environment: 'production', unattendedReads: 4 })
  })

  it.each([
    [{ applicationId: 'x' }, 'applicationId'],
    [{ privateKey: '/home/me/key.pem' }, 'privateKey'],
    [{ redirectUris: [] }, 'redirectUris'],
    [{ redirectUris: ['nowhere'] }, 'redirectUris'],
    [{ institution: { name: 'Nordea', country: 'Finland' } }, 'institution.country'],
    [{ psuHeaders: 'always' }, 'psuHeaders'],
    [{ apiUrl: 'http://127.0.0.1:1' }, 'apiUrl'],
    [{ apiUrl: 'https://127.0.0.1:1/v1' }, 'apiUrl'],
    [{ consentDays: 0 }, 'consentDays'],
    [{ aplicationId: 'x' }, 'aplicationId'],
  ])('%j is refused by name, without the key', (change, name) => {
    const create = () => createEnableBankingProvider({ ...good, ...change } as EnableBankingOptions)
    expect(create).toThrow(expect.objectContaining({ code: 'invalid_config', message: expect.stringContaining(name) }))
    expect(create).not.toThrow(/PRIVATE KEY/)
  })
})
