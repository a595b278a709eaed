// A server, or the worker beside it, as a process that ends with SIGKILL at one of its operations: a statement of the database, the
// end of a transaction, or a call to the bank, before and after it. The bank is another process; it knows nothing of repeats.
// The observer is a server that does nothing but answer, until it is asked on stdin to set its clock and to go on with what is left.
// One that outlives its round says on SIGTERM how many operations it had.
import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'

const { folder, bank, role, killAt, urls, ...task } = JSON.parse(process.env.TASK)
let { clockOffsetMs } = task
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`)
const load = (name) => import(urls[name])
const [core, di, node, { createLedger }, { createSqliteStore }, server] = await Promise.all(
  ['core', 'di', 'node', 'ledger', 'sqlite', 'server'].map(load),
)

let count = 0
const step = () => {
  if (++count === killAt) process.kill(process.pid, 'SIGKILL')
}
process.once('SIGTERM', () => say({ operations: count }))
const stepping = (work) =>
  function* () {
    const statements = work()
    for (let next = statements.next(); ; ) {
      if (next.done) return next.value
      step()
      let rows
      try {
        rows = yield next.value
      } catch (error) {
        next = statements.throw(error)
        continue
      }
      next = statements.next(rows)
    }
  }
const ask = async (path, init) => {
  step()
  const response = await fetch(`${bank}${path}`, init)
  const body = await response.json()
  step()
  return { status: response.status, body }
}

const services = node.createNodeServices({})
const clock = { ...services.clock, now: () => services.clock.now() + clockOffsetMs }
const { random, logger, createTransport } = services
const opened = await createSqliteStore({ file: `${folder}/ledger.sqlite` })
const store = {
  ...opened,
  write: async (work, options) => {
    const value = await opened.write(stepping(work), options)
    step()
    return value
  },
}
const key = (use) => createHash('sha256').update(use).digest()
const ledger = await createLedger({ store, clock, random, masterKeys: [{ id: 'test', key: key('ledger') }] })
const { stores } = ledger.records()

const stable = { scope: 'account', stableFromPendingToBooked: true, stableAcrossConsents: true }
const asOf = () => core.toInstant(clock.now())
const page = (items) => ({ items, problems: [], asOf: asOf() })
const refOf = (id) => ({ provider: 'remote', id, kind: 'sepa' })
const provider = ({ clock: time, random: chance }) => ({
  specVersion: 1,
  manifest: {
    id: 'remote',
    name: 'Remote bank',
    countries: ['NL'],
    environments: ['local'],
    environment: 'local',
    capabilities: ['accounts', 'transactions', 'payments'],
    authentication: ['api-key'],
    signatureSchemes: ['none'],
    paymentKinds: ['sepa'],
    rateLimits: [],
    psuHeaders: { consent: 'forbidden', accounts: 'forbidden', payments: 'forbidden' },
    unattendedReads: null,
    lists: { pending: false },
    paging: 'stable',
    historyDays: null,
    ids: { account: stable, transaction: stable, payment: stable },
  },
  auth: {
    start: async ({ purpose }) => ({
      kind: 'none',
      id: chance.uuid(),
      provider: 'remote',
      purpose,
      expiresAt: time.now() + 60_000,
      serverState: null,
    }),
    advance: async ({ id, purpose }) => ({
      status: 'complete',
      session: { specVersion: 1, id, provider: 'remote', purpose, revision: 1, createdAt: time.now(), secrets: null },
    }),
    revoke: async () => undefined,
  },
  accounts: {
    accounts: async function* () {
      const recognition = { currency: 'EUR' }
      const iban = 'NL20INGB0001234567'
      const account = { provider: 'remote', id: 'acc-1', key: 'acc-1', recognition, iban, currency: 'EUR', raw: null }
      yield page([{ ...account, name: 'Household', kind: 'current', status: 'enabled' }])
    },
    balances: async () => page([]),
    transactions: async function* () {
      for (let from = 0; ; from += 5) {
        const { body } = await ask(`/entries?from=${from}`)
        yield page(
          body.map(({ id, day, amount }) => ({
            provider: 'remote',
            accountId: 'acc-1',
            transactionId: id,
            bookingStatus: 'booked',
            bookingDate: day,
            amount: { amount, currency: 'EUR' },
            raw: null,
          })),
        )
        if (body.length < 5) return
      }
    },
  },
  payments: {
    initiate: async (_, __, { idempotencyKey }) => {
      await ask('/payments', { method: 'POST', body: JSON.stringify({ key: idempotencyKey }) })
      return { ref: refOf(idempotencyKey), transactionStatus: 'ACSC', raw: null }
    },
    status: async (_, ref) => ({ ref, transactionStatus: 'ACSC', final: true, reasons: [], asOf: asOf(), raw: null }),
    lookup: async (_, __, { idempotencyKey }) => {
      const { status } = await ask(`/payments/${idempotencyKey}`)
      return status === 200 ? { outcome: 'executed', ref: refOf(idempotencyKey) } : { outcome: 'not_executed' }
    },
  },
  close: async () => undefined,
})

const nostro = di.createNostro({
  banks: { remote: provider },
  services: { clock, random, logger, createTransport },
  stores,
})
const parts = { ledger, connections: nostro.connections, registry: nostro.registry, stores, clock, random, logger }
const create = (publicUrl) =>
  server.createApi({
    ...parts,
    secret: key('server'),
    settings: { publicUrl, version: '0.0.0', schedule: true, requestsPerMinute: 100_000 },
  })

if (role === 'worker') {
  ;(await create('http://127.0.0.1:1')).start()
  say({})
} else {
  const idle = async (url) => ({ ...(await create(url)), start: () => undefined })
  const running = await server.startServer({
    port: 0,
    clock,
    createApi: ({ url }) => (role === 'observer' ? idle(url) : create(url)),
  })
  const { tokens, sessions, syncs } = running.api.services
  const [connection] = await nostro.connections.list()
  const { id } = connection ?? (await nostro.connections.connect('remote'))
  const said = { url: running.url, connection: id }
  if (role === 'observer') {
    said.token = (await tokens.create({ name: 'kept', scopes: server.scopes })).token
    said.cookie = (await sessions.redeem(await sessions.createLink())).secret
    createInterface({ input: process.stdin }).on('line', async (line) => {
      const asked = JSON.parse(line)
      clockOffsetMs = asked.clockOffsetMs
      say({ resumed: asked.resume ? await syncs.resume() : 0 })
    })
  }
  say(said)
}
