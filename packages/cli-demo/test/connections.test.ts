import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createProgram } from '../src/create-program.ts'
import { runCommand } from '../src/run-command.ts'
import { createFakeTerminal } from './fake-terminal.ts'
import type { PluginBankOptions } from './plugin-bank.ts'

const plugin = join(import.meta.dirname, 'plugin-bank.ts')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nostro-connections-'))
  configure({ private: {}, company: {} })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const configure = (banks: Readonly<Record<string, PluginBankOptions>>): void =>
  writeFileSync(
    join(folder, 'nostro.config.json'),
    JSON.stringify({
      banks: Object.fromEntries(
        Object.entries(banks).map(([name, options]) => [name, { ...options, provider: plugin }]),
      ),
    }),
  )

const nostro = async (...args: readonly string[]) => {
  const terminal = createFakeTerminal({ cwd: folder, env: { HOME: folder } })
  const code = await runCommand(createProgram, args, terminal)
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() }
}

const json = async <T>(...args: readonly string[]): Promise<T> => {
  const { code, stdout, stderr } = await nostro(...args, '--json')
  expect({ code, stderr, stdout }).toMatchObject({ code: 0 })
  return JSON.parse(stdout) as T
}

interface Connected {
  readonly id: string
}
interface Listed {
  readonly connections: readonly { readonly id: string; readonly bank: string; readonly label?: string }[]
}

describe('nostro connections', { timeout: 180_000 }, () => {
  it('lists several connections of several instances of one provider', async () => {
    expect((await nostro('connections')).stderr).toContain('nostro connect BANK')
    await json('connect', 'private', '--label', 'Household', '--owner', 'anna')
    await json('connect', 'private', '--owner', 'bert')
    await json('connect', 'company')
    const { connections } = await json<Listed>('connections')
    expect(connections.map(({ bank, label }) => [bank, label])).toEqual([
      ['private', 'Household'],
      ['private', undefined],
      ['company', undefined],
    ])
    const { accounts } = await json<{ accounts: readonly { bank: string; connection: string }[] }>('accounts')
    expect(accounts.map(({ connection }) => connection).toSorted()).toEqual(connections.map(({ id }) => id).toSorted())
  })

  it('--connection chooses by id, label, or the start of an id', async () => {
    const { id } = await json<Connected>('connect', 'private', '--label', 'Household')
    await json('connect', 'company')
    for (const wanted of [id, 'Household', id.slice(0, -2)]) {
      const { accounts } = await json<{ accounts: readonly { connection: string }[] }>(
        'accounts',
        '--connection',
        wanted,
      )
      expect(accounts.map(({ connection }) => connection)).toEqual([id])
    }
    const none = await nostro('accounts', '--connection', 'nothing')
    expect(none.code).toBe(2)
    expect(none.stderr).toContain('nostro connections')
  })

  it('renames, and takes the label away again', async () => {
    const { id } = await json<Connected>('connect', 'private')
    await json('connections', 'rename', id, 'Our', 'household')
    expect((await json<Listed>('connections')).connections[0]).toMatchObject({ id, label: 'Our household' })
    await json('connections', 'rename', id)
    expect((await json<Listed>('connections')).connections[0]).not.toHaveProperty('label')
  })

  it('renews for the same customer and refuses another one; the connection then stays as it was', async () => {
    configure({ private: { customer: 'customer-1' } })
    const { id } = await json<Connected>('connect', 'private')
    expect(await json('connections', 'renew', id)).toMatchObject({ id })
    configure({ private: { customer: 'customer-2' } })
    const { code, stderr } = await nostro('connections', 'renew', id)
    expect(code).toBe(1)
    expect(stderr).toContain('customer_mismatch')
    expect((await json<Listed>('connections')).connections.map((each) => each.id)).toEqual([id])
    await json('accounts')
  })

  it('revokes and keeps; removes, with --revoke at the bank too', async () => {
    const { id } = await json<Connected>('connect', 'private')
    expect(await json('connections', 'revoke', id)).toEqual({ id, revoked: true })
    expect((await json<Listed>('connections')).connections).toHaveLength(1)
    expect(await json('connections', 'renew', id)).toMatchObject({ id })
    expect(await json('connections', 'remove', id, '--revoke')).toEqual({ id, removed: true, revoked: true })
    expect((await json<Listed>('connections')).connections).toEqual([])
    expect((await nostro('connections', 'remove', id)).code).toBe(2)
  })

  it('F17: keys rotate encrypts everything anew, and the next command reads it', async () => {
    configure({ private: {} })
    const { id } = await json<Connected>('connect', 'private')
    expect(await json('keys', 'rotate')).toMatchObject({ resealed: 2, unchanged: 0, problems: [] })
    expect(await json('keys', 'rotate')).toMatchObject({ resealed: 2 })
    expect((await json<Listed>('connections')).connections.map((each) => each.id)).toEqual([id])
    await json('accounts')
  })
})

describe('entries that cannot be read', { timeout: 180_000 }, () => {
  const spoiled = ['accounts', 'balances', 'transactions', 'field'] as const
  type Listing = (typeof spoiled)[number]
  const shownBy: Readonly<Record<string, readonly Listing[]>> = {
    accounts: ['accounts', 'balances'],
    transactions: ['transactions', 'field'],
    compare: spoiled,
  }

  it.each(
    Object.entries(shownBy).flatMap(([command, listings]) => listings.map((listing) => [command, listing] as const)),
  )('%s: a spoiled entry of %s is printed, stands under errors, and the exit code is 3', async (command, listing) => {
    configure({ private: { spoiled: [listing] } })
    await json('connect', 'private')
    const forPeople = await nostro(command)
    expect(forPeople.code).toBe(3)
    expect(forPeople.stderr).toMatch(command === 'compare' ? /1 part/ : /Incomplete: private, .*: 1 (entry|field)/)
    expect(forPeople.stdout + forPeople.stderr).not.toContain('\u001b')
    const { code, stdout } = await nostro(command, '--json')
    expect(code).toBe(3)
    const read = JSON.parse(stdout) as Record<string, readonly object[]> & {
      readonly providers?: readonly { readonly errors: readonly object[] }[]
    }
    const errors = command === 'compare' ? read.providers?.[0]?.errors : read['errors']
    expect(errors).toEqual([
      expect.objectContaining({
        bank: 'private',
        code: listing === 'field' ? 'unreadable_field' : 'unreadable_entry',
        message: expect.stringContaining('no readable amount'),
      }),
    ])
    expect(read[command] ?? read.providers).toHaveLength(1)
  })

  it('nothing spoiled: exit code 0 and no errors', async () => {
    await json('connect', 'private')
    await json('connect', 'company')
    for (const command of ['accounts', 'transactions']) expect(await json(command)).toMatchObject({ errors: [] })
  })
})

describe('a first configuration', () => {
  it('nostro init writes one that loads, and never over a file', async () => {
    rmSync(join(folder, 'nostro.config.json'))
    expect(await json('init', 'ing', 'bunq', 'bankid')).toMatchObject({ banks: ['ing', 'bunq', 'bankid'] })
    expect((await nostro('init')).code).toBe(2)
    expect((await nostro('init', '--out', 'missing/x.json')).stderr).toContain('cannot be written (ENOENT)')
    expect((await nostro('init', 'bank', '--out', 'x.json')).stderr).toContain('Choose among: bunq, ing, bankid')
    expect((await nostro('connections')).stderr).not.toContain('configuration (')
  })

  it('nostro config schema knows the banks and the storage', async () => {
    const { code, stdout } = await nostro('config', 'schema')
    expect(code).toBe(0)
    const schema = JSON.parse(stdout) as { properties: Record<string, { properties?: object }>; $defs: object }
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(['$schema', 'banks', 'storage', 'ledger']))
    expect(Object.keys(schema.$defs)).toEqual(expect.arrayContaining(['ing', 'bunq', 'bankid']))
  })
})
