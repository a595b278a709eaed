// A worker process on a ledger in PostgreSQL, through the built package. Usage: node worker-process.mjs JSON

import { setTimeout as sleep } from 'node:timers/promises'
import { createLedger } from '@nostro/ledger'
import { createPostgresStore } from '@nostro/ledger/postgres'
import { startWorker } from '@nostro/ledger/worker'

/** @type {{ url: string, schema: string, pages: number, dieAfterPages?: number }} */
const { url, schema, pages, dieAfterPages } = JSON.parse(process.argv[2])
const clock = { now: () => Date.now(), sleep: (ms, signal) => sleep(ms, undefined, { signal, ref: true }) }
let counter = 0
const random = {
  bytes: (size) => new Uint8Array(size).fill(++counter % 251),
  uuid: () => `${process.pid}-${++counter}`,
  fraction: () => 0,
}
let served = 0

const sourceOf = (id) => ({
  id,
  provider: 'fake',
  environment: 'test',
  traits: {
    mode: 'N',
    paging: 'stable',
    listsPending: false,
    historyDays: 90,
    unattendedReads: null,
    accountIdsAreStable: true,
    timeZone: 'Europe/Amsterdam',
  },
  consent: async () => ({ key: 'one' }),
  async *accounts() {
    const account = {
      id: 'a',
      key: 'a:EUR',
      recognition: {},
      provider: 'fake',
      kind: 'current',
      currency: 'EUR',
      status: 'enabled',
      raw: {},
    }
    yield { items: [account], problems: [], asOf: new Date().toISOString() }
  },
  balances: async () => ({ items: [], problems: [], asOf: new Date().toISOString() }),
  async *transactions(_account, { dateTo, cursor }) {
    for (let page = cursor === undefined ? 0 : Number(cursor); page < pages; page += 1) {
      served += 1
      if (served === dieAfterPages) process.kill(process.pid, 'SIGKILL')
      const items = Array.from({ length: 5 }, (_, index) => ({
        provider: 'fake',
        accountId: 'a',
        bookingStatus: 'booked',
        bookingDate: dateTo,
        amount: { amount: `-${page + 1}.0${index}`, currency: 'EUR' },
        raw: { page, index },
      }))
      yield {
        items,
        problems: [],
        asOf: new Date().toISOString(),
        ...(page + 1 < pages ? { cursor: String(page + 1) } : {}),
      }
    }
  },
})

const store = await createPostgresStore({ url, schema, poolSize: 6 })
const ledger = await createLedger({ store, clock, random, rawAtRest: 'none', leaseMs: 3000 })
const worker = await startWorker({
  ledger,
  url,
  clock,
  planEveryMs: 200,
  concurrency: 3,
  connection: async (id) => sourceOf(id),
  onError: (error) => process.stderr.write(`${error}\n`),
})
process.once('SIGTERM', async () => {
  await worker.stop()
  await ledger.close()
  process.stdout.write('stopped')
})
process.stdout.write('ready\n')
