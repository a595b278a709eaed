import { type AggregateOptions, addDays, collect, localDateIn } from '@nostro/core'
import type { BankName } from '@nostro/simulators'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ManyBanks, startManyBanks } from './many-banks.ts'
import { atBunq, type Item, ids, type Json, type Listing, ofAccounts, ofTransactions } from './spoiled-listings.ts'

// The provider packages have a table each, with every way in which an entry can be spoiled at every place of every listing.
// Here the bank's answer is spoiled on the wire, and the real command and the aggregator read it. BankID lists nothing.

let banks: ManyBanks
let dateFrom: string
let seeded: { readonly user: string; readonly account: string }

beforeAll(async () => {
  dateFrom = addDays(localDateIn('Europe/Amsterdam', Date.now()), -89)
  banks = await startManyBanks()
  const { control, recorder } = banks.simulators
  const accountsAt = async (bank: string): Promise<readonly Item[]> =>
    (await wholeOf(bank, ['accounts']))['accounts'] as readonly Item[]
  for (const { id = '', kind } of await accountsAt('ing')) {
    if (kind === 'joint') ids.joint = id
    if (kind === 'card') ids.card = id
  }
  for (const amount of ['-1.10', '-2.20', '-3.30']) {
    await control.ing.addEntry(ids.joint, { amount, status: 'pending', counterparty: { name: 'Kiosk' } })
  }
  ids.small = (await accountsAt('small'))[0]?.id ?? ''
  const { target = '' } = recorder.requests().findLast((each) => each.target.includes('/monetary-account')) ?? {}
  ids.customer = target.split('/')[3] ?? ''
  for (const amount of ['10.10', '20.20', '30.30', '40.40']) await control.bunq.deposit(Number(ids.small), { amount })
  ids.standard = (await accountsAt('berlin-group')).find(({ kind }) => kind === 'current')?.id ?? ''
  ids.simplefin = (await accountsAt('simplefin'))[0]?.id ?? ''
  const { id = '', raw } = (await accountsAt('enable-banking')).find(({ kind }) => kind === 'current') ?? {}
  ids.broker = { id, uid: String((raw as Json | undefined)?.['uid']) }
  const [first] = await control.bunq.customers()
  seeded = { user: String(first?.userId), account: String(first?.accountIds[0]) }
})
beforeEach(() => banks.simulators.control.faults.clear())
afterAll(() => banks.stop())

const whole = new Map<string, Promise<Json>>()

/** What a command prints for programs while nothing is spoiled; read once. */
const wholeOf = (bank: string, args: readonly string[]): Promise<Json> => {
  const key = [bank, ...args].join(' ')
  const read = async (): Promise<Json> => {
    const { stdout } = await banks.run(...args, '--provider', bank, '--json')
    const printed = JSON.parse(stdout) as Json
    expect((printed['errors'] as readonly Json[]).filter(isSpoiled)).toEqual([])
    return printed
  }
  const found = whole.get(key) ?? read()
  whole.set(key, found)
  return found
}

const argsOf = (command: 'accounts' | 'transactions'): readonly string[] =>
  command === 'accounts' ? [command] : [command, '--from', dateFrom]

const placesIn = (count: number): readonly number[] => [...new Set([0, Math.floor(count / 2), count - 1])]

const spoil = async ({ bank, simulated, list, path, spoil: make }: Listing, places: readonly number[]) => {
  const edits = places.map((place) => make(`${list}/${place}`))
  const fault = { bank: simulated ?? (bank as BankName), path: path(), fault: 'edit_body', edits } as const
  await banks.simulators.control.faults.add(fault)
}

/** A currency of its own, such as points, is no money: SimpleFIN’s simulator always has such an account. */
const isSpoiled = ({ message }: { readonly message?: unknown }): boolean => !String(message).includes('Summit Points')

const toTexts = (items: readonly unknown[]): readonly string[] =>
  items.map((item) => JSON.stringify({ ...(item as Json), raw: null }))

describe.each([
  ['accounts', ofAccounts],
  ['transactions', ofTransactions],
] as const)('nostro %s', (command, listings) => {
  it.each(listings)(
    '$bank, spoiled $name: each is an error with its reason, exit code 3, all others are there',
    async (listing) => {
      const args = argsOf(command)
      const before = toTexts(listing.items(await wholeOf(listing.bank, args)))
      expect(before.length).toBeGreaterThan(0)
      const places = placesIn(before.length)
      await spoil(listing, places)
      const { code, stdout } = await banks.run(...args, '--provider', listing.bank, '--json')
      const printed = JSON.parse(stdout) as Json
      const errors = (printed['errors'] as readonly Json[]).filter(isSpoiled)
      const unreadable = {
        bank: listing.bank,
        code: listing.field ? 'unreadable_field' : 'unreadable_entry',
        message: expect.stringMatching(listing.reason) as string,
      }
      expect(errors).toEqual(places.map(() => expect.objectContaining(unreadable) as Json))
      expect(code).toBe(3)
      const after = toTexts(listing.items(printed))
      expect(after).toHaveLength(before.length - places.length)
      expect(after).toEqual(before.filter((item) => after.includes(item)))
      expect(await banks.simulators.control.faults.list()).toEqual([])
    },
  )

  // The other banks allow four reads a day without their customer.
  it.each(listings.filter(({ bank }) => ['ing', 'small', 'simplefin'].includes(bank)))(
    '$bank, spoiled $name: people read how many and why',
    async (listing) => {
      await spoil(listing, [0])
      const { code, stderr } = await banks.run(...argsOf(command), '--provider', listing.bank)
      expect(stderr).toMatch(
        /^Incomplete: .+: \d+ (entry|entries) could not be read|^Incomplete: .+: 1 field was left out/m,
      )
      expect(stderr).toMatch(listing.reason)
      expect(code).toBe(3)
    },
  )

  it.each(listings)(
    '$bank, spoiled $name: a page of the aggregator names each, and has all others',
    async (listing) => {
      const places = placesIn(listing.items(await wholeOf(listing.bank, argsOf(command))).length)
      await using host = await banks.open()
      const { aggregator } = host.nostro
      const connections = (await host.connections.list()).filter(({ instance }) => instance === listing.bank)
      const options: AggregateOptions = { ctx: { psu: { ipAddress: '192.0.2.1' } } }
      const read = async () =>
        listing.name.startsWith('accounts')
          ? collect(aggregator.accounts(connections, options))
          : command === 'accounts'
            ? collect(aggregator.balances(connections, options))
            : collect(aggregator.transactions(connections, { dateFrom }, options))
      await spoil(listing, places)
      const { problems, items, errors } = await read()
      expect(errors).toEqual([])
      const found = problems.filter(({ problem }) => isSpoiled(problem))
      // Lists that follow each other in one answer are counted on.
      const [first = 0, ...others] = found.map(({ problem }) => problem.index ?? -1).toSorted((a, b) => a - b)
      expect([0, ...others.map((index) => index - first)]).toEqual(places)
      for (const { problem } of found) expect(problem.message).toMatch(listing.reason)
      expect(items.length).toBeGreaterThanOrEqual(
        listing.items(await wholeOf(listing.bank, argsOf(command))).length - places.length,
      )
    },
  )
})

describe('lists of bunq’s own commands', () => {
  it('name each spoiled entry, with exit code 3, and show all others', async () => {
    for (const { name, args, path, good, spoiled, member } of atBunq(seeded.user, seeded.account)) {
      const value = [spoiled, good(1), spoiled, good(2), spoiled]
      const fault = { bank: 'bunq', path, fault: 'edit_body', edits: [{ at: '/Response', value }] } as const
      await banks.simulators.control.faults.add({ ...fault, times: 2 })
      const json = await banks.run('bunq', ...args, '--json')
      const printed = JSON.parse(json.stdout) as Readonly<Record<string, readonly Json[]>>
      expect({ name, ids: printed[member]?.map(({ id }) => id) }).toEqual({ name, ids: ['1', '2'] })
      expect(printed['errors']).toMatchObject(
        [0, 2, 4].map((index) => ({ bank: 'bunq', list: member, code: 'unreadable_entry', index })),
      )
      const text = await banks.run('bunq', ...args)
      expect(text.stderr).toMatch(/^Incomplete: bunq, list of .+: 3 entries could not be read/m)
      expect({ name, codes: [json.code, text.code] }).toEqual({ name, codes: [3, 3] })
    }
  })
})

describe('an account that is chosen', () => {
  it('says that another one could not be read', async () => {
    const edits = [{ at: '/Response/0', value: { MonetaryAccountBank: { id: 5 } } }]
    const path = `/v1/user/${seeded.user}/monetary-account`
    await banks.simulators.control.faults.add({ bank: 'bunq', path, fault: 'edit_body', edits })
    const { code, stderr } = await banks.run('bunq', 'draft', 'list', '--account', seeded.account)
    expect(code).toBe(2)
    expect(stderr).toMatch(/^Incomplete: bunq, list of accounts: 1 entry could not be read/m)
    expect(stderr).toContain('No account has the id')
  })
})

describe('standing orders of ING', () => {
  const order = (name: string) => ({ creditorName: name, transactionAmount: { amount: '-1.00', currency: 'EUR' } })
  const orders = [order('One'), { creditorName: 'bad' }, order('Two'), 'x']

  it('among the entries: a bad one is an error, the others are listed', async () => {
    const edits = [{ at: '/transactions/info', value: orders }]
    const path = `/v2/accounts/${ids.joint}/transactions`
    await banks.simulators.control.faults.add({ bank: 'ing', path, fault: 'edit_body', edits })
    const { code, stdout } = await banks.run(...argsOf('transactions'), '--provider', 'ing', '--json')
    const { transactions, errors } = JSON.parse(stdout) as { transactions: readonly Json[]; errors: readonly Json[] }
    const listed = transactions.filter(({ bookingStatus }) => bookingStatus === 'information')
    expect(listed.map(({ counterparty }) => (counterparty as Json)['name'])).toEqual(['One', 'Two'])
    expect(errors).toMatchObject([{ code: 'unreadable_entry' }, { code: 'unreadable_entry' }])
    expect(code).toBe(3)
  })
})
