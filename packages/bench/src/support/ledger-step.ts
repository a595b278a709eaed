// One step of the ledger's bench, in a process of its own, so that its memory is its own too. Usage: node ledger-step.js JSON
import { systemClock, systemRandom } from '@nostro/core/node'
import {
  type BulkTarget,
  type ColumnType,
  createLedger,
  type Ledger,
  query,
  type SqlRow,
  type SqlStore,
  type SqlValue,
  writeMany,
} from '@nostro/ledger'
import { createPostgresStore } from '@nostro/ledger/postgres'
import { createSqliteStore } from '@nostro/ledger/sqlite'
import { accountCount, ledgerBank, pageSize, rareText } from './ledger-bank.ts'
import type { LedgerPlace, LedgerStep, LedgerStepResult } from './ledger-steps.ts'

const masterKeys = [{ id: 'bench', key: new Uint8Array(32).fill(7) }]

const openStore = (place: LedgerPlace): Promise<SqlStore> =>
  'file' in place ? createSqliteStore({ file: place.file }) : createPostgresStore(place)

const openLedger = async (place: LedgerPlace): Promise<Ledger> =>
  createLedger({ store: await openStore(place), clock: systemClock, random: systemRandom, masterKeys })

/** Milliseconds on the clock, and on the processors: the second says more where others use the machine too. */
interface Time {
  readonly ms: number
  readonly cpuMs: number
}

const timed = async (work: () => Promise<unknown>): Promise<Time> => {
  const [start, cpu] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(cpu)
  return { ms: performance.now() - start, cpuMs: (user + system) / 1000 }
}

/** Rows of the large tables and of the feed: an unchanged sync leaves them alone. */
const rowsWritten = async ({ store }: Ledger): Promise<string> => {
  const rows = await store.read(() =>
    query(
      'select (select count(*) from tx) as tx, (select count(*) from raw_batch) as raw, (select count(*) from decision) as decisions, (select sum(seq) from account_sync) as seq',
    ),
  )
  return JSON.stringify(rows)
}

const sync = async (ledger: Ledger, count: number, expected: number, full = false): Promise<Time> => {
  const before = await rowsWritten(ledger)
  const time = await timed(async () => {
    const { added, modified, removed, accounts } = await ledger
      .sync([ledgerBank(count / accountCount)], { full })
      .result()
    const fault = accounts.find(({ error }) => error !== undefined)?.error
    if (fault !== undefined) throw new Error(fault.message)
    if (added !== expected || modified + removed > 0) throw new Error(`${added} entries were added, not ${expected}.`)
  })
  if (expected === 0 && (await rowsWritten(ledger)) !== before) throw new Error('A sync without news wrote rows.')
  return time
}

const columnsOf = async (store: SqlStore, table: string): Promise<BulkTarget['columns']> => {
  const sql =
    store.dialect === 'sqlite'
      ? 'select name, lower(type) as type from pragma_table_info(?)'
      : 'select column_name as name, data_type as type from information_schema.columns where table_schema = current_schema() and table_name = ? order by ordinal_position'
  const rows = await store.read(() => query<{ name: string; type: string }>(sql, table))
  return rows.map(({ name, type }) => ({ name, type: type === 'bytea' ? 'blob' : (type as ColumnType) }))
}

/**
 * The same rows of `tx` and `raw_batch`, in the same commits, by prepared statements (SQLite) or `unnest` (PostgreSQL) alone. Only
 * the writes are timed: the rows are read from the ledger in between.
 */
const insertSame = async (from: SqlStore, to: SqlStore): Promise<Time> => {
  const tx: BulkTarget = { table: 'tx', key: [], columns: await columnsOf(from, 'tx') }
  const raw: BulkTarget = { table: 'raw_batch', key: [], columns: await columnsOf(from, 'raw_batch') }
  const valuesOf = ({ columns }: BulkTarget, rows: readonly SqlRow[]): readonly (readonly SqlValue[])[] =>
    rows.map((row) => columns.map(({ name }) => row[name] ?? null))
  let [ms, cpuMs] = [0, 0]
  for (let account = 1; account <= accountCount; account += 1) {
    for (let batch = 1; ; batch += 1) {
      const page = await from.read(() =>
        query(
          'select * from tx where account = ? and no > ? and no <= ?',
          account,
          (batch - 1) * pageSize,
          batch * pageSize,
        ),
      )
      if (page.length === 0) break
      const originals = await from.read(() =>
        query('select * from raw_batch where account = ? and id = ?', account, batch),
      )
      const [rows, bodies] = [valuesOf(tx, page), valuesOf(raw, originals)]
      const time = await timed(() =>
        to.write(function* () {
          yield* writeMany(tx, rows)
          yield* writeMany(raw, bodies)
        }),
      )
      ms += time.ms
      cpuMs += time.cpuMs
    }
  }
  return { ms, cpuMs }
}

/** Pages from all over the list, one after the other; the first warms up. */
const pages = async (ledger: Ledger, filter: object): Promise<Time> => {
  let cursor: string | undefined
  const times: Time[] = []
  for (let page = 0; page < 41; page += 1) {
    times.push(
      await timed(async () => {
        cursor = (await ledger.transactions({ ...filter, limit: 50, cursor })).cursor
      }),
    )
  }
  const median = (of: (time: Time) => number): number =>
    times
      .slice(1)
      .map(of)
      .toSorted((a, b) => a - b)[20] ?? 0
  return { ms: median(({ ms }) => ms), cpuMs: median(({ cpuMs }) => cpuMs) }
}

const run = async ({ step, place, from, count }: LedgerStep): Promise<Time> => {
  if (step === 'raw') {
    const [source, target] = [await openStore(from ?? place), await openStore(place)]
    await createLedger({ store: target, clock: systemClock, random: systemRandom, masterKeys })
    const time = await insertSame(source, target)
    await source.close()
    await target.close()
    return time
  }
  const ledger = await openLedger(place)
  const steps: Readonly<Record<Exclude<LedgerStep['step'], 'raw'>, () => Promise<Time>>> = {
    first: () => sync(ledger, count, count),
    overlap: () => sync(ledger, count, 0),
    full: () => sync(ledger, count, 0, true),
    page: () => pages(ledger, {}),
    search: () => pages(ledger, { text: 'Company 17' }),
    texts: () => timed(() => ledger.indexTexts()),
    rare: () => pages(ledger, { text: rareText }),
    reference: () => pages(ledger, { text: 'Invoice 79190' }),
    months: () => timed(() => ledger.aggregate({ by: 'month' })),
  }
  const time = await steps[step]()
  await ledger.close()
  return time
}

const time = await run(JSON.parse(process.argv[2] ?? '{}') as LedgerStep)
const result: LedgerStepResult = { ...time, mib: process.resourceUsage().maxRSS / 1024 }
process.stdout.write(JSON.stringify(result))
