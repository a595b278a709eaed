import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Simulators, startSimulators } from '@nostro/simulators'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { ingEnv } from './bank-env.ts'
import { createFakeTerminal, createImpatientClock } from './fake-terminal.ts'
import { freePort } from './free-port.ts'

interface SyncJson {
  readonly added: number
  readonly modified: number
  readonly removed: number
  readonly claimed: number
  readonly problems: number
  readonly accounts: readonly {
    readonly connection: string
    readonly account: string
    readonly added: number
    readonly problems: number
    readonly error?: { readonly code: string }
  }[]
}

interface Row {
  readonly id: string
  readonly amount: { readonly amount: string }
  readonly bookingStatus: string
  readonly remittanceInformation?: { readonly unstructured?: readonly string[] }
}

let folder: string
let env: Record<string, string>
let simulators: Simulators

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nostro-sync-'))
  const redirectUri = `http://127.0.0.1:${await freePort()}/callback`
  simulators = await startSimulators({ banks: ['ing'], redirectUris: [redirectUri] })
  env = { HOME: folder, ...ingEnv(simulators, [redirectUri]) }
})

afterEach(async () => {
  await simulators.stop()
  rmSync(folder, { recursive: true, force: true })
})

const run = async (...args: readonly string[]) => {
  // Banks outside the command have the machine's time.
  const clock = env['XDG_CONFIG_HOME'] === '/nonexistent' ? createImpatientClock() : undefined
  const terminal = createFakeTerminal({ cwd: folder, env, clock })
  const code = await runCommand(createProgram, args, terminal)
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() }
}

/** With the customer present: the bank's four unattended reads a day are for another test. */
const sync = async (...args: readonly string[]) => {
  const { code, stdout, stderr } = await run('sync', '--json', '--psu-ip', '192.0.2.1', ...args)
  return { code, stderr, result: JSON.parse(stdout) as SyncJson }
}

const rowsOf = async (...args: readonly string[]): Promise<readonly Row[]> => {
  const { stdout, stderr } = await run('transactions', '--json', ...args)
  expect(stderr).toBe('')
  return (JSON.parse(stdout) as { transactions: Row[] }).transactions
}

/** One account of one customer, consented to as a person would. */
const accountOf = async () => {
  const [profile] = await simulators.control.ing.profiles()
  const account = profile?.accounts.find(
    ({ currencies, product }) => currencies.join() === 'EUR' && product === 'Current Account',
  )
  if (profile === undefined || account === undefined) throw new Error('The simulated ING has no customer.')
  return { profile: profile.id, ...account }
}

const consent = async (...command: readonly string[]): Promise<void> => {
  const { profile, resourceId } = await accountOf()
  const terminal = createFakeTerminal({ cwd: folder, env })
  const done = runCommand(createProgram, [...command, '--no-open', '--json'], terminal)
  let page: string | undefined
  while (page === undefined) {
    const ended = await Promise.race([done, new Promise<undefined>((resolve) => setImmediate(resolve, undefined))])
    if (ended !== undefined) throw new Error(`ended before its page: ${terminal.stderr()}`)
    if (terminal.stderr().includes('Waiting'))
      page = /https:\/\/127\.0\.0\.1:\d+\/authorize\/v2\S+/.exec(terminal.stderr())?.[0]
  }
  await fetch(await simulators.control.ing.decideConsent(page, { profile, accounts: [resourceId] }))
  expect({ code: await done, stderr: terminal.stderr() }).toMatchObject({ code: 0 })
}

describe('nostro sync over real TLS', { timeout: 120_000 }, () => {
  it('keeps news once, says why, and loses nothing to dry runs and renewals', async () => {
    await consent('connect', 'ing')
    const { resourceId } = await accountOf()
    const { ing } = simulators.control
    const pending = await ing.addEntry(resourceId, {
      amount: '-20.00',
      status: 'pending',
      counterparty: { name: 'Corner restaurant' },
      description: 'Dinner for two',
      booksAfterSeconds: null,
    })
    const transfer = await ing.addEntry(resourceId, { amount: '99.95', description: 'Invoice 7' })

    const first = await sync()
    expect(first).toMatchObject({ code: 0 })
    expect(Object.keys(first.result)).toEqual(['added', 'modified', 'removed', 'claimed', 'problems', 'accounts'])
    const [account] = first.result.accounts
    expect(account).toEqual({
      connection: expect.stringMatching(/^ing-/),
      account: 'a1',
      added: first.result.added,
      modified: 0,
      removed: 0,
      problems: 0,
    })
    expect(first.result.added).toBeGreaterThan(100)
    const file = join(folder, '.local/share/nostro/ledger.sqlite')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700)

    const again = await sync()
    expect(again).toMatchObject({ code: 0, result: { added: 0, modified: 0, removed: 0, claimed: 0, problems: 0 } })
    const [dinner] = await rowsOf('--search', 'dinner')
    expect(dinner).toMatchObject({ bookingStatus: 'pending', amount: { amount: '-20.00' } })

    await ing.settleEntry(resourceId, pending.transactionId, { newId: 'booked-dinner', amount: '-22.00' })
    await ing.correctEntry(resourceId, transfer.transactionId, { description: 'Invoice 7, paid in full' })
    await ing.addEntry(resourceId, { amount: '-3.10', description: 'Coffee' })
    const news = { added: 1, modified: 1, removed: 0, claimed: 1, problems: 0 }
    const before = await rowsOf()
    const rehearsed = await sync('--dry-run')
    expect(rehearsed).toMatchObject({ code: 0, result: news })
    expect(await rowsOf()).toEqual(before)
    const second = await sync()
    expect(second).toMatchObject({ code: 0, result: news })
    expect(await rowsOf('--search', 'dinner')).toMatchObject([
      { id: dinner?.id, bookingStatus: 'booked', amount: { amount: '-22.00' } },
    ])

    const why = await run('tx', 'explain', dinner?.id ?? '')
    expect(why).toMatchObject({ code: 0 })
    expect(why.stdout).toMatch(/claimed \(a booked entry was found to be this pending one\)[\s\S]*points in all/)
    expect(why.stdout).toMatch(/until .*: pending, .*-20\.00 EUR/)

    const [{ id = '' } = {}] = JSON.parse((await run('connections', '--json')).stdout).connections as { id: string }[]
    await consent('connections', 'renew', id)
    const renewed = await sync('--full')
    expect(renewed).toMatchObject({ code: 0, result: { added: 0, modified: 0, removed: 0, claimed: 0 } })
    expect(await run('ledger', 'check')).toMatchObject({ code: 0 })
  })

  it('exits 3 where an entry cannot be read, counts it, and removes nothing; 1 where the bank is away', async () => {
    await consent('connect', 'ing')
    const { result: first } = await sync()
    const { resourceId, iban } = await accountOf()
    const today = (await simulators.control.clock.now()).slice(0, 10)
    const entry = (id: string, amount: string) => ({
      transactionId: id,
      bookingDate: today,
      valueDate: today,
      transactionAmount: { amount, currency: 'EUR' },
      transactionType: 'Transfer',
    })
    await simulators.control.faults.add({
      bank: 'ing',
      path: `/v2/accounts/${resourceId}/transactions`,
      fault: 'status',
      status: 200,
      body: {
        account: { iban },
        transactions: { booked: [entry('n-1', '-1.00'), entry('n-2', 'a lot')], pending: [] },
      },
    })
    const spoiled = await sync()
    expect(spoiled).toMatchObject({ code: 3, result: { added: 1, removed: 0, problems: 1 } })
    expect(spoiled.result.accounts).toMatchObject([{ account: 'a1', added: 1, problems: 1 }])
    expect((await rowsOf('--from', '2000-01-01')).length).toBe(first.added + 1)

    await simulators.control.faults.add({ bank: 'ing', fault: 'status', status: 503, times: 1000 })
    const away = await sync()
    await simulators.control.faults.clear()
    expect(away).toMatchObject({
      code: 1,
      result: { added: 0, accounts: [{ account: 'a1', error: { code: 'bank_unavailable' } }] },
    })
    // What is shown is older than the last try, and that is said.
    const listed = await run('accounts', '--json')
    const { accounts, errors } = JSON.parse(listed.stdout) as { accounts: unknown[]; errors: unknown[] }
    expect([listed.code, accounts.length, errors.length]).toEqual([3, 1, 1])
  })

  it('reads lists from the ledger, the bank only with --live, and keeps what people write', async () => {
    await consent('connect', 'ing')
    await sync()
    const calls = simulators.recorder.requests().length
    const listed = JSON.parse((await run('accounts', '--json')).stdout) as Record<string, unknown>
    expect(listed).toMatchObject({
      environment: 'configured',
      accounts: [{ id: 'a1', bank: 'ing', provider: 'ing', balances: expect.any(Array) }],
      errors: [],
    })
    expect(Object.keys(listed)).toEqual(['environment', 'accounts', 'errors'])
    const [newest] = await rowsOf('--account', 'a1')
    const id = newest?.id ?? ''
    const amount = newest?.amount.amount ?? ''
    expect((await rowsOf('--amount', amount.replace('-', ''))).map((row) => row.id)).toContain(id)
    expect(await run('tx', 'note', id, 'asked', 'the', 'shop', '--json')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"note":"asked the shop"'),
    })
    expect(await run('tx', 'categorise', id, 'Food')).toMatchObject({ code: 0 })
    expect(await run('tx', 'hide', id)).toMatchObject({ code: 0 })
    expect((await rowsOf()).map((row) => row.id)).not.toContain(id)
    expect(await run('tx', 'restore', id)).toMatchObject({ code: 0 })
    expect(await run('tx', 'delete', id)).toMatchObject({ code: 0 })
    await sync('--full')
    expect((await rowsOf()).map((row) => row.id)).not.toContain(id)
    await run('tx', 'restore', id)
    const [back] = (await rowsOf()).filter((row) => row.id === id)
    expect(back).toMatchObject({ annotations: { note: 'asked the shop', category: 'Food' } })
    const synced = simulators.recorder.requests().length
    expect(await run('tx', 'undo-claim', id)).toMatchObject({ code: 1 })
    expect(await run('tx', 'explain', 'a9-9')).toMatchObject({ code: 1, stderr: expect.stringContaining('Next:') })
    expect(simulators.recorder.requests().length).toBe(synced)
    expect(synced).toBeGreaterThan(calls)
    const live = JSON.parse((await run('accounts', '--live', '--json')).stdout) as { accounts: { id: string }[] }
    expect(live.accounts[0]?.id).not.toBe('a1')
    expect(simulators.recorder.requests().length).toBeGreaterThan(synced)
  })

  it('says how old the data is, and refuses a fifth unattended read in a day', async () => {
    await consent('connect', 'ing')
    expect(await run('status')).toMatchObject({ code: 2, stderr: expect.stringContaining('nostro sync') })
    for (let read = 1; read <= 4; read += 1) expect(await run('sync', '--json')).toMatchObject({ code: 0 })
    const status = JSON.parse((await run('status', '--json')).stdout) as Record<string, unknown>
    expect(status).toMatchObject({
      connections: [{ bank: 'ing', breaker: 'closed', failures: 0, consent: { status: 'valid' } }],
      accounts: [
        {
          account: 'a1',
          isInConsent: true,
          endpoints: [
            { kind: 'transactions', state: 'fresh', budgetLeft: 0 },
            { kind: 'balances', state: 'fresh', budgetLeft: 0 },
          ],
        },
      ],
    })
    const fifth = await run('sync', '--json')
    expect(fifth.code).toBe(1)
    expect(JSON.parse(fifth.stdout)).toMatchObject({ accounts: [{ account: 'a1', error: { code: 'rate_limited' } }] })
    expect((await run('status')).stdout).toMatch(/half-open, 1 failed: rate_limited/)
  })

  it('backs up, checks, changes its key, and reads the backup', async () => {
    await consent('connect', 'ing')
    const { result } = await sync()
    const copy = join(folder, 'copy.sqlite')
    expect(await run('ledger', 'backup', copy)).toMatchObject({ code: 0 })
    expect(statSync(copy).mode & 0o777).toBe(0o600)
    expect(await run('ledger', 'backup', copy)).toMatchObject({ code: 2, stderr: expect.stringContaining('EEXIST') })
    const target = await run('ledger', 'copy', '--to-env', 'TARGET')
    expect(target).toMatchObject({ code: 2, stderr: expect.stringContaining('TARGET holds no postgres:// URL') })
    expect(JSON.parse((await run('ledger', 'migrate', '--json')).stdout)).toEqual({ migrated: [] })
    expect(JSON.parse((await run('ledger', 'rotate-key', '--json')).stdout)).toMatchObject({ changed: false })
    env = { ...env, NOSTRO_LEDGER_FILE: copy }
    const checked = JSON.parse((await run('ledger', 'check', '--json')).stdout) as object
    expect(checked).toEqual({ accounts: 1, transactions: result.added, problems: [] })
  })

  it('opens what it sealed after its master key was replaced', async () => {
    await consent('connect', 'ing')
    await sync()
    const configure = (storage: object): void =>
      writeFileSync(join(folder, 'nostro.config.json'), JSON.stringify({ storage }))
    configure({ keyFile: 'new.key', previousKeyFiles: ['.config/nostro/master.key'] })
    expect(JSON.parse((await run('ledger', 'rotate-key', '--json')).stdout)).toMatchObject({ changed: true })
    expect(JSON.parse((await run('ledger', 'rotate-key', '--json')).stdout)).toMatchObject({ changed: false })
    configure({ keyFile: 'new.key' })
    const { raw } = JSON.parse((await run('tx', 'explain', 'a1-1', '--raw', '--json')).stdout) as { raw: object }
    expect(raw).toMatchObject({ transactionAmount: { currency: 'EUR' } })
    configure({})
    expect(await run('ledger', 'check')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('another master key'),
    })
  })

  it('writes no token into the ledger, and the bank’s originals only sealed', async () => {
    await consent('connect', 'ing')
    await sync()
    await run('ledger', 'backup', join(folder, 'copy.sqlite'))
    const tokens = simulators.recorder
      .requests()
      .flatMap(({ headers }) => headers.flatMap(([name, value]) => (/^authorization$/i.test(name) ? [value] : [])))
      .flatMap((value) => /^Bearer (\S+)$/.exec(value)?.[1] ?? [])
    expect(tokens.length).toBeGreaterThan(0)
    for (const file of ['copy.sqlite', '.local/share/nostro/ledger.sqlite']) {
      const bytes = readFileSync(join(folder, file))
      // A name of the bank's JSON stands in every original and nowhere else.
      for (const secret of [...tokens, 'transactionAmount']) expect(bytes.includes(secret)).toBe(false)
      expect(bytes.includes('counterparty_name')).toBe(true)
    }
  })

  it('names what is missing: no connection, no ledger', async () => {
    expect(await run('sync')).toMatchObject({ code: 1, stderr: expect.stringContaining('nostro connect ing') })
    expect(existsSync(join(folder, '.local/share/nostro'))).toBe(false)
    expect(await run('ledger', 'check')).toMatchObject({ code: 2, stderr: expect.stringContaining('nostro sync') })
  })
})

describe('nostro sync without a configuration', { timeout: 120_000 }, () => {
  it('syncs simulated banks twice, explains one entry, and leaves nothing behind', async () => {
    env = { XDG_CONFIG_HOME: '/nonexistent', HOME: folder }
    const { code, stdout } = await run('sync')
    expect(code).toBe(0)
    expect(stdout).toMatch(/First sync[\s\S]*Second sync, three days later/)
    const [first, second] = [
      ...stdout.matchAll(/(\d+) added, (\d+) booked from pending, (\d+) modified, (\d+) removed/g),
    ]
    expect(first?.slice(2)).toEqual(['0', '0', '0'])
    expect(Number(first?.[1])).toBeGreaterThan(500)
    expect([Number(second?.[1]) > 0, Number(second?.[2]) > 0, Number(second?.[3]) > 0]).toEqual([true, true, true])
    expect(stdout).toMatch(/Why a\d+-\d+ is what it is[\s\S]*claimed[\s\S]*points in all[\s\S]*Before/)
    expect(readdirSync(folder)).toEqual([])
  })

  it('names the banks when none fits', async () => {
    env = { XDG_CONFIG_HOME: '/nonexistent', HOME: folder }
    const { code, stdout, stderr } = await run('sync', '--provider', 'bunk')
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('ing, bunq')
  })

  it('prints one object with --json', async () => {
    env = { XDG_CONFIG_HOME: '/nonexistent', HOME: folder }
    const { code, stdout } = await run('sync', '--json', '--provider', 'bunq')
    expect(code).toBe(0)
    const result = JSON.parse(stdout) as SyncJson
    expect(result).toMatchObject({ modified: 0, removed: 0, claimed: 0, problems: 0 })
    expect(result.accounts.reduce((sum, { added }) => sum + added, 0)).toBe(result.added)
  })
})
