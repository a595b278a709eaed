import type { BankHandler } from '../http/bank-handler.ts'
import type { IngPki } from '../pki/pki.ts'
import type { BankContext } from '../profile.ts'
import { aisRoutes } from './ais/ais-routes.ts'
import { SANDBOX_CLIENT_ID } from './application.ts'
import { cafRoutes } from './caf/caf-routes.ts'
import { withCommonHeaders } from './common-headers.ts'
import { entryControl } from './control/entry-control.ts'
import { ingControl } from './control/ing-control.ts'
import { dispatch } from './dispatch.ts'
import { legacyRoutes } from './legacy/legacy-routes.ts'
import { consentControl } from './oauth/consent-control.ts'
import { oauthRoutes } from './oauth/oauth-routes.ts'
import { paymentRequestControl } from './payment-requests/payment-request-control.ts'
import { paymentRequestRoutes } from './payment-requests/payment-request-routes.ts'
import { paymentControl } from './pis/payment-control.ts'
import { paymentPageRoutes } from './pis/payment-page.ts'
import { pisRoutes } from './pis/pis-routes.ts'
import { registrationRoutes } from './registration/registration-routes.ts'
import type { Route } from './route.ts'
import type { IngOptions } from './settings.ts'
import { showcaseRoutes } from './showcase/showcase-routes.ts'
import { createState } from './state.ts'
import type { TrustedTpp } from './tpp/tpp.ts'
import { tppControl } from './tpp/tpp-control.ts'
import { createWorld } from './world.ts'

export type { IngOptions } from './settings.ts'

export interface IngHandler extends BankHandler {
  readonly bank: 'ing'
  /** The pre-registered application, whose certificates are the PKI's first TPP. */
  readonly clientId: string
  /** The TPP that came with certificates of its own. */
  readonly ownTpp: TrustedTpp | undefined
}

/** The simulated ING: a function of request and state, without sockets. */
export const createIng = (context: BankContext, pki: IngPki, options: IngOptions): IngHandler => {
  const world = createWorld(context, pki, options)
  const all: readonly Route[] = [
    ...oauthRoutes(world),
    ...registrationRoutes(world),
    ...aisRoutes(world),
    ...cafRoutes(world),
    ...pisRoutes(world),
    ...paymentPageRoutes(world),
    ...showcaseRoutes(world),
    ...paymentRequestRoutes(world),
    ...legacyRoutes(world),
  ]
  const routes = all.filter(({ legacy }) => !legacy || world.settings.lenient)
  return {
    bank: 'ing',
    clientId: SANDBOX_CLIENT_ID,
    ownTpp: world.state.ownTpp,
    handle: (request) => withCommonHeaders(world, request, dispatch(world, routes, request)),
    control: [
      consentControl(world),
      ...paymentControl(world),
      paymentRequestControl(world),
      tppControl(world),
      ...entryControl(world),
      ...ingControl(world),
    ],
    reset: () => {
      world.state = createState(context, pki, world.settings)
    },
  }
}
