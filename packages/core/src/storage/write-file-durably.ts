import { dirname } from 'node:path'
import { type FileSystem, hasCode, removeIfPresent, syncFolder } from './file-system.ts'

/** Room for a record that grows: tokens get longer, not by much. */
const leastReserved = 16 * 1024

/** Where the room for a file is kept. */
export const reservePathOf = (path: string): string => `${path}.reserve`

/**
 * Takes room on the disk for the next contents of `path`, so that a full disk is noticed before anything is asked of a bank and
 * not after. Random bytes: a file system that compresses or skips zeroes would reserve nothing.
 */
export const reserveSpace = async (
  files: FileSystem,
  path: string,
  randomBytes: (size: number) => Uint8Array,
): Promise<void> => {
  const reserve = reservePathOf(path)
  const size = Math.max(leastReserved, 2 * ((await sizeOf(files, path)) ?? 0))
  if (((await sizeOf(files, reserve)) ?? 0) >= size) return
  try {
    await writeAndSync(files, reserve, 'w', randomBytes(size))
  } catch (error) {
    await removeIfPresent(files, reserve)
    throw error
  }
}

export interface DurableWrite {
  readonly path: string
  readonly text: string
  /** A name beside `path` that no other writer uses. */
  readonly draft: string
  /** Write into the room that `reserveSpace` took, if it is there. */
  readonly reserved: boolean
}

/** The new contents are on the disk before the name points to them: a crash leaves the old or the new, whole. */
export const writeFileDurably = async (
  files: FileSystem,
  { path, text, draft, reserved }: DurableWrite,
): Promise<void> => {
  try {
    const inPlace = reserved && (await renameIfPresent(files, reservePathOf(path), draft))
    await writeAndSync(files, draft, inPlace ? 'r+' : 'wx', Buffer.from(text, 'utf8'))
    await files.rename(draft, path)
  } catch (error) {
    await removeIfPresent(files, draft)
    throw error
  }
  await syncFolder(files, dirname(path))
}

const writeAndSync = async (
  files: FileSystem,
  path: string,
  flags: 'w' | 'wx' | 'r+',
  bytes: Uint8Array,
): Promise<void> => {
  const file = await files.open(path, flags, 0o600)
  try {
    await file.writeFile(bytes)
    // Only now: to cut the file first would give the room away.
    if (flags === 'r+') await file.truncate(bytes.length)
    await file.sync()
  } finally {
    await file.close()
  }
}

const renameIfPresent = async (files: FileSystem, from: string, to: string): Promise<boolean> => {
  try {
    await files.rename(from, to)
    return true
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false
    throw error
  }
}

const sizeOf = async (files: FileSystem, path: string): Promise<number | undefined> => {
  try {
    return (await files.stat(path)).size
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}
