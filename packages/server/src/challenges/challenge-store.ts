import {
  type Challenge,
  type Clock,
  type EpochMs,
  type PendingConnection,
  type Random,
  redirectStateOf,
} from '@nostro/core'
import { query, queryOne, type SqlStore } from '@nostro/ledger'
import { createId } from '../store/ids.ts'
import type { Sealer } from '../store/seal.ts'

/** What waits for a customer: a connection that is being made, or a payment that is being authorised. */
export interface KeptChallenge {
  readonly id: string
  readonly state: 'pending' | 'answering' | 'complete' | 'failed' | 'cancelled'
  readonly connection?: string | undefined
  readonly payment?: string | undefined
  /** A person is asked to approve that payment; nothing was sent yet. */
  readonly approval?: boolean | undefined
  /** Whose it is, for the back office: client id and redirect URI. */
  readonly client?: string | undefined
  readonly pending?: PendingConnection | undefined
  readonly challenge: Challenge
  readonly returnUrl?: string | undefined
  readonly failure?: string | undefined
  readonly expiresAt: EpochMs
}

export type NewChallenge = Omit<KeptChallenge, 'id' | 'state' | 'expiresAt'>

/** Challenges on durable storage, their secrets sealed. One answer, once: taking one is a compare-and-swap. */
export interface ChallengeStore {
  add(challenge: NewChallenge): Promise<KeptChallenge>
  get(id: string): Promise<KeptChallenge | undefined>
  /** Pending ones of a client, newest first. */
  pendingOf(client: string): Promise<readonly KeptChallenge[]>
  /** The pending redirect whose address carries this `state`. */
  byState(state: string): Promise<KeptChallenge | undefined>
  /** From `pending` to `answering`; false when another answer was first. */
  take(id: string): Promise<boolean>
  put(challenge: KeptChallenge): Promise<void>
}

interface Row {
  readonly id: string
  readonly state: string
  readonly body: Uint8Array
}

interface ChallengeParts {
  readonly store: SqlStore
  readonly clock: Clock
  readonly random: Random
  readonly sealer: Sealer
}

export const createChallengeStore = ({ store, clock, random, sealer }: ChallengeParts): ChallengeStore => {
  const open = ({ id, state, body }: Row): KeptChallenge => ({
    ...(JSON.parse(sealer.open(id, body)) as KeptChallenge),
    id,
    state: state as KeptChallenge['state'],
  })
  const listPending = async (condition: string, ...values: readonly string[]): Promise<readonly KeptChallenge[]> => {
    const rows = await store.read(() =>
      query<Row>(
        `select id, state, body from server_challenge where state = 'pending' and expires_at > ? ${condition} order by id desc limit 1000`,
        clock.now(),
        ...values,
      ),
    )
    return rows.map(open)
  }
  return {
    add: async (wanted) => {
      const id = createId('chl', { clock, random })
      const kept: KeptChallenge = { ...wanted, id, state: 'pending', expiresAt: wanted.challenge.expiresAt }
      await store.write(function* () {
        yield* query('delete from server_challenge where expires_at < ?', clock.now() - 86_400_000)
        yield* query(
          `insert into server_challenge (id, state, kind, connection, payment, client, body, created_at, expires_at)
            values (?, 'pending', ?, ?, ?, ?, ?, ?, ?)`,
          id,
          kept.challenge.kind,
          kept.connection ?? null,
          kept.payment ?? null,
          kept.client ?? null,
          sealer.seal(id, JSON.stringify(kept)),
          clock.now(),
          kept.expiresAt,
        )
      })
      return kept
    },
    get: async (id) => {
      const row = await store.read(() => queryOne<Row>('select id, state, body from server_challenge where id = ?', id))
      return row === undefined ? undefined : open(row)
    },
    pendingOf: (client) => listPending('and client = ?', client),
    byState: async (state) =>
      (await listPending("and kind = 'redirect'")).find(({ challenge }) => redirectStateOf(challenge) === state),
    take: async (id) => {
      const rows = await store.write(() =>
        query("update server_challenge set state = 'answering' where id = ? and state = 'pending' returning id", id),
      )
      return rows.length > 0
    },
    put: async (kept) => {
      await store.write(() =>
        query(
          'update server_challenge set state = ?, body = ?, expires_at = ? where id = ?',
          kept.state,
          sealer.seal(kept.id, JSON.stringify(kept)),
          kept.expiresAt,
          kept.id,
        ),
      )
    },
  }
}
