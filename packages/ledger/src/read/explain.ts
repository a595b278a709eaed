import type { Evidence, Row } from '../plan/types.ts'
import { loadRow } from '../store/load-rows.ts'
import { type RawSealer, readRaw } from '../store/raw-store.ts'
import { query, queryOne, type SqlWork } from '../store/sql.ts'
import { publicTransactionId } from '../sync/sync-types.ts'
import { parseTransactionId, unknownId } from './ids.ts'
import type { Decision, Explanation } from './ledger-types.ts'
import { loadAnnotations, toTransaction, type Where } from './to-transaction.ts'

/** @throws NostroError `not_found` when the ledger has no such row. */
export function* explainTransaction(id: string, sealer: RawSealer | undefined): SqlWork<Explanation> {
  const { account, no } = parseTransactionId(id)
  const row = yield* loadRow(account, no)
  const owner = yield* queryOne<{ connection: string }>('select connection from account where id = ?', account)
  if (row === undefined || owner === undefined) throw unknownId(id)
  const where: Where = { account, connection: owner.connection }
  const annotations = (yield* loadAnnotations(account, [no]))(no)
  const payment = yield* queryOne<{ id: string }>('select id from payment where account = ? and no = ?', account, no)
  const raw = sealer === undefined ? undefined : yield* readRaw(sealer, account, row)
  return {
    transaction: toTransaction(row, where, annotations),
    identity: explainIdentity(row.identity),
    firstWalk: row.walk,
    missingSince: row.state === 'booked' ? (row.missingSince ?? undefined) : undefined,
    decisions: yield* readDecisions(account, no),
    versions: yield* readVersions(where, no),
    payment: payment?.id,
    raw: raw === undefined ? undefined : (JSON.parse(raw) as unknown),
  }
}

const kinds = { i: 'id', b: 'bucket', p: 'pending', m: 'merged' } as const

const explainIdentity = (identity: string): Explanation['identity'] => {
  const kind = kinds[identity.charAt(0) as keyof typeof kinds] ?? 'bucket'
  if (kind !== 'bucket') return { kind, key: identity.slice(1).replace(/^0+(?=\d)/, '') }
  const cut = identity.lastIndexOf('|')
  return { kind, key: identity.slice(1, cut), occurrence: Number(identity.slice(cut + 1)) }
}

function* readDecisions(account: number, no: number): SqlWork<readonly Decision[]> {
  const rows = yield* query<{ at: number; walk: number; kind: string; detail: string }>(
    'select at, walk, kind, detail from decision where account = ? and no = ? order by id',
    account,
    no,
  )
  return rows.map(({ at, walk, kind, detail }) => {
    const { points, evidence, changed, with: other, ...rest } = JSON.parse(detail) as Readonly<Record<string, unknown>>
    return {
      at,
      walk,
      kind,
      points: typeof points === 'number' ? points : undefined,
      evidence: Array.isArray(evidence) ? (evidence as readonly Evidence[]) : undefined,
      changed: Array.isArray(changed) ? (changed as readonly string[]) : undefined,
      with: typeof other === 'number' ? publicTransactionId(account, other) : undefined,
      detail: rest,
    }
  })
}

function* readVersions(where: Where, no: number): SqlWork<Explanation['versions']> {
  const rows = yield* query<{ at: number; changed: string; before: string }>(
    'select at, changed, before from tx_version where account = ? and no = ? order by version',
    where.account,
    no,
  )
  return rows.map(({ at, changed, before }) => ({
    at,
    changed: JSON.parse(changed) as readonly string[],
    before: toTransaction(JSON.parse(before) as Row, where, {}),
  }))
}
