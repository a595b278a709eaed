import type { Clock, EpochMs, Random } from '@nostro/core'
import { query, queryOne, type SqlStore } from '@nostro/ledger'
import { hashSecret } from '../auth/api-tokens.ts'
import { randomText } from '../store/ids.ts'

export interface ConsentHandle {
  readonly client: string
  readonly connection: string
  readonly expiresAt?: EpochMs | undefined
}

/** What the back office holds in the place of the bank's tokens: names of a connection, kept as hashes. */
export interface ConsentHandles {
  create(handle: ConsentHandle): Promise<{ readonly accessToken: string; readonly refreshToken: string }>
  /** Also one that is over: its answer should say so. */
  find(accessToken: string): Promise<ConsentHandle | undefined>
}

interface HandleParts {
  readonly store: SqlStore
  readonly clock: Clock
  readonly random: Random
}

/** How long a handle that is over is remembered, so that its owner reads why. */
const rememberedMs = 365 * 86_400_000

export const createConsentHandles = ({ store, clock, random }: HandleParts): ConsentHandles => ({
  create: async ({ client, connection, expiresAt }) => {
    const [accessToken, refreshToken] = [`nba_${randomText(random, 43)}`, `nbr_${randomText(random, 43)}`]
    await store.write(function* () {
      yield* query('delete from server_handle where expires_at < ?', clock.now() - rememberedMs)
      for (const [kind, secret] of [
        ['access', accessToken],
        ['refresh', refreshToken],
      ] as const) {
        yield* query(
          'insert into server_handle (hash, kind, client, connection, expires_at) values (?, ?, ?, ?, ?)',
          hashSecret(secret),
          kind,
          client,
          connection,
          expiresAt ?? null,
        )
      }
    })
    return { accessToken, refreshToken }
  },
  find: async (accessToken) => {
    const row = await store.read(() =>
      queryOne<{ client: string; connection: string; expires_at: number | bigint | null }>(
        "select client, connection, expires_at from server_handle where hash = ? and kind = 'access'",
        hashSecret(accessToken),
      ),
    )
    if (row === undefined) return undefined
    const { client, connection, expires_at: expiresAt } = row
    return { client, connection, expiresAt: expiresAt === null ? undefined : Number(expiresAt) }
  },
})
