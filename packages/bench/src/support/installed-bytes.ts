import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const bench = fileURLToPath(new URL('../..', import.meta.url))
const blockBytes = 4_096

interface Manifest {
  readonly name: string
  readonly files?: readonly string[]
  readonly dependencies?: Readonly<Record<string, string>>
}

/**
 * What npm would install for a package, in bytes by package: whole blocks of 4 KiB, as `du` counts. Of our own packages what
 * would be published, of others all files.
 */
export const installedBytes = (name: string): ReadonlyMap<string, number> => {
  const found = new Map<string, number>()
  const add = (wanted: string, from: string): void => {
    const folder = folderOf(wanted, from)
    if (folder === undefined || found.has(wanted)) return
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
    found.set(wanted, bytesOf(folder, wanted.startsWith('@nostro/') ? manifest.files : undefined))
    for (const next of Object.keys(manifest.dependencies ?? {})) add(next, folder)
  }
  add(name, bench)
  return found
}

/** As Node looks for packages: upwards from the real place of the package that needs one. */
const folderOf = (name: string, from: string): string | undefined => {
  for (let place = from; dirname(place) !== place; place = dirname(place)) {
    const candidate = join(place, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate)
  }
  return undefined
}

const bytesOf = (folder: string, published: readonly string[] | undefined): number =>
  (published === undefined ? readdirSync(folder) : ['package.json', 'README.md', 'LICENSE', ...published])
    .filter((entry) => entry !== 'node_modules' && existsSync(join(folder, entry)))
    .reduce((total, entry) => total + bytesUnder(join(folder, entry)), blockBytes)

const bytesUnder = (path: string): number => {
  const { size } = statSync(path)
  const own = Math.ceil(size / blockBytes) * blockBytes
  if (!statSync(path).isDirectory()) return own
  return readdirSync(path).reduce((total, entry) => total + bytesUnder(join(path, entry)), own)
}
