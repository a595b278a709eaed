import { createHmac } from 'node:crypto'
import type { Random } from '@nostro/core'

/** `whsec_` and 24 random bytes in base64 (Standard Webhooks 1.0). */
export const newWebhookSecret = (random: Random): string => `whsec_${Buffer.from(random.bytes(24)).toString('base64')}`

interface Signed {
  readonly id: string
  /** Seconds since 1970. */
  readonly timestamp: number
  readonly body: string
}

/**
 * The three headers of Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, once for each secret that is valid now.
 *
 * @example
 * signWebhook({ id: 'evt_1', timestamp: 1614265330, body: '{}' }, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])
 */
export const signWebhook = (
  { id, timestamp, body }: Signed,
  secrets: readonly string[],
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> => ({
  'webhook-id': id,
  'webhook-timestamp': String(timestamp),
  'webhook-signature': secrets
    .map((secret) => {
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
      return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
    })
    .join(' '),
})
