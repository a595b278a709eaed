import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { createSessionAccess, type Payment, type Session } from '../../packages/core/src/index.ts'
import { createFilePaymentIntentStore, createNodeServices } from '../../packages/core/src/node/index.ts'
import { createSeededRandom } from '../../packages/core/src/testing/index.ts'
import { type BunqProvider, createBunqProvider } from '../../packages/provider-bunq/src/index.ts'
import { createIngProvider } from '../../packages/provider-ing/src/index.ts'
import { type Simulators, startSimulators } from '../../packages/simulators/src/index.ts'

const packages = join(import.meta.dirname, '../../packages')
const preload = pathToFileURL(join(import.meta.dirname, 'kill-at.mjs')).href
const program = join(import.meta.dirname, 'pay-program.mjs')
const command = join(packages, 'cli-demo/dist/main.js')
const built = (path: string): string => pathToFileURL(join(packages, path)).href
const urls = {
  core: built('core/dist/index.js'),
  node: built('core/dist/node/index.js'),
  bunq: built('provider-bunq/dist/index.js'),
  ing: built('provider-ing/dist/index.js'),
}

type Bank = 'bunq' | 'ing'
type Way = 'library' | 'command'

/** What came of a payment, as its program said it. */
export interface Said {
  readonly outcome: 'known' | 'outcome_unknown' | 'not_executed' | 'failed' | 'none'
  readonly id?: string | undefined
  readonly text: string
}

export interface KilledRun {
  readonly run: number
  readonly bank: Bank
  readonly kind: Payment['kind']
  readonly way: Way
  readonly killAt: number
  readonly wasKilled: boolean
  readonly besides: 'none' | 'before' | 'after' | 'elsewhere'
  readonly said: Said
  /** How often the bank has made the payment. */
  readonly made: number
  /** What is wrong with this run; absent when it is right. */
  readonly wrong?: string | undefined
}

/** Simulated banks and the sessions that pay at them. */
interface Stage {
  readonly simulators: Simulators
  readonly folder: string
  readonly bunq: BunqProvider
  readonly sessions: Readonly<Record<Bank, Session>>
  readonly accountId: string
  close(): Promise<void>
}

const shared = createNodeServices()

const startStage = async (): Promise<Stage> => {
  const simulators = await startSimulators({ banks: ['bunq', 'ing'] })
  const folder = mkdtempSync(join(tmpdir(), 'nostro-killed-'))
  const bunq = createBunqProvider(simulators.options.bunq)
  const ing = createIngProvider(simulators.options.ing)
  const sessionOf = async (auth: typeof bunq.auth | typeof ing.auth, purpose: 'accounts' | 'payments') => {
    const result = await auth.advance(await auth.start({ purpose }), {})
    if (result.status !== 'complete') throw new Error(`Connecting ended as ${result.status}.`)
    return result.session
  }
  const sessions = { bunq: await sessionOf(bunq.auth, 'payments'), ing: await sessionOf(ing.auth, 'payments') }
  await ing.close()
  let accountId = ''
  for await (const { items } of bunq.accounts.accounts(
    createSessionAccess({ session: sessions.bunq, auth: bunq.auth }),
  )) {
    accountId ||= items.find(({ kind, currency }) => kind === 'current' && currency === 'EUR')?.id ?? ''
  }
  writeConfig(simulators, folder)
  const connect = [command, '--config', join(folder, 'nostro.config.json'), 'connect', 'bunq', '--json']
  await promisify(execFile)(process.execPath, connect, { env: { PATH: process.env['PATH'], HOME: folder } })
  const close = async (): Promise<void> => {
    await bunq.close()
    await simulators.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { simulators, folder, bunq, sessions, accountId, close }
}

const writeConfig = ({ options, ready }: Simulators, folder: string): void => {
  const { tls, signing, ...ing } = options.ing
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
    return join(folder, name)
  }
  const pair = (name: string, { certificate, key }: typeof tls) => ({
    certificate: file(`${name}.pem`, certificate),
    key: file(`${name}.key`, key),
  })
  const banks = {
    ing: { ...ing, tls: pair('tls', tls), signing: pair('signing', signing), ca: ready.ca },
    bunq: { ...options.bunq, ca: ready.ca },
  }
  const storage = { dir: join(folder, 'state'), keyFile: join(folder, 'master.key') }
  writeFileSync(join(folder, 'nostro.config.json'), JSON.stringify({ banks, storage }))
}

const paymentOf = (bank: Bank, kind: Payment['kind'], run: number, accountId: string): Payment => {
  const transfer = {
    amount: { amount: `1.${String(10 + (run % 90))}`, currency: 'EUR' },
    creditor: bank === 'bunq' ? { email: 'bravo@bunq.com' } : { iban: 'NL69INGB0123456789', name: 'Bakker BV' },
    remittanceInformation: textOf(run),
  }
  const base =
    bank === 'bunq'
      ? { debtor: { accountId } }
      : { debtor: { iban: 'NL69INGB0123456789', name: 'Noa', currency: 'EUR' } }
  if (kind === 'single') return { ...base, ...transfer, kind }
  if (kind === 'scheduled') return { ...base, ...transfer, kind, requestedExecutionDate: inAMonth() }
  const payments = [transfer, { ...transfer, amount: { amount: '2.00', currency: 'EUR' } }]
  return kind === 'draft' ? { ...base, kind, payments } : { ...base, kind: 'bulk', payments }
}

const textOf = (run: number): string => `Killed ${run} times none`
const inAMonth = (): string => new Date(shared.clock.now() + 30 * 86_400_000).toISOString().slice(0, 10)

interface Plan {
  readonly run: number
  readonly bank: Bank
  readonly kind: Payment['kind']
  readonly way: Way
  readonly payment: Payment
}

interface ChildOptions {
  readonly killAt?: number | undefined
  readonly countFile?: string | undefined
  readonly clockOffsetMs?: number | undefined
}

const keyOf = ({ run }: Plan): string => `killed-${run}`
const storeOf = (stage: Stage, { run, way }: Plan): string =>
  way === 'command' ? join(stage.folder, 'state/payments') : join(stage.folder, `run-${run}/payments`)

const taskOf = (stage: Stage, plan: Plan): string => {
  const dir = storeOf(stage, plan)
  mkdirSync(join(dir, '..'), { recursive: true, mode: 0o700 })
  const { bank, payment } = plan
  const [options, session] = [stage.simulators.options[bank], stage.sessions[bank]]
  return JSON.stringify({ bank, options, session, dir, payment, idempotencyKey: keyOf(plan), urls })
}

const commandArguments = (stage: Stage, plan: Plan): readonly string[] => {
  const { payment, bank } = plan
  if (payment.kind !== 'single' && payment.kind !== 'scheduled') throw new Error('The command has no such kind.')
  const { creditor, debtor, amount, remittanceInformation = '' } = payment
  return [
    ...['--config', join(stage.folder, 'nostro.config.json'), 'pay', '--provider', bank, '--kind', payment.kind],
    ...['--amount', amount.amount, '--remittance', remittanceInformation, '--idempotency-key', keyOf(plan)],
    ...(creditor.email === undefined
      ? ['--creditor-iban', creditor.iban ?? '', '--creditor-name', creditor.name ?? '']
      : ['--creditor-email', creditor.email]),
    ...(debtor?.accountId === undefined
      ? ['--debtor-iban', debtor?.iban ?? '']
      : ['--debtor-account', debtor.accountId]),
    ...(payment.kind === 'scheduled' ? ['--execution-date', payment.requestedExecutionDate] : []),
    ...['--yes', '--no-open', '--no-wait', '--json'],
  ]
}

/** One process that pays. `wasKilled` says that it ended itself on the way. */
const runChild = (stage: Stage, plan: Plan, options: ChildOptions): Promise<Said & { readonly wasKilled: boolean }> => {
  const args = plan.way === 'library' ? [program] : [command, ...commandArguments(stage, plan)]
  const env = {
    PATH: process.env['PATH'],
    HOME: stage.folder,
    KILL_AT: JSON.stringify(options),
    ...(plan.way === 'library' ? { TASK: taskOf(stage, plan) } : {}),
  }
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', preload, ...args], { env }, (error, stdout, stderr) => {
      resolve({ ...readSaid(stdout, stderr), wasKilled: error?.signal === 'SIGKILL' })
    })
  })
}

const readSaid = (stdout: string, stderr: string): Said => {
  const text = `${stdout}${stderr}`.slice(-2_000)
  const line = stdout.split('\n').findLast((each) => each.startsWith('{'))
  if (line === undefined) return { outcome: stderr === '' ? 'none' : 'failed', text }
  const said = JSON.parse(line) as { outcome?: string; id?: string; reference?: string; error?: unknown }
  const id = said.id ?? said.reference?.split(':')[2]
  if (said.outcome === undefined) return { outcome: said.error === undefined ? 'known' : 'failed', id, text }
  return { outcome: said.outcome === 'executed' ? 'known' : (said.outcome as Said['outcome']), id, text }
}

const lists = { single: 'payment', scheduled: 'schedule-payment', draft: 'draft-payment', bulk: 'payment-batch' }

/** Ids of everything at bunq that looks like the payment, whoever made it. */
const idsAtBunq = async (stage: Stage, { kind, run }: Plan): Promise<readonly string[]> => {
  const access = createSessionAccess({ session: stage.sessions.bunq, auth: stage.bunq.auth })
  const path = `user/{userId}/monetary-account/${stage.accountId}/${lists[kind as keyof typeof lists]}?count=50`
  const { json } = await stage.bunq.request(access, 'GET', path)
  const { Response: entries } = json as { Response: readonly Readonly<Record<string, { readonly id: number }>>[] }
  return entries
    .flatMap((entry) => Object.values(entry))
    .filter((entry) => JSON.stringify(entry).includes(textOf(run)))
    .map(({ id }) => String(id))
}

/** Payments that ING took under the run's request id. */
const madeAtIng = (stage: Stage, before: number): number =>
  stage.simulators.recorder
    .requests()
    .slice(before)
    .filter(
      ({ method, target, status }) =>
        method === 'POST' && /^\/v\d\/(payments|bulk-payments)\//.test(target) && (status === null || status < 300),
    ).length

/** An equal payment under another key, by another process of the same store or by a stranger. */
const payBeside = async (stage: Stage, plan: Plan, where: KilledRun['besides']): Promise<string> => {
  const masterKey = { id: 'test', key: Buffer.alloc(32, 7) }
  const intents = createFilePaymentIntentStore({ dir: storeOf(stage, plan), masterKey })
  const isOwn = where !== 'elsewhere' && plan.way === 'library'
  const services = isOwn ? { ...shared, intents, instance: 'bunq' } : shared
  const provider = createBunqProvider(stage.simulators.options.bunq, services)
  const access = createSessionAccess({ session: stage.sessions.bunq, auth: provider.auth })
  const { ref } = await provider.payments.initiate(access, plan.payment, { idempotencyKey: `beside-${plan.run}` })
  await provider.close()
  return ref.id
}

const kinds = { bunq: ['single', 'scheduled', 'draft', 'bulk'], ing: ['single', 'scheduled', 'bulk'] } as const

/** Operations of an undisturbed payment of each bank, kind and way. */
const countOperations = async (stage: Stage, plan: Plan, known: Map<string, number>): Promise<number> => {
  const name = `${plan.bank} ${plan.kind} ${plan.way}`
  const found = known.get(name)
  if (found !== undefined) return found
  const countFile = join(stage.folder, 'count')
  rmSync(countFile, { force: true })
  const whole: Plan = { ...plan, run: 1_000_000 + known.size }
  const said = await runChild(
    stage,
    { ...whole, payment: paymentOf(plan.bank, plan.kind, whole.run, stage.accountId) },
    { countFile },
  )
  if (said.outcome !== 'known') throw new Error(`${name} does not pay when it is not disturbed: ${said.text}`)
  const count = existsSync(countFile) ? Number(readFileSync(countFile, 'utf8')) : 0
  known.set(name, count)
  return count
}

export interface KilledPayments {
  readonly runs: readonly KilledRun[]
  /** Operations of an undisturbed payment: the number of places to be killed at. */
  readonly operations: Readonly<Record<string, number>>
}

/** Kills so many payments at random operations, each then repeated by a new process with the same key. */
export const killPayments = async (
  count: number,
  seed: string,
  onRun: (run: KilledRun) => void = () => {},
): Promise<KilledPayments> => {
  const stage = await startStage()
  const operations = new Map<string, number>()
  const runs: KilledRun[] = []
  try {
    for (let run = 0; run < count; run += 1) {
      const ended = await killOne(stage, run, `${seed} ${run}`, operations)
      runs.push(ended)
      onRun(ended)
    }
  } finally {
    await stage.close()
  }
  return { runs, operations: Object.fromEntries(operations) }
}

const killOne = async (
  stage: Stage,
  run: number,
  seed: string,
  operations: Map<string, number>,
): Promise<KilledRun> => {
  const random = createSeededRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.fraction() * list.length)] as T
  const bank = pick(['bunq', 'bunq', 'ing'] as const)
  const way = pick(['library', 'library', 'library', 'command'] as const)
  const kind = pick(way === 'command' ? (['single', 'scheduled'] as const) : kinds[bank])
  const besides = bank === 'bunq' ? pick(['none', 'before', 'after', 'elsewhere'] as const) : 'none'
  const plan: Plan = { run, bank, kind, way, payment: paymentOf(bank, kind, run, stage.accountId) }
  const total = await countOperations(stage, plan, operations)
  const killAt = 1 + Math.floor(random.fraction() * total)
  await stage.simulators.control.call('POST', '/bunq/switches', { uniqueRequestIds: random.fraction() < 0.5 })
  const clockOffsetMs = pick([0, -3_600_000, -5_000])
  const others: string[] = []
  const recorded = stage.simulators.recorder.requests().length
  if (besides === 'before' || besides === 'elsewhere') others.push(await payBeside(stage, plan, besides))
  const { wasKilled } = await runChild(stage, plan, { killAt })
  // By a command's store nobody else pays here, so a later equal payment would be a stranger's: no record tells those apart.
  if (besides === 'after' && way === 'library') others.push(await payBeside(stage, plan, besides))
  const said = await runChild(stage, plan, { clockOffsetMs })
  const ids = bank === 'bunq' ? (await idsAtBunq(stage, plan)).filter((id) => !others.includes(id)) : []
  const made = bank === 'bunq' ? ids.length : madeAtIng(stage, recorded)
  const wrong = faultOf(said, made, bank === 'bunq' ? ids : undefined)
  return { run, bank, kind, way, killAt, wasKilled, besides, said, made, wrong }
}

const faultOf = ({ outcome, id, text }: Said, made: number, ids: readonly string[] | undefined): string | undefined => {
  if (made > 1) return 'paid twice'
  if (outcome === 'known') {
    if (made === 0) return 'called made and was not'
    return id !== undefined && ids?.includes(id) === false ? 'called made by the id of another payment' : undefined
  }
  if (outcome === 'outcome_unknown') return undefined
  if (made === 1) return `called ${outcome} and was made: ${text}`
  return `neither known nor unknown: ${text}`
}
