import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
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
  end(): Promise<void>
}

interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at member by member
  readonly body: any
}

/** About as many operations as a round has, the start among them: some kills come when all is done. */
const mostOperations = { server: 90, worker: 30 } as const
const minutes = 60_000

class Stage {
  readonly folder = mkdtempSync(join(tmpdir(), 'nostro-killed-servers-'))
  readonly bank: PlainBank
  /** Time passes between the processes: what was left is seen as left. */
  clockOffsetMs = 0
  access: Said | undefined
  /** Ids of events by their numbers, as they were read. */
  readonly events = new Map<number, string>()

  constructor(bank: PlainBank) {
    this.bank = bank
  }

  async start(role: 'first' | 'server' | 'worker', killAt = 0): Promise<Running> {
    const { folder, clockOffsetMs, bank } = this
    const task = { folder, bank: bank.url, role, killAt, clockOffsetMs, urls }
    const child = spawn(process.execPath, [join(import.meta.dirname, 'server-program.mjs')], {
      env: { ...process.env, NODE_OPTIONS: '', TASK: JSON.stringify(task) },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(child, 'exit')
    const lines = createInterface({ input: child.stdout })
    const first = await Promise.race([once(lines, 'line'), ended.then(() => undefined)])
    const said = first === undefined ? undefined : (JSON.parse(String(first[0])) as Said)
    const end = async (): Promise<void> => {
      child.kill('SIGKILL')
      await ended
    }
    return { child, said, ended, end }
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

const paymentOf = (stage: Stage, run: number) => ({
  key: `run-${run}`,
  body: {
    connectionId: stage.access?.connection,
    payment: {
      kind: 'single',
      amount: { amount: '5.00', currency: 'EUR' },
      creditor: { name: 'B', iban: 'NL91ABNA0417164300' },
      remittanceInformation: `run ${run}`,
    },
  },
})

interface Round {
  readonly known: string
  readonly sync: string | undefined
}

/** Pays and reads, as far as the processes live. */
const work = async (stage: Stage, server: Running, victim: Running, run: number): Promise<Round> => {
  const draft = await stage.ask(server, 'POST', '/v1/payments', paymentOf(stage, run))
  const reading = stage.ask(server, 'POST', '/v1/syncs', { body: { full: true } })
  const sent = draft && (await stage.ask(server, 'POST', `/v1/payments/${draft.body.id}/submission`))
  const sync = await reading
  // A worker that was killed holds its lease for a while, and the server waits for that.
  if (sync !== undefined)
    await Promise.race([stage.ask(server, 'GET', `/v1/syncs/${sync.body.id}?wait=true`), victim.ended])
  return { known: sent?.body.status ?? draft?.body.status ?? 'nothing', sync: sync?.body.id }
}

/** What a caller does who repeats its calls after the server is back, and what must be true then. */
const recover = async (stage: Stage, server: Running, run: number, round: Round): Promise<readonly string[]> => {
  const wrong: string[] = []
  const check = (holds: boolean, text: string): void => {
    if (!holds) wrong.push(text)
  }
  const browser = await stage.ask(server, 'GET', '/v1/accounts', { cookie: stage.access?.cookie ?? '' })
  check(browser?.status === 200, `the browser got ${browser?.status}`)
  const before = stage.bank.made.size
  const draft = await stage.ask(server, 'POST', '/v1/payments', paymentOf(stage, run))
  check(draft?.status === 201, `the repeated draft got ${draft?.status}`)
  const path = `/v1/payments/${draft?.body.id}`
  let status = ''
  for (let tries = 0; tries < 5 && status !== 'executed'; tries += 1) {
    status = (await stage.ask(server, 'GET', `${path}?refresh=true`))?.body.status ?? ''
    if (status === 'draft') await stage.ask(server, 'POST', `${path}/submission`)
  }
  check(status === 'executed', `the payment is ${status}`)
  check(stage.bank.made.size === run + 1, `${stage.bank.made.size} payments at the bank, ${before} before the repeat`)
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

/** Kills servers and workers at random operations, on one ledger, and looks each time at what is left. */
export const killServers = async (count: number, seed: string): Promise<readonly KilledServer[]> => {
  const random = createSeededRandom(seed)
  const stage = new Stage(await startPlainBank())
  const runs: KilledServer[] = []
  try {
    stage.bank.book(7)
    const first = await stage.start('first')
    stage.access = first.said
    await first.end()
    for (let run = 0; run < count; run += 1) {
      stage.clockOffsetMs += 3 * minutes
      stage.bank.book(3)
      const role = run % 3 === 2 ? 'worker' : 'server'
      const killAt = 1 + Math.floor((Buffer.from(random.bytes(4)).readUInt32BE() / 2 ** 32) * mostOperations[role])
      const server = await stage.start('server', role === 'server' ? killAt : 0)
      const worker = await stage.start('worker', role === 'worker' ? killAt : 0)
      const victim = role === 'server' ? server : worker
      const round = await work(stage, server, victim, run)
      const atOperation = victim.child.signalCode !== null || victim.child.exitCode !== null
      await Promise.all([server.end(), worker.end()])
      const made = stage.bank.made.size - run
      stage.clockOffsetMs += 3 * minutes
      const next = await stage.start('server')
      const wrong = await recover(stage, next, run, round)
      await next.end()
      runs.push({ role, killAt, atOperation, known: round.known, made, wrong })
    }
    return runs
  } finally {
    await stage.bank.close()
    rmSync(stage.folder, { recursive: true, force: true })
  }
}
