import { type EpochMs, type JsonValue, NostroError } from '@nostro/core'
import { loadRow } from '../store/load-rows.ts'
import { query, type SqlWork } from '../store/sql.ts'
import { lockAccount, saveSyncState } from '../store/sync-state.ts'
import { parseTransactionId, unknownId } from './ids.ts'

/** `null` takes the annotation away. */
export type AnnotationPatch = Readonly<Record<string, JsonValue | undefined>>

interface Author {
  readonly at: EpochMs
  /** Whose doing it is, for the record. */
  readonly by: string
}

const kinds: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  note: (value) => typeof value === 'string',
  category: (value) => typeof value === 'string',
  tags: (value) => Array.isArray(value) && value.every((tag) => typeof tag === 'string'),
  hidden: (value) => typeof value === 'boolean',
  deleted: (value) => typeof value === 'boolean',
}

/**
 * Writes what a user says about a row. The row moves to the end of the change feed; its facts stay what the bank said.
 * @throws NostroError `not_found` for an unknown row, `invalid_request` for a value of the wrong kind.
 */
export function* annotate(id: string, patch: AnnotationPatch, { at, by }: Author): SqlWork<void> {
  const { account, no } = parseTransactionId(id)
  checkPatch(patch)
  if ((yield* loadRow(account, no)) === undefined) throw unknownId(id)
  const state = yield* lockAccount(account)
  for (const [name, value] of Object.entries(patch)) {
    if (value === undefined) continue
    if (value === null) {
      yield* query('delete from annotation where account = ? and no = ? and name = ?', account, no, name)
      continue
    }
    yield* query(
      `insert into annotation (account, no, name, value, at, by) values (?, ?, ?, ?, ?, ?)
        on conflict (account, no, name) do update set value = excluded.value, at = excluded.at, by = excluded.by`,
      account,
      no,
      name,
      JSON.stringify(value),
      at,
      by,
    )
  }
  const seq = state.seq + 1
  // What was deleted is gone for readers of the feed; what comes back is new to them.
  const isBack = patch['deleted'] === null || patch['deleted'] === false
  yield* query(
    `update tx set seq = ?${isBack ? ', added_seq = ?' : ''} where account = ? and no = ?`,
    seq,
    ...(isBack ? [seq] : []),
    account,
    no,
  )
  yield* saveSyncState(state, { ...state, seq })
}

const checkPatch = (patch: AnnotationPatch): void => {
  for (const [name, value] of Object.entries(patch)) {
    const isName = /^[a-z][a-zA-Z0-9:_-]{0,63}$/.test(name)
    const isKind = value === undefined || value === null || (kinds[name]?.(value) ?? true)
    if (isName && isKind) continue
    throw new NostroError({
      code: 'invalid_request',
      message: isName
        ? `The annotation ${name} has a value of the wrong kind.`
        : `“${name.slice(0, 24)}” is not a name for an annotation.`,
      hint: 'note and category are text, tags a list of texts, hidden and deleted true or false; other names begin with a small letter.',
    })
  }
}
