import { type Clock, toInstant } from '@nostro/core'
import { query, queryOne, type SqlStore, type SqlWork } from '@nostro/ledger'
import { lockSequence } from '../store/lock-sequence.ts'
import { chainHash } from './chain-hash.ts'

/** Who did what. No amounts, names or account numbers. */
export interface AuditEntry {
  readonly actor: string
  readonly via: 'api' | 'browser' | 'back-office' | 'command' | 'server'
  readonly action: string
  readonly target?: string | undefined
  readonly outcome: 'done' | 'refused' | 'failed'
  readonly requestId?: string | undefined
}

export interface AuditLine extends AuditEntry {
  readonly seq: number
  readonly at: string
}

/** Whether the audit log is whole, and where it is not. */
export interface AuditVerdict {
  readonly holds: boolean
  readonly lines: number
  /** First line that does not fit. */
  readonly brokenAt?: number | undefined
  readonly reason?: string | undefined
}

/** Lines, each bound to the one before it: a line that is changed or taken out breaks the chain. */
export interface AuditLog {
  /** Part of the transaction of the act itself. */
  append(entry: AuditEntry): SqlWork<void>
  record(entry: AuditEntry): Promise<void>
  after(seq: number, limit: number): Promise<readonly AuditLine[]>
  verify(): Promise<AuditVerdict>
}

interface AuditRow {
  readonly seq: number | bigint
  readonly body: string
  readonly prev_hash: string
  readonly hash: string
}

const start = '0'.repeat(64)

/** JSON with its members in order (RFC 8785 for texts and numbers): the same line gives the same bytes. */
const canonical = (line: AuditLine): string =>
  JSON.stringify(Object.fromEntries(Object.entries(line).toSorted(([a], [b]) => (a < b ? -1 : 1))))

export const createAuditLog = ({ store, clock }: { readonly store: SqlStore; readonly clock: Clock }): AuditLog => {
  function* append(entry: AuditEntry): SqlWork<void> {
    yield* lockSequence(store, 'audit')
    const last = yield* queryOne<AuditRow>(
      'select seq, body, prev_hash, hash from server_audit order by seq desc limit 1',
    )
    const line: AuditLine = { ...entry, seq: Number(last?.seq ?? 0) + 1, at: toInstant(clock.now()) }
    const [previous, body] = [last?.hash ?? start, canonical(line)]
    yield* query(
      'insert into server_audit (seq, body, prev_hash, hash) values (?, ?, ?, ?)',
      line.seq,
      body,
      previous,
      chainHash(previous, body),
    )
  }
  return {
    append,
    record: (entry) => store.write(() => append(entry)),
    after: async (seq, limit) => {
      const rows = await store.read(() =>
        query<AuditRow>(
          'select seq, body, prev_hash, hash from server_audit where seq > ? order by seq limit ?',
          seq,
          limit,
        ),
      )
      return rows.map(({ body }) => JSON.parse(body) as AuditLine)
    },
    verify: () => verifyAudit(store),
  }
}

/**
 * Walks the whole chain, also without a running server.
 *
 * @example
 * const { holds, brokenAt } = await verifyAudit(ledger.store)
 */
export const verifyAudit = async (store: SqlStore): Promise<AuditVerdict> => {
  let [previous, seq] = [start, 0]
  for (;;) {
    const from = seq
    const rows = await store.read(() =>
      query<AuditRow>(
        'select seq, body, prev_hash, hash from server_audit where seq > ? order by seq limit 1000',
        from,
      ),
    )
    for (const row of rows) {
      const at = Number(row.seq)
      const broken = (reason: string): AuditVerdict => ({ holds: false, lines: seq, brokenAt: at, reason })
      if (at !== seq + 1) return broken('A line is missing before this one.')
      if (row.prev_hash !== previous) return broken('It does not follow from the line before it.')
      if (chainHash(previous, row.body) !== row.hash) return broken('Its text was changed.')
      if ((JSON.parse(row.body) as AuditLine).seq !== at) return broken('It stands in the place of another line.')
      previous = row.hash
      seq = at
    }
    if (rows.length < 1000) return { holds: true, lines: seq }
  }
}
