import { chmod, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../contracts/clock.ts'
import type { Random } from '../contracts/random.ts'
import type { SessionStore } from '../contracts/session-store.ts'
import type { Session } from '../domain/session.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { withFileFaults } from '../node/file-fault.ts'
import { nodeRandom } from '../node/node-random.ts'
import { systemClock } from '../node/system-clock.ts'
import { withFileLock } from '../storage/file-lock.ts'
import { createKeyedLock } from '../storage/keyed-lock.ts'
import type { MasterKey } from '../storage/load-master-key.ts'
import { assertRecordId } from '../storage/record-id.ts'
import { withoutSecrets } from './create-memory-session-store.ts'
import { openSession, type SessionEnvelope, sealSession } from './session-envelope.ts'

export interface FileSessionStoreOptions {
  /** Made with mode 0700 when absent. Nothing else should live in it. */
  readonly dir: string
  readonly masterKey: MasterKey
  /** Older keys: what they sealed can be read, and is sealed anew with `masterKey` when it is next written. */
  readonly previousKeys?: readonly MasterKey[]
  readonly clock?: Clock
  readonly random?: Random
  /** Longest wait for another process, 60 s by default. */
  readonly maxWaitMs?: number
}

const suffix = '.session.json'

/** Sessions as encrypted files, one each (mode 0600): for one user's programs, several processes of them at once. */
export const createFileSessionStore = (options: FileSessionStoreOptions): SessionStore => {
  const { dir, masterKey, previousKeys = [], clock = systemClock, random = nodeRandom } = options
  const { maxWaitMs = 60_000 } = options
  const keys = [masterKey, ...previousKeys]
  const lock = createKeyedLock()
  const pathOf = (id: string): string => join(dir, `${assertRecordId(id, 'session')}${suffix}`)

  const read = async (id: string): Promise<Session | undefined> => {
    const path = pathOf(id)
    const text = await withFileFaults(path, () => readIfPresent(path))
    return text === undefined ? undefined : openSession(parseEnvelope(text), id, keys)
  }

  const locked = async <T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    await withFileFaults(dir, async () => {
      await mkdir(dir, { recursive: true, mode: 0o700 })
      await chmod(dir, 0o700)
    })
    const path = join(dir, name)
    return lock.run(name, () => withFileLock(path, { clock, random, maxWaitMs }, work, signal), signal)
  }

  return {
    get: read,
    list: async () => {
      const sessions = await Promise.all((await withFileFaults(dir, () => idsIn(dir))).map(read))
      return sessions.filter((session) => session !== undefined).map(withoutSecrets)
    },
    put: (session, expectedRevision) =>
      locked(`${assertRecordId(session.id, 'session')}.write.lock`, async () => {
        // Also with another master key: what cannot be read is never written over.
        if ((await read(session.id))?.revision !== expectedRevision) return false
        const envelope = sealSession(session, masterKey, random)
        const path = pathOf(session.id)
        await withFileFaults(path, () => replaceFile(dir, path, `${JSON.stringify(envelope)}\n`, random))
        return true
      }),
    delete: (id) =>
      locked(`${assertRecordId(id, 'session')}.write.lock`, () =>
        withFileFaults(pathOf(id), () => rm(pathOf(id), { force: true })),
      ),
    withLock: (id, work, signal) => locked(`${assertRecordId(id, 'session')}.lock`, work, signal),
    close: async () => undefined,
  }
}

/** Where sessions live by default: `$XDG_STATE_HOME/nostro/sessions`, or the same under `~/.local/state`. */
export const defaultSessionDir = (
  env: Readonly<Record<string, string | undefined>>,
  home: string = homedir(),
): string => {
  const state = env['XDG_STATE_HOME']
  // The XDG specification: a relative path is invalid and to be ignored.
  return join(state?.startsWith('/') ? state : join(home, '.local', 'state'), 'nostro', 'sessions')
}

const readIfPresent = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

const idsIn = async (dir: string): Promise<readonly string[]> => {
  try {
    const names = await readdir(dir)
    return names.filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length))
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

/** The new contents are on the disk before the name points to them: a crash leaves the old or the new, whole. */
const replaceFile = async (dir: string, path: string, text: string, random: Random): Promise<void> => {
  const draft = `${path}.${random.uuid()}.new`
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
  if (process.platform === 'win32') return
  const folder = await open(dir, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

const parseEnvelope = (text: string): SessionEnvelope => {
  try {
    const envelope = JSON.parse(text) as Partial<SessionEnvelope> | null
    if (envelope?.version === 1 && typeof envelope.keyId === 'string') return envelope as SessionEnvelope
  } catch {
    // Told below, without the text.
  }
  throw new NostroError({
    code: 'verification_failed',
    message: 'A stored session’s file is damaged.',
    hint: 'Restore the file from a backup, or remove it and authenticate again.',
  })
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'
