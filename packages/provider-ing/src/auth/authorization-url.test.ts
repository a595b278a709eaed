import { describe, expect, it } from 'vitest'
import { toAuthorizationUrl } from './authorization-url.ts'

describe('toAuthorizationUrl', () => {
  const parts = {
    authorizeUrl: 'https://myaccount.ing.com/authorize/v2',
    clientId: '6414808c-d8da-450e-b10d-8a1c1dd37561',
    scopes: ['payment-accounts:balances:view', 'payment-accounts:transactions:view'],
    state: 'a1b2c3',
    redirectUri: 'https://tpp.example/cb',
  }

  it('5.4: is ING’s own example, exactly', () => {
    expect(toAuthorizationUrl({ ...parts, country: 'NL' })).toBe(
      'https://myaccount.ing.com/authorize/v2/NL?client_id=6414808c-d8da-450e-b10d-8a1c1dd37561&scope=payment-accounts%3Abalances%3Aview+payment-accounts%3Atransactions%3Aview&state=a1b2c3&redirect_uri=https%3A%2F%2Ftpp.example%2Fcb&response_type=code',
    )
  })

  it('leaves the country to ING’s own page', () => {
    expect(toAuthorizationUrl(parts)).toContain('/authorize/v2?client_id=')
  })
})
