import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { createSessionAccess, type Payment, type PaymentIntentState } from '../../packages/core/src/index.ts'
import { createFilePaymentIntentStore, createNodeServices, loadMasterKey } from '../../packages/core/src/node/index.ts'
import { createSeededRandom } from '../../packages/core/src/testing/index.ts'
import { createBunqProvider } from '../../packages/provider-bunq/src/index.ts'
import { createIngProvider } from '../../packages/provider-ing/src/index.ts'
import type { Simulators } from '../../packages/simulators/src/index.ts'
import {
  type Bank,
  freeBudgets,
  idsAtBunq,
  idsAtIng,
  kinds,
  paymentOf,
  type Stage,
  shared,
  startStage,
} from './stage.ts'

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
  /** How far the payment's record was when the process was gone; `none`: it was not written yet. */
  readonly state: PaymentIntentState | 'none'
  /** Whether the bank had the payment then. */
  readonly reached: boolean
  /** An equal payment under another key: by the same store before or after, or by a stranger. */
  readonly besides: 'none' | 'before' | 'after' | 'elsewhere'
  readonly said: Said
  /** How often the bank has made the payment. */
  readonly made: number
  /** What is wrong with this run; absent when it is right. */
  readonly wrong?: string | undefined
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

/** The command’s own connection, in its own folder. */
const connectByCommand = async ({ simulators, folder }: Stage): Promise<void> => {
  writeConfig(simulators, folder)
  const args = [command, '--config', join(folder, 'nostro.config.json'), 'connect', 'bunq', '--json']
  await promisify(execFile)(process.execPath, args, { env: { PATH: process.env['PATH'], HOME: folder } })
}

interface Plan {
  readonly run: number
  readonly bank: Bank
  readonly kind: Payment['kind']
  readonly way: Way
  readonly payment: Payment
  /** Idempotency key. */
  readonly key: string
}

interface ChildOptions {
  readonly killAt?: number | undefined
  readonly countFile?: string | undefined
  readonly clockOffsetMs?: number | undefined
}

const storeOf = (stage: Stage, { run, way }: Plan): string =>
  way === 'command' ? join(stage.folder, 'state/payments') : join(stage.folder, `run-${run}/payments`)

const taskOf = (stage: Stage, plan: Plan): string => {
  const dir = storeOf(stage, plan)
  mkdirSync(join(dir, '..'), { recursive: true, mode: 0o700 })
  const { bank, payment } = plan
  const [options, session] = [stage.simulators.options[bank], stage.sessions[bank]]
  return JSON.stringify({ bank, options, session, dir, payment, idempotencyKey: plan.key, urls })
}

const commandArguments = (stage: Stage, plan: Plan): readonly string[] => {
  const { payment, bank } = plan
  if (payment.kind !== 'single' && payment.kind !== 'scheduled') throw new Error('The command has no such kind.')
  const { creditor, debtor, amount, remittanceInformation = '' } = payment
  return [
    ...['--config', join(stage.folder, 'nostro.config.json'), 'pay', '--provider', bank, '--kind', payment.kind],
    ...['--amount', amount.amount, '--remittance', remittanceInformation, '--idempotency-key', plan.key],
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

const masterKeyOf = (stage: Stage, { way }: Plan) =>
  way === 'library'
    ? { id: 'test', key: Buffer.alloc(32, 7) }
    : loadMasterKey({ file: join(stage.folder, 'master.key'), create: true })

const intentsOf = async (stage: Stage, plan: Plan) =>
  createFilePaymentIntentStore({ dir: storeOf(stage, plan), masterKey: await masterKeyOf(stage, plan) })

/** An equal payment under another key: by the same store, or by a stranger who shares nothing but the account. */
const payBeside = async (stage: Stage, plan: Plan, where: KilledRun['besides']): Promise<string> => {
  const { bank, payment } = plan
  const own = { ...shared, intents: await intentsOf(stage, plan), instance: bank }
  // A stranger keeps payments of its own; those of `shared` are known to every test file of this process.
  const services = where === 'elsewhere' ? createNodeServices({ budgetStore: freeBudgets }) : own
  const { options } = stage.simulators
  const provider =
    bank === 'bunq' ? createBunqProvider(options.bunq, services) : createIngProvider(options.ing, services)
  const access = createSessionAccess({ session: stage.sessions[bank], auth: provider.auth })
  const ctx = bank === 'ing' ? { psu: { ipAddress: '127.0.0.1' } } : {}
  const { ref } = await provider.payments.initiate(access, payment, { idempotencyKey: `beside-${plan.run}` }, ctx)
  await provider.close()
  return ref.id
}

/** An undisturbed payment, counted: how many operations it has, and after which its record is `prepared`, `sent`, `known`. */
interface Operations {
  readonly count: number
  readonly marks: readonly number[]
}

const countOperations = async (stage: Stage, plan: Plan, known: Map<string, Operations>): Promise<Operations> => {
  const name = `${plan.bank} ${plan.kind} ${plan.way}`
  const found = known.get(name)
  if (found !== undefined) return found
  const countFile = join(stage.folder, 'count')
  rmSync(countFile, { force: true })
  const run = 1_000_000 + known.size
  const payment = paymentOf(plan.bank, plan.kind, run, stage.accountId)
  const said = await runChild(stage, { ...plan, run, key: `whole-${run}`, payment }, { countFile })
  if (said.outcome !== 'known') throw new Error(`${name} does not pay when it is not disturbed: ${said.text}`)
  const counted = JSON.parse(readFileSync(countFile, 'utf8')) as Operations
  if (counted.marks.length !== 3) throw new Error(`${name} is written ${counted.marks.length} times, not 3.`)
  known.set(name, counted)
  return counted
}

/** Most kills fall between `sent` and `known`, where the bank may have the payment and the record does not say so. */
const pickKill = ({ count, marks }: Operations, fraction: () => number): number => {
  const [prepared = 0, sent = 0, known = 0] = marks
  const windows = [
    { below: 0.1, from: 1, to: prepared },
    { below: 0.2, from: prepared, to: sent },
    { below: 0.85, from: sent, to: known },
    { below: 1, from: known, to: count + 1 },
  ]
  const wanted = fraction()
  const { from = 1, to = count } = windows.find(({ below }) => wanted < below) ?? {}
  return from + Math.floor(fraction() * (to - from))
}

export interface KilledPayments {
  readonly runs: readonly KilledRun[]
  /** Operations of an undisturbed payment: the number of places to be killed at. */
  readonly operations: Readonly<Record<string, Operations>>
}

/** Kills so many payments at random operations, each then repeated by a new process with the same key. */
export const killPayments = async (
  count: number,
  seed: string,
  onRun: (run: KilledRun) => void = () => {},
): Promise<KilledPayments> => {
  const stage = await startStage()
  await connectByCommand(stage)
  const operations = new Map<string, Operations>()
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
  operations: Map<string, Operations>,
): Promise<KilledRun> => {
  const random = createSeededRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.fraction() * list.length)] as T
  const bank = pick(['bunq', 'bunq', 'ing'] as const)
  const way = pick(['library', 'library', 'library', 'command'] as const)
  const kind = pick(way === 'command' ? (['single', 'scheduled'] as const) : kinds[bank])
  const besides = pick(['none', 'before', 'after', 'elsewhere'] as const)
  const plan: Plan = {
    run,
    bank,
    kind,
    way,
    payment: paymentOf(bank, kind, run, stage.accountId),
    key: `killed-${run}`,
  }
  const killAt = pickKill(await countOperations(stage, plan, operations), () => random.fraction())
  await stage.simulators.control.bunq.setSwitches({ uniqueRequestIds: random.fraction() < 0.5 })
  const clockOffsetMs = pick([0, -3_600_000, -5_000])
  const others = new Set<string>(bank === 'ing' ? await idsAtIng(stage) : [])
  if (besides === 'before' || besides === 'elsewhere') others.add(await payBeside(stage, plan, besides))
  const { wasKilled } = await runChild(stage, plan, { killAt })
  const state = (await (await intentsOf(stage, plan)).get(bank, plan.key))?.state ?? 'none'
  const idsAtBank = async (): Promise<readonly string[]> =>
    (bank === 'bunq' ? await idsAtBunq(stage, plan) : await idsAtIng(stage)).filter((id) => !others.has(id))
  const reached = (await idsAtBank()).length > 0
  if (besides === 'after') others.add(await payBeside(stage, plan, besides))
  const said = await runChild(stage, plan, { clockOffsetMs })
  const ids = await idsAtBank()
  const wrong = faultOf(said, ids)
  return { run, bank, kind, way, killAt, wasKilled, state, reached, besides, said, made: ids.length, wrong }
}

const faultOf = ({ outcome, id, text }: Said, ids: readonly string[]): string | undefined => {
  if (ids.length > 1) return 'paid twice'
  if (outcome === 'known') {
    if (ids.length === 0) return 'called made and was not'
    return id !== undefined && !ids.includes(id) ? 'called made by the id of another payment' : undefined
  }
  if (outcome === 'outcome_unknown') return undefined
  if (ids.length === 1) return `called ${outcome} and was made: ${text}`
  return `neither known nor unknown: ${text}`
}
