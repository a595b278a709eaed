import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import type { BankAnswer, BankHandler, BankRequest } from '../http/bank-handler.ts'
import type { BankContext } from '../profile.ts'
import type { SeedCustomer } from '../seed/model.ts'
import { consentControl } from './control/consent-control.ts'
import { controlRoutes } from './control/control-routes.ts'
import { deliveryControl } from './control/delivery-control.ts'
import { entryControl } from './control/entry-control.ts'
import { eventControl } from './control/event-control.ts'
import { createAnswers, signAgain, spoilSignature } from './http/answers.ts'
import { type Dispatcher, dispatch } from './http/dispatch.ts'
import { type Buckets, classicBuckets, createRateLimiter } from './http/rate-limiter.ts'
import { Refusal } from './http/refusal.ts'
import { createRouter } from './http/router.ts'
import { consentPage } from './oauth/consent-page.ts'
import { exchangeCode } from './oauth/token-endpoint.ts'
import { allRoutes } from './routes/all-routes.ts'
import { runDueJobs, type Switches } from './state/bunq-state.ts'
import { type Bank, openBank } from './state/open-bank.ts'
import { addKey, newSecret } from './state/users.ts'
import { type Deliver, deliverOverHttp } from './webhooks/deliver.ts'
import { startWebhooks } from './webhooks/webhooks.ts'

export interface BunqOptions {
  /** Taken in this order by `POST sandbox-user-person`. */
  readonly customers: readonly SeedCustomer[]
  /** The bank's own origin, without a slash at the end; asked when an answer needs it. */
  readonly selfUrl: () => string
  /** What is on from the start; `POST /bunq/switches` changes it later. All are off when absent. */
  readonly switches?: Partial<Switches>
  /** Rate limits that differ from the classic table; they count only where the context has limits on. */
  readonly buckets?: Partial<Buckets>
  /** The bank's own RSA key for its answers; made at the start when absent, which takes a moment. */
  readonly privateKey?: KeyObject
  /** Sends webhooks; over HTTP to receivers on this machine when absent. */
  readonly deliver?: Deliver
  /** Runs a function a little later in real time, not at all once `signal` has fired; a timer when absent. */
  readonly later?: (run: () => void, signal: AbortSignal) => void
}

/** How often work that waits for the simulated clock is looked at, real milliseconds. */
const LOOK_MS = 200

/** Keeps no process alive, and goes with the bank. */
const unrefTimer = (run: () => void, signal: AbortSignal): void => {
  const cancel = () => clearTimeout(timer)
  const timer = setTimeout(() => {
    signal.removeEventListener('abort', cancel)
    run()
  }, LOOK_MS).unref()
  signal.addEventListener('abort', cancel, { once: true })
}

const off: Switches = { maintenance: false, uniqueRequestIds: false, requireCacheControl: false, signWebhooks: false }

export interface BunqHandler extends BankHandler {
  readonly bank: 'bunq'
  /** A key of the first customer, there from the start and after each reset. */
  readonly apiKey: string
}

let madeBankKey: KeyObject | undefined

/** One for all simulated bunqs of the process, as their certificates are. */
const sharedBankKey = (): KeyObject => {
  madeBankKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  return madeBankKey
}

/**
 * The simulated bunq: the whole bank behind one function from request to answer. Its key pair stays
 * over a reset; everything else begins anew.
 */
export const createBunq = (context: BankContext, options: BunqOptions): BunqHandler => {
  const apiKey = newSecret(context, 'user')
  const privateKey = options.privateKey ?? sharedBankKey()
  const serverPublicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
  const later = options.later ?? unrefTimer
  const closed = new AbortController()
  const { signal } = closed
  // Every delivery under way listens to it; how many there are is the user's choice, and no leak.
  setMaxListeners(Number.POSITIVE_INFINITY, signal)
  let watched: Bank | undefined
  /** Retries and schedules fall due without a request; as long as anything waits, the clock is looked at. */
  const watch = (): void => {
    if (watched === bank || signal.aborted) return
    watched = bank
    const look = (): void => {
      runDueJobs(bank.state)
      watched = watched === bank && bank.state.jobs.length > 0 ? bank : undefined
      if (watched !== undefined) later(look, signal)
    }
    later(look, signal)
  }
  const open = (): Bank => {
    const opened = openBank(context, { customers: options.customers, switches: { ...off, ...options.switches } })
    const [first] = opened.customers.values()
    if (first !== undefined) addKey(opened.state, { kind: 'user', user: first, secret: apiKey, lasting: true })
    startWebhooks(opened.state, { deliver: options.deliver ?? deliverOverHttp, privateKey, signal, wake: watch })
    return opened
  }
  let bank = open()
  const limiter = createRateLimiter()
  const buckets: Buckets = { ...classicBuckets, ...options.buckets }
  const router = createRouter(
    allRoutes(context.environment, {
      serverPublicKey,
      selfUrl: options.selfUrl,
      takeCustomer: () => bank.takeCustomer(),
    }),
  )
  const handle = (request: BankRequest): BankAnswer => {
    const { state } = bank
    runDueJobs(state)
    if (request.path === '/auth') return consentPage(state, request)
    if (request.path === '/v1/token') return exchangeCode(state, request)
    const answers = createAnswers(state, privateKey)
    const dispatcher: Dispatcher = { state, router, limiter, buckets, privateKey }
    try {
      return answers.success(request, dispatch(dispatcher, request))
    } catch (error) {
      if (error instanceof Refusal) return answers.refused(request, error)
      throw error
    } finally {
      if (state.records.filters.length > 0 && state.jobs.length > 0) watch()
    }
  }
  return {
    bank: 'bunq',
    apiKey,
    handle,
    errorAnswer: (status) => createAnswers(bank.state, privateKey).failed(status),
    spoilSignature,
    sign: (answer) => signAgain(answer, privateKey),
    control: [
      ...controlRoutes(() => bank),
      ...consentControl(() => bank.state),
      ...eventControl(() => bank.state),
      ...entryControl(() => bank.state),
      ...deliveryControl(() => bank.state, privateKey),
    ],
    reset: () => {
      bank = open()
      limiter.clear()
    },
    close: () => closed.abort(),
  }
}
