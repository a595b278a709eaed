import { addDays, type LocalDate } from '@nostro/core'
import { createFakeClock } from '@nostro/core/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ledger } from '../src/create-ledger.ts'
import type { LedgerTransaction } from '../src/read/ledger-types.ts'
import { query } from '../src/store/sql.ts'
import { toEntries } from '../src/sync/to-entry.ts'
import { createBankHistory, createDice, type HistoryOptions } from './support/bank-history.ts'
import { dumpLedger } from './support/dump.ts'
import { createFakeBank } from './support/fake-bank.ts'
import { historySource } from './support/history-source.ts'
import { openLedger } from './support/open-ledger.ts'
import { type StorePlace, storeKinds } from './support/stores.ts'

/** Few in the usual run; `NOSTRO_LEDGER_STORE_HISTORIES` for the long one. */
const runs = Number(process.env['NOSTRO_LEDGER_STORE_HISTORIES'] ?? 10)
const settings = { numRuns: runs, seed: 20_261_130, endOnFailure: false } as const

const historyArbitrary = fc.record({
  seed: fc.nat({ max: 2 ** 31 - 1 }),
  mode: fc.constantFrom('S' as const, 'C' as const, 'N' as const),
  paging: fc.constantFrom('stable' as const, 'shifting' as const),
  days: fc.integer({ min: 4, max: 12 }),
  pageSize: fc.integer({ min: 1, max: 7 }),
})

const noon = (day: LocalDate): number => Date.parse(`${day}T12:00:00Z`)

/** Everything that the ledger lists, page by page, by id. */
const listAll = async (ledger: Ledger): Promise<Map<string, LedgerTransaction>> => {
  const rows = new Map<string, LedgerTransaction>()
  for (let cursor: string | undefined; ; ) {
    const page = await ledger.transactions({
      includeHidden: true,
      limit: 7,
      ...(cursor === undefined ? {} : { cursor }),
    })
    for (const row of page.items) rows.set(row.id, row)
    cursor = page.cursor
    if (cursor === undefined) return rows
  }
}

/** A program that reads the feed in pages of any size, whenever it likes, and keeps what it was given. */
const createReader = (ledger: Ledger) => {
  const kept = new Map<string, LedgerTransaction>()
  let cursor: string | undefined
  return {
    kept,
    read: async (limit: number): Promise<boolean> => {
      const { added, modified, removed, cursor: next, hasMore } = await ledger.changes(cursor, limit)
      for (const row of [...added, ...modified]) kept.set(row.id, row)
      for (const id of removed) kept.delete(id)
      cursor = next
      return hasMore
    },
  }
}

/** A person who writes notes, and hides and deletes at random; `written` is what must stand in the end. */
const createPerson = (ledger: Ledger, dice: () => number) => {
  const written = new Map<string, Record<string, unknown>>()
  return {
    written,
    act: async (): Promise<void> => {
      const ids = [...(await listAll(ledger)).keys()]
      const id = ids[Math.floor(dice() * ids.length)]
      if (id === undefined) return
      const patches = [
        { note: `note ${Math.floor(dice() * 100)}` },
        { hidden: dice() < 0.5 },
        { deleted: dice() < 0.7 },
      ]
      const patch = patches[Math.floor(dice() * patches.length)] ?? {}
      await ledger.annotate(id, patch)
      written.set(id, { ...written.get(id), ...patch })
    },
  }
}

const live = async (options: HistoryOptions, ledger: Ledger, set: (now: number) => void) => {
  const bank = createBankHistory(options)
  const dice = createDice(options.seed + 1)
  let [day, isFaulty] = [addDays(bank.firstDay, 2), true]
  const source = historySource(bank, options, { today: () => day, isFaulty: () => isFaulty })
  const [reader, person] = [createReader(ledger), createPerson(ledger, dice)]
  const sync = async (): Promise<void> => {
    set(noon(day))
    bank.correct(day)
    await ledger.sync([source], { since: addDays(bank.firstDay, -2) }).result()
  }
  for (; day <= addDays(bank.lastBusinessDay, 4); day = addDays(day, 1 + bank.below(3))) {
    if (bank.chance(0.05)) bank.renew()
    await sync()
    for (let times = bank.below(3); times > 0; times -= 1) await person.act()
    for (let times = bank.below(3); times > 0; times -= 1) await reader.read(1 + bank.below(9))
  }
  isFaulty = false
  for (let times = 0; times < 2; times += 1) {
    day = addDays(day, 1)
    set(noon(day))
    await ledger.sync([source], { full: true, acceptRemovals: true }).result()
  }
  while (await reader.read(5));
  return { reader, person, bank, day }
}

describe('properties of a ledger in a database', () => {
  let place: StorePlace
  let names = 0
  const open = async () => {
    names += 1
    const clock = createFakeClock(noon('2026-01-05'))
    const store = await place.open(`properties_${names}`)
    return { store, clock, ledger: await openLedger(store, clock) }
  }
  beforeAll(async () => {
    const kind = storeKinds.find(({ missing, name }) => missing === undefined && name !== 'postgresql')
    if (kind === undefined) throw new Error('No SQLite driver.')
    place = await kind.create()
  })
  afterAll(() => place.remove())

  it('P8, P9, P13: notes stay, readers of the feed have what is listed, totals are the sums of their rows', {
    timeout: 3_600_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(historyArbitrary, async (options) => {
        const { ledger, clock } = await open()
        const { reader, person, bank, day } = await live(options, ledger, clock.set)
        const listed = await listAll(ledger)
        const living = [...listed.values()].filter(({ annotations }) => annotations.deleted !== true)
        // Ids that the bank issues anew are no news: a renewal would give readers the whole account again.
        const byId = (rows: Iterable<LedgerTransaction>) =>
          [...rows].map((row) => ({ ...row, bankId: undefined })).sort((a, b) => (a.id < b.id ? -1 : 1))
        expect(byId(reader.kept.values())).toEqual(
          byId(living.filter(({ state }) => state !== 'removed' && state !== 'expired')),
        )
        for (const [id, annotations] of person.written) {
          expect((await ledger.explain(id)).transaction.annotations).toEqual(annotations)
        }
        expect((await ledger.check()).problems).toEqual([])
        const [account] = await ledger.accounts()
        expect(Number(account?.total) + 1000).toBeCloseTo(Number(bank.balance(day)), 6)
        await ledger.close()
      }),
      // A row that was removed, restored and removed again between two looks of the reader.
      { ...settings, examples: [[{ seed: 1_247_097_409, mode: 'S', paging: 'shifting', days: 7, pageSize: 5 }]] },
    )
  })

  it('P12: from the moment that another process took the lease, nothing more is written', {
    timeout: 600_000,
  }, async () => {
    const step = fc.record({
      first: fc.nat({ max: 3 }),
      page: fc.nat({ max: 5 }),
      size: fc.integer({ min: 1, max: 4 }),
    })
    await fc.assert(
      fc.asyncProperty(step, async ({ first, page, size }) => {
        const { ledger, store } = await open()
        const bank = createFakeBank()
        bank.pageSize = size
        const entries = Array.from({ length: 6 * size }, (_, index) => ({
          day: `2026-01-0${5 - Math.floor(index / (2 * size))}` as LocalDate,
          amount: `-${index + 1}.00`,
          id: `b${index}`,
        }))
        bank.entries.set('acc-1', entries.slice(6 * size - first * size))
        bank.balances.set('acc-1', '10.00')
        await ledger.sync([bank.source()]).result()
        bank.entries.set('acc-1', entries)
        let taken: readonly string[] | undefined
        bank.beforePage = async (at) => {
          if (at !== page || taken !== undefined) return
          await store.write(() => query("update lease set epoch = epoch + 1, owner = 'another'"))
          taken = await dumpLedger(store)
        }
        const { connections } = await ledger.sync([bank.source()]).result()
        expect(connections[0]?.error?.code).toBe('conflict')
        expect(await dumpLedger(store)).toEqual(taken)
        await ledger.close()
      }),
      settings,
    )
  })

  describe('P11: the zone of the machine', () => {
    const zones = ['Pacific/Kiritimati', 'UTC', 'America/Los_Angeles', 'Europe/Amsterdam']
    const own = process.env['TZ']
    const inZone = async <T>(zone: string | undefined, run: () => T | Promise<T>): Promise<T> => {
      if (zone === undefined) delete process.env['TZ']
      else process.env['TZ'] = zone
      try {
        return await run()
      } finally {
        if (own === undefined) delete process.env['TZ']
        else process.env['TZ'] = own
      }
    }
    /** Nights on which Amsterdam's clocks change, and any other time of the year. */
    const instant = fc.oneof(
      fc.integer({ min: Date.UTC(2026, 2, 28, 20), max: Date.UTC(2026, 2, 29, 6) }),
      fc.integer({ min: Date.UTC(2026, 9, 24, 20), max: Date.UTC(2026, 9, 25, 6) }),
      fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2027, 0, 1) }),
    )

    it('changes no day of an entry that has nothing but an instant', async () => {
      await fc.assert(
        fc.asyncProperty(
          instant,
          fc.constantFrom('Europe/Amsterdam', 'Europe/London', 'Europe/Helsinki'),
          async (at, timeZone) => {
            const days = new Set<string>()
            for (const zone of zones) {
              const executedAt = new Date(at).toISOString()
              const item = {
                provider: 'x',
                accountId: 'a',
                bookingStatus: 'booked',
                amount: { amount: '-1', currency: 'EUR' },
                executedAt,
                raw: null,
              } as const
              const { entries } = await inZone(zone, () =>
                toEntries([item], {
                  timeZone,
                  today: () => '2026-01-01',
                  page: 0,
                  firstPlace: 0,
                  keepsRaw: () => false,
                }),
              )
              days.add(entries[0]?.facts.day ?? 'none')
            }
            expect([...days]).toEqual([new Intl.DateTimeFormat('sv-SE', { timeZone }).format(at)])
          },
        ),
        { ...settings, numRuns: 40 },
      )
    })

    it('changes no byte of a ledger', async () => {
      const options: HistoryOptions = { seed: 42, mode: 'C', paging: 'shifting', days: 8, pageSize: 4 }
      const dumps: (readonly string[])[] = []
      for (const zone of zones) {
        const dump = await inZone(zone, async () => {
          const { ledger, clock, store } = await open()
          await live(options, ledger, clock.set)
          const lines = await dumpLedger(store)
          await ledger.close()
          return lines
        })
        dumps.push(dump)
      }
      expect(dumps[0]?.length).toBeGreaterThan(20)
      for (const dump of dumps) expect(dump).toEqual(dumps[0])
    })
  })
})
