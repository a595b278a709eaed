import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { createSeededRandom } from '../../../packages/core/src/testing/index.ts'
import { type PlainBank, startPlainBank } from './plain-bank.ts'

const packages = join(import.meta.dirname, '../../../packages')
const built = (path: string): string => pathToFileURL(join(packages, path)).href
const urls = {
  core: built('core/dist/index.js'),
  di: built('core/dist/di/index.js'),
  node: built('core/dist/node/index.js'),
  ledger: built('ledger/dist/index.js'),
  sqlite: built('ledger/dist/store/sqlite/index.js'),
  server: built('server/dist/index.js'),
}

/** What one kill came to. */
export interface KilledServer {
  readonly role: 'server' | 'worker'
  readonly killAt: number
  /** False: it had fewer operations, and was killed when the calls were answered. */
  readonly atOperation: boolean
  /** How far the payment was for its caller, and at the bank, when the process was gone. */
  readonly known: string
  readonly made: number
  readonly wrong: readonly string[]
}

interface Said {
  readonly url: string
  readonly connection: string
  readonly token: string
  readonly cookie: string
}

interface Running {
  readonly child: ChildProcess
  readonly said: Said | undefined
  readonly ended: Promise<unknown>
  /** The next line that it says; nothing when it ends before. */
  line(): Promise<unknown>
}

interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at member by member
  readonly body: any
}

type Role = 'server' | 'worker'

/** How many operations one had that outlived its round, the start among them; a guess until then. */
const operations: Record<Role, number> = { server: 90, worker: 40 }
const minutes = 60_000

class Stage {
  readonly folder = mkdtempSync(join(tmpdir(), 'nostro-killed-servers-'))
  readonly bank: PlainBank
  /** Time passes between the processes: what was left is seen as left. */
  clockOffsetMs = 0
  /** Ids of events by their numbers, as they were read. */
  readonly events = new Map<number, string>()
  observer: Running | undefined

  constructor(bank: PlainBank) {
    this.bank = bank
  }

  get access(): Said | undefined {
    return this.observer?.said
  }

  async start(role: Role | 'observer', killAt = 0): Promise<Running> {
    const { folder, clockOffsetMs, bank } = this
    const task = { folder, bank: bank.url, role, killAt, clockOffsetMs, urls }
    const child = spawn(process.execPath, [join(import.meta.dirname, 'server-program.mjs')], {
      env: { ...process.env, NODE_OPTIONS: '', TASK: JSON.stringify(task) },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    // It may be killed while something is written to it.
    child.stdin.on('error', () => undefined)
    const ended = once(child, 'exit')
    const lines = createInterface({ input: child.stdout })
    const line = async (): Promise<unknown> => {
      const next = await Promise.race([once(lines, 'line'), ended.then(() => undefined)])
      return next === undefined ? undefined : (JSON.parse(String(next[0])) as unknown)
    }
    return { child, said: (await line()) as Said | undefined, ended, line }
  }

  /** Time passes for the observer, which goes on with what was left when asked to. */
  async observe(resume: boolean): Promise<Running> {
    const { observer, clockOffsetMs } = this
    if (observer === undefined) throw new Error('The observer has not started.')
    const line = observer.line()
    observer.child.stdin?.write(`${JSON.stringify({ clockOffsetMs, resume })}\n`)
    await line
    return observer
  }

  /** Nothing when the process ended before it answered. */
  async ask({ said }: Running, method: string, path: string, more: AskMore = {}): Promise<Answer | undefined> {
    if (said === undefined || this.access === undefined) return undefined
    const { key, body, cookie } = more
    const own: Record<string, string> =
      cookie === undefined ? { Authorization: `Bearer ${this.access.token}` } : { Cookie: `__Host-nostro=${cookie}` }
    const headers = {
      ...own,
      'Content-Type': 'application/json',
      ...(key === undefined ? {} : { 'Idempotency-Key': key }),
    }
    try {
      const response = await fetch(`${said.url}${path}`, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
      })
      return { status: response.status, body: await response.json() }
    } catch {
      return undefined
    }
  }
}

interface AskMore {
  readonly key?: string
  readonly body?: unknown
  readonly cookie?: string
}

const paymentOf = (stage: Stage, number: number) => ({
  key: `payment-${number}`,
  body: {
    connectionId: stage.access?.connection,
    payment: {
      kind: 'single',
      amount: { amount: '5.00', currency: 'EUR' },
      creditor: { name: 'B', iban: 'NL91ABNA0417164300' },
      remittanceInformation: `payment ${number}`,
    },
  },
})

interface Round {
  readonly known: string
  readonly sync: string | undefined
  readonly payment: string | undefined
}

/** Pays and reads at a server, as far as it lives. */
const work = async (stage: Stage, server: Running, number: number): Promise<Round> => {
  const draft = await stage.ask(server, 'POST', '/v1/payments', paymentOf(stage, number))
  const reading = stage.ask(server, 'POST', '/v1/syncs', { body: { full: true } })
  const sent = draft && (await stage.ask(server, 'POST', `/v1/payments/${draft.body.id}/submission`))
  const sync = await reading
  if (sync !== undefined) await stage.ask(server, 'GET', `/v1/syncs/${sync.body.id}?wait=true`)
  const known = sent?.body.status ?? draft?.body.status ?? 'nothing'
  return { known, sync: sync?.body.id, payment: draft?.body.id }
}

/** Waits until a worker has gone on with what a killed server left, or is killed itself. */
const waitForWorker = async (stage: Stage, worker: Running, { sync, payment }: Round): Promise<void> => {
  const observer = await stage.observe(false)
  const isSettled = async (): Promise<boolean> => {
    const [job, paid] = await Promise.all([
      sync === undefined ? undefined : stage.ask(observer, 'GET', `/v1/syncs/${sync}`),
      payment === undefined ? undefined : stage.ask(observer, 'GET', `/v1/payments/${payment}`),
    ])
    const isPaying = ['submitting', 'outcome_unknown'].includes(paid?.body.status)
    return job?.body.status !== 'running' && !isPaying
  }
  let hasEnded = false
  void worker.ended.then(() => {
    hasEnded = true
  })
  for (let looks = 0; looks < 600 && !hasEnded && !(await isSettled()); looks += 1) await sleep(100)
}

/** What a caller does who repeats its calls after the server is back, and what must be true then. */
const recover = async (stage: Stage, number: number, round: Round): Promise<readonly string[]> => {
  const server = await stage.observe(true)
  const wrong: string[] = []
  const check = (holds: boolean, text: string): void => {
    if (!holds) wrong.push(text)
  }
  const browser = await stage.ask(server, 'GET', '/v1/accounts', { cookie: stage.access?.cookie ?? '' })
  check(browser?.status === 200, `the browser got ${browser?.status}`)
  const before = stage.bank.made.size
  const draft = await stage.ask(server, 'POST', '/v1/payments', paymentOf(stage, number))
  check(draft?.status === 201, `the repeated draft got ${draft?.status}`)
  const path = `/v1/payments/${draft?.body.id}`
  let status = ''
  for (let tries = 0; tries < 5 && status !== 'executed'; tries += 1) {
    status = (await stage.ask(server, 'GET', `${path}?refresh=true`))?.body.status ?? ''
    if (status === 'draft') await stage.ask(server, 'POST', `${path}/submission`)
  }
  check(status === 'executed', `the payment is ${status}`)
  check(
    stage.bank.made.size === number + 1,
    `${stage.bank.made.size} payments at the bank, ${before} before the repeat`,
  )
  check(
    [...stage.bank.made.values()].every((times) => times === 1),
    'a payment was made twice',
  )
  if (round.sync !== undefined) {
    const job = await stage.ask(server, 'GET', `/v1/syncs/${round.sync}?wait=true`)
    check(job?.status === 200 && job.body.status === 'completed', `the sync that was asked for is ${job?.body.status}`)
  }
  const again = await stage.ask(server, 'POST', '/v1/syncs', { body: { full: true } })
  const done = await stage.ask(server, 'GET', `/v1/syncs/${again?.body.id}?wait=true`)
  check(done?.body.status === 'completed', `a new sync is ${done?.body.status}`)
  const total = await countEntries(stage, server)
  check(total === stage.bank.entries.length, `${total} entries, the bank has ${stage.bank.entries.length}`)
  const audit = await stage.ask(server, 'GET', '/v1/audit/verification')
  check(audit?.body.holds === true, `the audit is broken: ${audit?.body.reason}`)
  await checkEvents(stage, server, check)
  return wrong
}

const countEntries = async (stage: Stage, server: Running): Promise<number> => {
  let count = 0
  for (let cursor = ''; ; ) {
    const page = await stage.ask(server, 'GET', `/v1/transactions?limit=500${cursor}`)
    count += page?.body.data?.length ?? 0
    if (page?.body.nextCursor === undefined) return count
    cursor = `&cursor=${encodeURIComponent(page.body.nextCursor)}`
  }
}

/** An event that was given a number keeps it, and the numbers have no gaps. */
const checkEvents = async (stage: Stage, server: Running, check: (holds: boolean, text: string) => void) => {
  let after = 0
  for (;;) {
    const page = await stage.ask(server, 'GET', `/v1/events?after=${after}&limit=500`)
    const data: readonly { readonly id: string; readonly seq: number }[] = page?.body.data ?? []
    for (const { id, seq } of data) {
      check(seq === after + 1, `event ${seq} follows ${after}`)
      check((stage.events.get(seq) ?? id) === id, `event ${seq} is another one`)
      stage.events.set(seq, id)
      after = seq
    }
    if (data.length === 0) break
  }
  check(after === stage.events.size, `${stage.events.size} events were read once, ${after} are there`)
}

/** A process at the end of its round: one that answers the question how many operations it had lives, and is killed now. */
const reap = async (victim: Running, role: Role): Promise<boolean> => {
  const line = victim.line()
  victim.child.kill('SIGTERM')
  const { operations: count } = Object((await line) ?? {}) as { readonly operations?: number }
  if (count !== undefined) operations[role] = count
  victim.child.kill('SIGKILL')
  await victim.ended
  return count === undefined
}

/**
 * Kills servers at random operations, and after each second one a worker that goes on with what the server left, all on one ledger;
 * an observer that lives through all of it then repeats the calls and looks at what is left. A kill costs one process.
 */
export const killServers = async (
  count: number,
  seed: string,
  report: (run: KilledServer) => void = () => undefined,
): Promise<readonly KilledServer[]> => {
  const random = createSeededRandom(seed)
  const draw = (most: number): number => 1 + Math.floor((Buffer.from(random.bytes(4)).readUInt32BE() / 2 ** 32) * most)
  const stage = new Stage(await startPlainBank())
  const runs: KilledServer[] = []
  try {
    stage.bank.book(7)
    stage.observer = await stage.start('observer')
    for (let number = 0; runs.length < count; number += 1) {
      stage.bank.book(3)
      const killed: Omit<KilledServer, 'wrong'>[] = []
      const kill = async (role: Role, during: (victim: Running) => Promise<Round>): Promise<Round> => {
        stage.clockOffsetMs += 3 * minutes
        const killAt = draw(operations[role])
        const victim = await stage.start(role, killAt)
        const round = await during(victim)
        const atOperation = await reap(victim, role)
        killed.push({ role, killAt, atOperation, known: round.known, made: stage.bank.made.size - number })
        return round
      }
      const round = await kill('server', (victim) => work(stage, victim, number))
      if (number % 2 === 1)
        await kill('worker', async (victim) => {
          await waitForWorker(stage, victim, round)
          return round
        })
      stage.clockOffsetMs += 3 * minutes
      const wrong = await recover(stage, number, round)
      for (const each of killed) {
        runs.push({ ...each, wrong })
        report({ ...each, wrong })
      }
    }
    return runs
  } finally {
    stage.observer?.child.kill('SIGKILL')
    await stage.observer?.ended
    await stage.bank.close()
    rmSync(stage.folder, { recursive: true, force: true })
  }
}
