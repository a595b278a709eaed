import type { BankHandler } from '../http/bank-handler.ts'
import type { BankContext } from '../profile.ts'
import { listBalances, showDetails } from './accounts/balances.ts'
import { listTransactions, showTransaction } from './accounts/transactions.ts'
import { errorBody, jsonAnswer } from './answers.ts'
import { consentPage } from './authorisation/consent-page.ts'
import { closeSession, createSession, showSession } from './authorisation/sessions.ts'
import { startAuthorisation } from './authorisation/start-authorisation.ts'
import { controlRoutes } from './control/control-routes.ts'
import { dispatch } from './dispatch.ts'
import { listAspsps, showApplication } from './list-aspsps.ts'
import { paymentRoutes } from './payments/payment-routes.ts'
import type { Route } from './route.ts'
import type { EnableBankingOptions } from './settings.ts'
import { applicationId, createState } from './state.ts'
import { createWorld, type EnableBankingWorld } from './world.ts'

export type { EnableBankingOptions } from './settings.ts'

export interface EnableBankingHandler extends BankHandler {
  readonly bank: 'enable-banking'
  /** `kid` of the registered application. */
  readonly applicationId: string
}

const routesOf = (world: EnableBankingWorld): readonly Route[] => [
  { method: 'GET', pattern: /^\/application$/, handle: showApplication(world) },
  { method: 'GET', pattern: /^\/aspsps$/, handle: listAspsps(world) },
  { method: 'POST', pattern: /^\/auth$/, service: 'AIS', handle: startAuthorisation(world) },
  { method: 'POST', pattern: /^\/sessions$/, service: 'AIS', handle: createSession(world) },
  { method: 'GET', pattern: /^\/sessions\/([^/]+)$/, service: 'AIS', handle: showSession(world) },
  { method: 'DELETE', pattern: /^\/sessions\/([^/]+)$/, service: 'AIS', handle: closeSession(world) },
  { method: 'GET', pattern: /^\/accounts\/([^/]+)\/details$/, service: 'AIS', handle: showDetails(world) },
  { method: 'GET', pattern: /^\/accounts\/([^/]+)\/balances$/, service: 'AIS', handle: listBalances(world) },
  { method: 'GET', pattern: /^\/accounts\/([^/]+)\/transactions$/, service: 'AIS', handle: listTransactions(world) },
  {
    method: 'GET',
    pattern: /^\/accounts\/([^/]+)\/transactions\/([^/]+)$/,
    service: 'AIS',
    handle: showTransaction(world),
  },
  ...paymentRoutes(world),
  { method: 'GET', pattern: /^\/ais\/start$/, page: true, handle: consentPage(world) },
  { method: 'POST', pattern: /^\/ais\/start$/, page: true, handle: consentPage(world) },
]

/** The simulated Enable Banking: a function of request and state, without sockets. */
export const createEnableBanking = (context: BankContext, options: EnableBankingOptions): EnableBankingHandler => {
  const world = createWorld(context, options)
  const routes = routesOf(world)
  return {
    bank: 'enable-banking',
    applicationId,
    handle: (request) => dispatch(world, routes, request),
    errorAnswer: (status) => jsonAnswer(status, errorBody({ status, message: 'Error' })),
    control: controlRoutes(world),
    reset: () => {
      world.state = createState(world.settings)
    },
  }
}
