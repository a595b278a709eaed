import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createProgram } from '../../packages/cli-demo/src/create-program.ts'
import { runCommand } from '../../packages/cli-demo/src/run-command.ts'
import { bankIdEnv, bunqEnv, ingEnv } from '../../packages/cli-demo/test/bank-env.ts'
import { createFakeTerminal } from '../../packages/cli-demo/test/fake-terminal.ts'
import { freePort } from '../../packages/cli-demo/test/free-port.ts'
import { type Simulators, startSimulators } from '../../packages/simulators/src/index.ts'
import { isSoak } from '../support/counted.ts'
import { type Canaries, createCanaries } from './canaries.ts'
import { whileWatched } from './sinks.ts'

const main = join(import.meta.dirname, '../../packages/cli-demo/dist/main.js')

let simulators: Simulators
let folder: string
let env: Record<string, string>
const canaries: Canaries = createCanaries()
const requested: string[] = []

beforeAll(async () => {
  const redirectUri = `http://127.0.0.1:${await freePort()}/callback`
  simulators = await startSimulators({ redirectUris: [redirectUri] })
  folder = mkdtempSync(join(tmpdir(), 'nostro-command-'))
  const { ing, bankid } = simulators.ready
  if (ing === undefined || bankid === undefined) throw new Error('A simulated bank is missing.')
  const { apiKey } = (await simulators.control.call('POST', '/bunq/api-keys')) as { apiKey: string }
  canaries.add('api key', apiKey)
  canaries.add('passphrase', bankid.passphrase)
  for (const path of [ing.tlsKey, ing.signingKey, bankid.key]) canaries.fromPem(readFileSync(path, 'utf8'))
  env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    ...ingEnv(simulators, [redirectUri]),
    ...bunqEnv(simulators, apiKey),
    ...bankIdEnv(simulators),
    NOSTRO_BANKID_END_USER_IP: '203.0.113.24',
  }
}, 120_000)

afterAll(async () => {
  await simulators.stop()
  rmSync(folder, { recursive: true, force: true })
})

interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The command as a process of its own; `watch` sees what it has said so far. */
const run = (args: readonly string[], watch: (stderr: string) => void = () => undefined): Promise<Ran> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [main, '--verbose', ...args], { env, cwd: folder })
    let [stdout, stderr] = ['', '']
    child.stdin.end()
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString()
      watch(stderr)
    })
    child.once('close', (code) => {
      takeRecord()
      resolve({ code, stdout, stderr })
    })
  })

/** The same in this process, which starts at once: what it prints past the terminal is watched by `whileWatched`. */
const runHere = async (args: readonly string[]): Promise<Ran> => {
  const terminal = createFakeTerminal({ env, cwd: folder })
  const code = await runCommand(createProgram, ['--verbose', ...args], terminal)
  takeRecord()
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() }
}

const takeRecord = (): void => {
  for (const { method, target, headers, body } of simulators.recorder.requests()) {
    requested.push(`${method} ${target}`)
    canaries.fromHeaders(headers)
    canaries.fromWire(Buffer.from(body, 'base64').toString())
  }
  simulators.recorder.clear()
}

const creditor = ['--creditor-name', 'Bakker BV', '--creditor-iban', 'NL20INGB0001234567', '--yes']

/** Commands, and what of the personal their answer, or the question before a payment, is there to show. */
const commands: readonly (readonly [args: readonly string[], shown?: RegExp, asked?: RegExp])[] = [
  [['connect', 'bunq']],
  [['accounts'], /^iban/],
  [['accounts', '--json'], /^iban/],
  [['transactions', '--json'], /^iban/],
  [['compare', '--json']],
  [['bankid', 'auth', '--json']],
  [
    ['pay', '--provider', 'bunq', '--amount', '1.00', '--debtor-account', 'DEBTOR', ...creditor, '--json'],
    /^iban/,
    /^iban/,
  ],
  [['bunq', 'request', 'list', '--account', 'DEBTOR']],
  [['bunq', 'cards', 'list']],
  [['ing', 'hello']],
  [['sign', 'explain', 'ing', '--method', 'GET', '--url', 'https://api.ing.com/v3/accounts', '--key', 'KEY']],
]

/** Beside those that connect: a process each takes a second and more to start. */
const ownProcesses: ReadonlySet<string> = new Set(['accounts', 'transactions --json', 'bankid auth --json'])

/** The soak has them all, and each command as a process of its own. */
const troubles = [
  undefined,
  { fault: 'reset_after' },
  { fault: 'malformed_json' },
  ...(isSoak
    ? ([
        { fault: 'status', status: 401 },
        { fault: 'status', status: 500 },
        { fault: 'html_502' },
        { fault: 'truncate' },
      ] as const)
    : []),
] as const

it('the command prints what was asked for, and nothing else of what it knows', { timeout: 400_000 }, async () => {
  await simulators.control.call('POST', '/bankid/behaviours', { behaviour: 'signs', times: 1000 })
  let decided = false
  const connected = await run(['connect', 'ing', '--country', 'NL', '--no-open'], (stderr) => {
    const page = /https:\/\/127\.0\.0\.1:\d+\/authorize\/v2\S+/.exec(stderr)?.[0]
    if (page === undefined || decided || !stderr.includes('Waiting')) return
    decided = true
    void simulators.control.decideIngConsent(page).then((landing) => fetch(landing))
  })
  const ran: { readonly text: string; readonly shown?: RegExp | undefined }[] = [
    { text: connected.stderr },
    { text: connected.stdout },
  ]
  const byKey = await run(['connect', 'bunq'])
  ran.push({ text: byKey.stderr }, { text: byKey.stdout })
  const bunq = (await run(['accounts', '--provider', 'bunq', '--json'])).stdout
  const { accounts } = JSON.parse(bunq) as { accounts: { id: string; kind: string; currency: string }[] }
  const debtor = accounts.find(({ kind, currency }) => kind === 'current' && currency === 'EUR')?.id ?? ''
  const places: Record<string, string> = { KEY: simulators.ready.ing?.signingKey ?? '', DEBTOR: debtor }
  const codes: (readonly [command: string, code: number | null])[] = []
  let failed = 0
  for (const trouble of troubles) {
    for (const bank of ['ing', 'bunq', 'bankid'] as const) {
      if (trouble !== undefined) simulators.faults.add({ bank, times: 1000, ...trouble })
    }
    const past = await whileWatched(async () => {
      // Four at a time: most of a command's life is waiting.
      for (let first = 0; first < commands.length; first += 4) {
        const together = commands.slice(first, first + 4).map(async ([args, shown, asked]) => {
          const isOwn = isSoak || (trouble === undefined && ownProcesses.has(args.join(' ')))
          const { code, stdout, stderr } = await (isOwn ? run : runHere)(args.map((arg) => places[arg] ?? arg))
          if (trouble === undefined) codes.push([args.join(' '), code])
          else if (code !== 0) failed += 1
          ran.push({ text: stdout, shown }, { text: stderr, shown: asked })
        })
        await Promise.all(together)
      }
    })
    ran.push({ text: past })
    simulators.faults.clear()
  }
  expect(connected).toMatchObject({ code: 0 })
  expect(codes.filter(([, code]) => code !== 0)).toEqual([])
  expect(failed).toBeGreaterThan(10)
  expect(canaries.kinds).toEqual(expect.arrayContaining(['Authorization', 'X-Bunq-Client-Authentication', 'api key']))
  const found = ran.flatMap(({ text, shown }) => canaries.findIn(text).filter((leak) => shown?.test(leak) !== true))
  expect([...new Set(found)]).toEqual([])
  expect(canaries.findIn(requested.join('\n'))).toEqual([])
  const written = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
  expect(written.length).toBeGreaterThan(1)
  expect(canaries.findIn(written.join('\n'))).toEqual([])
})
