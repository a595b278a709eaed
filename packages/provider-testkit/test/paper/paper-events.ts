import { createHash } from 'node:crypto'
import { type EventSubscription, type EventsProvider, NostroError, parseJson } from '@nostro/core'
import { z } from 'zod'
import type { PaperClient } from './paper-client.ts'
import { checkContext, toSafeText } from './paper-parts.ts'
import { hooksSchema } from './paper-schemas.ts'
import { isSealed } from './paper-signing.ts'

const deliverySchema = z.object({
  id: z.string().min(1),
  category: z.string().min(1),
  type: z.string().min(1),
  account: z.string().optional(),
  object: z.object({ type: z.string().min(1), id: z.string() }),
})

const refuse = (code: 'verification_failed' | 'protocol_violation', message: string): NostroError =>
  new NostroError({
    code,
    provider: 'paper',
    message,
    hint: 'Answer the delivery with an error, and look where it came from.',
  })

const readBody = (body: Uint8Array): unknown => {
  try {
    return parseJson(body)
  } catch {
    throw refuse('protocol_violation', 'The delivery is no JSON.')
  }
}

const toWire = ({ category, url }: EventSubscription) => ({ category, url })

export const createPaperEvents = (client: PaperClient, sealSecret: string): EventsProvider => ({
  subscriptions: async (access, ctx) => {
    checkContext(ctx)
    return (await client.get(access, { route: 'GET /hooks', target: '/hooks', schema: hooksSchema, ctx })).hooks
  },
  subscribe: async (access, wanted, ctx) => {
    checkContext(ctx)
    return (
      await client.put(
        access,
        { route: 'PUT /hooks', target: '/hooks', schema: hooksSchema, ctx },
        { hooks: wanted.map(toWire) },
      )
    ).hooks
  },
  receive: async (_access, { headers, body }, ctx) => {
    checkContext(ctx)
    const seal = headers['x-paper-seal']
    if (seal !== undefined && !isSealed(sealSecret, body, seal)) {
      throw refuse('verification_failed', 'The seal of the delivery does not hold.')
    }
    const read = deliverySchema.safeParse(readBody(body))
    if (!read.success) throw refuse('protocol_violation', 'The body is no delivery of Paper Bank.')
    const { id, category, type, account, object } = read.data
    return {
      provider: 'paper',
      category: toSafeText(category),
      type: toSafeText(type),
      deduplicationKey: createHash('sha256').update(`${category} ${id}`).digest('hex'),
      authenticity: seal === undefined ? 'unverified' : 'verified',
      accountId: account,
      objectType: object.type,
      objectId: object.id,
      raw: read.data,
    }
  },
})
