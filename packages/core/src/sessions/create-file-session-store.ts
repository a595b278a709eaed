import type { SessionStore } from '../contracts/session-store.ts'
import type { Session } from '../domain/session.ts'
import { defaultStateDir } from '../storage/default-state-dir.ts'
import type { FileStore, FileStoreOptions } from '../storage/file-store-options.ts'
import { createSealedRecordFiles, type RecordKind } from '../storage/sealed-record-files.ts'
import { sessionStoreOver } from '../storage/stores-over-records.ts'

/** Where sessions are kept, and the key that seals them. */
export type FileSessionStoreOptions = FileStoreOptions

const kind: RecordKind<Session> = {
  noun: 'session',
  label: 'nostro/session/1',
  member: 'session',
  suffix: '.session.json',
  remedy: 'authenticate again',
  accept: (record, id) => ((record as Session).id === id ? (record as Session) : undefined),
}

/**
 * Sessions as encrypted files, one each (mode 0600): for one user's programs, several processes of them at once.
 *
 * @example
 * ```ts
 * const masterKey = await loadMasterKey({ file: keyFile, create: true })
 * const sessions = createFileSessionStore({ dir: defaultSessionDir(process.env), masterKey })
 * ```
 */
export const createFileSessionStore = (options: FileSessionStoreOptions): SessionStore & FileStore => {
  const records = createSealedRecordFiles(kind, options)
  return { ...sessionStoreOver(records), problems: records.problems, reseal: records.reseal }
}

/**
 * Where sessions live by default: `$XDG_STATE_HOME/nostro/sessions`, or the same under `~/.local/state`.
 *
 * @example
 * const dir = defaultSessionDir(process.env)
 */
export const defaultSessionDir = (env: Readonly<Record<string, string | undefined>>, home?: string): string =>
  defaultStateDir('sessions', env, home)
