import type { CallContext } from '../contracts/call-context.ts'
import type { Connection } from '../contracts/connection.ts'
import type { ConnectionRecord } from '../contracts/connection-store.ts'
import type { Account } from '../domain/account.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { unknownConnection } from './connection-errors.ts'
import { type ConnectionSession, createConnectionSession } from './connection-session.ts'
import type { ConnectionsParts } from './connections-parts.ts'
import { openConnection } from './open-connection.ts'
import { accountFingerprint, knownAccounts, withKnownAccounts } from './recognise-customer.ts'

/** Gives the changed record, or `undefined` to leave it as it is. */
type Change = (record: ConnectionRecord) => ConnectionRecord | undefined

/** What all steps share: opening, changing and ending kept records. */
export interface ConnectionKeeper {
  open(record: ConnectionRecord): Connection
  /** Applies the change to the stored record, again when another writer was first. @throws NostroError `not_found` */
  change(id: string, change: Change): Promise<ConnectionRecord | undefined>
  /** Forgets what is held in memory of the connection's session. */
  forget(id: string): void
  revoke(record: ConnectionRecord, ctx: CallContext | undefined): Promise<void>
  remove(record: ConnectionRecord): Promise<void>
}

const mostTries = 10

export const createConnectionKeeper = (parts: ConnectionsParts): ConnectionKeeper => {
  const { registry, store, sessions, clock, logger } = parts
  // One living session per connection: renewals stay single flight however often it is opened.
  const living = new Map<string, { record: ConnectionRecord; session: ConnectionSession }>()

  const change = async (id: string, apply: Change): Promise<ConnectionRecord | undefined> => {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const record = await store.get(id)
      if (record === undefined) throw unknownConnection(id)
      const changed = apply(record)
      if (changed === undefined) return undefined
      const next = { ...changed, revision: record.revision + 1, updatedAt: clock.now() }
      if (await store.put(next, record.revision)) return next
    }
    throw new NostroError({
      code: 'conflict',
      message: `The connection “${id}” is being changed by too many writers at once.`,
      hint: 'Try again.',
    })
  }

  const remember =
    (id: string) =>
    async (accounts: readonly Account[]): Promise<void> => {
      const seen = [...new Set(await Promise.all(accounts.map(accountFingerprint)))].toSorted()
      const isKnown = (record: ConnectionRecord): boolean => knownAccounts(record).join() === seen.join()
      await change(id, (record) =>
        isKnown(record) ? undefined : { ...record, data: withKnownAccounts(record, seen) },
      ).catch((error: unknown) => {
        // A connection that was removed meanwhile: what was read is right all the same.
        if (!NostroError.isInstance(error)) throw error
        logger?.warn({ connection: id }, error.message)
      })
    }

  const sessionOf = (record: ConnectionRecord): ConnectionSession => {
    const known = living.get(record.id)
    if (known !== undefined) {
      if (known.record.sessionId !== record.sessionId) known.session.reset()
      known.record = record
      return known.session
    }
    const entry = { record } as { record: ConnectionRecord; session: ConnectionSession }
    const provider = registry.get(record.instance)
    entry.session = createConnectionSession({ record: () => entry.record, provider, sessions, clock })
    living.set(record.id, entry)
    return entry.session
  }

  return {
    change,
    open: (record) =>
      openConnection({
        record,
        provider: registry.get(record.instance),
        access: sessionOf(record).access,
        clock,
        logger,
        onAccounts: remember(record.id),
      }),
    forget: (id) => living.get(id)?.session.reset(),
    revoke: async (record, ctx) => {
      const session = await sessions.get(record.sessionId)
      if (session !== undefined) await registry.get(record.instance).auth.revoke?.(session, ctx)
      await sessions.delete(record.sessionId)
      await change(record.id, (current) => ({ ...current, consent: { ...current.consent, validUntil: clock.now() } }))
      living.get(record.id)?.session.reset()
    },
    remove: async (record) => {
      await store.delete(record.id)
      await sessions.delete(record.sessionId)
      living.get(record.id)?.session.reset()
      living.delete(record.id)
    },
  }
}
