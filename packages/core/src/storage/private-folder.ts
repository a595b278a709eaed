import { dirname, resolve } from 'node:path'
import { NostroError } from '../errors/nostro-error.ts'
import { withFileFaults } from '../node/file-fault.ts'
import { type FileSystem, syncFolder } from './file-system.ts'

/**
 * Makes the folder, mode 0700, when it is absent, so that it survives a power cut. One that exists is taken as it is and
 * never changed.
 * @throws NostroError `invalid_config` when others can open an existing folder
 */
export const openPrivateFolder = async (files: FileSystem, dir: string): Promise<void> => {
  await withFileFaults(dir, async () => {
    const made = await files.mkdir(dir, { recursive: true, mode: 0o700 })
    if (made === undefined) return
    const last = dirname(resolve(made))
    for (let folder = dirname(resolve(dir)); folder.length >= last.length; folder = dirname(folder)) {
      await syncFolder(files, folder)
      if (folder === dirname(folder)) break
    }
  })
  if (process.platform === 'win32') return
  const { mode } = await withFileFaults(dir, () => files.stat(dir))
  if ((mode & 0o077) === 0) return
  throw new NostroError({
    code: 'invalid_config',
    message: `Others can open the folder ${dir} (mode ${(mode & 0o777).toString(8)}); it was not changed.`,
    hint: `Run: chmod 700 ${dir}. Or name another folder: nothing else should live in it.`,
  })
}
