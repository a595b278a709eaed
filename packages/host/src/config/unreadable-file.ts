import { dirname } from 'node:path'
import { environmentVariables } from './from-environment.ts'

/** What to do about a file of the configuration that cannot be read, by the reason that the system gave. */
export const unreadableFileHint = (path: string, code: string, key: string | undefined): string => {
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return `There is no such file. Put it into ${dirname(path)}, or ${correct(path, key)}.`
  if (code === 'EACCES' || code === 'EPERM')
    return `Name a file that this user may read, or let the user of this program read it: chmod u+r, or chown.`
  if (code === 'EISDIR') return 'Name a file that this user may read; this is a folder.'
  return 'Name a file that this user may read.'
}

const correct = (path: string, key: string | undefined): string => {
  if (key === undefined) return 'correct its path'
  const [variable] = Object.entries(environmentVariables).find(([, place]) => place === key) ?? []
  const places = [`“${key}” in the configuration`, ...(variable === undefined ? [] : [variable])]
  // The names of ING's own download, which PSD2_CERT_PATH expects.
  if (/example_client_(tls|signing)\.(cer|key)$/.test(path))
    places.push('PSD2_CERT_PATH, a folder with ING’s four files (docs/ing.md)')
  return `correct its path: ${places.join(', or ')}`
}
