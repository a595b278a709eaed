// A process that syncs a bank of its own making into a SQLite file, through the built package. Usage: node sync-process.mjs JSON
import { createLedger } from '@nostro/ledger'
import { createSqliteStore } from '@nostro/ledger/sqlite'

/** @type {{ file: string, connection: string, pages: number, pageSize: number, killAtPage?: number }} */
const { file, connection, pages, pageSize, killAtPage } = JSON.parse(process.argv[2])
const clock = {
  now: () => Date.UTC(2026, 2, 10, 12),
  sleep: (_ms, signal) =>
    new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
}
let counter = 0
const random = {
  bytes: (size) => new Uint8Array(size).fill(++counter % 251),
  uuid: () => `0000${process.pid}-${++counter}`,
  fraction: () => 0,
}

const source = {
  id: connection,
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
    yield { items: [account], problems: [], asOf: '2026-03-10T12:00:00Z' }
  },
  balances: async () => ({ items: [], problems: [], asOf: '2026-03-10T12:00:00Z' }),
  async *transactions(_account, { cursor }) {
    for (let page = cursor === undefined ? 0 : Number(cursor); page < pages; page += 1) {
      if (page === killAtPage) process.kill(process.pid, 'SIGKILL')
      const items = Array.from({ length: pageSize }, (_, index) => ({
        provider: 'fake',
        accountId: 'a',
        bookingStatus: 'booked',
        bookingDate: `2026-02-${String(28 - (page % 28)).padStart(2, '0')}`,
        amount: { amount: `-${page + 1}.${String(index % 100).padStart(2, '0')}`, currency: 'EUR' },
        remittanceInformation: { unstructured: [`entry ${page}/${index}`] },
        raw: { page, index },
      }))
      const more = page + 1 < pages ? { cursor: String(page + 1) } : {}
      yield { items, problems: [], asOf: '2026-03-10T12:00:00Z', ...more }
    }
  },
}

const store = await createSqliteStore({ file })
const ledger = await createLedger({
  store,
  clock,
  random,
  masterKeys: [{ id: 'test', key: new Uint8Array(32).fill(7) }],
})
const { added, accounts, connections } = await ledger.sync([source]).result()
process.stdout.write(JSON.stringify({ added, accounts, connections, check: await ledger.check() }))
await ledger.close()
