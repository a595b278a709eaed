// For NODE_OPTIONS --import: `Date` of this process, and of those that it starts, runs a number of milliseconds ahead or behind.
import childProcess, { ChildProcess } from 'node:child_process'
import { syncBuiltinESMExports } from 'node:module'

const name = 'TEST_SHIFT_MS'
const realNow = Date.now
const now = () => realNow() + Number(process.env[name] ?? 0)

// `Date.now` stays what a program may replace once more.
Date.now = now
globalThis.Date = new Proxy(Date, {
  construct: (target, given, asked) => Reflect.construct(target, given.length === 0 ? [target.now()] : given, asked),
  apply: (target) => new target(target.now()).toString(),
})

// Tests start programs with an environment of their own, in which the clock is the same.
const carried = ['NODE_OPTIONS', name]
const { spawn } = ChildProcess.prototype
ChildProcess.prototype.spawn = function (options) {
  for (const each of carried) {
    const value = process.env[each]
    const isThere = options.envPairs?.some((pair) => pair.startsWith(`${each}=`)) ?? true
    if (value !== undefined && !isThere) options.envPairs.push(`${each}=${value}`)
  }
  return spawn.call(this, options)
}
for (const method of ['execFileSync', 'spawnSync']) {
  const original = childProcess[method]
  childProcess[method] = (file, ...given) => {
    const settings = given.at(-1)
    if (typeof settings !== 'object' || Array.isArray(settings) || settings.env === undefined)
      return original(file, ...given)
    const env = Object.fromEntries(carried.map((each) => [each, process.env[each]]))
    return original(file, ...given.slice(0, -1), { ...settings, env: { ...env, ...settings.env } })
  }
}
syncBuiltinESMExports()
