import { describe, expect, it } from 'vitest'
import { checkClientId, grantErrorCode } from './grant-errors.ts'

const bank = { provider: 'test', name: 'Test Bank' }

describe('grantErrorCode', () => {
  it.each([
    ['A5: ends the consent that the bank refuses', 'refresh_token', 'INVALID_GRANT', 'consent_expired'],
    ['A5: a code that is refused', 'authorization_code', 'invalid_grant', 'consent_required'],
    ['A5: client credentials end no consent', 'client_credentials', 'invalid_grant', 'invalid_config'],
    ['A5: an unknown client ends no consent', 'refresh_token', 'invalid_client', 'invalid_config'],
    ['A5: an outage ends no consent', 'refresh_token', 'temporarily_unavailable', 'bank_unavailable'],
    ['other words say nothing', 'refresh_token', 'FORMAT_ERROR', undefined],
    ['words of JavaScript say nothing', 'refresh_token', 'constructor', undefined],
  ] as const)('%s', (_, grant, code, expected) => {
    expect(grantErrorCode(grant, [{ text: 'first' }, { code }])).toBe(expected)
  })
})

describe('checkClientId', () => {
  it.each([
    ['a', undefined, 'a'],
    [undefined, 'b', 'b'],
    ['Ab', 'aB', 'Ab'],
    [undefined, undefined, undefined],
  ])('%s and %s give %s', (configured, answered, expected) => {
    expect(checkClientId({ bank, configured, answered })).toBe(expected)
  })

  it('A14: names both ids when they differ', () => {
    expect(() => checkClientId({ bank, configured: 'mine', answered: 'theirs' })).toThrow(
      expect.objectContaining({ code: 'invalid_config', message: expect.stringMatching(/theirs.*mine/) as string }),
    )
  })
})
