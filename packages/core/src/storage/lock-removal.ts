import { createHash } from 'node:crypto'
import { type OwnerDraft, placeExclusively } from './exclusive-file.ts'
import { type FileSystem, removeIfPresent } from './file-system.ts'
import { type FoundOwner, readOwner } from './lock-owner.ts'

export interface RemovalParts {
  readonly files: FileSystem
  /** The lock's own path; guards are named after it. */
  readonly lock: string
  isDead(path: string, found: FoundOwner): Promise<boolean>
}

/** The guard under which the file `path`, a lock or itself a guard of it, may be removed while it bears `nonce`. */
export const guardOf = (lock: string, path: string, nonce: string): string => {
  const name = createHash('sha256')
    .update(JSON.stringify([path, nonce]))
    .digest('hex')
    .slice(0, 32)
  return `${lock}.${name}.takeover`
}

/**
 * Removes `path` if it still bears `nonce`. Only the holder of the guard named by that nonce may do so: two that find the same
 * dead lock cannot both remove it, a holder that was taken over does not remove its successor's lock, and one that comes late
 * finds another nonce and removes nothing. A guard whose owner died is removed in the same way.
 * @returns false when another process is at it
 */
export const removeOwned = async (
  { files, lock, isDead }: RemovalParts,
  path: string,
  nonce: string,
  draft: OwnerDraft,
): Promise<boolean> => {
  const guard = guardOf(lock, path, nonce)
  const placed = await placeExclusively(files, draft, guard)
  if (placed === undefined) {
    const other = await readOwner(files, guard)
    if (other === undefined || !(await isDead(guard, other))) return other === undefined
    return removeOwned({ files, lock, isDead }, guard, other.owner.nonce, draft)
  }
  try {
    if ((await readOwner(files, path))?.owner.nonce === nonce) await removeIfPresent(files, path)
  } finally {
    if (placed !== draft.handle) await placed.close()
    await removeIfPresent(files, guard)
  }
  return true
}
