import { createHash } from 'node:crypto'
import { link, readFile, unlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import type { Clock } from '../contracts/clock.ts'
import type { Random } from '../contracts/random.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { withFileFaults } from '../node/file-fault.ts'

interface Owner {
  readonly pid: number
  /** The process's start as the system counts it: tells a process from a later one with the same number. */
  readonly started: string
  readonly host: string
  readonly nonce: string
}

export interface FileLockParts {
  readonly clock: Clock
  readonly random: Random
  /** Longest wait for a living holder, 60 s by default; then `conflict`. */
  readonly maxWaitMs?: number
}

const intervalMs = 20

/**
 * Runs work while this process alone holds the file `path`. A lock whose owner has died is taken over.
 *
 * Files appear with their contents in one step (`link`), so that nobody reads half an owner. A dead owner's file may be
 * removed only by the holder of a guard that bears the dead lock's nonce: two that find the same dead lock cannot both
 * remove it, and one that comes late finds another nonce and lets go. A guard whose owner died is removed the same way.
 * A file that holds no owner was cut short when the machine lost its power: its owner is dead as well.
 */
export const withFileLock = async <T>(
  path: string,
  parts: FileLockParts,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> => {
  await withFileFaults(path, () => acquire(path, parts, signal))
  try {
    return await work()
  } finally {
    await removeIfPresent(path)
  }
}

const acquire = async (path: string, parts: FileLockParts, signal: AbortSignal | undefined): Promise<void> => {
  const { clock, maxWaitMs = 60_000 } = parts
  const deadline = clock.now() + maxWaitMs
  for (;;) {
    signal?.throwIfAborted()
    if (await tryCreate(path, parts.random)) return
    const owner = await readOwner(path)
    if (owner === undefined) continue
    if (!(await isAlive(owner))) {
      await removeDead(path, path, owner, parts.random)
      continue
    }
    if (clock.now() >= deadline) {
      throw new NostroError({
        code: 'conflict',
        message: `Another process (${owner.pid} on ${owner.host}) holds the session for more than ${Math.round(maxWaitMs / 1000)} s.`,
        hint: `Wait for it, or end it. If that machine is gone, remove ${path}.`,
      })
    }
    await clock.sleep(intervalMs, signal)
  }
}

const tryCreate = async (path: string, random: Random): Promise<boolean> => {
  const nonce = random.uuid()
  const owner: Owner = { pid: process.pid, started: await startOf(process.pid), host: hostname(), nonce }
  const draft = `${path}.${nonce}.new`
  await writeFile(draft, JSON.stringify(owner), { mode: 0o600, flag: 'wx' })
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  } finally {
    await removeIfPresent(draft)
  }
}

const removeDead = async (lock: string, path: string, dead: Owner, random: Random): Promise<void> => {
  const guard = guardOf(lock, dead)
  if (!(await tryCreate(guard, random))) {
    const other = await readOwner(guard)
    if (other !== undefined && !(await isAlive(other))) await removeDead(lock, guard, other, random)
    return
  }
  try {
    const now = await readOwner(path)
    if (now?.nonce === dead.nonce) await removeIfPresent(path)
  } finally {
    await removeIfPresent(guard)
  }
}

const guardOf = (lock: string, { nonce }: Owner): string => `${lock}.${nonce}.takeover`

const readOwner = async (path: string): Promise<Owner | undefined> => {
  try {
    const text = await readFile(path, 'utf8')
    return parseOwner(text) ?? lostOwner(path)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

const parseOwner = (text: string): Owner | undefined => {
  try {
    const owner = JSON.parse(text) as Partial<Owner> | null
    const isOwner = typeof owner?.pid === 'number' && typeof owner.host === 'string' && typeof owner.nonce === 'string'
    return isOwner ? (owner as Owner) : undefined
  } catch {
    return undefined
  }
}

/** No process has the number -1. The nonce differs by path, so that a damaged guard has a guard of its own. */
const lostOwner = (path: string): Owner => ({
  pid: -1,
  started: '',
  host: hostname(),
  nonce: createHash('sha256').update(path).digest('hex').slice(0, 32),
})

/** For tests: the guard under which a damaged lock is removed. */
export const damagedGuardOf = (lock: string): string => guardOf(lock, lostOwner(lock))

/** An owner on another machine cannot be judged from here, and counts as alive. */
const isAlive = async ({ pid, started, host }: Owner): Promise<boolean> => {
  if (host !== hostname()) return true
  if (pid < 1) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false
  }
  const now = await startOf(pid)
  return started === '' || now === '' || started === now
}

/** Field 22 of Linux's /proc/PID/stat; empty elsewhere. The second field may hold blanks and parentheses. */
const startOf = async (pid: number): Promise<string> => {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

const removeIfPresent = async (path: string): Promise<void> => {
  try {
    await unlink(path)
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
