import { createRoute, z } from '@hono/zod-openapi'
import { type Connection, NostroError, toInstant } from '@nostro/core'
import type { Context, MiddlewareHandler } from 'hono'
import { type ApiApp, type ApiEnv, body, createApp, json, problems } from '../api/api-env.ts'
import type { BackOfficeOptions } from '../api/api-parts.ts'
import { limitBody } from '../api/body-limit.ts'
import { limitRequests, requireJson } from '../api/middleware.ts'
import type { Services } from '../api/services.ts'
import { authenticate, requireScope } from '../auth/authenticate.ts'
import type { Scope } from '../auth/scopes.ts'
import { problemResponse } from '../errors/problem.ts'
import {
  backOfficePath,
  endedHandle,
  financePath,
  secretsInAddress,
  unknownHandle,
  withHintInDetail,
  wrongClient,
} from './back-office-errors.ts'
import {
  accountsBody,
  accountsSynced,
  callbackBody,
  granted,
  initiateBody,
  initiated,
  transactionsBody,
  transactionsSynced,
} from './back-office-schemas.ts'
import { defaultScope, finishConsent, initiateConsent } from './consent.ts'
import { createConsentHandles } from './consent-handles.ts'
import { addBooks } from './list-books.ts'
import { addReconciliation } from './reconcile-books.ts'
import { syncAccounts } from './sync-accounts.ts'
import { syncTransactions } from './sync-transactions.ts'

const frame = { method: 'post' as const, tags: ['Back office'] }
const security = (scope: Scope) => ({ security: [{ token: [scope] }] })

const initiateRoute = createRoute({
  ...frame,
  path: '/consent/initiate',
  operationId: 'backOfficeInitiateConsent',
  summary: 'Begin a consent: the address of the bank’s page',
  ...security('connect'),
  request: { body: body(initiateBody) },
  responses: { 200: json(initiated, 'Send the customer’s browser to authorization_url'), ...problems },
})

const callbackRoute = createRoute({
  ...frame,
  path: '/consent/callback',
  operationId: 'backOfficeFinishConsent',
  summary: 'The code that the bank’s redirect carried becomes an access token',
  ...security('connect'),
  request: { body: body(callbackBody) },
  responses: { 200: json(granted, 'The consent'), ...problems },
})

const accountsRoute = createRoute({
  ...frame,
  path: '/accounts/sync',
  operationId: 'backOfficeSyncAccounts',
  summary: 'Read the accounts of a consent and keep them',
  ...security('sync'),
  request: {
    body: body(accountsBody),
    query: z.object({ create_missing: z.enum(['true', 'false', '1', '0', 'True', 'False']).optional() }),
  },
  responses: { 200: json(accountsSynced, 'The accounts'), ...problems },
})

const transactionsRoute = createRoute({
  ...frame,
  path: '/transactions/sync',
  operationId: 'backOfficeSyncTransactions',
  summary: 'Read the transactions of an account and keep what is new',
  description: '`imported + skipped = total_fetched`. The ledger reads up to today; `date_to` narrows what is counted.',
  ...security('sync'),
  request: { body: body(transactionsBody) },
  responses: { 200: json(transactionsSynced, 'What was read'), ...problems },
})

/** With a token of this server; in a demonstration on loopback also without one. */
const allow =
  (options: BackOfficeOptions, scope: Scope): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    const isOpen = options.withoutToken === true && /^(127\.|::1$|::ffff:127\.)/.test(c.env?.peer ?? '')
    if (isOpen && c.get('caller').kind === 'none') return next()
    return requireScope(scope)(c, next)
  }

const refuseSecretsInAddress: MiddlewareHandler<ApiEnv> = async (c, next) => {
  for (const name of ['access_token', 'client_id', 'authorization_code'])
    if (c.req.query(name) !== undefined) throw secretsInAddress(name)
  await next()
}

/** The four routes that a back office's accounting program calls, with its names and shapes; absent where none is configured. */
export const backOfficeRoutes = (services: Services): ApiApp => {
  const { backOffice } = services.settings
  const outer = createApp()
  if (backOffice === undefined) return outer
  const app = framed(services)
  app.use('/consent/*', allow(backOffice, 'connect'))
  app.use('/accounts/*', allow(backOffice, 'sync'))
  app.use('/transactions/*', allow(backOffice, 'sync'))
  addConsent(app, services, backOffice)
  addSyncs(app, services, backOffice)
  outer.route(backOfficePath, app)
  const books = framed(services)
  books.use('/bank-accounts/*', allow(backOffice, 'read'))
  const [reads, decides] = [allow(backOffice, 'read'), allow(backOffice, 'invoices')]
  books.use('/bank-transactions/*', (c, next) => (c.req.method === 'POST' ? decides : reads)(c, next))
  addBooks(books, services)
  addReconciliation(books, services)
  outer.route(financePath, books)
  return outer
}

/** Errors in that program’s words, and what every request has to keep to. */
const framed = (services: Services): ApiApp => {
  const app = createApp()
  app.onError((error, c) => {
    const known = withHintInDetail(error)
    if (known === error && !NostroError.isInstance(error) && !('status' in error))
      services.logger.error({ requestId: c.get('requestId'), error: error.stack ?? String(error) }, 'A request failed.')
    return problemResponse(known, { requestId: c.get('requestId') })
  })
  app.use(refuseSecretsInAddress, requireJson, limitBody(64 * 1024), authenticate(services), limitRequests(services))
  return app
}

const addConsent = (app: ApiApp, services: Services, options: BackOfficeOptions): void => {
  const { stores, clock, audit } = services
  const handles = createConsentHandles({ store: services.ledger.store, clock, random: services.random })
  const note = (c: Context<ApiEnv>, action: string, target?: string) =>
    audit.record({
      actor: c.get('caller').id,
      via: 'back-office',
      action,
      target,
      outcome: 'done',
      requestId: c.get('requestId'),
    })

  app.openapi(initiateRoute, async (c) => {
    const { client_id, redirect_uri, scope, country_code } = c.req.valid('json')
    if (client_id !== options.clientId) throw wrongClient()
    const wish = { redirectUri: redirect_uri, scope, country: country_code }
    const { authorizationUrl, state } = await initiateConsent(services, options, wish, c.get('ctx'))
    await note(c, 'consent.initiate')
    return c.json({ authorization_url: authorizationUrl, state }, 200)
  })

  app.openapi(callbackRoute, async (c) => {
    const { client_id, authorization_code, redirect_uri, state } = c.req.valid('json')
    if (client_id !== options.clientId) throw wrongClient()
    const answer = { code: authorization_code, redirectUri: redirect_uri, state }
    const connection = await finishConsent(services, options, answer, c.get('ctx'))
    const validUntil = (await stores.connections.get(connection.id))?.consent?.validUntil
    const { accessToken, refreshToken } = await handles.create({
      client: client_id,
      connection: connection.id,
      expiresAt: validUntil,
    })
    await note(c, 'consent.complete', connection.id)
    const left =
      validUntil === undefined ? 10 * 365 * 86_400 : Math.max(0, Math.floor((validUntil - clock.now()) / 1000))
    return c.json(
      {
        access_token: accessToken,
        token_type: 'Bearer' as const,
        expires_in: left,
        refresh_token: refreshToken,
        scope: defaultScope,
      },
      200,
    )
  })
}

const addSyncs = (app: ApiApp, services: Services, options: BackOfficeOptions): void => {
  const { connections, clock, events } = services
  const handles = createConsentHandles({ store: services.ledger.store, clock, random: services.random })

  const open = async (clientId: string, accessToken: string): Promise<Connection> => {
    if (clientId !== options.clientId) throw wrongClient()
    const handle = await handles.find(accessToken)
    if (handle?.client !== clientId) throw unknownHandle()
    if (handle.expiresAt !== undefined && handle.expiresAt <= clock.now()) throw endedHandle()
    return connections.get(handle.connection).catch(() => {
      throw endedHandle()
    })
  }

  app.openapi(accountsRoute, async (c) => {
    const { client_id, access_token } = c.req.valid('json')
    const connection = await open(client_id, access_token)
    const { create_missing: given } = c.req.valid('query')
    const createMissing = given === undefined || ['true', 'True', '1'].includes(given)
    return c.json(await syncAccounts(services, connection, createMissing, c.get('ctx')), 200)
  })

  app.openapi(transactionsRoute, async (c) => {
    const asked = c.req.valid('json')
    const connection = await open(asked.client_id, asked.access_token)
    const answer = await syncTransactions(
      services,
      connection,
      {
        accountId: asked.account_id,
        bankAccountId: asked.psd2_account_id,
        dateFrom: asked.date_from,
        dateTo: asked.date_to,
        reconcile: asked.auto_reconcile,
      },
      c.get('ctx'),
    )
    await events.publish({
      type: 'transactions.changed',
      data: {
        accountId: asked.account_id,
        connectionId: connection.id,
        added: answer.imported,
        at: toInstant(clock.now()),
      },
    })
    return c.json(answer, 200)
  })
}
