import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig, openLedger } from '@nostro/host'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type BankEntry, createFakeBank } from '../../ledger/test/support/fake-bank.ts'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal } from './fake-terminal.ts'

/** The commands of docs/ledger.md, one a line, without what the shell does around them. */
const commands = [
  ...readFileSync(join(import.meta.dirname, '../../../docs/ledger.md'), 'utf8').matchAll(/^```sh\n([\s\S]*?)^```/gm),
]
  .flatMap(([, block = '']) => block.split('\n'))
  .flatMap((line) => line.replace(/\s+#.*$/, '').split(/ && /))
  .map((line) => line.replace(/ &$/, '').trim())
  .filter((line) => /^(npm run --silent )?nostro /.test(line))
  .map((line) =>
    line
      .replace(/^npm run --silent nostro -- /, 'nostro ')
      .split(/\s+/)
      .slice(1),
  )

/** A bank that stands in a module, as a configuration names one: it lists what the file says. */
const bankModule = `
const accountOf = { id: 'acc-1', key: 'acc-1:EUR', recognition: { currency: 'EUR', iban: 'NL91ABNA0417164300' }, provider: 'plug', kind: 'current', currency: 'EUR', status: 'enabled', iban: 'NL91ABNA0417164300', raw: {} }
const stable = { scope: 'account', stableFromPendingToBooked: false, stableAcrossConsents: true }
const page = (items) => ({ items, problems: [], asOf: new Date().toISOString() })
export const createProvider = () => ({ clock, random }) => ({
  specVersion: 1,
  manifest: {
    id: 'plug', name: 'Plug', countries: ['NL'], environments: ['test'], environment: 'test', capabilities: ['accounts', 'balances', 'transactions'],
    authentication: ['api-key'], signatureSchemes: ['none'], rateLimits: [], psuHeaders: { accounts: 'never', payments: 'never' },
    unattendedReads: null, lists: { pending: true }, paging: 'stable', historyDays: null,
    ids: { account: stable, transaction: stable, entryReference: stable },
  },
  auth: {
    start: async () => ({ kind: 'none', id: random.uuid(), provider: 'plug', purpose: 'accounts', expiresAt: clock.now() + 60000, serverState: {} }),
    advance: async () => ({ status: 'complete', session: { specVersion: 1, id: random.uuid(), provider: 'plug', purpose: 'accounts', revision: 1, createdAt: clock.now(), secrets: 'x' } }),
  },
  accounts: {
    async *accounts() { yield page([accountOf]) },
    balances: async () => page([]),
    async *transactions() { yield page([]) },
  },
  close: async () => {},
})
`

let folder: string
let env: Record<string, string>

const run = async (args: readonly string[]) => {
  const terminal = createFakeTerminal({ cwd: folder, env })
  const code = await runCommand(createProgram, args, terminal)
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() }
}

const today = (): string => new Date(Date.now()).toISOString().slice(0, 10)
const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

/** A ledger in which a1-42 is a claimed entry, and a1-57 a booked one that may be the same payment as a1-42 once was. */
const fill = async (): Promise<void> => {
  const loaded = loadConfig({ env, cwd: folder })
  if (loaded === undefined) throw new Error('There is a configuration.')
  const { ledger, close } = await openLedger(loaded, { env })
  const bank = createFakeBank({ mode: 'C', timeZone: 'UTC' }, 'guide')
  const old: readonly BankEntry[] = Array.from({ length: 41 }, (_, index) => ({
    day: daysAgo(10 + index),
    amount: `-${index + 1}.00`,
    text: index % 2 === 0 ? 'Rent' : 'Shop',
    name: 'J. Jansen',
    id: `old-${index}`,
  }))
  const pending: BankEntry = { day: daysAgo(2), amount: '-12.50', status: 'pending', text: 'COFFEE CORNER', id: 'p1' }
  bank.entries.set('acc-1', [...old, pending])
  await ledger.sync([bank.source()]).result()
  const booked: BankEntry = { day: daysAgo(1), amount: '-12.50', text: 'Coffee Corner Utrecht', id: 'b1' }
  const more: readonly BankEntry[] = Array.from({ length: 15 }, (_, index) => ({
    day: today(),
    amount: index === 14 ? '-13.75' : `-${200 + index}.00`,
    text: index === 14 ? 'Coffee Corner Utrecht' : 'Market',
    id: `new-${index}`,
  }))
  bank.entries.set('acc-1', [booked, ...more, ...old])
  expect((await ledger.sync([bank.source()]).result()).claimed).toBe(1)
  await close()
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nostro-ledger-guide-'))
  env = { HOME: folder }
  writeFileSync(join(folder, 'plug.mjs'), bankModule)
  writeFileSync(join(folder, 'nostro.config.json'), JSON.stringify({ banks: { plug: { provider: './plug.mjs' } } }))
  expect(await run(['connect', 'plug'])).toMatchObject({ code: 0 })
  await fill()
  expect(await run(['sync'])).toMatchObject({ code: 0 })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Run by other tests: with simulated banks, without end, with a database. */
const elsewhere: readonly RegExp[] = [
  /^sync$/,
  /^simulators start/,
  /^--config banks\.json/,
  /^sync --watch$/,
  /^ledger copy/,
  /^connections renew$/,
]

it('every command of the guide does what it says', { timeout: 180_000 }, async () => {
  expect(commands.length).toBeGreaterThan(20)
  const failed: string[] = []
  let count = 0
  for (const [index, args] of commands.entries()) {
    const text = args.join(' ')
    if (elsewhere.some((pattern) => pattern.test(text))) continue
    count += 1
    // The guide makes a backup twice, at two places of its text.
    const repeated = commands.slice(0, index).some((earlier) => earlier.join(' ') === text && /backup/.test(text))
    if (repeated) rmSync(join(folder, args.at(-1) ?? ''))
    const { code, stderr } = await run(args)
    if (code !== 0) failed.push(`${text}: ${code} ${stderr}`)
  }
  expect(failed).toEqual([])
  expect(count).toBeGreaterThan(18)
})
