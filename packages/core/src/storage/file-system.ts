import { link, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises'

/** What file stores need of a file system: `node:fs/promises`, or a test's version of it that fails on purpose. */
export interface FileSystem {
  readonly link: typeof link
  readonly mkdir: (
    path: string,
    options: { readonly recursive: true; readonly mode: number },
  ) => Promise<string | undefined>
  readonly open: typeof open
  readonly readdir: (path: string) => Promise<string[]>
  readonly readFile: (path: string, encoding: 'utf8') => Promise<string>
  readonly rename: typeof rename
  readonly stat: (path: string) => Promise<{ readonly size: number; readonly mode: number; readonly mtimeMs: number }>
  readonly unlink: typeof unlink
}

export const nodeFiles: FileSystem = { link, mkdir, open, readdir, readFile, rename, stat, unlink }

/** Is it a fault of the system with one of these codes? */
export const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code))

export const removeIfPresent = async (files: FileSystem, path: string): Promise<void> => {
  try {
    await files.unlink(path)
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
  }
}

/** The text of a file, or undefined when there is none. */
export const readIfPresent = async (files: FileSystem, path: string): Promise<string | undefined> => {
  try {
    return await files.readFile(path, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/**
 * Makes a rename or a removal in the folder survive a power cut. File systems that cannot do it for folders (network shares,
 * FUSE, Windows) are left alone: the contents of the files were flushed by themselves.
 */
export const syncFolder = async (files: FileSystem, dir: string): Promise<void> => {
  if (process.platform === 'win32') return
  try {
    const folder = await files.open(dir, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  } catch (error) {
    if (!hasCode(error, 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR', 'EPERM', 'EACCES', 'EBADF')) throw error
  }
}
