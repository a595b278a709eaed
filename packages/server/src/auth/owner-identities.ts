import type { Clock } from '@nostro/core'
import { query, queryOne, type SqlStore } from '@nostro/ledger'
import type { Sealer } from '../store/seal.ts'

export interface OwnerIdentity {
  readonly kind: 'bankid'
  /** Given name, by which the owner recognises it. */
  readonly name: string
  readonly createdAt: number
}

/** Who the owner is at an identity provider. The personal number is kept as a keyed hash, and never shown. */
export interface OwnerIdentities {
  link(person: { readonly subject: string; readonly name: string }): Promise<void>
  /** Whether this person is the owner. */
  knows(subject: string): Promise<boolean>
  list(): Promise<readonly OwnerIdentity[]>
  unlink(): Promise<number>
}

const kind = 'bankid'

export const createOwnerIdentities = ({
  store,
  clock,
  sealer,
}: {
  readonly store: SqlStore
  readonly clock: Clock
  readonly sealer: Sealer
}): OwnerIdentities => {
  const hash = (subject: string): string => sealer.sign('identity', subject)
  return {
    link: async ({ subject, name }) => {
      await store.write(() =>
        query(
          `insert into server_identity (kind, hash, name, created_at) values (?, ?, ?, ?)
            on conflict (kind, hash) do update set name = excluded.name`,
          kind,
          hash(subject),
          name.slice(0, 100),
          clock.now(),
        ),
      )
    },
    knows: async (subject) =>
      (await store.read(() =>
        queryOne('select hash from server_identity where kind = ? and hash = ?', kind, hash(subject)),
      )) !== undefined,
    list: async () => {
      const rows = await store.read(() =>
        query<{ name: string; created_at: number | bigint }>(
          'select name, created_at from server_identity where kind = ? order by created_at',
          kind,
        ),
      )
      return rows.map((row) => ({ kind, name: row.name, createdAt: Number(row.created_at) }))
    },
    unlink: async () =>
      (await store.write(() => query('delete from server_identity where kind = ? returning hash', kind))).length,
  }
}
