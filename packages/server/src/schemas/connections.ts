import { z } from '@hono/zod-openapi'
import { type Connection, type ConnectionRecord, publicChallenge, toInstant } from '@nostro/core'
import type { EndpointStatus } from '@nostro/ledger'
import type { KeptChallenge } from '../challenges/challenge-store.ts'
import { instant } from './common.ts'

export const connectionSchema = z
  .object({
    id: z.string().openapi({ example: 'ing-1a2b3c4d' }),
    provider: z.string().openapi({ description: 'Name of the provider in the configuration.' }),
    providerName: z.string(),
    label: z.string().optional(),
    owner: z.string().optional(),
    status: z.enum(['active', 'expiring', 'expired']),
    consentValidUntil: instant.optional(),
    daysLeft: z.number().int().optional(),
    freshness: z.object({
      asOf: instant.optional(),
      lastError: z.string().optional(),
      state: z
        .string()
        .optional()
        .openapi({ description: 'fresh, late, stale, or blocked until a person does something' }),
      why: z.string().optional().openapi({ description: 'Why it is not read earlier.' }),
      nextReadAt: instant.optional(),
      readsLeft: z.number().int().optional().openapi({
        description:
          'Unattended reads that the bank still allows in these 24 hours; absent where it sets no such limit.',
      }),
    }),
    accountIds: z.array(z.string()),
    createdAt: instant.optional(),
  })
  .openapi('Connection')

const fieldSchema = z.object({
  name: z.string(),
  label: z.string(),
  kind: z.enum(['text', 'secret', 'choice']),
  options: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
  media: z.object({ type: z.string(), data: z.string() }).optional(),
})

export const challengeSchema = z
  .object({
    id: z.string().openapi({ example: 'chl_01J…' }),
    status: z.enum(['pending', 'answering', 'complete', 'failed', 'cancelled']),
    kind: z.enum(['redirect', 'decoupled', 'input', 'none']),
    connectionId: z.string().optional(),
    paymentId: z.string().optional(),
    view: z.object({
      url: z.string().optional().openapi({ description: 'Send the customer’s own browser there.' }),
      qrText: z.string().optional(),
      launchUrl: z.string().optional(),
      state: z.string().optional(),
      message: z.record(z.string(), z.string()).optional(),
      fields: z.array(fieldSchema).optional(),
    }),
    expiresAt: instant,
    pollAfterMs: z.number().int().optional(),
    failure: z.string().optional(),
  })
  .openapi('Challenge')

interface Accounts {
  readonly id: string
  readonly connection: string
  readonly asOf?: number | undefined
  readonly lastError?: string | undefined
}

/** What is known of a connection beside itself. */
export interface ConnectionContext {
  readonly accounts: readonly Accounts[]
  readonly record?: ConnectionRecord | undefined
  readonly endpoints?: readonly EndpointStatus[] | undefined
}

const worstFirst = ['blocked', 'stale', 'late', 'fresh'] as const

export const toConnection = (
  connection: Connection,
  { accounts, record, endpoints = [] }: ConnectionContext,
): z.infer<typeof connectionSchema> => {
  const { consent, provider } = connection
  const read = endpoints.filter(({ connection: id }) => id === connection.id)
  const worst = worstFirst.flatMap((state) => read.find((endpoint) => endpoint.state === state) ?? [])[0]
  const left = read.flatMap(({ budgetLeft }) => budgetLeft ?? [])
  const own = accounts.filter(({ connection: id }) => id === connection.id)
  const oldest = own.map(({ asOf }) => asOf).reduce<number | undefined>(earlier, undefined)
  return {
    id: connection.id,
    provider: connection.instance,
    providerName: provider.manifest.name,
    label: connection.label,
    owner: connection.owner,
    status: consent.status === 'valid' || consent.status === 'unlimited' ? 'active' : consent.status,
    consentValidUntil: at(record?.consent?.validUntil),
    daysLeft: 'daysLeft' in consent ? consent.daysLeft : undefined,
    freshness: {
      asOf: at(oldest),
      lastError: own.find(({ lastError }) => lastError !== undefined)?.lastError,
      state: worst?.state,
      why: worst?.why,
      nextReadAt: at(worst?.nextAt),
      readsLeft: left.length === 0 ? undefined : Math.min(...left),
    },
    accountIds: own.map(({ id }) => id),
    createdAt: at(record?.createdAt),
  }
}

const earlier = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b)

const at = (epochMs: number | undefined): string | undefined => (epochMs === undefined ? undefined : toInstant(epochMs))

export const toChallenge = (kept: KeptChallenge): z.infer<typeof challengeSchema> => {
  const shown = publicChallenge(kept.challenge)
  return {
    id: kept.id,
    status: kept.state,
    kind: shown.kind,
    connectionId: kept.connection,
    paymentId: kept.payment,
    view: toView(shown),
    expiresAt: toInstant(kept.expiresAt),
    pollAfterMs: shown.pollAfterMs,
    failure: kept.failure,
  }
}

const toView = (shown: ReturnType<typeof publicChallenge>): z.infer<typeof challengeSchema>['view'] => {
  switch (shown.kind) {
    case 'redirect':
      return { url: shown.url }
    case 'decoupled':
      return { qrText: shown.qrText, launchUrl: shown.launchUrl, state: shown.state, message: { ...shown.message } }
    case 'input':
      return {
        message: shown.message === undefined ? undefined : { ...shown.message },
        fields: shown.fields.map(({ name, label, kind, options, media }) => ({
          name,
          label,
          kind,
          options: options === undefined ? undefined : [...options],
          media,
        })),
      }
    case 'none':
      return {}
  }
}
