import { refuse } from '../refusal.ts'
import type { Route } from '../route.ts'
import type { IngWorld } from '../world.ts'
import { cancel, details, initiate, type PaymentKind, status } from './payment-calls.ts'

/** Row 72: what looks as if it should be there, but is not. */
const CLOSED: readonly (readonly [Route['method'], RegExp])[] = [
  ['DELETE', /^\/v1\/(?:periodic-)?payments\/pain\.001-[^/]+\/[^/]+$/],
  ['GET', /^\/v[12]\/periodic-payments\/pain\.001-[^/]+\/[^/]+\/status$/],
  ['DELETE', /^\/v2\/bulk-payments\/[^/]+\/[^/]+$/],
  ['GET', /^\/v2\/bulk-payments\/[^/]+\/[^/]+\/status$/],
]

const closedRoutes = (): readonly Route[] =>
  CLOSED.map(([method, pattern]) => ({
    method,
    pattern,
    open: 'self-checked',
    handle: ({ request }) =>
      refuse({
        row: 72,
        status: 405,
        text: 'Method not allowed',
        code: 'SERVICE_INVALID',
        reason: 'This operation does not exist for this kind of payment',
        received: `${request.method} ${request.path}`,
      }),
  }))

const token = { subject: 'application', scheme: 'payments', scopes: ['payment-accounts:orders:create'] } as const

interface Family {
  /** Path up to the product, as the source of a pattern. */
  readonly base: string
  readonly kind: PaymentKind
  readonly consumes: string
  readonly produces: string
  readonly has: readonly ('status' | 'cancel')[]
}

const JSON_TYPE = 'application/json'
const XML_TYPE = 'application/xml'
const MULTIPART = 'multipart/form-data'

const json = (version: 'v1' | 'v2', service: PaymentKind['service'], has: Family['has']): Family => ({
  base: `/${version}/${service}/(?!pain\\.001-)`,
  kind: { service, format: 'json', version },
  consumes: JSON_TYPE,
  produces: JSON_TYPE,
  has,
})

const FAMILIES: readonly Family[] = [
  json('v1', 'payments', ['status', 'cancel']),
  json('v1', 'periodic-payments', ['status', 'cancel']),
  json('v1', 'bulk-payments', ['status', 'cancel']),
  json('v2', 'bulk-payments', []),
  {
    base: '/v1/payments/pain\\.001-',
    kind: { service: 'payments', format: 'xml', version: 'v1' },
    consumes: XML_TYPE,
    produces: XML_TYPE,
    has: ['status'],
  },
  {
    base: '/v1/periodic-payments/pain\\.001-',
    kind: { service: 'periodic-payments', format: 'multipart', version: 'v1' },
    consumes: MULTIPART,
    produces: MULTIPART,
    has: [],
  },
]

const routesOf = (world: IngWorld, { base, kind, consumes, produces, has }: Family): readonly Route[] => {
  const one = new RegExp(`^${base}([^/]+)/([^/]+)$`)
  const cancelRoute: Route = { method: 'DELETE', pattern: one, token, handle: cancel(world, kind) }
  const statusRoute: Route = {
    method: 'GET',
    pattern: new RegExp(`^${base}([^/]+)/([^/]+)/status$`),
    produces,
    token,
    handle: status(world, kind),
  }
  return [
    {
      method: 'POST',
      pattern: new RegExp(`^${base}([^/]+)$`),
      consumes: [consumes],
      token,
      handle: initiate(world, kind),
    },
    { method: 'GET', pattern: one, produces, token, handle: details(world, kind) },
    ...(has.includes('status') ? [statusRoute] : []),
    ...(has.includes('cancel') ? [cancelRoute] : []),
  ]
}

/** The Payment Initiation API. */
export const pisRoutes = (world: IngWorld): readonly Route[] => [
  ...closedRoutes(),
  ...FAMILIES.flatMap((family) => routesOf(world, family)),
  {
    method: 'GET',
    pattern: /^\/v2\/payments\/pain\.001-([^/]+)\/([^/]+)\/status$/,
    produces: XML_TYPE,
    token,
    handle: status(world, { service: 'payments', format: 'xml', version: 'v2' }),
  },
]
