import { createHash } from 'node:crypto'
import { type BankEvent, NostroError, parseJson } from '@nostro/core'
import { z } from 'zod'

const deliverySchema = z.object({
  NotificationUrl: z.object({
    category: z.string(),
    event_type: z.string().nullish(),
    object: z.record(z.string(), z.unknown()),
  }),
})

const objectSchema = z.object({
  id: z.union([z.number(), z.string()]).nullish(),
  monetary_account_id: z.union([z.number(), z.string()]).nullish(),
  updated: z.string().nullish(),
})

/**
 * A delivery of any category, from its raw body. Objects and event types that are new to us come through as they are.
 * @throws NostroError `protocol_violation` when the body is not a notification
 *
 * @example
 * const event = parseWebhook(body, verifyWebhook(incoming, { serverPublicKey }))
 */
export const parseWebhook = (body: Uint8Array, isVerified = false): BankEvent => {
  const parsed = deliverySchema.safeParse(read(body))
  const [entry] = Object.entries(parsed.data?.NotificationUrl.object ?? {})
  if (!parsed.success || entry === undefined) throw notANotification()
  const { category, event_type: type } = parsed.data.NotificationUrl
  const [objectType, raw] = entry
  const { id, monetary_account_id: accountId, updated } = objectSchema.safeParse(raw).data ?? {}
  // A payment happens once, whatever is noted on it later; other objects change, and each change is news.
  const version = objectType === 'Payment' || updated == null ? [] : [updated]
  const key = [category, type ?? '', objectType, id ?? toDigest(body), ...version].join('/')
  return {
    provider: 'bunq',
    category,
    type: type ?? 'unknown',
    deduplicationKey: key,
    authenticity: isVerified ? 'verified' : 'unverified',
    objectType,
    objectId: id == null ? undefined : String(id),
    accountId: accountId == null ? undefined : String(accountId),
    raw: { [objectType]: raw },
  }
}

const read = (body: Uint8Array): unknown => {
  try {
    return parseJson(body)
  } catch {
    return undefined
  }
}

/** Objects without id are distinguished by their whole content. */
const toDigest = (body: Uint8Array): string => createHash('sha256').update(body).digest('base64url')

const notANotification = (): NostroError =>
  new NostroError({
    code: 'protocol_violation',
    provider: 'bunq',
    message: 'The body is not a notification of bunq.',
    hint: 'Give the raw body of the POST. Anybody may send to an open address: such a body is to be ignored.',
  })
