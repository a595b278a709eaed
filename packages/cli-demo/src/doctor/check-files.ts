import { accessSync, constants, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { LoadedConfig } from '@nostro/host'
import type { Finding } from './finding.ts'

interface FileToCheck {
  readonly area: string
  /** Its key in the configuration. */
  readonly subject: string
  readonly path: string
  /** Nobody but its owner may read it. */
  readonly secret: boolean
  /** Made on first use: its absence is no fault. */
  readonly optional?: boolean
}

/** Every file that the configuration names: there, readable, and its keys readable by their owner alone. */
export const checkFiles = (loaded: LoadedConfig): readonly Finding[] =>
  filesOf(loaded)
    .map(checkFile)
    .filter((finding) => finding !== undefined)

const secretNames = /^(key|pkcs12|keyPair|privateKey|[a-z]\w*File)$/
const publicNames = /^(certificate|responseCertificate|ca|userRoot)$/

const filesOf = ({ config: { banks, storage }, path, folder }: LoadedConfig): readonly FileToCheck[] => [
  ...(path === undefined ? [] : [{ area: 'configuration', subject: 'file', path, secret: holdsSecrets(banks) }]),
  ...Object.entries(banks).flatMap(([area, bank]) => filesIn(area, bank, folder)),
  ...(storage?.keyFile === undefined
    ? []
    : [{ area: 'storage', subject: 'keyFile', path: resolve(folder, storage.keyFile), secret: true, optional: true }]),
]

const filesIn = (area: string, value: unknown, folder: string, prefix = ''): readonly FileToCheck[] => {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]: [string, unknown]): readonly FileToCheck[] => {
    if (typeof member !== 'string') return filesIn(area, member, folder, `${prefix}${name}.`)
    const isModule = name === 'provider' && /^\.{0,2}\/|\.[cm]?js$/.test(member)
    const secret = secretNames.test(name)
    if (!secret && !publicNames.test(name) && !isModule) return []
    return [{ area, subject: `${prefix}${name}`, path: resolve(folder, member), secret }]
  })
}

const holdsSecrets = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).some(([name, member]) => name === 'passphrase' || name === 'apiKey' || holdsSecrets(member))

const checkFile = ({ area, subject, path, secret, optional }: FileToCheck): Finding | undefined => {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) {
    if (optional === true) return undefined
    return {
      area,
      subject,
      status: 'failed',
      message: `${path} does not exist.`,
      hint: 'Correct the path in the configuration, or put the file there.',
    }
  }
  if (!stat.isFile()) {
    return { area, subject, status: 'failed', message: `${path} is not a file.`, hint: 'Name the file itself.' }
  }
  if (!isReadable(path)) {
    return {
      area,
      subject,
      status: 'failed',
      message: `${path} may not be read by this user.`,
      hint: `Let the user who runs the program own it, and keep others out: chmod 600 ${path}`,
    }
  }
  if (stat.size === 0) {
    return { area, subject, status: 'failed', message: `${path} is empty.`, hint: 'Copy the file again, whole.' }
  }
  // Windows keeps access in lists that these bits say nothing about.
  if (secret && process.platform !== 'win32' && (stat.mode & 0o077) !== 0) {
    const mode = (stat.mode & 0o777).toString(8)
    return {
      area,
      subject,
      status: 'warning',
      message: `${path} holds secrets and is open to others (mode ${mode}).`,
      hint: `chmod 600 ${path}`,
    }
  }
  return { area, subject, status: 'ok', message: path }
}

const isReadable = (path: string): boolean => {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}
