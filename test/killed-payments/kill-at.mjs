// Loaded before a program (`--import`): ends its process with SIGKILL at one of its operations, counted from the first one
// on the folder of the payments. An operation is a call on a file, or bytes to or from a bank.
import { writeFileSync } from 'node:fs'
import promises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { Readable, Writable } from 'node:stream'
import { TLSSocket } from 'node:tls'

const { killAt = 0, countFile, clockOffsetMs = 0 } = JSON.parse(process.env.KILL_AT ?? '{}')
let [count, isCounting] = [0, false]
/** After which operations a payment's record stood in its place: `prepared`, `sent`, `known`. */
const marks = []
const step = () => {
  if (isCounting && ++count === killAt) process.kill(process.pid, 'SIGKILL')
}

for (const name of ['open', 'link', 'rename', 'unlink', 'readFile', 'readdir', 'stat', 'mkdir']) {
  const work = promises[name]
  promises[name] = async (path, ...rest) => {
    isCounting ||= /[/\\]payments\b/.test(String(path))
    step()
    const result = await work(path, ...rest)
    if (name === 'rename' && String(rest[0]).endsWith('.intent.json')) marks.push(count + 1)
    step()
    return result
  }
}
syncBuiltinESMExports()

const around = (work) =>
  function (...args) {
    step()
    const result = work.apply(this, args)
    step()
    return result
  }
TLSSocket.prototype.write = around(Writable.prototype.write)
TLSSocket.prototype.push = around(Readable.prototype.push)

if (clockOffsetMs !== 0) {
  const now = Date.now
  Date.now = () => now() + clockOffsetMs
}
if (countFile !== undefined) process.on('exit', () => writeFileSync(countFile, JSON.stringify({ count, marks })))
