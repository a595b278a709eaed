import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addDays, type Page, type Transaction } from '@nostro/core'
import { systemClock, systemRandom } from '@nostro/core/node'
import {
  type BulkTarget,
  type ColumnType,
  createLedger,
  type Ledger,
  query,
  type Source,
  type SqlStore,
  type SqlValue,
  writeMany,
} from '@nostro/ledger'
import { createSqliteStore } from '@nostro/ledger/sqlite'
import type { Bench } from '../bench.ts'
import type { Row } from '../row.ts'

const accounts = 4
const pageSize = 200
const masterKeys = [{ id: 'bench', key: new Uint8Array(32).fill(7) }]

/** The first sync of a ledger, the next one without news, a re-read of everything, and a page of the list, in one SQLite file. */
export const ledgerSync: Bench = {
  name: 'ledger',
  run: async ({ quick, progress }) => {
    const count = quick ? 2_000 : 200_000
    const folder = mkdtempSync(join(tmpdir(), 'nostro-bench-ledger-'))
    const store = await createSqliteStore({ file: join(folder, 'ledger.sqlite') })
    const raw = await createSqliteStore({ file: join(folder, 'raw.sqlite') })
    try {
      const ledger = await createLedger({ store, clock: systemClock, random: systemRandom, masterKeys })
      await (await createLedger({ store: raw, clock: systemClock, random: systemRandom, masterKeys })).check()
      const source = sourceOf(count / accounts)
      progress(`ledger: first sync of ${count} entries`)
      const first = await timed(() => synced(ledger, source, count))
      progress('ledger: the same rows by prepared inserts')
      const inserts = await insertSame(store, raw)
      progress('ledger: again, without news')
      const overlap = await timed(() => synced(ledger, source, 0))
      const full = await timed(() => synced(ledger, source, 0, true))
      const page = await timed(async () => {
        for (let time = 0; time < 20; time += 1)
          await ledger.transactions({ limit: 50, cursor: await cursorOf(ledger) })
      })
      return rowsOf({ count, first, inserts, overlap, full, page: page / 40 })
    } finally {
      await store.close()
      await raw.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

interface Figures {
  readonly count: number
  readonly first: number
  readonly inserts: number
  readonly overlap: number
  readonly full: number
  readonly page: number
}

const rowsOf = ({ count, first, inserts, overlap, full, page }: Figures): readonly Row[] => {
  const row = (name: string, ours: number, other: number, otherSide: string, value: number): Row => ({
    name,
    unit: 'ms',
    ours,
    other,
    otherSide,
    ratio: ours / other,
    aim: { of: 'ratio', bound: 'at most', value },
  })
  return [
    row(
      `ledger: first sync of ${count} entries`,
      first,
      inserts,
      'the same rows by prepared inserts, in the same commits',
      1.6,
    ),
    row('ledger: next sync without news', overlap, first, 'the first sync', 0.02),
    row('ledger: everything read again without news', full, first, 'the first sync', 0.45),
    row('ledger: a page of 50 in it', page, 10, '10 ms', 1),
  ]
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

const synced = async (ledger: Ledger, source: Source, expected: number, full = false): Promise<void> => {
  const { added, modified, removed, accounts: results } = await ledger.sync([source], { full }).result()
  const fault = results.find(({ error }) => error !== undefined)?.error
  if (fault !== undefined) throw new Error(fault.message)
  if (added !== expected || modified + removed > 0) throw new Error(`The sync added ${added} entries, not ${expected}.`)
}

const cursorOf = async (ledger: Ledger): Promise<string | undefined> =>
  (await ledger.transactions({ limit: 50 })).cursor

/** Copies the table row by row with one prepared statement, 200 to a commit: what SQLite alone would cost. */
const insertSame = async (from: SqlStore, to: SqlStore): Promise<number> => {
  const columns = await from.read(() =>
    query<{ name: string; type: string }>('select name, type from pragma_table_info(?)', 'tx'),
  )
  const names = columns.map(({ name }) => name)
  const target: BulkTarget = {
    table: 'tx',
    key: ['account', 'no'],
    columns: columns.map(({ name, type }) => ({ name, type: type.toLowerCase() as ColumnType })),
  }
  const rows = await from.read(() => query('select * from tx order by account, no'))
  const values = rows.map((row): readonly SqlValue[] => names.map((name) => row[name] ?? null))
  return timed(async () => {
    for (let start = 0; start < values.length; start += pageSize) {
      await to.write(() => writeMany(target, values.slice(start, start + pageSize)))
    }
  })
}

const today = new Date(systemClock.now()).toISOString().slice(0, 10)
const asOf = new Date(systemClock.now()).toISOString()

const entryOf = (account: number, index: number, each: number): Transaction => {
  const text = `Invoice ${(index * 7919) % 100_003} for goods delivered to account ${account}`
  return {
    provider: 'bench',
    accountId: String(account),
    transactionId: String(1_000_000 + each - index),
    bookingStatus: 'booked',
    bookingDate: addDays(today, -Math.floor((index / each) * 1000)),
    amount: { amount: `-${1 + (index % 500)}.${String(index % 100).padStart(2, '0')}`, currency: 'EUR' },
    counterparty: { name: `Company ${index % 300}`, iban: `NL00BENC${String(index % 300).padStart(10, '0')}` },
    remittanceInformation: { unstructured: [text] },
    endToEndId: `E2E-${account}-${index}`,
    raw: {
      id: index,
      text,
      amount: { value: `-${1 + (index % 500)}.00`, currency: 'EUR' },
      kind: 'SCT',
      padding: 'x'.repeat(300),
    },
  }
}

const sourceOf = (each: number): Source => ({
  id: 'bench',
  provider: 'bench',
  environment: 'bench',
  traits: {
    mode: 'S',
    paging: 'stable',
    listsPending: false,
    historyDays: null,
    unattendedReads: null,
    accountIdsAreStable: true,
    timeZone: 'Europe/Amsterdam',
  },
  consent: async () => ({ key: 'bench' }),
  async *accounts() {
    const items = Array.from({ length: accounts }, (_, index) => ({
      id: String(index),
      key: `${index}:EUR`,
      recognition: {},
      provider: 'bench',
      kind: 'current' as const,
      currency: 'EUR',
      status: 'enabled' as const,
      raw: {},
    }))
    yield { items, problems: [], asOf }
  },
  balances: async () => ({ items: [], problems: [], asOf }),
  async *transactions({ id }, { dateFrom, cursor }): AsyncGenerator<Page<Transaction>> {
    for (let start = Number(cursor ?? 0); start < each; start += pageSize) {
      const items: Transaction[] = []
      for (let index = start; index < Math.min(each, start + pageSize); index += 1) {
        const entry = entryOf(Number(id), index, each)
        if ((entry.bookingDate ?? '') >= dateFrom) items.push(entry)
      }
      const isLast = start + pageSize >= each || items.length === 0
      yield { items, problems: [], asOf, ...(isLast ? {} : { cursor: String(start + pageSize) }) }
      if (isLast) return
    }
  },
})
