import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { systemClock } from '@nostro/core/node'
import { createSeededRandom } from '@nostro/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLedger } from '../src/create-ledger.ts'
import { createPostgresStore } from '../src/store/postgres/create-postgres-store.ts'
import { query, type SqlStore } from '../src/store/sql.ts'
import { startWorker } from '../src/worker/start-worker.ts'
import { masterKey } from './support/open-ledger.ts'
import { reportFigures } from './support/soak-report.ts'
import { postgresMissing, startPostgres, storeKinds } from './support/stores.ts'

const missing = postgresMissing()
const isLong = process.env['NOSTRO_LEDGER_CRASHES'] === 'all'
const [connections, pages] = isLong ? [60, 10] : [12, 6]
/** How often a worker dies in the middle of its work, and how many work at a time. */
const [kills, workers] = isLong ? [12, 3] : [1, 2]
const script = join(import.meta.dirname, 'support/worker-process.mjs')

describe('workers on one PostgreSQL ledger', () => {
  if (missing !== undefined) {
    // biome-ignore lint/suspicious/noSkippedTests: says why it is not tested here
    it.skip(missing)
    return
  }
  const schema = `worker_test_${process.pid}`
  let url = process.env['DATABASE_URL'] ?? ''
  let server: Awaited<ReturnType<typeof startPostgres>> | undefined
  let store: SqlStore
  beforeAll(async () => {
    if (url === '') {
      server = await startPostgres()
      url = server.url
    }
    store = await createPostgresStore({ url, schema })
  })
  afterAll(async () => {
    await store.write(() => query(`drop schema if exists ${schema} cascade`))
    await store.close()
    server?.stop()
  })

  const start = (settings: object): ChildProcess =>
    spawn(process.execPath, [script, JSON.stringify({ url, schema, pages, ...settings })], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })

  /** Listens until a query gives what is wanted: woken by each commit of a lease. */
  const until = async (isDone: () => Promise<boolean>): Promise<void> => {
    while (!(await isDone())) await systemClock.sleep(100)
  }

  it('write each page once, take over from one that was killed, and stop on SIGTERM', {
    timeout: 600_000,
  }, async () => {
    const ledger = await createLedger({
      store,
      clock: systemClock,
      random: createSeededRandom('w'),
      masterKeys: [masterKey],
      rawAtRest: 'none',
    })
    const now = systemClock.now()
    await store.write(function* () {
      for (let index = 0; index < connections; index += 1) {
        const id = `connection-${index}`
        yield* query(
          "insert into connection (id, provider, environment, status, created_at) values (?, 'fake', 'test', 'connected', ?)",
          id,
          now,
        )
        yield* query('insert into lease (connection, next_due_at, epoch, failures) values (?, ?, 0, 0)', id, now)
      }
    })
    let left = kills
    /** One place of work: a worker that dies there is followed by the next, until enough have died. */
    const place = async (index: number): Promise<ChildProcess> => {
      while (left > 0) {
        left -= 1
        const dying = start({ dieAfterPages: 5 + 4 * index })
        expect(await once(dying, 'exit')).toEqual([null, 'SIGKILL'])
      }
      return start({})
    }
    const others = await Promise.all(Array.from({ length: workers }, (_, index) => place(index)))
    await until(async () => {
      const accounts = await ledger.accounts()
      return accounts.filter(({ outcome }) => outcome === 'complete').length === connections
    })
    const stopped = others.map((child) => once(child, 'exit'))
    for (const child of others) child.kill('SIGTERM')
    expect(await Promise.all(stopped)).toEqual(others.map(() => [0, null]))
    const [rows] = await store.read(() =>
      query<{ n: number; distinct: number }>(
        'select count(*) as n, count(distinct (account, amount)) as "distinct" from tx',
      ),
    )
    expect(rows).toEqual({ n: connections * pages * 5, distinct: connections * pages * 5 })
    expect((await ledger.check()).problems).toEqual([])
    reportFigures('workers', {
      workers,
      kills,
      connections,
      pages: connections * pages,
      'pages written once': (rows?.n ?? 0) / 5,
    })
    const held = await store.read(() => query('select connection from lease where owner is not null'))
    expect(held).toEqual([])
  })

  it('need PostgreSQL, and say so', async () => {
    const sqlite = storeKinds.find(({ name, missing: reason }) => name !== 'postgresql' && reason === undefined)
    if (sqlite === undefined) throw new Error('No SQLite driver.')
    const place = await sqlite.create()
    const other = await place.open('x')
    const ledger = await createLedger({
      store: other,
      clock: systemClock,
      random: createSeededRandom('w'),
      rawAtRest: 'none',
    })
    await expect(
      startWorker({ ledger, url, clock: systemClock, connection: async () => undefined }),
    ).rejects.toMatchObject({ code: 'invalid_request' })
    await other.close()
    await place.remove()
  })
})
