import type { Clock, Random } from '@nostro/core'
import { query, queryOne, type SqlStore } from '@nostro/ledger'
import { type EventType, eventTypes } from '../events/event-types.ts'
import { createId } from '../store/ids.ts'
import type { Sealer } from '../store/seal.ts'
import { newWebhookSecret } from './sign-webhook.ts'

export interface Webhook {
  readonly id: string
  readonly url: string
  /** Empty: all of them. */
  readonly types: readonly EventType[]
  readonly status: 'active' | 'paused' | 'disabled'
  /** Why it was disabled. */
  readonly reason?: string | undefined
  readonly createdAt: number
  /** Last event that was delivered, or passed over. */
  readonly cursor: number
  /** Failed tries of the event after it, since the webhook was switched on. */
  readonly tries: number
}

export interface Delivery {
  readonly id: string
  readonly event: number
  readonly attempt: number
  readonly status: 'delivered' | 'failed'
  readonly httpStatus?: number | undefined
  readonly at: number
  /** When it is tried again. */
  readonly nextAt?: number | undefined
}

interface Secret {
  readonly secret: string
  /** After a rotation the old one signs too, until then. */
  readonly until?: number | undefined
}

interface WebhookRow {
  readonly id: string
  readonly url: string
  readonly types: string
  readonly secrets: Uint8Array
  readonly status: Webhook['status']
  readonly reason: string | null
  readonly created_at: number | bigint
  readonly cursor: number | bigint
  readonly tries: number
}

interface DeliveryRow {
  readonly id: string
  readonly event: number | bigint
  readonly attempt: number
  readonly status: Delivery['status']
  readonly http_status: number | null
  readonly at: number | bigint
  readonly next_at: number | bigint | null
}

const columns = 'id, url, types, secrets, status, reason, created_at, cursor, tries'
const rotationMs = 24 * 3_600_000

const toWebhook = (row: WebhookRow): Webhook => ({
  id: row.id,
  url: row.url,
  types: row.types.split(' ').filter((type): type is EventType => eventTypes.some((known) => known === type)),
  status: row.status,
  reason: row.reason ?? undefined,
  createdAt: Number(row.created_at),
  cursor: Number(row.cursor),
  tries: row.tries,
})

const toDelivery = (row: DeliveryRow): Delivery => ({
  id: row.id,
  event: Number(row.event),
  attempt: row.attempt,
  status: row.status,
  httpStatus: row.http_status ?? undefined,
  at: Number(row.at),
  nextAt: row.next_at === null ? undefined : Number(row.next_at),
})

interface StoreParts {
  readonly store: SqlStore
  readonly clock: Clock
  readonly random: Random
  readonly sealer: Sealer
}

export type WebhookStore = ReturnType<typeof createWebhookStore>

/** Webhooks, their sealed secrets, and each try to deliver. */
export const createWebhookStore = ({ store, clock, random, sealer }: StoreParts) => {
  const seal = (id: string, secrets: readonly Secret[]): Uint8Array => sealer.seal(id, JSON.stringify(secrets))
  const get = async (id: string): Promise<Webhook | undefined> => {
    const row = await store.read(() => queryOne<WebhookRow>(`select ${columns} from server_webhook where id = ?`, id))
    return row === undefined ? undefined : toWebhook(row)
  }
  return {
    get,
    /** The secret is shown this once. */
    create: async (url: string, types: readonly EventType[], cursor: number) => {
      const id = createId('whk', { clock, random })
      const secret = newWebhookSecret(random)
      await store.write(() =>
        query(
          `insert into server_webhook (${columns}) values (?, ?, ?, ?, 'active', null, ?, ?, 0)`,
          id,
          url,
          types.join(' '),
          seal(id, [{ secret }]),
          clock.now(),
          cursor,
        ),
      )
      return { id, secret }
    },
    list: async (): Promise<readonly Webhook[]> =>
      (await store.read(() => query<WebhookRow>(`select ${columns} from server_webhook order by id`))).map(toWebhook),
    change: async (
      id: string,
      {
        url,
        types,
        status,
      }: {
        readonly url?: string | undefined
        readonly types?: Webhook['types'] | undefined
        readonly status?: Webhook['status'] | undefined
      },
    ): Promise<Webhook | undefined> => {
      await store.write(() =>
        query(
          `update server_webhook set url = coalesce(cast(? as text), url), types = coalesce(cast(? as text), types), status = coalesce(cast(? as text), status),
            reason = case when cast(? as text) is null then reason else null end, next_at = null, tries = 0 where id = ?`,
          url ?? null,
          types?.join(' ') ?? null,
          status ?? null,
          status ?? null,
          id,
        ),
      )
      return get(id)
    },
    disable: (id: string, reason: string) =>
      store.write(() => query("update server_webhook set status = 'disabled', reason = ? where id = ?", reason, id)),
    remove: (id: string): Promise<boolean> =>
      store.write(function* () {
        yield* query('delete from server_delivery where webhook = ?', id)
        return (yield* query('delete from server_webhook where id = ? returning id', id)).length > 0
      }),
    /** A new secret; the one before signs too for a day. */
    rotate: (id: string): Promise<string | undefined> =>
      store.write(function* () {
        const row = yield* queryOne<WebhookRow>(`select ${columns} from server_webhook where id = ? for update`, id)
        if (row === undefined) return undefined
        const [newest] = JSON.parse(sealer.open(id, row.secrets)) as readonly Secret[]
        const secret = newWebhookSecret(random)
        const kept = newest === undefined ? [] : [{ ...newest, until: clock.now() + rotationMs }]
        yield* query('update server_webhook set secrets = ? where id = ?', seal(id, [{ secret }, ...kept]), id)
        return secret
      }),
    /** Secrets that sign now, newest first. */
    secrets: async (id: string): Promise<readonly string[]> => {
      const row = await store.read(() => queryOne<WebhookRow>(`select ${columns} from server_webhook where id = ?`, id))
      if (row === undefined) return []
      return (JSON.parse(sealer.open(id, row.secrets)) as readonly Secret[])
        .filter(({ until }) => until === undefined || until > clock.now())
        .map(({ secret }) => secret)
    },
    /** One process at a time works on a webhook. False: another one does, or it is not due. */
    claim: async (id: string, forMs: number): Promise<boolean> => {
      const now = clock.now()
      const rows = await store.write(() =>
        query(
          `update server_webhook set lease_until = ? where id = ? and status = 'active'
            and (lease_until is null or lease_until <= ?) and (next_at is null or next_at <= ?) returning id`,
          now + forMs,
          id,
          now,
          now,
        ),
      )
      return rows.length > 0
    },
    /** The one that works on it goes on for longer. */
    renew: (id: string, forMs: number) =>
      store.write(() => query('update server_webhook set lease_until = ? where id = ?', clock.now() + forMs, id)),
    release: (id: string) => store.write(() => query('update server_webhook set lease_until = null where id = ?', id)),
    advance: (id: string, cursor: number) =>
      store.write(() =>
        query(
          'update server_webhook set cursor = ?, next_at = null, tries = 0 where id = ? and cursor < ?',
          cursor,
          id,
          cursor,
        ),
      ),
    /** Writes a try down, and where the webhook goes on: after the event, or at it again. */
    record: (webhook: string, delivery: Omit<Delivery, 'id' | 'at'>): Promise<void> =>
      store.write(function* () {
        yield* query(
          `insert into server_delivery (id, webhook, event, attempt, status, http_status, at, next_at)
            values (?, ?, ?, ?, ?, ?, ?, ?)`,
          createId('dlv', { clock, random }),
          webhook,
          delivery.event,
          delivery.attempt,
          delivery.status,
          delivery.httpStatus ?? null,
          clock.now(),
          delivery.nextAt ?? null,
        )
        if (delivery.status === 'delivered')
          yield* query(
            'update server_webhook set cursor = ?, next_at = null, tries = 0 where id = ? and cursor < ?',
            delivery.event,
            webhook,
            delivery.event,
          )
        else
          yield* query(
            'update server_webhook set next_at = ?, tries = ? where id = ?',
            delivery.nextAt ?? null,
            delivery.attempt,
            webhook,
          )
      }),
    deliveries: async (id: string, limit: number): Promise<readonly Delivery[]> => {
      const rows = await store.read(() =>
        query<DeliveryRow>(
          `select id, event, attempt, status, http_status, at, next_at from server_delivery where webhook = ?
            order by at desc, event desc, attempt desc limit ?`,
          id,
          limit,
        ),
      )
      return rows.map(toDelivery)
    },
    /** When the next one is due; nothing when all wait for events. */
    nextDue: async (): Promise<number | undefined> => {
      const row = await store.read(() =>
        queryOne<{ at: number | bigint | null }>(
          "select min(next_at) as at from server_webhook where status = 'active' and next_at is not null",
        ),
      )
      return row?.at === null || row?.at === undefined ? undefined : Number(row.at)
    },
  }
}
