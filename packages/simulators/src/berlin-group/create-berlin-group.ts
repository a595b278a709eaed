import type { BankHandler, BankRequest } from '../http/bank-handler.ts'
import type { BankContext } from '../profile.ts'
import { accountRoutes } from './accounts/account-routes.ts'
import { scaPage } from './authorisations/sca-page.ts'
import { consentRoutes } from './consents/consent-routes.ts'
import { controlRoutes } from './control/control-routes.ts'
import { dispatch } from './dispatch.ts'
import { fundsRoutes } from './funds/funds-routes.ts'
import { authorizePage, metadata } from './oauth/oauth-pages.ts'
import { tokenEndpoint } from './oauth/token-endpoint.ts'
import { paymentRoutes } from './payments/payment-routes.ts'
import { errorBody } from './refusal.ts'
import type { ApiCall, Route } from './route.ts'
import type { BerlinGroupOptions } from './settings.ts'
import { createState } from './state.ts'
import { type BerlinGroupWorld, createWorld } from './world.ts'

export type { BerlinGroupOptions } from './settings.ts'

export interface BerlinGroupHandler extends BankHandler {
  readonly bank: 'berlin-group'
}

const routesOf = (world: BerlinGroupWorld, warnsOf: (call: ApiCall) => boolean): readonly Route[] => [
  ...fundsRoutes(world),
  ...consentRoutes(world, warnsOf),
  ...accountRoutes(world),
  ...paymentRoutes(world, warnsOf),
  { method: 'POST', pattern: /^\/oauth\/token$/, resource: 'oauth', role: 'PSP_AI', handle: tokenEndpoint(world) },
  { page: true, method: 'GET', pattern: /^\/oauth\/authorize$/, handle: authorizePage(world) },
  { page: true, method: 'POST', pattern: /^\/oauth\/authorize$/, handle: authorizePage(world) },
  { page: true, method: 'GET', pattern: /^\/\.well-known\/oauth-authorization-server$/, handle: metadata(world) },
  { page: true, method: 'GET', pattern: /^\/sca$/, handle: scaPage(world) },
  { page: true, method: 'POST', pattern: /^\/sca$/, handle: scaPage(world) },
]

/** Several simulated banks of the Berlin Group on one address, each under its own first segment. */
export const createBerlinGroup = (context: BankContext, options: BerlinGroupOptions): BerlinGroupHandler => {
  const world = createWorld(context, options)
  const warnings = new Set<BankRequest>()
  const routes = routesOf(world, ({ request }) => warnings.has(request))
  return {
    bank: 'berlin-group',
    handle: (request) => dispatch(world, routes, request, warnings),
    errorAnswer: (status) => ({
      status,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(errorBody(undefined, { status, code: 'INTERNAL_SERVER_ERROR', reason: 'A fault is on' })),
    }),
    control: controlRoutes(world),
    reset: () => {
      world.state = createState()
    },
  }
}
