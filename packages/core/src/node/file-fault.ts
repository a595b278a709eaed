import { NostroError } from '../errors/nostro-error.ts'

/** What the common codes of the system mean to the person who has to fix it. */
const hints: Readonly<Record<string, string>> = {
  EACCES: 'This user may not do that there: check the owner and mode of the file and of its folder.',
  EPERM: 'This user may not do that there: check the owner and mode of the file and of its folder.',
  EROFS: 'The disk is mounted read-only: name a place that can be written to.',
  EISDIR: 'That is a folder: name a file.',
  ENOTDIR: 'A part of the path is a file where a folder is needed: name another place.',
  EEXIST: 'A part of the path is a file where a folder is needed: name another place.',
  ENOENT: 'Check the path.',
  ENOSPC: 'The disk is full: make room, then run it again.',
  EDQUOT: 'The disk quota is used up: make room, then run it again.',
}

/**
 * A fault of the file system as an `invalid_config` that names the path; anything else as it is.
 *
 * @example
 * throw toFileFault(path, error)
 */
export const toFileFault = (path: string, error: unknown): unknown => {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return error
  const code = String(error.code)
  return new NostroError({
    code: 'invalid_config',
    message: `${path} cannot be used (${code}).`,
    hint: hints[code] ?? 'Check the path, the disk, and who may use the file.',
    cause: error,
  })
}

/** Runs work on one file or folder; its faults are named. */
export const withFileFaults = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    throw toFileFault(path, error)
  }
}
