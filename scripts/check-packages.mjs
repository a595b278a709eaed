// What would be published, as publint and attw see it.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packAll } from './pack.mjs'
import { root } from './setup.mjs'

const destination = mkdtempSync(join(tmpdir(), 'nostro-pack-'))
let failed = false
const check = (title, name, args) => {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin', name), args, {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (status === 0) return
  failed = true
  console.error(`${title}: ${name} complains\n${stdout}${stderr}`)
}

try {
  const tarballs = packAll(destination)
  for (const [title, file] of Object.entries(tarballs)) {
    check(title, 'publint', ['run', file, '--strict'])
    // A command has no exports to type-check.
    if (title !== 'nostro') check(title, 'attw', [file, '--profile', 'esm-only', '--quiet'])
  }
  if (!failed) console.log(`${Object.keys(tarballs).length} packages are fit to publish.`)
} finally {
  rmSync(destination, { recursive: true, force: true })
}
if (failed) process.exitCode = 1
