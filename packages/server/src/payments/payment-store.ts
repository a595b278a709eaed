import { createHash } from 'node:crypto'
import type { Clock, Evidence, PayeeVerificationRecord, Payment, PaymentRef, Random } from '@nostro/core'
import { query, queryOne, type SqlStore, type SqlWork } from '@nostro/ledger'
import { ApiError } from '../errors/api-error.ts'
import { createId } from '../store/ids.ts'
import type { Sealer } from '../store/seal.ts'

export type PaymentState =
  | 'draft'
  | 'submitting'
  | 'sca_required'
  | 'accepted'
  | 'executed'
  | 'rejected'
  | 'cancelled'
  | 'outcome_unknown'

/** A payment of this server. What was sent, and how far it is. */
export interface KeptPayment {
  readonly id: string
  readonly connection: string
  readonly status: PaymentState
  /** The key that goes to the bank: made here, never the caller's. */
  readonly intentKey: string
  readonly payment: Payment
  readonly ref?: PaymentRef | undefined
  readonly transactionStatus?: string | undefined
  readonly reasons?: readonly string[] | undefined
  readonly challenge?: string | undefined
  /** A person’s signature under this very payment; it goes to the bank with it, and is kept. */
  readonly approval?: Evidence | undefined
  /** What the payee's bank said of name and account; it goes to the bank with the payment, and is kept. */
  readonly payee?: PayeeVerificationRecord | undefined
  readonly submittedAt?: number | undefined
  readonly createdAt: number
  readonly updatedAt: number
  readonly revision: number
}

export interface PaymentStore {
  /** One payment for each caller and key; another body under the same key is refused. */
  create(wanted: NewPayment): Promise<{ readonly kept: KeptPayment; readonly replayed: boolean }>
  get(id: string): Promise<KeptPayment | undefined>
  list(limit: number): Promise<readonly KeptPayment[]>
  /** Being sent since before this moment, or with a lost answer. */
  unsettled(before: number): Promise<readonly KeptPayment[]>
  /** Writes when the stored revision is that of `before`; nothing when another writer was first. `also` runs in the same
   * transaction, before. */
  change(
    before: KeptPayment,
    change: Partial<KeptPayment>,
    also?: () => SqlWork<void>,
  ): Promise<KeptPayment | undefined>
}

export interface NewPayment {
  readonly caller: string
  readonly key: string
  readonly connection: string
  readonly payment: Payment
}

interface Row {
  readonly id: string
  readonly body: string
  readonly revision: number | bigint
}

interface PaymentParts {
  readonly store: SqlStore
  readonly clock: Clock
  readonly random: Random
  readonly sealer: Sealer
}

const route = 'POST /v1/payments'

export const createPaymentStore = ({ store, clock, random, sealer }: PaymentParts): PaymentStore => {
  const seal = (kept: KeptPayment): string => Buffer.from(sealer.seal(kept.id, JSON.stringify(kept))).toString('base64')
  const open = ({ id, body, revision }: Row): KeptPayment => ({
    ...(JSON.parse(sealer.open(id, Buffer.from(body, 'base64'))) as KeptPayment),
    revision: Number(revision),
  })
  const columns = 'id, body, revision'

  return {
    create: async ({ caller, key, connection, payment }) => {
      const hash = createHash('sha256')
        .update(JSON.stringify([connection, payment]))
        .digest('hex')
      const now = clock.now()
      const id = createId('pay', { clock, random })
      const kept: KeptPayment = {
        id,
        connection,
        status: 'draft',
        intentKey: random.uuid(),
        payment,
        createdAt: now,
        updatedAt: now,
        revision: 1,
      }
      return store.write(function* () {
        const known = yield* queryOne<{ body_hash: string; answer: string }>(
          'select body_hash, answer from server_idempotency where token = ? and route = ? and idempotency_key = ?',
          caller,
          route,
          key,
        )
        if (known !== undefined) {
          if (known.body_hash !== hash) throw reusedKey()
          const row = yield* queryOne<Row>(`select ${columns} from server_payment where id = ?`, known.answer)
          if (row !== undefined) return { kept: open(row), replayed: true }
        }
        yield* query(
          `insert into server_payment (id, connection, intent_key, status, body, created_at, updated_at, created_by, revision)
            values (?, ?, ?, 'draft', ?, ?, ?, ?, 1)`,
          id,
          connection,
          kept.intentKey,
          seal(kept),
          now,
          now,
          caller,
        )
        yield* query(
          `insert into server_idempotency (token, route, idempotency_key, body_hash, status, answer, at, keep)
            values (?, ?, ?, ?, 201, ?, ?, 1)`,
          caller,
          route,
          key,
          hash,
          id,
          now,
        )
        return { kept, replayed: false }
      })
    },
    get: async (id) => {
      const row = await store.read(() => queryOne<Row>(`select ${columns} from server_payment where id = ?`, id))
      return row === undefined ? undefined : open(row)
    },
    list: async (limit) => {
      const rows = await store.read(() =>
        query<Row>(`select ${columns} from server_payment order by id desc limit ?`, limit),
      )
      return rows.map(open)
    },
    unsettled: async (before) => {
      const rows = await store.read(() =>
        query<Row>(
          `select ${columns} from server_payment where status = 'outcome_unknown' or (status = 'submitting' and updated_at < ?)
            order by id limit 100`,
          before,
        ),
      )
      return rows.map(open)
    },
    change: async (before, change, also) => {
      const next = { ...before, ...change, updatedAt: clock.now(), revision: before.revision + 1 }
      const rows = await store.write(function* () {
        if (also !== undefined) yield* also()
        return yield* query(
          'update server_payment set status = ?, body = ?, updated_at = ?, revision = ? where id = ? and revision = ? returning id',
          next.status,
          seal(next),
          next.updatedAt,
          next.revision,
          next.id,
          before.revision,
        )
      })
      return rows.length > 0 ? next : undefined
    },
  }
}

const reusedKey = (): ApiError =>
  new ApiError({
    status: 422,
    code: 'idempotency_key_reused',
    detail: 'Another payment was made under this Idempotency-Key.',
    hint: 'Use a new key for a new payment.',
  })
