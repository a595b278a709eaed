// Packs every package as it would be published, once for each build. Usage: node scripts/pack.mjs
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pinnedPnpm, root } from './setup.mjs'

const packed = join(root, '.cache/packed')

const published = () =>
  readdirSync(join(root, 'packages'))
    .map((folder) => join(root, 'packages', folder))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .filter(({ manifest }) => manifest.private !== true)

/** Path, size and time of every file that a package publishes: another build is another text. */
const contents = (path) => {
  if (!existsSync(path)) return []
  const { mtimeMs, size } = statSync(path)
  if (!statSync(path).isDirectory()) return [`${path} ${size} ${mtimeMs}`]
  return readdirSync(path).flatMap((name) => contents(join(path, name)))
}

const tarballOf = (folder, name) => {
  const found = readdirSync(folder).find((file) =>
    new RegExp(`^${name.replace('@', '').replace('/', '-')}-\\d.*\\.tgz$`).test(file),
  )
  if (found === undefined) throw new Error(`No tarball of ${name} in ${folder}.`)
  return join(folder, found)
}

/** @returns package name -> path of its tarball under `.cache/packed`; packs only what was built since the last time */
export const packAll = () => {
  const packages = published()
  const stamp = packages
    .flatMap(({ folder, manifest }) =>
      ['package.json', 'README.md', ...manifest.files].map((each) => join(folder, each)),
    )
    .flatMap(contents)
    .join('\n')
  const stampFile = join(packed, 'stamp')
  if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
    // Made apart and moved: another process never sees half of it.
    const fresh = `${packed}-${process.pid}`
    rmSync(fresh, { recursive: true, force: true })
    mkdirSync(fresh, { recursive: true })
    const only = packages.map(({ manifest }) => `--filter=${manifest.name}`)
    const result = spawnSync('npx', ['-y', pinnedPnpm(), ...only, 'pack', '--pack-destination', fresh], {
      cwd: root,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    })
    if (result.status !== 0) throw new Error(`Packing failed:\n${result.stdout}${result.stderr}`)
    writeFileSync(join(fresh, 'stamp'), stamp)
    rmSync(packed, { recursive: true, force: true })
    renameSync(fresh, packed)
  }
  return Object.fromEntries(packages.map(({ manifest }) => [manifest.name, tarballOf(packed, manifest.name)]))
}

if (process.argv[1]?.endsWith('pack.mjs')) console.log(JSON.stringify(packAll(), null, 2))
