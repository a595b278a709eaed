// The whole test suite in three time zones of the machine: dates must not depend on it. Usage: npm run test:zones [-- FILTER...]
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root, setup } from './setup.mjs'

/** A day ahead of, at, and behind UTC; the last one also changes to daylight saving. */
const zones = ['Pacific/Kiritimati', 'UTC', 'America/Los_Angeles']

setup()
const failed = zones.filter((zone) => {
  console.log(`\n— tests at ${zone}`)
  const { status } = spawnSync(join(root, 'node_modules/.bin/vitest'), ['run', ...process.argv.slice(2)], {
    cwd: root,
    env: { ...process.env, TZ: zone },
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  return status !== 0
})
console.log(failed.length === 0 ? `\nGreen at ${zones.join(', ')}` : `\nFailed at ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
