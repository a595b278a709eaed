import { createHash } from 'node:crypto'
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import type { EpochMs } from '../domain/dates.ts'
import { type FileSystem, hasCode } from './file-system.ts'

/** Who holds a lock, as written in its file. */
export interface LockOwner {
  readonly pid: number
  /** The process's start as the system counts it: distinguishes a process from a later one with the same number. */
  readonly started: string
  readonly host: string
  /** Linux: the id of this start of the kernel; two machines of one name differ in it. Empty elsewhere. */
  readonly boot: string
  /** Linux: the namespace in which `pid` counts; two containers of one machine differ in it. Empty elsewhere. */
  readonly pidNamespace: string
  /** One for each time that the lock is taken. */
  readonly nonce: string
}

/** An owner as found in a file, with what shows whether the file is still being touched. */
export interface FoundOwner {
  readonly owner: LockOwner
  /** The file holds no owner: it is being written, or was cut short by a crash. */
  readonly lost: boolean
  /** Changes with each heartbeat of the holder. */
  readonly stamp: string
  /** Time of the last change, by the clock of the file system. */
  readonly touchedAt: EpochMs
}

interface Machine {
  readonly host: string
  readonly boot: string
  readonly pidNamespace: string
  readonly started: string
}

let machine: Promise<Machine> | undefined

const thisMachine = (): Promise<Machine> => {
  machine ??= (async () => ({
    host: hostname(),
    boot: (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim(),
    pidNamespace: await readlink('/proc/self/ns/pid').catch(() => ''),
    started: await startOf(process.pid),
  }))()
  return machine
}

export const thisOwner = async (nonce: string): Promise<LockOwner> => ({
  pid: process.pid,
  ...(await thisMachine()),
  nonce,
})

/**
 * Can this process see whether the owner lives? Only where its process number means the same here: same start of the kernel
 * and same namespace, or, on systems without these, the same host.
 */
const isLocal = async (owner: LockOwner): Promise<boolean> => {
  const here = await thisMachine()
  if (owner.boot !== here.boot || owner.pidNamespace !== here.pidNamespace) return false
  return here.boot !== '' || owner.host === here.host
}

/** `elsewhere`: it cannot be judged from here; a heartbeat must show it. */
export const judgeOwner = async (owner: LockOwner): Promise<'alive' | 'dead' | 'elsewhere'> => {
  if (!(await isLocal(owner))) return 'elsewhere'
  if (!(owner.pid >= 1)) return 'dead'
  try {
    process.kill(owner.pid, 0)
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return 'dead'
  }
  const started = await startOf(owner.pid)
  return owner.started === '' || started === '' || owner.started === started ? 'alive' : 'dead'
}

export const readOwner = async (files: FileSystem, path: string): Promise<FoundOwner | undefined> => {
  try {
    const file = await files.open(path, 'r')
    try {
      const owner = parseOwner(await file.readFile('utf8'))
      const { mtimeMs, ino } = await file.stat()
      const stamp = `${ino} ${mtimeMs} ${owner?.nonce}`
      return { owner: owner ?? lostOwner(path), lost: owner === undefined, stamp, touchedAt: mtimeMs }
    } finally {
      await file.close()
    }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

const parseOwner = (text: string): LockOwner | undefined => {
  try {
    const owner = JSON.parse(text) as Partial<LockOwner> | null
    if (typeof owner?.pid !== 'number' || typeof owner.host !== 'string' || typeof owner.nonce !== 'string')
      return undefined
    const { pid, host, nonce, started = '', boot = '', pidNamespace = '' } = owner
    return { pid, host, nonce, started, boot, pidNamespace }
  } catch {
    return undefined
  }
}

/** The nonce differs by path, so that a damaged guard has a guard of its own. */
const lostOwner = (path: string): LockOwner => ({
  pid: -1,
  started: '',
  host: '',
  boot: '',
  pidNamespace: '',
  nonce: createHash('sha256').update(path).digest('hex').slice(0, 32),
})

/** Field 22 of Linux's /proc/PID/stat; empty elsewhere. The second field may hold blanks and parentheses. */
const startOf = async (pid: number): Promise<string> => {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
