import { type Clock, type Logger, type Random, toInstant } from '@nostro/core'
import type { EventLog } from '../events/event-log.ts'
import type { StoredEvent } from '../events/event-types.ts'
import { type SendParts, sendWebhook, type WebhookAnswer } from './send-webhook.ts'
import { signWebhook } from './sign-webhook.ts'
import type { Webhook, WebhookStore } from './webhook-store.ts'

const minute = 60_000
const hour = 60 * minute
/** Waits after the first try and each one after it (section 2.6); then the webhook is disabled. */
export const retryWaitsMs: readonly number[] = [5000, minute, 5 * minute, 30 * minute, 2 * hour, 8 * hour, 24 * hour]

const leaseMs = 60_000
const pageSize = 100
/** Other processes publish events too: nobody sleeps for longer. */
const longestSleepMs = 15_000

export interface WebhookSender {
  /** Delivers what is due now, in order; at least once. @returns tries that were made */
  tick(): Promise<number>
  /** One event now, whatever was delivered before; it changes no order. */
  deliver(webhook: Webhook, event: StoredEvent): Promise<WebhookAnswer>
  /** Delivers until the signal aborts; a delivery that runs is finished first. */
  run(signal: AbortSignal): Promise<void>
}

interface SenderParts extends SendParts {
  readonly webhooks: WebhookStore
  readonly events: EventLog
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

const bodyOf = ({ id, type, at, data }: StoredEvent): string =>
  JSON.stringify({ id, type, createdAt: toInstant(at), data })

/** Delivers events to webhooks: at least once, in the order of the log, with tries that survive a restart. */
export const createWebhookSender = (parts: SenderParts): WebhookSender => {
  const { webhooks, events, clock, random, logger } = parts

  const deliver = async (webhook: Webhook, event: StoredEvent): Promise<WebhookAnswer> => {
    const body = bodyOf(event)
    const signed = { id: event.id, timestamp: Math.floor(clock.now() / 1000), body }
    const headers = { ...signWebhook(signed, await webhooks.secrets(webhook.id)), 'user-agent': 'Nostro-Webhooks' }
    return sendWebhook(new URL(webhook.url), headers, body, parts)
  }

  const disable = async (webhook: Webhook, reason: string): Promise<void> => {
    await webhooks.disable(webhook.id, reason)
    logger.warn({ webhook: webhook.id, reason }, 'A webhook was disabled.')
    await events.publish({ type: 'webhook.disabled', data: { webhookId: webhook.id, reason } })
  }

  /** True when the event is done with and the next one may go. */
  const tryOne = async (webhook: Webhook, event: StoredEvent): Promise<boolean> => {
    const answer = await deliver(webhook, event)
    const attempt = webhook.tries + 1
    const { status: httpStatus } = answer
    if (httpStatus !== undefined && httpStatus >= 200 && httpStatus < 300) {
      await webhooks.record(webhook.id, { event: event.seq, attempt, status: 'delivered', httpStatus })
      return true
    }
    const wait = httpStatus === 410 ? undefined : retryWaitsMs[attempt - 1]
    const jittered = wait === undefined ? undefined : Math.round(wait * (0.9 + random.fraction() * 0.2))
    const asked = Math.min(answer.retryAfterMs ?? 0, 24 * hour)
    const nextAt = jittered === undefined ? undefined : clock.now() + Math.max(jittered, asked)
    await webhooks.record(webhook.id, { event: event.seq, attempt, status: 'failed', httpStatus, nextAt })
    if (nextAt === undefined)
      await disable(webhook, httpStatus === 410 ? 'The host answered 410: it wants no more.' : 'All tries failed.')
    return false
  }

  const work = async (id: string): Promise<number> => {
    if (!(await webhooks.claim(id, leaseMs))) return 0
    let tries = 0
    try {
      for (;;) {
        const webhook = await webhooks.get(id)
        if (webhook?.status !== 'active') return tries
        const page = await events.after(webhook.cursor, pageSize)
        const event = page.find(({ type }) => webhook.types.length === 0 || webhook.types.includes(type))
        if (event === undefined) {
          const last = page.at(-1)
          if (last === undefined) return tries
          await webhooks.advance(id, last.seq)
          continue
        }
        tries += 1
        await webhooks.renew(id, leaseMs)
        if (!(await tryOne(webhook, event))) return tries
      }
    } finally {
      await webhooks.release(id)
    }
  }

  const tick = async (): Promise<number> => {
    const all = await webhooks.list()
    const active = all.filter(({ status }) => status === 'active')
    const tries = await Promise.all(active.map(({ id }) => work(id)))
    return tries.reduce((sum, count) => sum + count, 0)
  }

  const run = async (signal: AbortSignal): Promise<void> => {
    let wake = (): void => undefined
    const stopListening = events.listen({ onLog: () => wake() })
    try {
      while (!signal.aborted) {
        const pause = new AbortController()
        wake = () => pause.abort()
        const stop = (): void => pause.abort()
        signal.addEventListener('abort', stop, { once: true })
        try {
          await tick()
          const due = await webhooks.nextDue()
          const wait = due === undefined ? longestSleepMs : Math.max(0, due - clock.now())
          await clock.sleep(Math.min(wait, longestSleepMs), pause.signal).catch(() => undefined)
        } catch (error) {
          logger.error({ error: String(error) }, 'Webhooks could not be delivered.')
          await clock.sleep(longestSleepMs, signal).catch(() => undefined)
        } finally {
          signal.removeEventListener('abort', stop)
        }
      }
    } finally {
      stopListening()
    }
  }
  return { tick, deliver, run }
}
