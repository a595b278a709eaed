import type { HttpMethod } from '@nostro/core'

export interface Endpoint {
  readonly method: HttpMethod
  readonly path: string
  /** False for what changes something: a lost answer is then no reason to send again. */
  readonly idempotent: boolean
}

const read = (path: string): Endpoint => ({ method: 'GET', path, idempotent: true })

/** The operations of the official OpenAPI description 1.0.0 that are used here. */
export const endpoints = {
  application: read('/application'),
  aspsps: read('/aspsps'),
  // Starting an authorisation twice leaves one of the two unused: nothing has happened before the customer decides.
  startAuth: { method: 'POST', path: '/auth', idempotent: true },
  createSession: { method: 'POST', path: '/sessions', idempotent: false },
  session: read('/sessions/{sessionId}'),
  closeSession: { method: 'DELETE', path: '/sessions/{sessionId}', idempotent: true },
  balances: read('/accounts/{uid}/balances'),
  transactions: read('/accounts/{uid}/transactions'),
  createPayment: { method: 'POST', path: '/payments', idempotent: false },
  payment: read('/payments/{paymentId}'),
} as const satisfies Record<string, Endpoint>
