// The server under load, in a process of its own: an API over a SQLite ledger with some entries, and a bank that lists them again.
// With a body it is the other side instead: node:http, which answers that body to everything.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createMemoryStores, type Page, type ProviderFactory, type Transaction } from '@nostro/core'
import { createNostro } from '@nostro/core/di'
import { createNodeServices } from '@nostro/core/node'
import { createLedger } from '@nostro/ledger'
import { createSqliteStore } from '@nostro/ledger/sqlite'
import { createApi, startServer } from '@nostro/server'
import type { ServerReady, ServerTask } from './start-server-process.ts'

const stable = { scope: 'account', stableFromPendingToBooked: true, stableAcrossConsents: true } as const
const asOf = '2026-03-10T12:00:00.000Z'
const page = <T>(items: readonly T[]): Page<T> => ({ items, problems: [], asOf })

const entries: readonly Transaction[] = Array.from({ length: 300 }, (_, index) => ({
  provider: 'bench',
  accountId: 'acc-1',
  transactionId: `b${index}`,
  bookingStatus: 'booked',
  bookingDate: `2026-03-0${1 + (index % 9)}`,
  amount: { amount: `-${1 + index}.10`, currency: 'EUR' },
  remittanceInformation: { unstructured: [`Shop ${index}`] },
  raw: null,
}))

const bank: ProviderFactory = ({ clock, random }) => ({
  specVersion: 1,
  manifest: {
    id: 'bench',
    name: 'Bench',
    countries: ['NL'],
    environments: ['local'],
    environment: 'local',
    capabilities: ['accounts', 'transactions'],
    authentication: ['api-key'],
    signatureSchemes: ['none'],
    paymentKinds: [],
    rateLimits: [],
    psuHeaders: { consent: 'forbidden', accounts: 'forbidden', payments: 'forbidden' },
    unattendedReads: null,
    lists: { pending: false },
    paging: 'stable',
    historyDays: null,
    ids: { account: stable, transaction: stable, payment: stable },
  } as never,
  auth: {
    start: async ({ purpose }) => ({
      kind: 'none',
      id: random.uuid(),
      provider: 'bench',
      purpose,
      expiresAt: clock.now() + 60_000,
      serverState: null,
    }),
    advance: async ({ id, purpose }) => ({
      status: 'complete',
      session: { specVersion: 1, id, provider: 'bench', purpose, revision: 1, createdAt: clock.now(), secrets: null },
    }),
    revoke: async () => undefined,
  },
  accounts: {
    async *accounts() {
      const known = { provider: 'bench', id: 'acc-1', key: 'acc-1', recognition: { currency: 'EUR' }, raw: null }
      yield page([{ ...known, kind: 'current', currency: 'EUR', status: 'enabled' }])
    },
    balances: async () => page([]),
    async *transactions() {
      yield page(entries)
    },
  },
  close: async () => undefined,
})

const serveApi = async (file: string): Promise<ServerReady> => {
  const { clock, random, logger, createTransport } = createNodeServices()
  const ledger = await createLedger({ store: await createSqliteStore({ file }), clock, random, rawAtRest: 'none' })
  const stores = createMemoryStores()
  const nostro = createNostro({ banks: { bench: bank }, services: { clock, random, logger, createTransport }, stores })
  const { connections, registry } = nostro
  const secret = random.bytes(32)
  const { url, api } = await startServer({
    port: 0,
    clock,
    createApi: ({ url: publicUrl }) =>
      createApi({
        ...{ ledger, connections, registry, stores, clock, random, logger, secret },
        settings: { publicUrl, version: '0.0.0', requestsPerMinute: 100_000_000 },
      }),
  })
  await ledger.sync([await connections.connect('bench')], { full: true }).result()
  const newToken = async () => (await api.services.tokens.create({ name: 'bench', scopes: ['read', 'sync'] })).token
  // A token has five streams at most.
  return { url, tokens: await Promise.all(Array.from({ length: 41 }, newToken)) }
}

const serveBody = (body: string): Promise<ServerReady> =>
  new Promise((resolve) => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) })
      response.end(body)
    })
    server.listen(0, '127.0.0.1', () => {
      resolve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, tokens: [] })
    })
  })

process.once('message', async (task: ServerTask) => {
  process.send?.('body' in task ? await serveBody(task.body) : await serveApi(task.file))
})
// The bench is over, or died.
process.once('disconnect', () => process.exit())
