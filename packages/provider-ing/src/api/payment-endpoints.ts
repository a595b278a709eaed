import type { Endpoint } from './endpoints.ts'

/**
 * How payments are signed. ING's guide names the JWS for them in its tables, its specification and all known clients
 * the HTTP signature: both are offered, and each takes its own kind of token.
 */
export type PaymentSignature = 'jws' | 'http-signature'

const security = {
  jws: { token: 'mtls-application', signature: 'detached-jws' },
  'http-signature': { token: 'http-signature-application', signature: 'http-signature' },
} as const satisfies Record<PaymentSignature, unknown>

/** The resources of ING's payment interface. `{product}` is `sepa-credit-transfers` and the like. */
const paths = {
  single: '/v1/payments/{product}',
  singleXml: '/v1/payments/pain.001-{product}',
  periodic: '/v1/periodic-payments/{product}',
  periodicXml: '/v1/periodic-payments/pain.001-{product}',
  bulk: '/v1/bulk-payments/{product}',
  bulkV2: '/v2/bulk-payments/{product}',
} as const

export type PaymentResourceName = keyof typeof paths

/** Status and cancellation of a bulk payment exist under `/v1` alone; of pain.001 there is less than of JSON. */
const statusPaths: Readonly<Partial<Record<PaymentResourceName, string>>> = {
  single: paths.single,
  singleXml: '/v2/payments/pain.001-{product}',
  periodic: paths.periodic,
  bulk: paths.bulk,
  bulkV2: paths.bulk,
}

const cancelPaths: Readonly<Partial<Record<PaymentResourceName, string>>> = {
  single: paths.single,
  periodic: paths.periodic,
  bulk: paths.bulk,
  bulkV2: paths.bulk,
}

type PaymentEndpoint = Endpoint & (typeof security)[PaymentSignature]

export interface PaymentEndpoints {
  initiate(resource: PaymentResourceName): PaymentEndpoint
  details(resource: PaymentResourceName): PaymentEndpoint
  /** `undefined` where ING has none. */
  status(resource: PaymentResourceName): PaymentEndpoint | undefined
  /** pain.002.001.03, which cannot say CANC and PATC. */
  oldXmlStatus(): PaymentEndpoint
  cancel(resource: PaymentResourceName): PaymentEndpoint | undefined
}

const acceptOf = (resource: PaymentResourceName): string =>
  resource === 'singleXml' ? 'application/xml' : resource === 'periodicXml' ? 'multipart/form-data' : 'application/json'

export const createPaymentEndpoints = (mode: PaymentSignature): PaymentEndpoints => {
  // A JWS covers the content type, also of calls without a body.
  const bodiless = mode === 'jws' ? { contentType: 'application/json' } : {}
  const common = { ...security[mode], requestId: true } as const
  const get = (path: string, accept: string): PaymentEndpoint => ({
    method: 'GET',
    path,
    accept,
    idempotent: true,
    ...bodiless,
    ...common,
  })
  return {
    initiate: (resource) => ({
      method: 'POST',
      path: paths[resource],
      contentType: 'application/json',
      idempotent: false,
      paymentFailed: 'payment_rejected',
      ...common,
    }),
    details: (resource) => get(`${paths[resource]}/{paymentId}`, acceptOf(resource)),
    status: (resource) => {
      const path = statusPaths[resource]
      return path === undefined ? undefined : get(`${path}/{paymentId}/status`, acceptOf(resource))
    },
    oldXmlStatus: () => get(`${paths.singleXml}/{paymentId}/status`, 'application/xml'),
    cancel: (resource) => {
      const path = cancelPaths[resource]
      if (path === undefined) return undefined
      // A second cancellation is refused and changes nothing; the status tells what became of the first.
      // ING says PAYMENT_FAILED where a payment is too far on to be cancelled.
      return {
        method: 'DELETE',
        path: `${path}/{paymentId}`,
        idempotent: true,
        paymentFailed: 'conflict',
        ...bodiless,
        ...common,
      }
    },
  }
}
