// Everything that must hold before a change goes in, in the order in which faults are cheapest to find.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, setup } from './setup.mjs'

const bin = (name) => join(root, 'node_modules/.bin', name)
const tsc = join(root, 'node_modules/@typescript/native/bin/tsc')
const report = join(root, '.cache/vitest.json')

const steps = [
  ['format and lint', bin('biome'), ['ci', '.', '--diagnostic-level=warn', '--colors=off']],
  ['types', process.execPath, [tsc, '-p', 'tsconfig.test.json']],
  ['types of the dashboard', process.execPath, [tsc, '-p', 'packages/server/dashboard']],
  ['unused code', bin('knip'), []],
  ['boundaries', bin('depcruise'), ['packages', '--config', '.dependency-cruiser.cjs']],
  ['rooms', process.execPath, ['scripts/check-rooms.mjs']],
  ['package shape', process.execPath, ['scripts/check-packages.mjs']],
  [
    'tests',
    bin('vitest'),
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
  ],
]

setup()
mkdirSync(join(root, '.cache'), { recursive: true })
const failed = []
for (const [name, command, args] of steps) {
  const start = performance.now()
  console.log(`\n— ${name}`)
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  console.log(`— ${name}: ${status === 0 ? 'ok' : 'FAILED'} in ${((performance.now() - start) / 1000).toFixed(1)} s`)
  if (status !== 0) failed.push(name)
}

const { numPassedTests = 0, numFailedTests = 0 } = (() => {
  try {
    return JSON.parse(readFileSync(report, 'utf8'))
  } catch {
    return {}
  }
})()
if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`)
console.log(`\n${numPassedTests} passed, ${numFailedTests} failed`)
process.exitCode = failed.length === 0 ? 0 : 1
