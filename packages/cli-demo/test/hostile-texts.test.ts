import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { createFakeTerminal } from './fake-terminal.ts'
import { attack as bankAttack, type HostileBanks, type Mood, type Ran, startHostileBanks } from './hostile-banks.ts'

/** How a command is run where its arguments alone do not make it show what banks say. */
interface Scenario {
  /** What follows the command; made anew for each run, at banks in their usual mood. */
  readonly args?: () => Promise<readonly string[]> | readonly string[]
  /** Ends a command that runs until Ctrl-C. */
  readonly until?: RegExp
  /** Its output quotes the bank: the attack must have been in it. */
  readonly quotes?: 'text' | 'json' | 'both'
  /** Another customer than the usual one. */
  readonly env?: () => Record<string, string>
  /** No bank is asked: one mood is enough. */
  readonly offline?: true
  /** Reads account by account: some may be refused while others are given. */
  readonly parts?: true
}

const program = createProgram(createFakeTerminal(), { code: 0 })
const leaves = (command: Command, path: readonly string[] = []): readonly (readonly [string, Command])[] =>
  command.commands.flatMap((child) => {
    const own = [...path, child.name()]
    const isLeaf = child.commands.length === 0 || child.name() === 'connections'
    return [...(isLeaf ? [[own.join(' '), child] as const] : []), ...leaves(child, own)]
  })

/** No argument of a program holds a zero byte. */
const attack = bankAttack.replace('\u0000', '')

let banks: HostileBanks
let account = ''
let card = ''
let entry = ''
let connection = ''
let payment = ''
let files = 0
let payer: Record<string, string>
/** A customer with cards and years of history. */
let rich: Record<string, string>

const json = async <T>(args: readonly string[], env?: object): Promise<T> => {
  const { code, stdout, stderr } = await banks.run([...args, '--json'], { env })
  if (code !== 0 && code !== 3) throw new Error(`${args.join(' ')}: ${code} ${stderr}`)
  return JSON.parse(stdout) as T
}
const newFile = (): string => `file-${++files}`

/** Somebody else asks the customer for money. */
const received = async (): Promise<string> => {
  await json(['bunq', 'request', 'create', '--amount', '0.01', '--from', email, '--description', 'Lunch'], payer)
  const { requests } = await json<{ requests: { id: string; status: string }[] }>([
    ...['bunq', 'request', 'list', '--received', '--account', account],
  ])
  return requests.find(({ status }) => status === 'PENDING')?.id ?? 'none'
}
const draft = async (): Promise<string> =>
  (
    await json<{ ref: { id: string } }>([
      ...['bunq', 'draft', 'create', '--account', account, '--entry', '0.01;bravo@bunq.com;Drinks'],
    ])
  ).ref.id
const sent = async (): Promise<string> =>
  (
    await json<{ ref: { id: string } }>([
      ...['bunq', 'request', 'create', '--account', account, '--amount', '0.01'],
      ...['--from', 'nobody@example.org', '--description', 'Lunch'],
    ])
  ).ref.id
const statement = async (): Promise<string> =>
  (
    await json<{ id: string }>([
      ...['bunq', 'statements', 'create', '--account', account, '--from', '2026-01-01', '--to', '2026-01-31'],
    ])
  ).id
let email = ''
const at = (id: string): readonly string[] => [id, '--account', account]

const scenarios: Readonly<Record<string, Scenario>> = {
  accounts: { args: () => ['--live'], quotes: 'both', parts: true },
  transactions: { args: () => ['--live', '--provider', 'bunq'], quotes: 'both', parts: true },
  compare: { parts: true },
  demo: { until: /./ },
  sync: { args: () => ['--psu-ip', '192.0.2.1', '--full', '--provider', 'bunq'], parts: true },
  status: { quotes: 'both', offline: true },
  'tx explain': { args: () => [entry, '--raw'], quotes: 'both', offline: true },
  serve: { args: () => ['--port', '0'], until: /listens|"url"/ },
  'provider check': { args: () => ['nobody'], offline: true },
  connect: { args: () => ['bunq', '--label', attack] },
  connections: { quotes: 'both', offline: true },
  'connections rename': { args: () => [connection, attack], offline: true },
  'connections renew': { args: () => [connection] },
  pay: {
    args: () => [
      ...['--provider', 'bunq', '--yes', '--amount', '0.01', '--debtor-account', account],
      ...['--creditor-email', 'bravo@bunq.com', '--remittance', 'Lunch'],
    ],
  },
  'payments status': { args: () => [payment] },
  'payments cancel': { args: () => [payment, '--yes'] },
  doctor: { offline: true },
  init: { args: () => ['bunq', '--out', newFile()], offline: true },
  'ing register': { args: () => ['--contact', 'psd2@tpp.example'] },
  'ing certificate check': { args: () => [banks.simulators.ready.ing?.tlsCertificate ?? ''], offline: true },
  'bunq sandbox-user': { args: () => ['--out', newFile()] },
  'bunq request create': {
    args: () => ['--account', account, '--amount', '1', '--from', 'bravo@bunq.com', '--description', 'x'],
  },
  'bunq request list': { args: () => ['--account', account], quotes: 'both' },
  'bunq request revoke': { args: async () => at(await sent()) },
  'bunq request accept': { args: async () => [...at(await received()), '--yes'], quotes: 'both' },
  'bunq request reject': { args: async () => at(await received()), quotes: 'both' },
  'bunq draft create': { args: () => ['--account', account, '--entry', '0.01;bravo@bunq.com;x'] },
  'bunq draft list': { args: () => ['--account', account], quotes: 'both' },
  'bunq draft accept': { args: async () => [...at(await draft()), '--yes'], quotes: 'text' },
  'bunq draft cancel': { args: async () => at(await draft()) },
  'bunq draft reject': { args: async () => at(await draft()) },
  'bunq statements create': { args: () => ['--account', account, '--from', '2026-01-01', '--to', '2026-01-31'] },
  'bunq statements list': { args: () => ['--account', account] },
  'bunq statements download': { args: async () => [...at(await statement()), '--out', newFile()] },
  'bunq cards list': { env: () => rich, quotes: 'json' },
  'bunq cards limits': { env: () => rich, args: () => [card, '--limit', '50'] },
  'bunq cards block': { env: () => rich, args: () => [card] },
  'bunq cards unblock': { env: () => rich, args: () => [card] },
  'bunq webhooks listen': {
    args: () => ['--public-url', 'https://hook.example/a', '--port', '0', '--category', 'PAYMENT'],
    until: /Listening/,
  },
  'bankid auth': { until: /./ },
  'bankid sign': { args: () => ['--text', 'text.txt'], until: /./ },
  'bankid demo': { args: () => ['--page'], until: /Ctrl-C/ },
  'certificate new': {
    args: () => ['--kind', 'self-signed', '--out', newFile(), '--common-name', attack, '--country', 'NL'],
    offline: true,
  },
  'simulators start': { args: () => ['--seed', '1'], until: /./, offline: true },
}

/** Without a scenario: the attack in the place of every argument, and of every option that must be given. */
const hostileArgs = (command: Command): readonly string[] => [
  ...command.registeredArguments.filter(({ required }) => required).map(() => attack),
  ...command.options.filter(({ mandatory }) => mandatory).flatMap(({ long }) => [long ?? '', attack]),
]

// biome-ignore lint/suspicious/noControlCharactersInRegex: what no output may hold
const dangerous = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/
const forged = /^\s*FORGED/m

const judge = ({ code, stdout, stderr }: Ran, asJson: boolean): void => {
  const all = `${stdout}${stderr}`
  expect(JSON.stringify(dangerous.exec(all)?.[0] ?? 'none')).toBe('"none"')
  expect(all).not.toMatch(forged)
  expect(all).not.toMatch(/Something went wrong|\n {4}at |\bundefined\b/)
  expect([0, 1, 2, 3, 130]).toContain(code)
  const isFailure = code === 1 || code === 2
  expect(all).toMatch(isFailure ? /Error:|"ok":false|"error"|✗|failed/ : /^/)
  for (const line of asJson ? stdout.trim().split('\n').filter(Boolean) : [])
    expect(() => JSON.parse(line)).not.toThrow()
}

beforeAll(async () => {
  banks = await startHostileBanks()
  payer = { NOSTRO_BUNQ_API_KEY: await banks.newKey('empty'), XDG_STATE_HOME: join(banks.folder, 'payer') }
  rich = { NOSTRO_BUNQ_API_KEY: await banks.newKey('rich'), XDG_STATE_HOME: join(banks.folder, 'rich') }
  await json(['connect', 'bunq'], payer)
  await json(['connect', 'bunq'], rich)
  connection = (await json<{ id: string }>(['connect', 'bunq'])).id
  type Row = { id: string; raw: { alias: { type: string; value: string }[] } }
  const { accounts } = await json<{ accounts: Row[] }>(['accounts', '--live', '--provider', 'bunq'])
  account = accounts[0]?.id ?? ''
  email = accounts[0]?.raw.alias.find(({ type }) => type === 'EMAIL')?.value ?? ''
  card = (await json<{ cards: { id: string }[] }>(['bunq', 'cards', 'list'], rich)).cards[0]?.id ?? ''
  await banks.simulators.control.call('POST', `/bunq/accounts/${account}/deposit`, { amount: '100.00' })
  const paid = await json<{ reference: string }>([
    ...['pay', '--provider', 'bunq', '--yes', '--amount', '0.01', '--debtor-account', account],
    ...['--creditor-email', 'bravo@bunq.com', '--remittance', 'Lunch'],
  ])
  payment = paid.reference
  await sent()
  // What the ledger and the connections keep is hostile as well.
  banks.mood = 'texts'
  await banks.run(['sync', '--psu-ip', '192.0.2.1', '--provider', 'bunq'])
  await banks.run(['connections', 'rename', connection, attack])
  banks.mood = 'usual'
  entry = (await json<{ transactions: { id: string }[] }>(['transactions'])).transactions[0]?.id ?? ''
}, 120_000)
afterAll(() => banks.stop())

describe('A1: what banks, files and people write is harmless wherever a command shows it', { timeout: 120_000 }, () => {
  // Commands come from the program itself: a new one is walked as soon as it is there. Those that remove come last.
  const last = (path: string): number => Number(/^(tx|connections (revoke|remove)|keys|ledger)/.test(path))
  const walked = leaves(program).toSorted(([a], [b]) => last(a) - last(b))

  it.each(walked)('nostro %s', async (path, command) => {
    const { args = () => hostileArgs(command), env, until, quotes, offline, parts } = scenarios[path] ?? {}
    const outputs = command.options.some(({ long }) => long === '--json') ? ['text', 'json'] : ['text']
    const moods: readonly Mood[] = [
      'texts',
      ...(offline === true ? [] : (['refuses'] as const)),
      ...(parts === true ? (['refuses-parts'] as const) : []),
    ]
    for (const mood of moods)
      for (const output of mood === 'texts' ? outputs : outputs.slice(0, 1)) {
        banks.mood = 'usual'
        const given = await args()
        banks.mood = mood
        const asJson = output === 'json'
        const ran = await banks.run([...path.split(' '), ...given, ...(asJson ? ['--json'] : [])], {
          until,
          env: env?.(),
        })
        banks.mood = 'usual'
        judge(ran, asJson)
        const isQuoted = mood === 'texts' && (quotes === output || quotes === 'both')
        expect(`${ran.stdout}${ran.stderr}`).toContain(isQuoted ? 'FORGED' : '')
      }
  })

  it('says so in words of the person as well: an unknown command, option, configuration', async () => {
    for (const args of [[attack], ['accounts', `--${attack}`], ['accounts', '--config', attack]])
      judge(await banks.run(args), false)
    expect(existsSync(join(banks.folder, 'text.txt'))).toBe(true)
  })
})
