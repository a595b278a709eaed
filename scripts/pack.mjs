// Packs every package as it would be published. Usage: node scripts/pack.mjs DIR
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pinnedPnpm, root } from './setup.mjs'

/** @returns package name -> path of its tarball */
export const packAll = (destination) => {
  mkdirSync(destination, { recursive: true })
  const names = readdirSync(join(root, 'packages'))
    .map((folder) => join(root, 'packages', folder, 'package.json'))
    .filter((manifest) => existsSync(manifest))
    .map((manifest) => JSON.parse(readFileSync(manifest, 'utf8')))
    .filter((manifest) => manifest.private !== true)
    .map(({ name }) => name)
  const only = names.map((name) => `--filter=${name}`)
  const result = spawnSync('npx', ['-y', pinnedPnpm(), ...only, 'pack', '--pack-destination', destination], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (result.status !== 0) throw new Error(`Packing failed:\n${result.stdout}${result.stderr}`)
  return Object.fromEntries(names.map((name) => [name, tarballOf(destination, name)]))
}

const tarballOf = (destination, name) => {
  const found = readdirSync(destination).find((file) =>
    new RegExp(`^${name.replace('@', '').replace('/', '-')}-\\d.*\\.tgz$`).test(file),
  )
  if (found === undefined) throw new Error(`No tarball of ${name} in ${destination}.`)
  return join(destination, found)
}

if (process.argv[1]?.endsWith('pack.mjs'))
  console.log(JSON.stringify(packAll(process.argv[2] ?? join(root, '.cache/packed')), null, 2))
