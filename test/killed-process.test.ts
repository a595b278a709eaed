import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Simulators, startSimulators } from '../packages/simulators/src/index.ts'

// The built package: what runs in a process of its own has to be JavaScript.
const bunq = join(import.meta.dirname, '../packages/provider-bunq/dist/index.js')
const core = join(import.meta.dirname, '../packages/core/dist/index.js')

/** Both programs: one pays (and dies), the other looks the payment up. They share nothing but the kept intent. */
const program = `
import { createBunqProvider } from ${JSON.stringify(bunq)}
import { createSessionAccess } from ${JSON.stringify(core)}
const { mode, options, intent } = JSON.parse(process.env.TASK)
const provider = createBunqProvider(options)
const say = (value) => process.stdout.write(JSON.stringify(value) + '\\n')
let session = intent?.session
let debtor = intent?.payment.debtor
if (session === undefined) {
  const result = await provider.auth.advance(await provider.auth.start({ purpose: 'accounts' }), {})
  session = result.session
}
const access = createSessionAccess({ session, auth: provider.auth })
if (debtor === undefined) {
  for await (const { items } of provider.accounts.accounts(access)) {
    debtor ??= items.filter(({ kind, currency }) => kind === 'current' && currency === 'EUR').map(({ id }) => ({ accountId: id }))[0]
  }
}
const payment = intent?.payment ?? {
  kind: 'single', debtor, amount: { amount: '3.21', currency: 'EUR' }, creditor: { email: 'bravo@bunq.com' }, remittanceInformation: 'Killed ' + mode,
}
const known = intent?.options ?? { idempotencyKey: 'intent-' + mode, startedAt: Date.now() - 60_000 }
if (intent === undefined) {
  // Kept before the first byte is sent: this is what the next process has.
  say({ session, payment, options: known })
  if (mode === 'after') await provider.payments.initiate(access, payment, known)
  await new Promise(() => setInterval(() => {}, 1000))
} else {
  say(await provider.payments.lookup(access, payment, known))
  await provider.close()
}
`

let simulators: Simulators
let script: string
let folder: string

beforeAll(async () => {
  simulators = await startSimulators({ banks: ['bunq'] })
  folder = mkdtempSync(join(tmpdir(), 'nostro-killed-'))
  script = join(folder, 'program.mjs')
  writeFileSync(script, program)
})

afterAll(async () => {
  await simulators.stop()
  rmSync(folder, { recursive: true, force: true })
})

const start = (task: object): ChildProcess =>
  spawn(process.execPath, [script], {
    env: { PATH: process.env['PATH'], TASK: JSON.stringify(task) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })

const line = async (child: ChildProcess): Promise<unknown> => {
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk)
    if (text.includes('\n')) break
  }
  return JSON.parse(text)
}

/** Until the simulated bank has received a payment; its own record is the signal, not a guess at time. */
const paymentArrived = async (before: number): Promise<void> => {
  const count = (): number =>
    simulators.recorder.requests().filter(({ method, target }) => method === 'POST' && /\/payment$/.test(target)).length
  while (count() === before) await new Promise((resolve) => setImmediate(resolve))
}

describe('a process that is killed while it pays', { timeout: 120_000 }, () => {
  it.each([
    ['after', 'executed'],
    ['before', 'not_executed'],
  ] as const)(
    '%s the payment arrived: the next process finds it %s, and nothing is paid twice',
    async (mode, outcome) => {
      const { apiKey } = (await simulators.control.call('POST', '/bunq/api-keys')) as { apiKey: string }
      const options = {
        environment: 'sandbox',
        apiKey,
        apiUrl: simulators.ready.bunq?.url,
        ca: simulators.pki.serverCa,
      }
      // The bank books at once and answers late: the answer finds nobody.
      simulators.faults.add({ bank: 'bunq', method: 'POST', path: '/v1/user', fault: 'latency', delayMs: 30_000 })
      const payer = start({ mode, options })
      const intent = await line(payer)
      if (mode === 'after') await paymentArrived(0)
      const ended = once(payer, 'exit')
      payer.kill('SIGKILL')
      await ended
      simulators.faults.clear()

      const finder = start({ mode, options, intent })
      expect(await line(finder)).toMatchObject({ outcome })
      const sent = simulators.recorder
        .requests()
        .filter(({ method, target }) => method === 'POST' && /\/payment$/.test(target))
      expect(sent).toHaveLength(1)
    },
  )
})
