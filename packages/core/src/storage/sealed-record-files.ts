import { join } from 'node:path'
import type { StoreProblem } from '../contracts/store-problem.ts'
import { withFileFaults } from '../node/file-fault.ts'
import { systemClock } from '../services/system-clock.ts'
import { systemRandom } from '../services/system-random.ts'
import { type FileLockOptions, type PreparedLock, prepareFileLock, withFileLock } from './file-lock.ts'
import type { FileStoreOptions, ResealReport } from './file-store-options.ts'
import { nodeFiles, readIfPresent, removeIfPresent, syncFolder } from './file-system.ts'
import { createKeyedLock } from './keyed-lock.ts'
import { namesIn, removeDeadLocks, removeLockLeftovers } from './leftovers.ts'
import { readOwner } from './lock-owner.ts'
import { openPrivateFolder } from './private-folder.ts'
import { assertRecordId, isRecordId } from './record-id.ts'
import type { RecordChange, RecordStore } from './record-store.ts'
import { openRecord, type SealedKind, sealRecord } from './sealed-envelope.ts'
import { foreignName, toStoreProblem, wrongKey } from './store-problems.ts'
import { reservePathOf, reserveSpace, writeFileDurably } from './write-file-durably.ts'

export interface RecordKind<T> extends SealedKind {
  /** How the file names end: `.session.json`. */
  readonly suffix: string
  /** Further check of what was opened: gives the record, or undefined when it is not the one named by the id. */
  accept(record: unknown, id: string): T | undefined
}

/** Sealed records as files, one each (mode 0600), for several processes at once: what every file store is made of. */
export interface SealedRecordFiles<T> extends RecordStore<T> {
  reseal(): Promise<ResealReport>
}

export const createSealedRecordFiles = <T extends { readonly revision: number }>(
  kind: RecordKind<T>,
  options: FileStoreOptions,
): SealedRecordFiles<T> => {
  const { dir, masterKey, previousKeys = [], onWait, onProblem } = options
  const { files = nodeFiles, clock = systemClock, random = systemRandom, maxWaitMs } = options
  const { noun, suffix } = kind
  const keys = [masterKey, ...previousKeys]
  const inProcess = createKeyedLock()
  const prepared = new Map<string, PreparedLock>()
  const reported = new Set<string>()
  let opening: Promise<void> | undefined

  const pathOf = (id: string): string => join(dir, `${assertRecordId(id, noun)}${suffix}`)
  const writeLockOf = (id: string): string => join(dir, `${id}.write.lock`)
  const lockOptions = (id: string, signal?: AbortSignal): FileLockOptions => ({
    signal,
    clock,
    random,
    maxWaitMs,
    files,
    onWait: onWait === undefined ? undefined : (wait) => onWait({ ...wait, noun, id }),
    onProblem: (error) => onProblem?.(toStoreProblem(dir, error)),
  })

  const read = async (id: string): Promise<{ readonly record: T; readonly keyId: string } | undefined> => {
    const path = pathOf(id)
    const text = await withFileFaults(path, () => readIfPresent(files, path))
    if (text === undefined) return undefined
    const { record, keyId } = openRecord(kind, text, { id, keys, where: path })
    const accepted = kind.accept(record, id)
    if (accepted === undefined) throw foreignName(kind, path)
    return { record: accepted, keyId }
  }

  /** Makes the folder, and clears away what killed processes left; once, before anything is written. */
  const open = (): Promise<void> => {
    opening ??= (async () => {
      await openPrivateFolder(files, dir)
      const names = await withFileFaults(dir, () => namesIn(files, dir))
      const locks = names.filter((name) => name.endsWith('.lock')).map((name) => join(dir, name))
      await removeDeadLocks(files, locks, lockOptions('of a process that ended'))
      await withFileFaults(dir, () => removeLockLeftovers(files, dir, names, clock.now()))
      for (const id of draftOwners(names)) {
        // A lock that is still there has a living holder, or one that cannot be judged at once: the next start will see.
        if ((await readOwner(files, writeLockOf(id))) === undefined) await exclusively(id, () => removeDrafts(id))
      }
    })()
    const current = opening
    // What went wrong may have been put right by the next time.
    current.catch(() => {
      if (opening === current) opening = undefined
    })
    return current
  }

  const draftOwners = (names: readonly string[]): ReadonlySet<string> =>
    new Set(names.filter((name) => name.endsWith('.new')).flatMap((name) => idOfDraft(name, suffix) ?? []))

  /** Only under the record's write lock: every draft that is there then was left by a process that died. */
  const removeDrafts = async (id: string): Promise<void> => {
    for (const name of await namesIn(files, dir)) {
      if (idOfDraft(name, suffix) === id) await removeIfPresent(files, join(dir, name))
    }
  }

  const exclusively = <R>(id: string, work: () => Promise<R>): Promise<R> => {
    const path = writeLockOf(id)
    return inProcess.run(path, () => {
      const ready = prepared.get(id)
      prepared.delete(id)
      return ready === undefined ? withFileLock(path, work, lockOptions(id)) : ready.run(work)
    })
  }

  const write = async (id: string, record: T, reserved: boolean): Promise<void> => {
    const path = pathOf(id)
    const text = `${JSON.stringify(sealRecord(kind, record, { id, masterKey, random }))}\n`
    const draft = `${path}.${random.uuid()}.new`
    await withFileFaults(path, () => writeFileDurably(files, { path, text, draft, reserved }))
  }

  const remove = async (id: string): Promise<void> => {
    const path = pathOf(id)
    await withFileFaults(path, async () => {
      await removeIfPresent(files, path)
      await removeIfPresent(files, reservePathOf(path))
      await removeDrafts(id)
      const names = (await namesIn(files, dir)).filter((name) => name.startsWith(`${id}.`))
      await removeLockLeftovers(files, dir, names, clock.now())
      await removeDeadLocks(files, [join(dir, `${id}.lock`)], lockOptions(id))
      await syncFolder(files, dir)
    })
  }

  const change = async <R>(id: string, work: (change: RecordChange<T>) => Promise<R>): Promise<R> => {
    assertRecordId(id, noun)
    await open()
    const reserved = prepared.has(id)
    return exclusively(id, async () =>
      work({
        // Also with another master key: what cannot be read is never written over.
        stored: (await read(id))?.record,
        write: (record) => write(id, record, reserved),
        remove: () => remove(id),
      }),
    )
  }

  /** Takes room for the record and for the lock under which it will be written. */
  const prepare = async (id: string): Promise<() => Promise<void>> => {
    const path = pathOf(id)
    await withFileFaults(path, () => reserveSpace(files, path, random.bytes))
    prepared.set(id, await prepareFileLock(writeLockOf(id), lockOptions(id)))
    return async () => {
      const unused = prepared.get(id)
      prepared.delete(id)
      await unused?.discard()
      await removeIfPresent(files, reservePathOf(path))
    }
  }

  /** Every id in the folder with what came of reading it. */
  const scan = async (): Promise<{ readonly ids: readonly string[]; readonly problems: readonly StoreProblem[] }> => {
    const names = (await withFileFaults(dir, () => namesIn(files, dir)))
      .filter((name) => name.endsWith(suffix))
      .toSorted()
    const ids = names.map((name) => name.slice(0, -suffix.length))
    return {
      ids: ids.filter(isRecordId),
      problems: ids
        .filter((id) => !isRecordId(id))
        .map((id) => toStoreProblem(join(dir, `${id}${suffix}`), foreignName(kind, join(dir, `${id}${suffix}`)))),
    }
  }

  /** Runs work for each readable name, a few at once; what fails is a problem of its file alone. */
  const each = async <R>(
    work: (id: string) => Promise<R | undefined>,
  ): Promise<{ readonly results: readonly R[]; readonly problems: readonly StoreProblem[] }> => {
    const { ids, problems } = await scan()
    const found: StoreProblem[] = [...problems]
    const results: R[] = []
    for (let start = 0; start < ids.length; start += 32) {
      const outcomes = await Promise.all(
        ids.slice(start, start + 32).map(async (id) => {
          try {
            return { result: await work(id) }
          } catch (error) {
            return { problem: toStoreProblem(pathOf(id), error) }
          }
        }),
      )
      for (const { result, problem } of outcomes) {
        if (result !== undefined) results.push(result)
        if (problem !== undefined) found.push(problem)
      }
    }
    return { results, problems: found }
  }

  return {
    get: async (id) => (await read(id))?.record,
    list: async () => {
      const { results, problems } = await each(async (id) => (await read(id))?.record)
      for (const problem of problems) {
        if (!reported.has(problem.where)) onProblem?.(problem)
        reported.add(problem.where)
      }
      if (results.length === 0 && problems.some(({ reason }) => reason === 'foreign_key')) throw wrongKey(kind, dir)
      return results
    },
    change,
    put: (id, record, expectedRevision) =>
      change(id, async ({ stored, write: store }) => {
        if (stored?.revision !== expectedRevision) return false
        await store(record)
        return true
      }),
    delete: async (id) => {
      assertRecordId(id, noun)
      await open()
      // Without reading it: a damaged record can be deleted as well.
      await exclusively(id, () => remove(id))
    },
    withLock: async (id, work, signal) => {
      const path = join(dir, `${assertRecordId(id, noun)}.lock`)
      await open()
      const alone = async () => {
        const end = await prepare(id)
        try {
          return await work()
        } finally {
          await end()
        }
      }
      return inProcess.run(path, () => withFileLock(path, alone, lockOptions(id, signal)), signal)
    },
    problems: async () => (await each((id) => read(id).then(() => undefined))).problems,
    reseal: async () => {
      const { results, problems } = await each(async (id) => {
        const keyId = (await read(id))?.keyId
        if (keyId === undefined || keyId === masterKey.id) return keyId === undefined ? undefined : 'unchanged'
        return change(id, async ({ stored, write: store }) => {
          if (stored !== undefined) await store(stored)
          return stored === undefined ? undefined : 'resealed'
        })
      })
      const resealed = results.filter((result) => result === 'resealed').length
      return { resealed, unchanged: results.length - resealed, problems }
    },
  }
}

/** The id in the name of a record's draft, such as `ID.session.json.NONCE.new`. */
const idOfDraft = (name: string, suffix: string): string | undefined => {
  const at = name.indexOf(`${suffix}.`)
  const id = name.slice(0, at)
  return at > 0 && name.endsWith('.new') && isRecordId(id) ? id : undefined
}
