import { type KeyObject, sign } from 'node:crypto'
import type { BunqState, Occurrence } from '../state/bunq-state.ts'
import type { NotificationFilter } from '../state/records.ts'
import { wireJson } from '../wire/wire-json.ts'
import type { Deliver } from './deliver.ts'
import { isLocal } from './notification-filter.ts'

export interface WebhookServices {
  readonly deliver: Deliver
  readonly privateKey: KeyObject
  readonly signal: AbortSignal
  /** Called when work was put off to a later time of the simulated clock: somebody must look at it then. */
  readonly wake: () => void
}

interface Message {
  readonly filter: NotificationFilter
  readonly eventType: string
  readonly objectId: number
  readonly body: string
}

const TRIES = 6
const RETRY_MS = 60_000

/** The bank's signature over the body of a delivery. */
export const signatureHeader = (body: string, privateKey: KeyObject): Readonly<Record<string, string>> => ({
  'X-Bunq-Server-Signature': sign('sha256', Buffer.from(body), privateKey).toString('base64'),
})

/** The body of a delivery. */
export const notificationBody = (
  occurrence: Occurrence,
  {
    category,
    eventType,
    target,
  }: { readonly category: string; readonly eventType: string; readonly target: string | null },
): string =>
  wireJson({
    NotificationUrl: { target_url: target, category, event_type: eventType, object: occurrence.wire() },
  })

const send = async (state: BunqState, services: WebhookServices, message: Message): Promise<number> => {
  const url = message.filter.target ?? ''
  if (!isLocal(url)) throw new Error('the simulator delivers to receivers on this machine only')
  return services.deliver({
    url,
    body: message.body,
    headers: {
      'Content-Type': 'application/json',
      'User-Agent': 'bunq-simulator',
      ...(state.switches.signWebhooks ? signatureHeader(message.body, services.privateKey) : {}),
    },
    trusted: state.records.pinned
      .filter(({ userId }) => userId === message.filter.userId)
      .flatMap(({ chain }) => chain),
    signal: services.signal,
  })
}

const giveUp = (state: BunqState, message: Message, outcome: { message: string; code: number | null }): void => {
  const at = state.now()
  state.records.failures.push({
    id: state.nextId(),
    created: at,
    updated: at,
    userId: message.filter.userId,
    filter: message.filter,
    eventType: message.eventType,
    objectId: message.objectId,
    message: outcome.message,
    responseCode: outcome.code,
    body: message.body,
  })
}

/** One try; a failed one is tried again a minute later, six times in all. */
const attempt = async (state: BunqState, services: WebhookServices, message: Message, count: number): Promise<void> => {
  let outcome: { message: string; code: number | null }
  try {
    const code = await send(state, services, message)
    if (code >= 200 && code < 300) return
    outcome = { message: `the receiver answered ${code}`, code }
  } catch (error) {
    outcome = { message: error instanceof Error ? error.message : String(error), code: null }
  }
  if (services.signal.aborted) return
  if (count >= TRIES) {
    giveUp(state, message, outcome)
    return
  }
  const { eventType, objectId, filter } = message
  const waiting = { at: state.now() + RETRY_MS, url: filter.target ?? '', eventType, objectId, tries: count }
  state.waitingDeliveries.add(waiting)
  const again = (): void => {
    state.waitingDeliveries.delete(waiting)
    void attempt(state, services, message, count + 1)
  }
  state.jobs.push({ at: waiting.at, run: again })
  services.wake()
}

const isFor = (occurrence: Occurrence, filter: NotificationFilter): boolean =>
  filter.kind === 'url' &&
  filter.userId === occurrence.userId &&
  (filter.accountId === null || filter.accountId === occurrence.accountId)

/** Sends what happens to the receivers that asked for it. */
export const startWebhooks = (state: BunqState, services: WebhookServices): void => {
  state.redeliver = ({ filter, eventType, objectId, body }) => {
    void attempt(state, services, { filter, eventType, objectId, body }, TRIES)
  }
  state.listeners.push((occurrence) => {
    for (const [category, eventType] of occurrence.notices) {
      for (const filter of state.records.filters) {
        if (filter.category !== category || !isFor(occurrence, filter)) continue
        const body = notificationBody(occurrence, { category, eventType, target: filter.target })
        void attempt(state, services, { filter, eventType, objectId: occurrence.objectId, body }, 1)
      }
    }
  })
}
