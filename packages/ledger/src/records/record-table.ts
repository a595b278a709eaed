import { assertRecordId, NostroError, type RecordStore, type StoreProblem } from '@nostro/core'
import { openBytes, sealBytes } from '../store/raw-seal.ts'
import { query, queryOne, type SqlWork } from '../store/sql.ts'
import { createRecordLock } from './record-lock.ts'
import type { RecordParts } from './record-parts.ts'

export interface RecordTableKind {
  /** In the table's key. */
  readonly kind: 'session' | 'connection' | 'intent'
  /** For messages: `payment intent`. */
  readonly noun: string
  /** What a person does when a record cannot be opened: `connect again`. */
  readonly remedy: string
}

interface Kept {
  readonly id: string
  readonly revision: number
  readonly body: Uint8Array
}

const identityOf = (kind: string, id: string): string => `nostro/record/1/${kind}/${id}`

const seal = ({ sealer }: Pick<RecordParts, 'sealer'>, kind: string, id: string, value: unknown): Uint8Array =>
  sealBytes(sealer.dataKey.key, Buffer.from(JSON.stringify(value), 'utf8'), identityOf(kind, id), sealer.random)

/** A record as it is sealed: also what is taken over from files. */
export function* insertRecord(
  { sealer }: Pick<RecordParts, 'sealer'>,
  kind: RecordTableKind['kind'],
  { id, revision, value }: { readonly id: string; readonly revision: number; readonly value: unknown },
): SqlWork<boolean> {
  const body = seal({ sealer }, kind, id, value)
  const rows = yield* query(
    'insert into record (kind, id, revision, key_id, body) values (?, ?, ?, ?, ?) on conflict (kind, id) do nothing returning id',
    kind,
    id,
    revision,
    sealer.dataKey.id,
    body,
  )
  return rows.length > 0
}

/** Sealed records of one kind as rows of the ledger, for many processes at once. Every write survives a power cut. */
export const createRecordTable = <T extends { readonly revision: number }>(
  parts: RecordParts,
  { kind, noun, remedy }: RecordTableKind,
): RecordStore<T> => {
  const { store, sealer, onProblem } = parts
  const reported = new Set<string>()
  const lock = createRecordLock(parts, noun)
  const idOf = (id: string): string => assertRecordId(id, noun)

  const open = ({ id, body }: Kept): T => {
    try {
      return JSON.parse(Buffer.from(openBytes(sealer.dataKey.key, body, identityOf(kind, id))).toString('utf8')) as T
    } catch (cause) {
      throw new NostroError({
        code: 'invalid_config',
        message: `The ${noun} ${id} in the ledger cannot be opened: it was changed, or it belongs to another row.`,
        hint: `Put back a backup of the ledger, or ${remedy}.`,
        cause,
      })
    }
  }
  const find = (id: string): Promise<Kept | undefined> =>
    store.read(() => queryOne<Kept>('select id, revision, body from record where kind = ? and id = ?', kind, id))

  /** Writes, or takes away, where the row is still the one that was read: each is one statement, so nothing comes between. */
  function* replace(id: string, expected: number | undefined, next: T | undefined): SqlWork<boolean> {
    if (expected === undefined) {
      return next === undefined || (yield* insertRecord(parts, kind, { id, revision: next.revision, value: next }))
    }
    if (next === undefined) {
      const gone = yield* query(
        'delete from record where kind = ? and id = ? and revision = ? returning id',
        kind,
        id,
        expected,
      )
      return gone.length > 0
    }
    const rows = yield* query(
      'update record set revision = ?, key_id = ?, body = ? where kind = ? and id = ? and revision = ? returning id',
      next.revision,
      sealer.dataKey.id,
      seal(parts, kind, id, next),
      kind,
      id,
      expected,
    )
    return rows.length > 0
  }

  const change: RecordStore<T>['change'] = async (id, work) => {
    for (;;) {
      const kept = await find(idOf(id))
      const wanted: { readonly next: T | undefined }[] = []
      const result = await work({
        // What cannot be opened is never written over.
        stored: kept === undefined ? undefined : open(kept),
        write: async (next) => {
          wanted.push({ next })
        },
        remove: async () => {
          wanted.push({ next: undefined })
        },
      })
      const last = wanted.at(-1)
      if (last === undefined) return result
      if (await store.write(() => replace(id, kept?.revision, last.next), { isDurable: true })) return result
    }
  }

  const each = async (): Promise<{ readonly records: readonly T[]; readonly problems: readonly StoreProblem[] }> => {
    const rows = await store.read(() =>
      query<Kept>('select id, revision, body from record where kind = ? order by id', kind),
    )
    const records: T[] = []
    const problems: StoreProblem[] = []
    for (const row of rows) {
      try {
        records.push(open(row))
      } catch (error) {
        const { message, hint = '' } = error as NostroError
        problems.push({ where: `ledger record ${kind} ${row.id}`, reason: 'damaged', message, hint })
      }
    }
    return { records, problems }
  }

  return {
    get: async (id) => {
      const kept = await find(idOf(id))
      return kept === undefined ? undefined : open(kept)
    },
    list: async () => {
      const { records, problems } = await each()
      for (const problem of problems) {
        if (!reported.has(problem.where)) onProblem?.(problem)
        reported.add(problem.where)
      }
      return records
    },
    change,
    put: (id, record, expected) => {
      idOf(id)
      return store.write(() => replace(id, expected, record), { isDurable: true })
    },
    delete: async (id) => {
      idOf(id)
      await store.write(() => query('delete from record where kind = ? and id = ?', kind, id), { isDurable: true })
    },
    withLock: (id, work, signal) => lock.run(`${kind}/${idOf(id)}`, work, signal),
    problems: async () => (await each()).problems,
  }
}
