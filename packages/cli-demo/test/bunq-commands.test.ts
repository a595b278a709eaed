import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BunqSetUp, type Ran, startBunqSetUp } from './bunq-set-up.ts'
import { createFakeTerminal, type FakeTerminal } from './fake-terminal.ts'

let setUp: BunqSetUp
let { cwd, env, account } = {} as BunqSetUp

const run = (args: readonly string[], terminal?: FakeTerminal): Promise<Ran> => setUp.run(args, terminal)
const json = <T = Record<string, unknown>>(...args: readonly string[]): Promise<T> => setUp.json<T>(...args)

beforeAll(async () => {
  setUp = await startBunqSetUp()
  ;({ cwd, env, account } = setUp)
}, 60_000)
afterAll(() => setUp.stop())

describe('nostro bunq sandbox-user', () => {
  it('writes the key to a file that its owner alone reads, and asks for money', async () => {
    const { code, stdout, stderr } = await run(['bunq', 'sandbox-user', '--company', '--out', 'key', '--money', '250'])
    const file = join(cwd, 'key')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const key = readFileSync(file, 'utf8').trim()
    expect(key).toMatch(/^sandbox_/)
    expect(stdout + stderr).not.toContain(key)
    expect(stderr).toContain('250.00 EUR')
    expect(code).toBe(0)
  })

  it('finds the account for the money where a user has several', async () => {
    const made = await json('bunq', 'sandbox-user', '--out', 'person-key', '--money', '500')
    expect(made).toMatchObject({ kind: 'person', asked: { amount: '500.00', currency: 'EUR' } })
    expect(JSON.stringify(made)).not.toContain(readFileSync(join(cwd, 'person-key'), 'utf8').trim())
  })

  it('never overwrites a file', async () => {
    writeFileSync(join(cwd, 'taken'), 'mine')
    expect((await run(['bunq', 'sandbox-user', '--out', 'taken'])).code).toBe(2)
    expect(readFileSync(join(cwd, 'taken'), 'utf8')).toBe('mine')
  })

  it('prints the key only on request', async () => {
    expect((await run(['bunq', 'sandbox-user'])).code).toBe(2)
    const { code, stdout } = await run(['bunq', 'sandbox-user', '--print-key'])
    expect(stdout).toMatch(/^sandbox_\S+\n$/)
    expect(code).toBe(0)
  })

  it('refuses production before any call', async () => {
    const terminal = createFakeTerminal({ env: { ...env, NOSTRO_BUNQ_ENVIRONMENT: 'production' }, cwd })
    const { code, stderr } = await run(['bunq', 'sandbox-user', '--print-key'], terminal)
    expect(stderr).toContain('Production has no sandbox users')
    expect(code).toBe(2)
  })
})

describe('nostro bunq request', () => {
  const ask = (from: string, amount = '1.5') =>
    [
      'bunq',
      'request',
      'create',
      '--account',
      account,
      '--amount',
      amount,
      '--from',
      from,
      '--description',
      'Lunch',
    ] as const
  type Listed = { requests: { id: string; status: string; amount: { amount: string } }[] }

  it('asks, lists and revokes', async () => {
    const { ref } = await json<{ ref: { id: string } }>(...ask('bravo@bunq.com'))
    const { requests } = await json<Listed>('bunq', 'request', 'list', '--account', account)
    expect(requests.find(({ id }) => id === ref.id)).toMatchObject({ amount: { amount: '1.50' } })
    const other = await json<{ ref: { id: string } }>(...ask('nobody@example.org'))
    const revoked = await json('bunq', 'request', 'revoke', other.ref.id, '--account', account)
    expect(revoked['transactionStatus']).toBe('CANC')
  })

  it.each(['1e3', '0', '-5', '1.234', '1,50', '.5', ''])('refuses the amount “%s”', async (amount) => {
    expect((await run(ask('bravo@bunq.com', amount))).code).toBe(2)
  })

  it('refuses a party that is none, and an IBAN without a name', async () => {
    expect((await run(ask('bravo'))).stderr).toContain('valid IBAN')
    const { code, stderr } = await run(ask('NL91ABNA0417164300'))
    expect(stderr).toContain('needs a name')
    expect(code).toBe(2)
  })
})

describe('nostro bunq draft', () => {
  const create = (...more: readonly string[]) =>
    json<{ ref: { id: string } }>('bunq', 'draft', 'create', '--account', account, ...more)
  const entries = ['--entry', '0.10;bravo@bunq.com;One', '0.20;bravo@bunq.com;Two']

  it('lays several payments ready and pays them once they are accepted', { timeout: 180_000 }, async () => {
    const { ref } = await create(...entries)
    type Listed = { drafts: { id: string; status: string; entries: unknown[] }[] }
    const { drafts } = await json<Listed>('bunq', 'draft', 'list', '--account', account)
    expect(drafts.find(({ id }) => id === ref.id)).toMatchObject({ status: 'PENDING', entries: [{}, {}] })

    const refused = await run(['bunq', 'draft', 'accept', ref.id, '--account', account])
    expect(refused.stderr).toMatch(/0\.10 EUR[\s\S]*0\.20 EUR[\s\S]*--yes/)
    expect(refused.code).toBe(2)
    expect(await setUp.paid('One')).toEqual([])

    expect((await json('bunq', 'draft', 'accept', ref.id, '--account', account, '--yes'))['transactionStatus']).toBe(
      'ACSC',
    )
    expect(await setUp.paid('One')).toEqual(['-0.10'])
    expect(await setUp.paid('Two')).toEqual(['-0.20'])
  })

  it('reads entries from a file and withdraws the draft', async () => {
    writeFileSync(
      join(cwd, 'entries.json'),
      JSON.stringify([{ amount: '2', to: 'bravo@bunq.com', text: 'From a file' }]),
    )
    const { ref } = await create('--file', 'entries.json')
    expect((await json('bunq', 'draft', 'cancel', ref.id, '--account', account))['transactionStatus']).toBe('CANC')
  })

  it('declines a draft', async () => {
    const { ref } = await create(...entries)
    expect((await json('bunq', 'draft', 'reject', ref.id, '--account', account))['transactionStatus']).toBe('RJCT')
  })

  it.each([
    ['a number for an amount', [{ amount: 12.5, to: 'bravo@bunq.com' }], 'amount: must be text'],
    ['a member that is unknown', [{ amount: '1.00', to: 'bravo@bunq.com', iban: 'x' }], 'iban'],
    ['no entry at all', [], 'no entry'],
  ])('refuses %s', async (_title, content, words) => {
    writeFileSync(join(cwd, 'wrong.json'), JSON.stringify(content))
    const { code, stderr } = await run(['bunq', 'draft', 'create', '--account', account, '--file', 'wrong.json'])
    expect(stderr).toContain(words)
    expect(code).toBe(2)
  })
})

describe('nostro bunq statements', () => {
  const period = ['--from', '2026-01-01', '--to', '2026-01-31']

  it.each([
    ['csv', /Date/],
    ['mt940', /:20:/],
    ['pdf', /^%PDF/],
  ])('downloads %s to a new file', async (format, content) => {
    const out = `statement.${format}`
    await json('bunq', 'statements', 'create', '--account', account, ...period, '--format', format, '--out', out)
    expect(readFileSync(join(cwd, out), 'latin1')).toMatch(content)
  })

  it('orders now, lists, and downloads later; a file that is there stays', async () => {
    const { id } = await json<{ id: string }>('bunq', 'statements', 'create', '--account', account, ...period)
    const { statements } = await json<{ statements: { id: string }[] }>(
      'bunq',
      'statements',
      'list',
      '--account',
      account,
    )
    expect(statements.map((each) => each.id)).toContain(id)
    await json('bunq', 'statements', 'download', id, '--account', account, '--out', 'later.csv')
    const text = readFileSync(join(cwd, 'later.csv'), 'utf8')
    expect((await run(['bunq', 'statements', 'download', id, '--account', account, '--out', 'later.csv'])).code).toBe(2)
    expect(readFileSync(join(cwd, 'later.csv'), 'utf8')).toBe(text)
  })
})

describe('nostro bunq cards', () => {
  type Cards = { cards: { id: string; status: string; limit: { amount: string } }[] }

  it('lists, limits, blocks and unblocks', { timeout: 180_000 }, async () => {
    const customer = await setUp.newCustomer()
    const cards = async (...args: readonly string[]): Promise<Cards['cards'][number] | undefined> => {
      const { code, stdout } = await run(['bunq', 'cards', ...args, '--json'], setUp.terminal(customer))
      expect(code).toBe(0)
      return (JSON.parse(stdout) as Cards).cards[0]
    }
    const id = String((await cards('list'))?.id)
    expect((await cards('limits', id, '--limit', '123.4'))?.limit.amount).toBe('123.40')
    expect((await cards('block', id))?.status).toBe('DEACTIVATED')
    expect((await cards('unblock', id))?.status).toBe('ACTIVE')
  })

  it('refuses an id that is none and an empty change', async () => {
    expect((await run(['bunq', 'cards', 'block', 'mine'])).code).toBe(2)
    expect((await run(['bunq', 'cards', 'limits', '1'])).code).toBe(2)
  })
})
