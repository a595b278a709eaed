import { setMaxListeners } from 'node:events'
import { NostroError } from '@nostro/core'
import { HTTPException } from 'hono/http-exception'
import { authenticate } from '../auth/authenticate.ts'
import { backOfficeRoutes } from '../back-office/back-office-routes.ts'
import { runBackground } from '../background/background-work.ts'
import { ApiError } from '../errors/api-error.ts'
import { problemResponse } from '../errors/problem.ts'
import { keepAnswers } from '../idempotency/keep-answers.ts'
import { readDashboard } from '../pages/dashboard.ts'
import { serveDashboard } from '../pages/serve-dashboard.ts'
import { accountRoutes } from '../routes/account-routes.ts'
import { adminRoutes } from '../routes/admin-routes.ts'
import { balanceRoutes } from '../routes/balance-routes.ts'
import { bankIdRoutes } from '../routes/bankid-routes.ts'
import { challengeRoutes } from '../routes/challenge-routes.ts'
import { connectionRoutes } from '../routes/connection-routes.ts'
import { eventRoutes } from '../routes/event-routes.ts'
import { exportRoutes } from '../routes/export-routes.ts'
import { invoiceRoutes } from '../routes/invoice-routes.ts'
import { matchRoutes } from '../routes/match-routes.ts'
import { oidcRoutes } from '../routes/oidc-routes.ts'
import { pageRoutes } from '../routes/page-routes.ts'
import { passkeyRoutes } from '../routes/passkey-routes.ts'
import { paymentRoutes } from '../routes/payment-routes.ts'
import { providerRoutes } from '../routes/provider-routes.ts'
import { recoveryCodeRoutes } from '../routes/recovery-code-routes.ts'
import { signInRoutes } from '../routes/sign-in-routes.ts'
import { summaryRoutes } from '../routes/summary-routes.ts'
import { syncRoutes } from '../routes/sync-routes.ts'
import { systemRoutes } from '../routes/system-routes.ts'
import { transactionRoutes } from '../routes/transaction-routes.ts'
import { userRoutes } from '../routes/user-routes.ts'
import { webhookRoutes } from '../routes/webhook-routes.ts'
import { migrateServer } from '../store/tables.ts'
import { type ApiApp, createApp, type PeerBindings } from './api-env.ts'
import type { ApiParts } from './api-parts.ts'
import { limitBody } from './body-limit.ts'
import { crossOrigin } from './cross-origin.ts'
import { frameAnswers, limitRequests, refuseDocuments, requireJson } from './middleware.ts'
import { openApiDocument } from './openapi-document.ts'
import { createServices, type Services } from './services.ts'

/** The API as one function from a request to an answer, and what its host program needs beside it. */
export interface Api {
  /** `peer` is the caller's address, where the host program knows it. */
  fetch(request: Request, bindings?: PeerBindings): Promise<Response>
  /** The OpenAPI 3.1 document, as `/openapi.json` gives it. */
  readonly document: Readonly<Record<string, unknown>>
  /** For the program around the API: tokens and login links are made there. */
  readonly services: Pick<
    Services,
    'tokens' | 'sessions' | 'users' | 'audit' | 'syncs' | 'events' | 'sender' | 'invoices' | 'reconcile'
  >
  /** Begins what a server does beside answering: reads that are due, webhooks, lost payments, syncs of processes that ended. */
  start(): void
  /** Ends streams, running syncs and what `start` began. The ledger and the banks stay open: they are the caller's. */
  close(): Promise<void>
}

const smallBody = 64 * 1024
/** Of imports. */
const largeBody = 1024 * 1024

/**
 * The API over a ledger and its connections, to be mounted into any server.
 *
 * @example
 * const api = await createApi(parts)
 * const answer = await api.fetch(new Request('http://localhost/health'))
 */
export const createApi = async (parts: ApiParts): Promise<Api> => {
  await migrateServer(parts.ledger.store)
  const stop = new AbortController()
  // Every stream of events listens to it: many listeners are no leak here.
  setMaxListeners(0, stop.signal)
  const services = createServices(parts, stop.signal)
  const app = createApp()
  app.use(frameAnswers(services))
  app.onError((error, c) => {
    const requestId = c.get('requestId')
    const known = toKnown(error)
    if (!(known instanceof ApiError) && !NostroError.isInstance(known))
      services.logger.error({ requestId, error: error.stack ?? String(error) }, 'A request failed.')
    return problemResponse(known, { requestId })
  })
  const v1 = versionOne(services)
  app.route('/v1', v1)
  app.route('/', backOfficeRoutes(services))
  app.route('/', systemRoutes(services))
  const dashboard = readDashboard()
  app.route('/', signInRoutes(services))
  app.route('/', passkeyRoutes(services))
  app.route('/', recoveryCodeRoutes(services))
  app.route('/', bankIdRoutes(services))
  app.route('/', oidcRoutes(services))
  app.route('/', pageRoutes(services, dashboard.has('/index.html')))
  const document = openApiDocument(app, services.settings)
  app.get('/openapi.json', (c) => c.json(document))
  app.notFound((c) => {
    const shown = serveDashboard(dashboard, c)
    if (shown !== undefined) return shown
    throw noRoute(app, c.req.method, c.req.path)
  })
  let background: Promise<void> | undefined
  return {
    start: () => {
      background ??= runBackground(services, stop.signal)
    },
    fetch: async (request, bindings = {}) => app.fetch(request, bindings),
    document,
    services,
    close: async () => {
      stop.abort()
      await services.syncs.close()
      await background
    },
  }
}

const versionOne = (services: Services): ApiApp => {
  const app = createApp()
  app.use(
    crossOrigin(services),
    refuseDocuments,
    requireJson,
    limitBody(({ path }) => (path.startsWith('/v1/invoices') ? largeBody : smallBody)),
    authenticate(services),
    limitRequests(services),
    keepAnswers(services),
  )
  for (const routes of [
    providerRoutes,
    connectionRoutes,
    challengeRoutes,
    accountRoutes,
    balanceRoutes,
    transactionRoutes,
    syncRoutes,
    paymentRoutes,
    invoiceRoutes,
    matchRoutes,
    eventRoutes,
    webhookRoutes,
    summaryRoutes,
    exportRoutes,
    adminRoutes,
    userRoutes,
  ]) {
    app.route('/', routes(services))
  }
  return app
}

/** What the framework throws: a body that is no JSON, mostly. */
const toKnown = (error: unknown): unknown => {
  if (!(error instanceof HTTPException)) return error
  return new ApiError({
    status: error.status === 400 ? 400 : 422,
    code: 'invalid_request',
    detail: error.status === 400 ? 'The body cannot be read as JSON.' : 'The request cannot be read.',
    hint: 'Send one JSON object.',
  })
}

const noRoute = (app: ApiApp, method: string, path: string): ApiError => {
  const segments = path.split('/')
  const allowed = new Set<string>()
  for (const route of app.routes) {
    if (route.method === 'ALL') continue
    const pattern = route.path.split('/')
    const fits =
      pattern.length === segments.length &&
      pattern.every((part, index) => part.startsWith(':') || part === segments[index])
    if (fits) allowed.add(route.method)
  }
  if (allowed.size === 0 || allowed.has(method)) {
    return new ApiError({
      status: 404,
      code: 'not_found',
      detail: 'There is nothing at this address.',
      hint: 'All addresses stand in /openapi.json.',
    })
  }
  if (allowed.has('GET')) allowed.add('HEAD')
  return new ApiError({
    status: 405,
    code: 'method_not_allowed',
    detail: `This address does not take ${method.slice(0, 10)}.`,
    headers: { Allow: [...allowed].toSorted().join(', ') },
  })
}
