import { describe, expect, it } from 'vitest'
import { endpoints, fundsEndpoint } from './endpoints.ts'
import { createPaymentEndpoints, type PaymentResourceName } from './payment-endpoints.ts'

const funds = fundsEndpoint('/v1/funds-confirmations')

describe('section 4: which call takes which token and signature', () => {
  it.each([
    ['signed application token', endpoints.signedToken, 'POST /oauth2/token', 'none', 'token-request'],
    ['mTLS application token', endpoints.mtlsToken, 'POST /oauth2/token', 'none', 'none'],
    ['registration', endpoints.register, 'POST /oauth2/applications', 'none', 'detached-jws'],
    ['own application', endpoints.ownApplication, 'GET /oauth2/applications/me', 'mtls-application', 'none'],
    ['application by id', endpoints.application, 'GET /oauth2/applications/{clientId}', 'mtls-application', 'none'],
    [
      'change of an application',
      endpoints.updateApplication,
      'PUT /oauth2/applications/{clientId}',
      'mtls-application',
      'detached-jws',
    ],
    [
      'code exchange and refresh',
      endpoints.refreshToken,
      'POST /oauth2/token',
      'http-signature-application',
      'http-signature',
    ],
    ['revocation', endpoints.revokeToken, 'POST /oauth2/token/revoke', 'http-signature-application', 'http-signature'],
    ['accounts', endpoints.accounts, 'GET /v3/accounts', 'customer', 'http-signature'],
    ['balances', endpoints.balances, 'GET /v3/accounts/{accountId}/balances', 'customer', 'http-signature'],
    ['transactions', endpoints.transactions, 'GET /v3/accounts/{accountId}/transactions', 'customer', 'http-signature'],
    [
      'card transactions',
      endpoints.cardTransactions,
      'GET /v1/card-accounts/{accountId}/transactions',
      'customer',
      'http-signature',
    ],
    ['funds', funds, 'POST /v1/funds-confirmations', 'customer', 'http-signature'],
    [
      'signed greeting',
      endpoints.signedGreeting,
      'GET /greetings/single',
      'http-signature-application',
      'http-signature',
    ],
    ['JWS greeting', endpoints.jwsGreeting, 'GET /signed/greetings', 'mtls-application', 'detached-jws'],
    ['mTLS greeting', endpoints.mtlsGreeting, 'GET /mtls-only/greetings', 'mtls-application', 'none'],
    [
      'payment requests',
      endpoints.createPaymentRequest,
      'POST /payment-requests',
      'http-signature-application',
      'http-signature',
    ],
  ])('%s', (_, { method, path, token, signature }, route, expectedToken, expectedSignature) => {
    expect([`${method} ${path}`, token, signature]).toEqual([route, expectedToken, expectedSignature])
  })

  it('7.1, 9.2: X-Request-ID goes with accounts, funds and payments', () => {
    const payment = createPaymentEndpoints('jws').initiate('single')
    for (const endpoint of [endpoints.accounts, endpoints.cardTransactions, funds, payment]) {
      expect(endpoint.requestId).toBe(true)
    }
  })

  it('1.5: the certificate goes along where ING does not know us yet', () => {
    const withCertificate = Object.entries(endpoints).filter(([, endpoint]) => 'certificateHeader' in endpoint)
    expect(withCertificate.map(([name]) => name)).toEqual(['signedToken', 'register', 'updateApplication'])
  })
})

describe('9.1: payments', () => {
  const rows: readonly (readonly [PaymentResourceName, string, string | undefined, string | undefined])[] = [
    ['single', '/v1/payments/{product}', '/v1/payments/{product}', '/v1/payments/{product}'],
    ['singleXml', '/v1/payments/pain.001-{product}', '/v2/payments/pain.001-{product}', undefined],
    [
      'periodic',
      '/v1/periodic-payments/{product}',
      '/v1/periodic-payments/{product}',
      '/v1/periodic-payments/{product}',
    ],
    ['periodicXml', '/v1/periodic-payments/pain.001-{product}', undefined, undefined],
    ['bulk', '/v1/bulk-payments/{product}', '/v1/bulk-payments/{product}', '/v1/bulk-payments/{product}'],
    ['bulkV2', '/v2/bulk-payments/{product}', '/v1/bulk-payments/{product}', '/v1/bulk-payments/{product}'],
  ]

  it.each(rows)('%s: POST %s, status under %s, DELETE under %s', (resource, path, status, cancel) => {
    const { initiate, details, ...rest } = createPaymentEndpoints('jws')
    expect(initiate(resource)).toMatchObject({ method: 'POST', path, idempotent: false })
    expect(details(resource)).toMatchObject({ method: 'GET', path: `${path}/{paymentId}` })
    expect(rest.status(resource)?.path).toBe(status && `${status}/{paymentId}/status`)
    expect(rest.cancel(resource)?.path).toBe(cancel && `${cancel}/{paymentId}`)
  })

  it.each([
    ['jws', 'mtls-application', 'detached-jws', 'application/json'],
    ['http-signature', 'http-signature-application', 'http-signature', undefined],
  ] as const)('16.1: mode %s takes the %s token and signs by %s', (mode, token, signature, contentType) => {
    const { initiate, status, cancel } = createPaymentEndpoints(mode)
    expect(initiate('bulk')).toMatchObject({ token, signature, contentType: 'application/json' })
    expect([status('single')?.contentType, cancel('single')?.contentType]).toEqual([contentType, contentType])
  })
})
