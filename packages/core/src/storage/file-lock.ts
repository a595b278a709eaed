import type { FileHandle } from 'node:fs/promises'
import type { Clock } from '../contracts/clock.ts'
import type { Random } from '../contracts/random.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { withFileFaults } from '../node/file-fault.ts'
import { systemClock } from '../services/system-clock.ts'
import { systemRandom } from '../services/system-random.ts'
import { type OwnerDraft, placeExclusively, writeDraft } from './exclusive-file.ts'
import { type FileSystem, nodeFiles, removeIfPresent } from './file-system.ts'
import { type FoundOwner, judgeOwner, type LockOwner, readOwner, thisOwner } from './lock-owner.ts'
import { removeOwned } from './lock-removal.ts'
import { createLockWatch, type LockWatch } from './lock-watch.ts'

/** That a lock is being waited for, and by whom it is held. */
export interface LockWait {
  readonly path: string
  /** The holder's process number on `host`. */
  readonly pid: number
  readonly host: string
  readonly waitedMs: number
}

/** How long {@link withFileLock} waits. */
export interface FileLockOptions {
  readonly signal?: AbortSignal | undefined
  /** Waiting is counted by what was slept, so that a jump of the clock neither ends nor prolongs it. */
  readonly clock?: Clock | undefined
  readonly random?: Random | undefined
  /** Longest wait for a living holder, 60 s by default; then `conflict`. */
  readonly maxWaitMs?: number | undefined
  /** Called after about one second of waiting, then about every ten. */
  readonly onWait?: ((wait: LockWait) => void) | undefined
  /** Called when the lock could not be removed or touched; the work itself was done. */
  readonly onProblem?: ((error: unknown) => void) | undefined
  readonly files?: FileSystem | undefined
}

/** A holder touches its lock this often. */
const heartbeatMs = 4000
/** A holder that cannot be seen from here, and whose lock stayed untouched for so long, is gone. */
const staleMs = 20_000
/** A lock file without an owner is being written, unless it stays so. */
const unwrittenMs = 2000
const longestPauseMs = 250

interface Parts {
  readonly path: string
  readonly options: FileLockOptions
  readonly files: FileSystem
  readonly clock: Clock
  readonly random: Random
  readonly watch: LockWatch
}

/**
 * Runs work while this process alone holds the file `path`. Its folder must exist. Locks of processes that died are taken over:
 * at once where this process can see it, after 20 s without a heartbeat where it cannot (another machine or container).
 * A holder that sleeps for longer than that (a closed laptop) may be taken over while its work is still to go on: what must not
 * happen twice needs a compare-and-swap as well.
 *
 * @throws NostroError `conflict` when a living holder keeps it for longer than `maxWaitMs`; `invalid_config` when the file
 * cannot be made; the signal's reason; whatever `work` throws
 * @example
 * ```ts
 * await withFileLock('/var/lib/ledger/migrations.lock', () => migrate(database))
 * ```
 */
export const withFileLock = async <T>(
  path: string,
  work: () => Promise<T>,
  options: FileLockOptions = {},
): Promise<T> => (await prepareFileLock(path, options)).run(work)

/** A lock for which everything that needs room on the disk was written already. */
export interface PreparedLock {
  /** Once. */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>
  /** Instead of `run`. */
  discard(): Promise<void>
}

export const prepareFileLock = async (path: string, options: FileLockOptions): Promise<PreparedLock> => {
  const { files = nodeFiles, clock = systemClock, random = systemRandom } = options
  const parts: Parts = { path, options, files, clock, random, watch: createLockWatch() }
  const draft = await withFileFaults(path, () => draftFor(parts))
  return {
    discard: () => dropDraft(files, draft),
    run: async (work, signal = options.signal) => {
      let lock: FileHandle
      try {
        lock = await withFileFaults(path, () => acquire(parts, draft, signal))
      } catch (error) {
        await dropDraft(files, draft)
        throw error
      }
      return hold(parts, draft, lock, work)
    },
  }
}

const dropDraft = async (files: FileSystem, draft: OwnerDraft): Promise<void> => {
  await draft.handle.close()
  await removeIfPresent(files, draft.path)
}

const draftFor = async ({ path, files, random }: Parts): Promise<OwnerDraft> => {
  const owner: LockOwner = await thisOwner(random.uuid())
  return writeDraft(files, `${path}.${owner.nonce}.new`, { text: JSON.stringify(owner), nonce: owner.nonce })
}

const isDead = async ({ watch }: Parts, path: string, { owner, lost, stamp }: FoundOwner): Promise<boolean> => {
  const unchangedMs = watch.unchangedMs(path, stamp)
  if (lost) return unchangedMs >= unwrittenMs
  const judged = await judgeOwner(owner)
  return judged === 'dead' || (judged === 'elsewhere' && unchangedMs >= staleMs)
}

const acquire = async (parts: Parts, draft: OwnerDraft, signal: AbortSignal | undefined): Promise<FileHandle> => {
  const { path, files, options } = parts
  const wait = createWait(parts, signal)
  const removal = { files, lock: path, isDead: (at: string, found: FoundOwner) => isDead(parts, at, found) }
  for (;;) {
    signal?.throwIfAborted()
    const found = await readOwner(files, path)
    if (found === undefined) {
      const lock = await placeExclusively(files, draft, path)
      if (lock !== undefined) return lock
      continue
    }
    if (await isDead(parts, path, found)) {
      if (await removeOwned(removal, path, found.owner.nonce, draft)) {
        await removeIfPresent(files, `${path}.${found.owner.nonce}.new`)
        continue
      }
    }
    if (wait.waitedMs() >= (options.maxWaitMs ?? 60_000)) throw heldTooLong(path, found.owner, wait.waitedMs())
    await wait.pause(found.owner)
  }
}

/** Ever longer pauses, of which no two waiters have the same: many of them do not all ask at once. */
const createWait = ({ path, clock, random, watch, options }: Parts, signal: AbortSignal | undefined) => {
  let waitedMs = 0
  let pauseMs = 8
  let sayAt = 1000
  return {
    waitedMs: () => waitedMs,
    pause: async ({ pid, host }: LockOwner): Promise<void> => {
      if (waitedMs >= sayAt) {
        options.onWait?.({ path, pid, host, waitedMs })
        sayAt = waitedMs + 10_000
      }
      const ms = Math.ceil(pauseMs * (0.5 + random.fraction() / 2))
      await clock.sleep(ms, signal)
      waitedMs += ms
      watch.passed(ms)
      pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)
    },
  }
}

const hold = async <T>(parts: Parts, draft: OwnerDraft, lock: FileHandle, work: () => Promise<T>): Promise<T> => {
  const stop = new AbortController()
  const beating = beat(parts, lock, stop.signal)
  try {
    return await work()
  } finally {
    stop.abort()
    await beating
    await release(parts, draft, lock)
  }
}

const beat = async ({ clock, options }: Parts, lock: FileHandle, stop: AbortSignal): Promise<void> => {
  let last = 0
  let failed = false
  for (;;) {
    const ended = await clock.sleep(heartbeatMs, stop).then(
      () => stop.aborted,
      () => true,
    )
    if (ended) return
    try {
      last = Math.max(last + 1000, clock.now())
      await lock.utimes(last / 1000, last / 1000)
    } catch (error) {
      if (!failed) options.onProblem?.(error)
      failed = true
    }
  }
}

/** A failure here is no failure of the work, and must not hide its result. */
const release = async (parts: Parts, draft: OwnerDraft, lock: FileHandle): Promise<void> => {
  const { files, path, options } = parts
  try {
    const removal = { files, lock: path, isDead: (at: string, found: FoundOwner) => isDead(parts, at, found) }
    await removeOwned(removal, path, draft.nonce, draft)
  } catch (error) {
    options.onProblem?.(error)
  }
  const ends = [dropDraft(files, draft), lock === draft.handle ? undefined : lock.close()]
  await Promise.all(ends).catch((error: unknown) => options.onProblem?.(error))
}

const heldTooLong = (path: string, { pid, host }: LockOwner, waitedMs: number): NostroError =>
  new NostroError({
    code: 'conflict',
    message: `Another process (${pid} on ${host === '' ? 'an unknown host' : host}) holds ${path} for more than ${Math.round(waitedMs / 1000)} s.`,
    hint: `Wait for it, or end it. If it is gone, remove ${path}.`,
  })
