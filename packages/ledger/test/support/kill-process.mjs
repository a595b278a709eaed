// Syncs what its bank lists into a ledger, through the built package, and kills itself (SIGKILL) before a given statement.
// Usage: node kill-process.mjs JSON
import { createFakeClock, createSeededRandom } from '@nostro/core/testing'
import { createLedger } from '@nostro/ledger'
import { createPostgresStore } from '@nostro/ledger/postgres'
import { createSqliteStore } from '@nostro/ledger/sqlite'

/** @type {{ file?: string, url?: string, schema?: string, now: number, killAt: number, bank: { accounts: object[], balances: Record<string, string>, pages: Record<string, object[][]>, traits: object }, payment?: object }} */
const { file, url, schema, now, killAt, bank, payment } = JSON.parse(process.argv[2])

const store =
  file === undefined ? await createPostgresStore({ url, schema, poolSize: 4 }) : await createSqliteStore({ file })

let statements = 0
const count = () => {
  statements += 1
  if (statements >= killAt) process.kill(process.pid, 'SIGKILL')
}
function* counted(work) {
  const steps = work()
  let step = steps.next([])
  while (!step.done) {
    count()
    step = steps.next(yield step.value)
  }
  // Between the last statement and the commit.
  count()
  return step.value
}
const dying = {
  dialect: store.dialect,
  write: (work) => store.write(() => counted(work)),
  read: (work) => store.read(() => counted(work)),
  check: () => store.check(),
  close: () => store.close(),
}

const asOf = '2026-03-10T12:00:00.000Z'
const source = {
  id: 'fake-1',
  provider: 'fake',
  environment: 'test',
  traits: bank.traits,
  consent: async () => ({ key: 'consent-1' }),
  async *accounts() {
    yield { items: bank.accounts, problems: [], asOf }
  },
  balances: async ({ id }) => {
    const amount = bank.balances[id]
    const items =
      amount === undefined ? [] : [{ balanceType: 'interimBooked', amount: { amount, currency: 'EUR' }, raw: {} }]
    return { items, problems: [], asOf }
  },
  async *transactions({ id }, { cursor }) {
    const pages = bank.pages[id] ?? [[]]
    for (let page = cursor === undefined ? 0 : Number(cursor); page < pages.length; page += 1) {
      const more = page + 1 < pages.length ? { cursor: String(page + 1) } : {}
      yield { items: pages[page], problems: [], asOf, ...more }
    }
  },
}

const ledger = await createLedger({
  store: dying,
  clock: createFakeClock(now),
  random: createSeededRandom('ledger'),
  masterKeys: [{ id: 'test-master-1', key: new Uint8Array(32).fill(7) }],
  lease: { owner: 'test', isGone: () => true },
})
if (payment !== undefined) await ledger.recordPayment(payment)
await ledger.sync([source]).result()
await ledger.close()
process.stdout.write(String(statements))
