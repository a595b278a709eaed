// Everything that must hold before a change goes in: first what needs no test run, two checks at a time, then the tests.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root, setup } from './setup.mjs'

const bin = (name) => join(root, 'node_modules/.bin', name)
const tsc = join(root, 'node_modules/@typescript/native/bin/tsc')
const report = join(root, '.cache/vitest.json')

/** The longest first, so that both processors end together. */
const checks = [
  ['format and lint', bin('biome'), ['ci', '.', '--diagnostic-level=warn', '--colors=off']],
  ['package shape', process.execPath, ['scripts/check-packages.mjs']],
  ['boundaries', bin('depcruise'), ['packages', '--config', '.dependency-cruiser.cjs']],
  ['unused code', bin('knip'), []],
  ['types', process.execPath, [tsc, '-p', 'tsconfig.test.json']],
  ['types of the dashboard', process.execPath, [tsc, '-p', 'packages/server/dashboard']],
  ['client of the dashboard', process.execPath, ['scripts/dashboard-types.mjs', '--check']],
  ['rooms', process.execPath, ['scripts/check-rooms.mjs']],
  ['docs of exports', process.execPath, ['scripts/check-exports.mjs']],
  ['words', process.execPath, ['scripts/check-words.mjs']],
]
const tests = [
  'tests',
  bin('vitest'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
]

const failed = []
/** A check's output is printed when it has ended, so that two at a time stay readable; that of the tests as it comes. */
const run = ([name, command, args], stdio) =>
  new Promise((resolve) => {
    const start = performance.now()
    const output = []
    const child = spawn(command, args, { cwd: root, stdio, shell: process.platform === 'win32' })
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(chunk))
    const end = (status) => {
      const seconds = ((performance.now() - start) / 1000).toFixed(1)
      if (output.length > 0) process.stdout.write(Buffer.concat(output))
      console.log(`— ${name}: ${status === 0 ? 'ok' : 'FAILED'} in ${seconds} s\n`)
      if (status !== 0) failed.push(name)
      resolve()
    }
    child.once('error', (error) => {
      output.push(Buffer.from(`${error.message}\n`))
      end(1)
    })
    child.once('close', end)
  })

setup()
mkdirSync(join(root, '.cache'), { recursive: true })
rmSync(report, { force: true })
const waiting = [...checks]
const worker = async () => {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    await run(check, ['ignore', 'pipe', 'pipe'])
  }
}
await Promise.all([worker(), worker()])
await run(tests, ['ignore', 'inherit', 'inherit'])

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
