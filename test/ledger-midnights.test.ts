import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  type AccountsProvider,
  createMemorySessionStore,
  createSessionAccess,
  type Money,
  type Page,
  type Provider,
  type SessionAccess,
  type Transaction,
} from '../packages/core/src/index.ts'
import { createNodeServices } from '../packages/core/src/node/index.ts'
import { createLedger, type Ledger } from '../packages/ledger/src/index.ts'
import { createSqliteStore } from '../packages/ledger/src/store/sqlite/index.ts'
import { openSetting as openBerlinGroup } from '../packages/provider-berlin-group/test/berlin-group-setting.ts'
import { startHarness as startBunq } from '../packages/provider-bunq/test/harness.ts'
import { startHarness as startIng } from '../packages/provider-ing/test/harness.ts'
import type { Simulators } from '../packages/simulators/src/index.ts'
import { nextTimeOfDay } from './support/next-time-of-day.ts'

// The banks of Enable Banking have the same test in their package, with a renewal in between.

interface OpenBank {
  readonly simulators: Simulators
  readonly provider: Provider & { readonly accounts: AccountsProvider }
  readonly access: SessionAccess
  stop(): Promise<void>
}

const now = nextTimeOfDay('21:55')
const psu = { ipAddress: '192.0.2.1', userAgent: 'Firefox' }
const monthMs = 30 * 86_400_000
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

const itemsOf = async <T>(listing: AsyncIterable<Page<T>>): Promise<readonly T[]> => {
  const items: T[] = []
  for await (const page of listing) items.push(...page.items)
  return items
}

const ing = async (): Promise<OpenBank> => {
  const harness = await startIng({ now })
  const { simulators } = harness
  const clock = { now: () => simulators.clock.now() }
  const provider = harness.provider({}, clock)
  const session = await harness.connect(provider)
  const access = createSessionAccess({ session, store: createMemorySessionStore(), auth: provider.auth, clock })
  return { simulators, provider, access, stop: harness.stop }
}

const bunq = async (): Promise<OpenBank> => {
  const harness = await startBunq({ now })
  const customers = await harness.simulators.control.bunq.customers()
  const [few] = customers.toSorted((a, b) => a.accountIds.length - b.accountIds.length)
  const apiKey = await harness.apiKey({ customer: few?.customer ?? '' })
  return { simulators: harness.simulators, ...(await harness.open({ apiKey })), stop: harness.stop }
}

const berlinGroup = async (): Promise<OpenBank> => {
  const setting = await openBerlinGroup()
  setting.simulators.clock.advance((now - setting.simulators.clock.now()) / 1000)
  return { simulators: setting.simulators, ...(await setting.connect('standard')), stop: setting.stop }
}

const openLedger = async (folder: string, simulators: Simulators): Promise<Ledger> => {
  const { clock, random } = createNodeServices()
  const store = await createSqliteStore({ file: join(folder, 'ledger.sqlite') })
  return createLedger({ store, clock: { ...clock, now: () => simulators.clock.now() }, random, rawAtRest: 'none' })
}

/** What is not booked may have no day. */
const lineOf = (day: string, { amount, currency }: Money, state: string): string =>
  `${state === 'booked' ? day : state} ${amount} ${currency}`

/** The last month's movements as the ledger holds them. */
const keptBy = async (ledger: Ledger, from: string): Promise<readonly string[]> => {
  const { items } = await ledger.transactions({ limit: 1000, from })
  return items.map(({ day, amount, state }) => lineOf(day, amount, state)).toSorted()
}

/** The same as the bank lists them to a customer who is present. */
const listedBy = async ({ provider, access }: OpenBank, from: string): Promise<readonly string[]> => {
  const listed: Transaction[] = []
  for (const account of await itemsOf(provider.accounts.accounts(access, { psu }))) {
    if (account.status !== 'enabled') continue
    listed.push(...(await itemsOf(provider.accounts.transactions(access, account, { dateFrom: from }, { psu }))))
  }
  return listed
    .filter(({ bookingStatus }) => bookingStatus !== 'information')
    .map(({ bookingDate = '', amount, bookingStatus }) => lineOf(bookingDate, amount, bookingStatus))
    .toSorted()
}

it.each([
  ['ING', ing],
  ['bunq', bunq],
  ['a bank of the Berlin Group', berlinGroup],
])('the ledger holds what %s lists, and each entry once, over the midnights of Europe', async (_name, open) => {
  const folder = mkdtempSync(join(tmpdir(), 'nostro-midnights-'))
  const bank = await open()
  const ledger = await openLedger(folder, bank.simulators)
  try {
    for (const seconds of [0, 600, 3600, 3600]) {
      bank.simulators.clock.advance(seconds)
      const { provider, access } = bank
      const { connections } = await ledger.sync([{ id: 'c-1', provider, access }]).result()
      expect(connections).toMatchObject([{ error: undefined }])
      const from = dayOf(now - monthMs)
      const kept = await keptBy(ledger, from)
      expect(kept.length).toBeGreaterThan(20)
      expect(kept).toEqual(await listedBy(bank, from))
    }
  } finally {
    await ledger.close()
    await bank.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})
