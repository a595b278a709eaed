import type { HttpMethod } from '@nostro/core'

export interface Endpoint {
  readonly method: HttpMethod
  /** Template for logs and budgets; the path in front is the server's. */
  readonly path: string
  readonly idempotent: boolean
}

/** SimpleFIN protocol 1.0 and 2.0: two calls are all there is. */
export const endpoints = {
  // A setup token works once: what was lost on the way must not be sent again.
  claim: { method: 'POST', path: '/claim/{token}', idempotent: false },
  accounts: { method: 'GET', path: '/accounts', idempotent: true },
} as const satisfies Record<string, Endpoint>
