import { createFakeClock } from '@nostro/core/testing'
import { expect, it } from 'vitest'
import { createPostgresStore } from '../src/store/postgres/create-postgres-store.ts'
import { query } from '../src/store/sql.ts'
import { openLedger } from './support/open-ledger.ts'
import { postgresMissing, startPostgres } from './support/stores.ts'

const missing = postgresMissing()

it.skipIf(missing !== undefined)(
  `a database that ends in the middle of a transaction fails that transaction, not the process${missing === undefined ? '' : ` (${missing})`}`,
  async () => {
    const server = await startPostgres()
    const store = await createPostgresStore({ url: server.url, schema: 'lost', poolSize: 2 })
    await openLedger(store, createFakeClock(0))
    const other = await createPostgresStore({ url: server.url, schema: 'lost', poolSize: 1 })
    const cut = store.write(function* () {
      const [row] = yield* query<{ pid: number }>('select pg_backend_pid() as pid')
      void other.write(() => query('select pg_terminate_backend(?)', row?.pid ?? 0))
      yield* query('select pg_sleep(600)') // ended by the cut, not by time
    })
    await expect(cut).rejects.toMatchObject({ code: 'bank_unavailable' })
    // The pool makes another connection.
    expect(await store.read(() => query('select 1 as one'))).toEqual([{ one: 1 }])
    await store.close()
    await other.close()
    server.stop()
  },
)
