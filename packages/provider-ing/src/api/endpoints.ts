import type { HttpMethod, NostroErrorCode } from '@nostro/core'
import type { OauthGrant } from '@nostro/provider-kit'

/**
 * Which token and signature a call takes (ING's guide: "other combinations are not possible"). The two kinds of
 * application token are not interchangeable, and this union is why a row that mixes them does not compile.
 */
export type Security =
  /** The signed token request: `Authorization: Signature …` with the certificate beside it. */
  | { readonly token: 'none'; readonly signature: 'token-request' | 'detached-jws' | 'none' }
  | { readonly token: 'http-signature-application' | 'customer'; readonly signature: 'http-signature' }
  | { readonly token: 'mtls-application'; readonly signature: 'detached-jws' | 'none' }

interface Route {
  readonly method: HttpMethod
  /** Path with `{name}` for what is filled in; logs and budgets see only this. */
  readonly path: string
  /** Sending twice does no harm: only then is a lost answer retried. */
  readonly idempotent: boolean
  /** The signing certificate in a header: where ING does not know us yet. */
  readonly certificateHeader?: true | undefined
  /** `X-Request-ID`, new for each call: account information, funds and payments. */
  readonly requestId?: true | undefined
  /** `X-ING-ReqID`, as the premium interfaces demand it. */
  readonly reqId?: true | undefined
  /** The answer must be signed by ING, where a certificate to trust is configured; elsewhere a signature is checked when it is there. */
  readonly signedAnswer?: true | undefined
  /** Sent where a body has none of its own, and on calls without a body whose JWS covers it. */
  readonly contentType?: string | undefined
  readonly accept?: string | undefined
  /** What a token is asked for with: whose refusal ends a consent depends on it. */
  readonly grant?: OauthGrant | undefined
  /** What ING's `PAYMENT_FAILED` says here; elsewhere it says nothing about the payment. */
  readonly paymentFailed?: NostroErrorCode | undefined
}

export type Endpoint = Route & Security

const form = 'application/x-www-form-urlencoded'
const json = 'application/json'
const signed = { token: 'http-signature-application', signature: 'http-signature' } as const
const customer = { token: 'customer', signature: 'http-signature', requestId: true, idempotent: true } as const

const customerToken = {
  method: 'POST',
  path: '/oauth2/token',
  ...signed,
  idempotent: true,
  contentType: form,
} as const
const mtls = { token: 'mtls-application', signature: 'none' } as const
const premium = { ...signed, reqId: true } as const

/** Every call of ours to ING, payments aside (those take either signature, see `payment-endpoints.ts`). */
export const endpoints = {
  // A second application token is as good as the first, and ends neither.
  signedToken: {
    method: 'POST',
    path: '/oauth2/token',
    token: 'none',
    signature: 'token-request',
    idempotent: true,
    certificateHeader: true,
    grant: 'client_credentials',
    contentType: form,
  },
  premiumToken: {
    method: 'POST',
    path: '/oauth2/token',
    token: 'none',
    signature: 'token-request',
    idempotent: true,
    grant: 'client_credentials',
    contentType: form,
  },
  mtlsToken: {
    method: 'POST',
    path: '/oauth2/token',
    token: 'none',
    signature: 'none',
    idempotent: true,
    grant: 'client_credentials',
    contentType: form,
  },
  // Codes and rotated refresh tokens work once. When the answer to the first try is lost, what it brought is lost too:
  // a second try can only succeed or be refused.
  codeToken: { ...customerToken, grant: 'authorization_code' },
  refreshToken: { ...customerToken, grant: 'refresh_token' },
  revokeToken: { method: 'POST', path: '/oauth2/token/revoke', ...signed, idempotent: true, contentType: form },

  accounts: { method: 'GET', path: '/v3/accounts', ...customer },
  balances: { method: 'GET', path: '/v3/accounts/{accountId}/balances', ...customer },
  transactions: { method: 'GET', path: '/v3/accounts/{accountId}/transactions', ...customer },
  cardTransactions: { method: 'GET', path: '/v1/card-accounts/{accountId}/transactions', ...customer },

  signedGreeting: { method: 'GET', path: '/greetings/single', ...signed, idempotent: true },
  jwsGreeting: {
    method: 'GET',
    path: '/signed/greetings',
    token: 'mtls-application',
    signature: 'detached-jws',
    idempotent: true,
    contentType: form,
    signedAnswer: true,
  },
  mtlsGreeting: {
    method: 'GET',
    path: '/mtls-only/greetings',
    token: 'mtls-application',
    signature: 'none',
    idempotent: true,
  },

  register: {
    method: 'POST',
    path: '/oauth2/applications',
    token: 'none',
    signature: 'detached-jws',
    idempotent: false,
    certificateHeader: true,
    contentType: json,
  },
  // Replaces everything by what is sent, so twice is as good as once.
  updateApplication: {
    method: 'PUT',
    path: '/oauth2/applications/{clientId}',
    token: 'mtls-application',
    signature: 'detached-jws',
    idempotent: true,
    certificateHeader: true,
    contentType: json,
  },
  ownApplication: { method: 'GET', path: '/oauth2/applications/me', ...mtls, idempotent: true },
  application: { method: 'GET', path: '/oauth2/applications/{clientId}', ...mtls, idempotent: true },

  paymentRequests: { method: 'GET', path: '/payment-requests', ...premium, idempotent: true },
  createPaymentRequest: { method: 'POST', path: '/payment-requests', ...premium, idempotent: false, contentType: json },
  paymentRequest: { method: 'GET', path: '/payment-requests/{id}', ...premium, idempotent: true },
  closePaymentRequest: { method: 'POST', path: '/payment-requests/{id}/close', ...premium, idempotent: false },
  paymentRequestPayments: { method: 'GET', path: '/payment-requests/{id}/payments', ...premium, idempotent: true },
  merchant: { method: 'GET', path: '/payment-requests/registrations', ...premium, idempotent: true },
  registerMerchant: {
    method: 'POST',
    path: '/payment-requests/registrations',
    ...premium,
    idempotent: false,
    contentType: json,
  },
  updateMerchant: {
    method: 'PATCH',
    path: '/payment-requests/registrations',
    ...premium,
    idempotent: true,
    contentType: json,
  },
  generateCertificates: {
    method: 'POST',
    path: '/payment-requests/registrations/generate-certificates',
    ...premium,
    idempotent: false,
  },
  uploadCertificates: {
    method: 'PUT',
    path: '/payment-requests/registrations/certificates',
    ...premium,
    idempotent: true,
    contentType: json,
  },
} as const satisfies Record<string, Endpoint>

/** Confirmation of funds: no source describes ING's resource, so its path is an option. Asking twice does no harm. */
export const fundsEndpoint = (path: string) =>
  ({ method: 'POST', path, contentType: json, ...customer }) as const satisfies Endpoint
