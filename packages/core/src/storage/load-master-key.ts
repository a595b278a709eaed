import { createHash, scrypt } from 'node:crypto'
import { mkdir, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Random } from '../contracts/random.ts'
import { NostroError } from '../errors/nostro-error.ts'
import { withFileFaults } from '../node/file-fault.ts'
import { systemRandom } from '../services/system-random.ts'
import { noLinks } from './exclusive-file.ts'
import { withFileLock } from './file-lock.ts'
import { type FileSystem, hasCode, nodeFiles, readIfPresent, removeIfPresent, syncFolder } from './file-system.ts'

/** 256 bits, and a name that gives nothing of them away: it stands in every record, so that keys can be changed. */
export interface MasterKey {
  readonly id: string
  readonly key: Uint8Array
}

/**
 * Where the master key comes from. `file` holds 32 bytes as base64 or hex text; `text` is the same, from an environment
 * variable; a passphrase needs a file for its salt, which is made when absent and must be kept.
 */
export type MasterKeySource =
  | { readonly file: string; readonly create?: boolean | undefined }
  | { readonly text: string }
  | { readonly passphrase: string; readonly saltFile: string }

/**
 * @throws NostroError `invalid_config` saying which source is wrong and how to fix it; never what it holds.
 *
 * @example
 * ```ts
 * const masterKey = await loadMasterKey({ file: '/home/ada/.config/nostro/master.key', create: true })
 * ```
 */
export const loadMasterKey = async (
  source: MasterKeySource,
  random: Random = systemRandom,
  files: FileSystem = nodeFiles,
): Promise<MasterKey> => {
  if ('text' in source) return toMasterKey(decode(source.text, 'The master key in the environment'))
  if ('file' in source) {
    const text = await withFileFaults(source.file, () =>
      readOrCreate(source.file, source.create === true ? random : undefined, files),
    )
    return toMasterKey(decode(text, `The master key file ${source.file}`))
  }
  if (source.passphrase.length < 8) throw refuse('The passphrase is too short.', 'Use 8 characters or more.')
  const salt = decode(
    await withFileFaults(source.saltFile, () => readOrCreate(source.saltFile, random, files)),
    `The salt file ${source.saltFile}`,
  )
  return toMasterKey(await derive(source.passphrase, salt))
}

const refuse = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_config', message, hint })

const toMasterKey = (key: Uint8Array): MasterKey => ({
  id: createHash('sha256').update('nostro/master-key-id/1').update(key).digest('hex').slice(0, 16),
  key,
})

const decode = (text: string, what: string): Uint8Array => {
  const trimmed = text.trim()
  const bytes = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64')
  if (bytes.length === 32 && /^[A-Za-z0-9+/=]+$/.test(trimmed)) return new Uint8Array(bytes)
  throw refuse(`${what} is not 32 bytes in base64 or hex.`, 'Make one with: openssl rand -base64 32')
}

/** scrypt (RFC 7914) with N=2^17, r=8, p=1: 128 MiB, which is above the default limit. */
const derive = (passphrase: string, salt: Uint8Array): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const settings = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }
    scrypt(passphrase.normalize('NFKC'), salt, 32, settings, (error, key) => {
      if (error === null) resolve(new Uint8Array(key))
      else reject(refuse('The passphrase could not be turned into a key.', '128 MiB of free memory are needed.'))
    })
  })

const readOrCreate = async (path: string, random: Random | undefined, files: FileSystem): Promise<string> => {
  try {
    await assertPrivate(path)
    return await readFile(path, 'utf8')
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
    if (random === undefined) {
      throw refuse(`The master key file ${path} does not exist.`, 'Name the right file, or have it made.')
    }
  }
  await create(path, random, files)
  return readFile(path, 'utf8')
}

/** Two processes may start at once: the file appears whole, and the second one takes what the first one made. */
const create = async (path: string, random: Random, files: FileSystem): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${random.uuid()}.new`
  try {
    await writeKey(draft, random, files)
    await files.link(draft, path)
  } catch (error) {
    if (!hasCode(error, 'EEXIST', ...noLinks)) throw error
    if (hasCode(error, ...noLinks)) await renameIfFirst(draft, path, files)
  } finally {
    await removeIfPresent(files, draft)
  }
  await syncFolder(files, dirname(path))
}

const writeKey = async (draft: string, random: Random, files: FileSystem): Promise<void> => {
  const file = await files.open(draft, 'wx', 0o600)
  try {
    await file.writeFile(`${Buffer.from(random.bytes(32)).toString('base64')}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Without hard links (FAT, some network shares): the same, under a lock, since a rename would replace the first one's key. */
const renameIfFirst = (draft: string, path: string, files: FileSystem): Promise<void> =>
  withFileLock(
    `${path}.lock`,
    async () => {
      if ((await readIfPresent(files, path)) === undefined) await files.rename(draft, path)
    },
    { files },
  )

const assertPrivate = async (path: string): Promise<void> => {
  const found = await stat(path)
  if (found.isDirectory()) throw refuse(`${path} is a folder.`, 'That is a folder: name a file.')
  const { mode } = found
  if (process.platform === 'win32' || (mode & 0o077) === 0) return
  throw refuse(`Others can read the file ${path}.`, `Run: chmod 600 ${path}`)
}
