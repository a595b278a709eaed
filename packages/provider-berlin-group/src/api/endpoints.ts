import type { HttpMethod } from '@nostro/core'
import type { BankProfile } from '../banks/bank-profile.ts'

/** Parts of the API whose paths banks prefix differently; `link` is a link of the bank, `oauth` its authorisation server. */
export type Resource = keyof BankProfile['prefixes']

export interface Endpoint {
  readonly method: HttpMethod
  readonly resource: Resource
  /** After the bank's prefix. */
  readonly path: string
  /** False for what must not be sent twice. */
  readonly idempotent: boolean
  /** Sends `Consent-ID`. */
  readonly consent?: boolean | undefined
}

/** The operations of NextGenPSD2 1.3 that are used here (official OpenAPI 1.3.11), and of its consents to confirmations of funds (2.0). */
export const endpoints = {
  // A consent that nobody confirms does nothing: sending it twice is harmless.
  createConsent: { method: 'POST', resource: 'consents', path: '/consents', idempotent: true },
  consent: { method: 'GET', resource: 'consents', path: '/consents/{consentId}', idempotent: true },
  deleteConsent: { method: 'DELETE', resource: 'consents', path: '/consents/{consentId}', idempotent: true },
  accounts: { method: 'GET', resource: 'accounts', path: '/accounts', idempotent: true, consent: true },
  cardAccounts: { method: 'GET', resource: 'accounts', path: '/card-accounts', idempotent: true, consent: true },
  balances: {
    method: 'GET',
    resource: 'accounts',
    path: '/{collection}/{accountId}/balances',
    idempotent: true,
    consent: true,
  },
  transactions: {
    method: 'GET',
    resource: 'accounts',
    path: '/{collection}/{accountId}/transactions',
    idempotent: true,
    consent: true,
  },
  createPayment: { method: 'POST', resource: 'payments', path: '/{service}/{product}', idempotent: false },
  paymentStatus: {
    method: 'GET',
    resource: 'payments',
    path: '/{service}/{product}/{paymentId}/status',
    idempotent: true,
  },
  createFundsConsent: {
    method: 'POST',
    resource: 'fundsConsents',
    path: '/consents/confirmation-of-funds',
    idempotent: true,
  },
  fundsConsent: {
    method: 'GET',
    resource: 'fundsConsents',
    path: '/consents/confirmation-of-funds/{consentId}',
    idempotent: true,
  },
  deleteFundsConsent: {
    method: 'DELETE',
    resource: 'fundsConsents',
    path: '/consents/confirmation-of-funds/{consentId}',
    idempotent: true,
  },
  // A question changes nothing: it may be asked again.
  confirmFunds: { method: 'POST', resource: 'funds', path: '/funds-confirmations', idempotent: true, consent: true },
  cancelPayment: { method: 'DELETE', resource: 'payments', path: '/{service}/{product}/{paymentId}', idempotent: true },
} as const satisfies Record<string, Endpoint>
