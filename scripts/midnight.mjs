// The tests over the midnights of Europe: each file begins a second before one. Usage: npm run test:midnight [-- FILTER...]
// TEST_MIDNIGHT names others, such as "23:00 2027-02-28T23:00" (UTC); certificates are judged by the machine’s time.
// Programs that are not Node's keep that time too: tests with openssl and curl, or with the age of files, hold just before such a time alone.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, setup } from './setup.mjs'

/** In UTC: midnight in winter of Helsinki (in summer of Amsterdam), of Amsterdam, and of UTC. */
const midnights = (process.env.TEST_MIDNIGHT ?? '22:00 23:00 24:00').split(' ')

setup()
const shift = pathToFileURL(join(root, 'test/support/midnight/shift-date.mjs'))
const failed = midnights.filter((midnight) => {
  console.log(`\n— tests over ${midnight} UTC`)
  const args = ['run', '--config', 'vitest.midnight.config.ts', ...process.argv.slice(2)]
  const { status } = spawnSync(join(root, 'node_modules/.bin/vitest'), args, {
    cwd: root,
    env: {
      ...process.env,
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${shift}`,
      TEST_MIDNIGHT: midnight,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  return status !== 0
})
console.log(failed.length === 0 ? `\nGreen over ${midnights.join(', ')}` : `\nFailed over ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
