import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import type { BankAnswer, BankHandler, BankRequest } from '../http/bank-handler.ts'
import type { BankContext } from '../profile.ts'
import type { SeedCustomer } from '../seed/model.ts'
import { controlRoutes } from './control/control-routes.ts'
import { createAnswers, spoilSignature } from './http/answers.ts'
import { type Dispatcher, dispatch } from './http/dispatch.ts'
import { createRateLimiter } from './http/rate-limiter.ts'
import { Refusal } from './http/refusal.ts'
import type { Route } from './http/route.ts'
import { createRouter } from './http/router.ts'
import { accountRoutes } from './routes/account-routes.ts'
import { deviceRoutes } from './routes/device-routes.ts'
import { installationRoutes } from './routes/installation-routes.ts'
import { paymentRoutes } from './routes/payment-routes.ts'
import { requestInquiryRoutes } from './routes/request-inquiry-routes.ts'
import { sandboxRoutes } from './routes/sandbox-routes.ts'
import { sessionRoutes } from './routes/session-routes.ts'
import { userRoutes } from './routes/user-routes.ts'
import { runDueJobs, type Switches } from './state/bunq-state.ts'
import { type Bank, openBank } from './state/open-bank.ts'

export interface BunqOptions {
  /** Taken in this order by `POST sandbox-user-person`. */
  readonly customers: readonly SeedCustomer[]
  /** The bank's own origin, without a slash at the end; asked when an answer needs it. */
  readonly selfUrl: () => string
  /** What is on from the start; `POST /bunq/switches` changes it later. All are off when absent. */
  readonly switches?: Partial<Switches>
}

const off: Switches = { maintenance: false, uniqueRequestIds: false, requireCacheControl: false, signWebhooks: false }

const routesOf = (context: BankContext, serverPublicKey: string, bank: () => Bank): readonly Route[] =>
  [
    ...installationRoutes(serverPublicKey),
    ...deviceRoutes,
    ...sessionRoutes,
    ...sandboxRoutes(() => bank().takeCustomer()),
    ...userRoutes,
    ...accountRoutes,
    ...paymentRoutes,
    ...requestInquiryRoutes,
  ].filter((route) => route.sandboxOnly !== true || context.environment === 'sandbox')

/**
 * The simulated bunq: the whole bank behind one function from request to answer. Its key pair is made here and stays
 * over a reset; everything else begins anew.
 */
export const createBunq = (context: BankContext, options: BunqOptions): BankHandler => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const serverPublicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
  const open = () => openBank(context, { customers: options.customers, switches: { ...off, ...options.switches } })
  let bank = open()
  const limiter = createRateLimiter()
  const router = createRouter(routesOf(context, serverPublicKey, () => bank))
  const handle = (request: BankRequest): BankAnswer => {
    const { state } = bank
    runDueJobs(state)
    const answers = createAnswers(state, privateKey)
    const dispatcher: Dispatcher = { state, router, limiter }
    try {
      return answers.success(request, dispatch(dispatcher, request))
    } catch (error) {
      if (error instanceof Refusal) return answers.refused(request, error)
      throw error
    }
  }
  return {
    bank: 'bunq',
    handle,
    spoilSignature,
    control: controlRoutes(() => bank),
    reset: () => {
      bank = open()
      limiter.clear()
    },
  }
}
