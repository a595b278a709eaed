import type { Endpoint } from './endpoints.ts'

const route = { method: 'GET', path: '/x', idempotent: true } as const

export const good: readonly Endpoint[] = [
  { ...route, token: 'customer', signature: 'http-signature' },
  { ...route, token: 'mtls-application', signature: 'none' },
]

// @ts-expect-error: the mTLS token is not for calls with an HTTP signature
export const mtlsWithHttpSignature: Endpoint = { ...route, token: 'mtls-application', signature: 'http-signature' }

// @ts-expect-error: the HTTP-signature token is not for JWS calls
export const signedWithJws: Endpoint = { ...route, token: 'http-signature-application', signature: 'detached-jws' }

// @ts-expect-error: a customer's token always goes with an HTTP signature
export const customerUnsigned: Endpoint = { ...route, token: 'customer', signature: 'none' }
