import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Session, Transaction } from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { createLedger, type Ledger } from '@nostro/ledger'
import { createSqliteStore } from '@nostro/ledger/sqlite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { nextTimeOfDay } from '../../../test/support/next-time-of-day.ts'
import { itemsOf, openSetting, type Setting } from './enable-banking-setting.ts'

let setting: Setting
let ledger: Ledger
let folder: string

beforeAll(async () => {
  setting = await openSetting({ now: nextTimeOfDay('21:55') })
})
beforeEach(async () => {
  setting.simulators.reset()
  folder = mkdtempSync(join(tmpdir(), 'nostro-sync-'))
  const store = await createSqliteStore({ file: join(folder, 'ledger.sqlite') })
  const { clock, random } = createNodeServices()
  ledger = await createLedger({
    store,
    clock: { ...clock, now: () => setting.simulators.clock.now() },
    random,
    rawAtRest: 'none',
  })
})
afterEach(async () => {
  await ledger.close()
  rmSync(folder, { recursive: true, force: true })
})
afterAll(() => setting.stop())

const monthMs = 30 * 86_400_000
/** Part of what a first sync brings, of all accounts. */
const firstDay = (): string => new Date(setting.simulators.clock.now() - monthMs).toISOString().slice(0, 10)

const kept = async (): Promise<readonly string[]> => {
  const { items } = await ledger.transactions({ limit: 500, from: firstDay() })
  return items.map(({ day, amount, state }) => `${day} ${amount.amount} ${amount.currency} ${state}`).toSorted()
}

/** The last month's movements as the bank lists them to a customer who is present. */
const listedBy = async (session: Session): Promise<readonly string[]> => {
  const { accounts } = setting.provider
  const access = setting.accessOf(session)
  const ctx = { psu: { ipAddress: '192.0.2.1', userAgent: 'Firefox' } }
  const listed: Transaction[] = []
  for (const account of await itemsOf(accounts.accounts(access, ctx))) {
    if (account.status !== 'blocked')
      listed.push(...(await itemsOf(accounts.transactions(access, account, { dateFrom: firstDay() }, ctx))))
  }
  return listed
    .filter(({ bookingStatus }) => bookingStatus !== 'information')
    .map(
      ({ bookingDate, valueDate, amount, bookingStatus }) =>
        `${bookingDate ?? valueDate} ${amount.amount} ${amount.currency} ${bookingStatus}`,
    )
    .toSorted()
}

describe('the ledger', () => {
  it.each([
    ['Mock ASPSP', 'FI'],
    ['Nordea', 'FI'],
    ['Swedbank', 'SE'],
    ['DNB', 'NO'],
    ['ING', 'NL'],
    ['Trade Republic', 'DE'],
    ['N26', 'DE'],
    ['Sparkasse', 'DE'],
    ['Wise', 'BE'],
    ['VDK bank', 'BE'],
  ])('holds each entry of %s %s once, over a renewal and the midnights of Europe', async (bank, country) => {
    const { provider, simulators } = setting
    let session = await setting.connect(bank, country)
    const sync = async () => {
      const report = await ledger.sync([{ id: 'c-1', provider, access: setting.accessOf(session) }]).result()
      expect(report.connections).toMatchObject([{ error: undefined }])
      expect(await kept()).toEqual(await listedBy(session))
    }
    await sync()
    expect((await kept()).length).toBeGreaterThan(20)
    simulators.clock.advance(600)
    session = await setting.connect(bank, country, { previous: session, institution: undefined })
    await sync()
    for (const _midnight of ['at 23:00 UTC', 'at 24:00 UTC']) {
      simulators.clock.advance(3600)
      await sync()
    }
  })
})
