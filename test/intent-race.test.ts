import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { PaymentIntent } from '../packages/core/src/index.ts'
import { createFilePaymentIntentStore, systemClock } from '../packages/core/src/node/index.ts'
import { counted } from './support/counted.ts'

const built = (path: string): string => JSON.stringify(join(import.meta.dirname, '../packages/core/dist', path))

/**
 * Brings one payment's intent as far as `known`, and says each step when the store has resolved it. Before the file operation
 * with the number `killAt` it kills itself; half of what that operation would write is on the disk then.
 */
const program = `
import { writeSync } from 'node:fs'
import * as node from 'node:fs/promises'
import { createFilePaymentIntentStore } from ${built('storage/create-file-payment-intent-store.js')}
const { dir, key, caller, killAt = 0, together = false } = JSON.parse(process.env.TASK)
const say = (text) => writeSync(1, text + '\\n')
let count = 0
const counted = (work, half = () => {}) => async (...args) => {
  if (++count === killAt) {
    await half(...args)
    process.kill(process.pid, 'SIGKILL')
  }
  return work(...args)
}
const handleOf = (handle) => ({
  writeFile: counted(
    (data) => handle.writeFile(data),
    (data) => handle.writeFile(data.slice(0, data.length / 2)),
  ),
  readFile: counted((encoding) => handle.readFile(encoding)),
  stat: counted(() => handle.stat()),
  sync: counted(() => handle.sync()),
  truncate: counted((size) => handle.truncate(size)),
  utimes: (...times) => handle.utimes(...times),
  close: counted(() => handle.close()),
})
const files = {
  ...Object.fromEntries(
    ['link', 'mkdir', 'readdir', 'readFile', 'rename', 'stat', 'unlink'].map((name) => [name, counted(node[name])]),
  ),
  open: counted(async (...args) => handleOf(await node.open(...args))),
}
const store = createFilePaymentIntentStore({ dir, masterKey: { id: 'race', key: Buffer.alloc(32, 7) }, files })
if (together) {
  say('ready')
  await new Promise((resolve) => process.stdin.once('data', resolve))
}
const payment = { kind: 'single', amount: { amount: '10.00', currency: 'EUR' }, creditor: { name: 'Ada' } }
const fresh = { provider: 'bunq', key, payment, paymentHash: 'h', createdAt: 1, attempts: [], state: 'prepared', revision: 1 }
const { created, intent } = await store.begin({ ...fresh, data: { caller } })
say(created ? 'created' : 'found')
if (!together) {
  await store.withLock('bunq', key, async () => {
    const ref = { provider: 'bunq', kind: 'single', id: '42' }
    for (const step of [{ state: 'sent', attempts: [{ at: 2 }] }, { state: 'known', attempts: [{ at: 2 }], ref }]) {
      const revision = step.state === 'sent' ? 2 : 3
      if (!(await store.update({ ...intent, ...step, revision }, revision - 1))) throw new Error('not first')
      say(step.state)
    }
  })
}
say('operations ' + count)
process.exit(0)
`

let dir: string
let script: string
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'nostro-intents-'))
  dir = join(folder, 'payments')
  script = join(folder, 'program.mjs')
  writeFileSync(script, program)
})
afterEach(() => rmSync(join(dir, '..'), { recursive: true, force: true }))

const open = (clock = systemClock) =>
  createFilePaymentIntentStore({ dir, masterKey: { id: 'race', key: Buffer.alloc(32, 7) }, clock })

interface Ended {
  readonly said: readonly string[]
  readonly signal: string | null
}

const start = (task: object) => {
  const env = { PATH: process.env['PATH'], TASK: JSON.stringify({ dir, ...task }) }
  const child = spawn(process.execPath, [script], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  let output = ''
  let onReady = (): void => undefined
  const ready = new Promise<void>((resolve) => {
    onReady = resolve
  })
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString()
    onReady()
  })
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (_code, signal) => {
      onReady()
      resolve({ said: output.split('\n').filter(Boolean), signal })
    })
  })
  return { ready, ended, go: () => child.stdin.end('go\n') }
}

const intentOf = (key: string): PaymentIntent => ({
  provider: 'bunq',
  key,
  payment: { kind: 'single', amount: { amount: '10.00', currency: 'EUR' }, creditor: { name: 'Ada' } },
  paymentHash: 'h',
  createdAt: 1,
  attempts: [],
  state: 'prepared',
  revision: 1,
})

const processes = counted(10, 20)

it(`of ${processes} processes that begin one payment exactly one creates it`, async () => {
  const runners = Array.from({ length: processes }, (_, caller) => start({ key: 'k', caller, together: true }))
  await Promise.all(runners.map(({ ready }) => ready))
  for (const { go } of runners) go()
  const ended = await Promise.all(runners.map((runner) => runner.ended))
  const created = ended.flatMap(({ said }, caller) => (said.includes('created') ? [caller] : []))
  expect(created).toHaveLength(1)
  expect(ended.filter(({ said }) => said.includes('found'))).toHaveLength(processes - 1)
  expect((await open().get('bunq', 'k'))?.data).toEqual({ caller: created[0] })
  expect(readdirSync(dir)).toEqual([expect.stringMatching(/\.intent\.json$/)])
}, 120_000)

/** How far the store must be when the child has said a word. */
const statesAfter = {
  created: ['prepared', 'sent', 'known'],
  sent: ['sent', 'known'],
  known: ['known'],
} as const

it('a process killed at any file operation loses nothing that it was given, and leaves the store usable', async () => {
  const whole = await start({ key: 'whole' }).ended
  expect(whole.said.slice(0, 3)).toEqual(['created', 'sent', 'known'])
  const operations = Number(whole.said.at(-1)?.split(' ')[1])
  expect(operations).toBeGreaterThan(60)
  // Here each second operation; the soak takes them all.
  const keys = Array.from({ length: operations }, (_, index) => index + 1).filter((at) => at % counted(2, 1) === 0)
  const ended = new Map<number, Ended>()
  // Four at a time in one folder: each one finds what those before it left.
  const left = [...keys]
  const runAll = async (): Promise<void> => {
    for (let killAt = left.shift(); killAt !== undefined; killAt = left.shift()) {
      ended.set(killAt, await start({ key: `k${killAt}`, killAt }).ended)
    }
  }
  await Promise.all([runAll(), runAll(), runAll(), runAll()])
  expect([...ended.values()].filter(({ signal }) => signal === 'SIGKILL').length).toBeGreaterThan(keys.length * 0.9)

  const store = open()
  const lost: unknown[] = []
  for (const [killAt, { said }] of ended) {
    const state = (await store.get('bunq', `k${killAt}`))?.state
    const last = said.findLast((word): word is keyof typeof statesAfter => word in statesAfter)
    if (last !== undefined && !statesAfter[last].some((allowed) => allowed === state))
      lost.push({ killAt, last, state })
  }
  expect(lost).toEqual([])
  expect(await store.problems()).toEqual([])
  // A process that comes after a crash gets at every payment.
  const createdTwice: unknown[] = []
  for (const killAt of keys) {
    const key = `k${killAt}`
    const { created } = await store.withLock('bunq', key, () => store.begin(intentOf(key)))
    if (created && ended.get(killAt)?.said.includes('created')) createdTwice.push(killAt)
  }
  expect(createdTwice).toEqual([])
  expect((await store.list()).length).toBe(keys.length + 1)
  // Drafts that hold no owner are cleared away once they are too old to be still in the making.
  const clock = { ...systemClock, now: () => systemClock.now() + 3_600_000 }
  await open(clock).withLock('bunq', 'whole', async () => undefined)
  expect(readdirSync(dir).filter((name) => !name.endsWith('.intent.json'))).toEqual([])
}, 300_000)
