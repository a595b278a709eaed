import type { FileHandle } from 'node:fs/promises'
import { type FileSystem, hasCode, removeIfPresent } from './file-system.ts'
import { readOwner } from './lock-owner.ts'

/** A file with an owner's text under a name of its own, ready to appear as a lock in one step. */
export interface OwnerDraft {
  readonly path: string
  readonly text: string
  readonly nonce: string
  /** Open on the file that becomes the lock: heartbeats touch this file and never a later one of the same name. */
  readonly handle: FileHandle
}

/** What file systems without hard links answer to `link`: FAT, exFAT, some network shares, some FUSE. */
export const noLinks: readonly string[] = ['ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'ENOSYS', 'EMLINK', 'EXDEV', 'EINVAL']

/** Leaves no file behind when it cannot be written (a full disk). */
export const writeDraft = async (
  files: FileSystem,
  path: string,
  { text, nonce }: Pick<OwnerDraft, 'text' | 'nonce'>,
): Promise<OwnerDraft> => {
  const handle = await files.open(path, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    return { path, text, nonce, handle }
  } catch (error) {
    await handle.close()
    await removeIfPresent(files, path)
    throw error
  }
}

/**
 * Makes `target` appear with the draft's text, unless there is a file already. By hard link where the file system has them,
 * so that nobody reads half a text; else by exclusive creation, after which it is checked that nobody took the unfinished
 * file for an abandoned one.
 * @returns the open lock file, or undefined when another file is there
 */
export const placeExclusively = async (
  files: FileSystem,
  draft: OwnerDraft,
  target: string,
): Promise<FileHandle | undefined> => {
  try {
    await files.link(draft.path, target)
    return draft.handle
  } catch (error) {
    if (hasCode(error, 'EEXIST')) {
      // A network share repeats a request whose answer was lost: then it is our own first try that made the file.
      return (await readOwner(files, target))?.owner.nonce === draft.nonce ? draft.handle : undefined
    }
    // ENOENT: the draft was cleaned away as a leftover while this process slept; its text is still known.
    if (!hasCode(error, ...noLinks, 'ENOENT')) throw error
  }
  return createExclusively(files, draft, target)
}

const createExclusively = async (
  files: FileSystem,
  { text, nonce }: Pick<OwnerDraft, 'text' | 'nonce'>,
  target: string,
): Promise<FileHandle | undefined> => {
  let handle: FileHandle
  try {
    handle = await files.open(target, 'wx', 0o600)
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return undefined
    throw error
  }
  try {
    await handle.writeFile(text)
    if ((await readOwner(files, target))?.owner.nonce === nonce) return handle
  } catch (error) {
    await handle.close()
    await removeIfPresent(files, target)
    throw error
  }
  await handle.close()
  return undefined
}
