import { createRoute, z } from '@hono/zod-openapi'
import { NostroError } from '@nostro/core'
import { type ApiApp, createApp, json, problems } from '../api/api-env.ts'
import type { Services } from '../api/services.ts'
import { secured } from '../auth/authenticate.ts'
import { notFound } from '../errors/api-error.ts'

const traits = z.object({
  scope: z.string(),
  stableFromPendingToBooked: z.boolean().nullable(),
  stableAcrossConsents: z.boolean(),
})

const providerSchema = z
  .object({
    id: z.string().openapi({ description: 'Its name in the configuration.' }),
    provider: z.string(),
    name: z.string(),
    countries: z.array(z.string()),
    environment: z.string(),
    capabilities: z.array(z.string()),
    authentication: z.array(z.string()),
    signatureSchemes: z.array(z.string()),
    paymentKinds: z.array(z.string()),
    checksPayees: z.boolean().openapi({ description: 'It says whether a payee’s name belongs to the account.' }),
    rateLimits: z.array(z.object({ name: z.string(), limit: z.number(), windowSeconds: z.number() })),
    unattendedReads: z.number().int().nullable(),
    historyDays: z.number().int().nullable(),
    listsPending: z.boolean(),
    ids: z.object({ account: traits, transaction: traits, payment: traits }),
    hasInstitutions: z.boolean(),
  })
  .openapi('Provider')

const listRoute = createRoute({
  method: 'get',
  path: '/providers',
  operationId: 'listProviders',
  tags: ['Providers'],
  summary: 'The configured banks: what each can do, how it authenticates, its limits',
  ...secured('read'),
  responses: { 200: json(z.object({ data: z.array(providerSchema) }), 'The providers'), ...problems },
})

const idParameter = z.object({ id: z.string().openapi({ example: 'ing' }) })

const getRoute = createRoute({
  method: 'get',
  path: '/providers/{id}',
  operationId: 'getProvider',
  tags: ['Providers'],
  summary: 'One configured bank',
  ...secured('read'),
  request: { params: idParameter },
  responses: { 200: json(providerSchema, 'The provider'), ...problems },
})

const institutionSchema = z
  .object({
    name: z.string(),
    country: z.string().optional(),
    bic: z.string().optional(),
    logoUrl: z.string().optional(),
    maximumConsentDays: z.number().optional(),
    customerTypes: z.array(z.enum(['personal', 'business'])).optional(),
    beta: z.boolean().optional(),
  })
  .openapi('Institution')

const institutionsRoute = createRoute({
  method: 'get',
  path: '/providers/{id}/institutions',
  operationId: 'listInstitutions',
  tags: ['Providers'],
  summary: 'The banks that can be chosen, where a provider stands for many',
  ...secured('read'),
  request: {
    params: idParameter,
    query: z.strictObject({
      country: z.string().length(2).optional(),
      search: z.string().max(100).optional(),
      customerType: z.enum(['personal', 'business']).optional(),
    }),
  },
  responses: { 200: json(z.object({ data: z.array(institutionSchema) }), 'The institutions'), ...problems },
})

export const providerRoutes = ({ registry }: Services): ApiApp => {
  const app = createApp()
  const find = (id: string) => {
    const found = registry.all.find(({ instance }) => instance === id)
    if (found === undefined) throw notFound('provider', 'List them: GET /v1/providers')
    return found
  }
  app.openapi(listRoute, (c) => c.json({ data: registry.all.map(toProvider) }, 200))
  app.openapi(getRoute, (c) => c.json(toProvider(find(c.req.valid('param').id)), 200))
  app.openapi(institutionsRoute, async (c) => {
    const { provider } = find(c.req.valid('param').id)
    if (provider.institutions === undefined) {
      throw new NostroError({
        code: 'invalid_request',
        provider: provider.manifest.id,
        message: `${provider.manifest.name} is one bank: there is nothing to choose.`,
        hint: 'Start the connection without an institution.',
      })
    }
    const found = await provider.institutions(c.req.valid('query'), c.get('ctx'))
    const data = found.map(({ name, country, bic, logoUrl, maximumConsentDays, customerTypes, beta }) => ({
      name,
      country,
      bic,
      logoUrl,
      maximumConsentDays,
      customerTypes: customerTypes === undefined ? undefined : [...customerTypes],
      beta,
    }))
    return c.json({ data }, 200)
  })
  return app
}

const toProvider = ({ instance, provider }: Services['registry']['all'][number]): z.infer<typeof providerSchema> => {
  const { manifest } = provider
  return {
    id: instance,
    provider: manifest.id,
    name: manifest.name,
    countries: [...manifest.countries],
    environment: manifest.environment,
    capabilities: [...manifest.capabilities],
    authentication: [...manifest.authentication],
    signatureSchemes: [...manifest.signatureSchemes],
    paymentKinds: [...manifest.paymentKinds],
    checksPayees: provider.payments?.verifyPayee !== undefined,
    rateLimits: manifest.rateLimits.map(({ name, limit, windowSeconds }) => ({ name, limit, windowSeconds })),
    unattendedReads: manifest.unattendedReads,
    historyDays: manifest.historyDays,
    listsPending: manifest.lists.pending,
    ids: {
      account: manifest.ids.account,
      transaction: manifest.ids.transaction,
      payment: manifest.ids.payment,
    },
    hasInstitutions: provider.institutions !== undefined,
  }
}
