import { join } from 'node:path'
import { type FileLockOptions, withFileLock } from './file-lock.ts'
import { type FileSystem, hasCode, removeIfPresent } from './file-system.ts'
import { judgeOwner, readOwner } from './lock-owner.ts'

/** Younger files without a readable owner may still be written. */
const oldMs = 10 * 60_000

export const namesIn = async (files: FileSystem, dir: string): Promise<readonly string[]> => {
  try {
    return await files.readdir(dir)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  }
}

/** Is it a draft of a lock, or a guard of its removal? */
export const isLockLeftover = (name: string): boolean => /\.lock\.[0-9a-f-]+\.(new|takeover)$/.test(name)

/** Removes drafts and guards of locks whose process was killed. Those of living processes stay. */
export const removeLockLeftovers = async (
  files: FileSystem,
  dir: string,
  names: readonly string[],
  now: number,
): Promise<void> => {
  for (const name of names.filter(isLockLeftover)) {
    const path = join(dir, name)
    const found = await readOwner(files, path)
    if (found === undefined) continue
    const judged = found.lost ? 'elsewhere' : await judgeOwner(found.owner)
    // A living holder elsewhere touches its draft, which is the same file as its lock.
    if (judged === 'dead' || (judged === 'elsewhere' && found.touchedAt + oldMs < now))
      await removeIfPresent(files, path)
  }
}

/** Removes locks whose process was killed, in the way of every takeover. Those of others stay. */
export const removeDeadLocks = async (
  files: FileSystem,
  paths: readonly string[],
  options: FileLockOptions,
): Promise<void> => {
  for (const path of paths) {
    const found = await readOwner(files, path)
    if (found === undefined || found.lost || (await judgeOwner(found.owner)) !== 'dead') continue
    await withFileLock(path, async () => undefined, options)
  }
}
