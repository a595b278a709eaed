import type { Clock } from '@nostro/core'
import { query, type SqlStore } from '@nostro/ledger'
import { hashSecret } from './api-tokens.ts'

/** How long a person may take at the provider. */
export const attemptMs = 10 * 60_000

/** Sign-ins under way at the OpenID provider, by their `state`: each is answered once, also over several processes. */
export interface OidcAttempts {
  keep(state: string): Promise<void>
  /** False when it was answered before, is too old, or never began here. */
  take(state: string): Promise<boolean>
}

export const createOidcAttempts = ({
  store,
  clock,
}: {
  readonly store: SqlStore
  readonly clock: Clock
}): OidcAttempts => ({
  keep: async (state) => {
    const now = clock.now()
    await store.write(function* () {
      yield* query('delete from server_oidc_attempt where expires_at < ?', now)
      yield* query(
        'insert into server_oidc_attempt (hash, expires_at) values (?, ?)',
        hashSecret(state),
        now + attemptMs,
      )
    })
  },
  take: async (state) => {
    const rows = await store.write(() =>
      query(
        'delete from server_oidc_attempt where hash = ? and expires_at > ? returning hash',
        hashSecret(state),
        clock.now(),
      ),
    )
    return rows.length > 0
  },
})
