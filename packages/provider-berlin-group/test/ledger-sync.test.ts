import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createNodeServices } from '@nostro/core/node'
import { createLedger, type Ledger } from '@nostro/ledger'
import { createSqliteStore } from '@nostro/ledger/sqlite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ibansOf, openSetting, type Setting } from './berlin-group-setting.ts'

let setting: Setting
let ledger: Ledger
let folder: string

beforeAll(async () => {
  setting = await openSetting()
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

const countOf = async (): Promise<number> => {
  let [count, cursor] = [0, undefined as string | undefined]
  do {
    const page = await ledger.transactions({ limit: 500, cursor })
    count += page.items.length
    cursor = page.cursor
  } while (cursor !== undefined)
  return count
}

describe('the ledger', () => {
  it.each(['standard', 'developers', 'prestep', 'embedded', 'hub', 'group', 'nordic', 'savings'] as const)(
    'holds each entry of the bank %s once, after two syncs with a renewal between',
    async (bank) => {
      const request = {
        ...((bank === 'embedded' || bank === 'group') && { customerId: 'jonas.weber' }),
        ...((bank === 'nordic' || bank === 'savings') && { accounts: (await ibansOf(setting, bank)).slice(0, 2) }),
      }
      const first = await setting.connect(bank, request)
      const one = await ledger.sync([{ id: 'c-1', provider: first.provider, access: first.access }]).result()
      expect(one.connections).toMatchObject([{ error: undefined }])
      const before = await countOf()
      expect(before).toBeGreaterThan(50)
      setting.simulators.clock.advance(600)
      const renewed = await setting.connect(bank, { ...request, previous: first.session })
      await ledger.sync([{ id: 'c-1', provider: renewed.provider, access: renewed.access }]).result()
      expect(await countOf()).toBe(before)
      expect(await ledger.accounts()).toHaveLength(first.accounts.length)
    },
  )
})
