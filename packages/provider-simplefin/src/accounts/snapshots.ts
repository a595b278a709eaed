import {
  type CallContext,
  type Clock,
  cleanBankText,
  type EpochMs,
  NostroError,
  type PageProblem,
  type Session,
  type SessionAccess,
  toInstant,
} from '@nostro/core'
import { readEntries, sessionOf } from '@nostro/provider-kit'
import { simpleFin } from '../api/bank.ts'
import type { SimpleFinClient } from '../api/client.ts'
import {
  type AccountSet,
  accountSchema,
  connectionSchema,
  problemSchema,
  type WireAccount,
  type WireConnection,
} from '../api/schemas.ts'
import { parseAccessUrl } from '../auth/access-url.ts'
import { accessUrlOf } from '../auth/auth-provider.ts'
import type { Window } from './windows.ts'

/** Something that the server says of an institution or an account. */
export interface ServerProblem {
  readonly code: string
  readonly message: string
  readonly connection?: string | undefined
  readonly account?: string | undefined
}

/** One answer of the server, read: accounts, balances and entries of a window. */
export interface Snapshot {
  readonly accounts: readonly { readonly wire: WireAccount; readonly raw: unknown }[]
  readonly connections: ReadonlyMap<string, WireConnection>
  /** What could not be read. */
  readonly unreadable: readonly PageProblem[]
  readonly problems: readonly ServerProblem[]
  readonly asOf: EpochMs
}

const toProblems = ({ errlist, errors }: AccountSet): readonly ServerProblem[] => {
  const listed = readEntries(errlist, { what: 'problem', schema: problemSchema, map: (problem) => problem }).items
  if (listed.length > 0) {
    return listed.map(({ code, msg, message, conn_id: connection, account_id: account }) => ({
      code: code ?? 'gen.',
      message: cleanBankText(msg ?? message ?? code ?? 'The server reports a problem', 300),
      connection,
      account,
    }))
  }
  return errors.flatMap((text) =>
    typeof text === 'string' ? [{ code: 'gen.', message: cleanBankText(text, 300) }] : [],
  )
}

const toSnapshot = (set: AccountSet, asOf: EpochMs): Snapshot => {
  const read = readEntries(set.accounts, {
    what: 'account',
    schema: accountSchema,
    map: (wire, raw) => ({ wire, raw }),
  })
  const connections = readEntries(set.connections, {
    what: 'connection',
    schema: connectionSchema,
    map: (wire) => wire,
  }).items
  return {
    accounts: read.items,
    connections: new Map(connections.map((connection) => [connection.conn_id, connection])),
    unreadable: read.problems,
    problems: toProblems(set),
    asOf,
  }
}

interface Kept {
  readonly until: EpochMs
  readonly snapshot: Promise<Snapshot>
  /** The call that it was made for: another one's end must not end it for those who wait too. */
  readonly signal: AbortSignal | undefined
  isRead: boolean
}

export interface Snapshots {
  /** The answer for a window: one that is fresh enough, or a new one. Calls at the same time share one request. */
  read(
    access: SessionAccess,
    window: (now: EpochMs) => Window,
    ctx: CallContext | undefined,
  ): Promise<{ readonly snapshot: Snapshot; readonly window: Window }>
}

/** Answers are kept for few sessions at once: they hold what the customer owns. */
const maxKept = 64

/** One request gives accounts, balances and entries of all institutions, and servers count requests by the day. */
export const createSnapshots = (client: SimpleFinClient, clock: Pick<Clock, 'now'>, keepMs: number): Snapshots => {
  const kept = new Map<string, Kept>()
  const fetch = async (session: Session, { start, end }: Window, ctx: CallContext | undefined): Promise<Snapshot> => {
    const access = parseAccessUrl(accessUrlOf(session))
    const set = await client.accounts(access, { start, end }, { customer: session.id, ctx })
    return toSnapshot(set, clock.now())
  }
  return {
    read: async (access, windowOf, ctx) => {
      refuseAborted(ctx)
      const session = await sessionOf(access, { bank: simpleFin, purposes: ['accounts'] })
      const now = clock.now()
      const window = windowOf(now)
      const key = [session.id, session.revision, window.start, window.end ?? ''].join('/')
      const known = kept.get(key)
      const isUsable = known !== undefined && now < known.until && (known.isRead || known.signal === ctx?.signal)
      if (isUsable) return { snapshot: await known.snapshot, window }
      const made: Kept = {
        until: now + keepMs,
        snapshot: fetch(session, window, ctx),
        signal: ctx?.signal,
        isRead: false,
      }
      kept.delete(key)
      kept.set(key, made)
      const oldest = kept.size > maxKept ? kept.keys().next().value : undefined
      if (oldest !== undefined) kept.delete(oldest)
      try {
        const snapshot = await made.snapshot
        made.isRead = true
        return { snapshot, window }
      } catch (error) {
        if (kept.get(key) === made) kept.delete(key)
        throw error
      }
    },
  }
}

const refuseAborted = (ctx: CallContext | undefined): void => {
  if (ctx?.signal?.aborted !== true) return
  throw new NostroError({
    code: 'aborted',
    provider: simpleFin.provider,
    message: 'The call was ended before it was made.',
  })
}

export const asInstant = ({ asOf }: Snapshot): string => toInstant(asOf)
