import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFakeClock } from '@nostro/core/testing'
import { describe, expect, it } from 'vitest'
import type { Mode } from '../src/plan/types.ts'
import { createSqliteStore } from '../src/store/sqlite/create-sqlite-store.ts'
import { type BankEntry, createFakeBank, type FakeBank } from './support/fake-bank.ts'
import { openLedger, testStart } from './support/open-ledger.ts'

/** Ledgers that releases wrote, one file each. A file is never changed; a release adds one (see below). */
const folder = join(import.meta.dirname, 'upgrade')
const version = process.env['NOSTRO_WRITE_LEDGER']
const modes: readonly Mode[] = ['S', 'C', 'N']

/** The bank of the series: it lists the same for ever. */
const bankOf = (mode: Mode): FakeBank => {
  const bank = createFakeBank({ mode }, `bank-${mode.toLowerCase()}`)
  const entries: readonly BankEntry[] = [
    { day: '2026-03-10', amount: '-12.50', status: 'pending', text: 'COFFEE CORNER', id: 'p1' },
    ...Array.from({ length: 40 }, (_, index) => ({
      day: `2026-0${index < 20 ? 3 : 2}-${String(1 + (index % 9)).padStart(2, '0')}`,
      amount: `${index % 4 === 0 ? '' : '-'}${1 + (index % 7)}.${index % 2 === 0 ? '5' : '00'}`,
      text: `Shop  ${index % 5} Zürich`,
      name: `Shop ${index % 5}`,
      ...(index % 6 === 0 ? {} : { id: String(1000 + index) }),
      ...(index % 3 === 0 ? { iban: 'NL20INGB0001234567' } : {}),
    })),
    // Twins, without anything that tells them apart.
    ...Array.from({ length: 3 }, () => ({ day: '2026-03-05', amount: '-2.80', text: 'Coffee' })),
  ]
  bank.entries.set(
    'acc-1',
    entries.toSorted((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0)),
  )
  bank.balances.set('acc-1', '1234.56')
  return bank
}

const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.sqlite')) : []

describe('R14, P14: a ledger of every release, under this version', () => {
  it('has a file to look at', () => {
    expect(files.length).toBeGreaterThan(0)
  })

  it.each(files)('%s: the same bank adds nothing and removes nothing', async (name) => {
    const temporary = mkdtempSync(join(tmpdir(), 'nostro-upgrade-'))
    const file = join(temporary, name)
    copyFileSync(join(folder, name), file)
    const store = await createSqliteStore({ file })
    const ledger = await openLedger(store, createFakeClock(testStart + 3_600_000))
    for (let time = 0; time < 2; time += 1) {
      const result = await ledger
        .sync(
          modes.map((mode) => bankOf(mode).source()),
          { full: true },
        )
        .result()
      expect(result).toMatchObject({ added: 0, modified: 0, removed: 0, claimed: 0, problems: 0 })
      expect(result.accounts.map(({ error, outcome }) => error ?? outcome)).toEqual([
        'complete',
        'complete',
        'complete',
      ])
    }
    expect(await ledger.check()).toEqual({ accounts: 3, transactions: 132, problems: [] })
    expect((await ledger.explain('a1-1')).raw).toBeDefined()
    await ledger.close()
    rmSync(temporary, { recursive: true, force: true })
  })

  // A release adds its file by: NOSTRO_WRITE_LEDGER=0.1.0 npx vitest run packages/ledger/test/upgrade.test.ts
  it.runIf(version !== undefined)('writes the file of a release', async () => {
    const temporary = mkdtempSync(join(tmpdir(), 'nostro-upgrade-'))
    const ledger = await openLedger(await createSqliteStore({ file: join(temporary, 'x.sqlite') }))
    await ledger.sync(modes.map((mode) => bankOf(mode).source())).result()
    await ledger.annotate('a1-2', { note: 'kept' })
    await ledger.backup(join(folder, `ledger-${version}.sqlite`))
    await ledger.close()
    rmSync(temporary, { recursive: true, force: true })
  })
})
