import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryStores } from '@nostro/core'
import { createNostro } from '@nostro/core/di'
import { createNodeServices } from '@nostro/core/node'
import { createFakeClock, createSeededRandom, type FakeClock } from '@nostro/core/testing'
import { createLedger, type SqlStore } from '@nostro/ledger'
import { createSqliteStore } from '@nostro/ledger/sqlite'
import { type Api, type ApiParts, type ApiSettings, type Scope, scopes, createApi as usualApi } from '@nostro/server'
import { createMemoryBank, type MemoryBank } from './memory-bank.ts'

export const plainUrl = 'http://127.0.0.1:8080'

/** 10 March 2026, noon in UTC. */
export const plainStart = Date.UTC(2026, 2, 10, 12)

interface PlainOptions {
  readonly settings?: Partial<ApiSettings>
  readonly parts?: Partial<ApiParts>
  readonly clock?: FakeClock
  readonly bank?: MemoryBank
  /** Instead of a new SQLite file. */
  readonly store?: SqlStore
  /** Of the same sources with a part taken out. */
  readonly createApi?: typeof usualApi
}

export interface PlainAnswer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at member by member
  readonly body: any
  readonly headers: Headers
}

/** An API without real banks: a ledger in a temporary folder that a listing in memory fills, and a clock that stands still. */
export const openPlainApi = async ({
  settings = {},
  parts = {},
  clock = createFakeClock(plainStart),
  bank = createMemoryBank(),
  createApi = usualApi,
  store: given,
}: PlainOptions = {}) => {
  const dir = await mkdtemp(join(tmpdir(), 'nostro-plain-api-'))
  const { logger, createTransport } = createNodeServices({})
  const random = createSeededRandom('plain-api')
  const store = given ?? (await createSqliteStore({ file: join(dir, 'ledger.sqlite') }))
  const ledger = await createLedger({ store, clock, random, rawAtRest: 'none' })
  const stores = createMemoryStores()
  const nostro = createNostro({
    banks: { memory: bank.factory },
    services: { clock, random, logger, createTransport },
    stores,
  })
  const apiParts: ApiParts = {
    ledger,
    connections: nostro.connections,
    registry: nostro.registry,
    stores,
    clock,
    random,
    logger,
    secret: random.bytes(32),
    settings: { publicUrl: plainUrl, version: '0.0.0', ...settings },
    ...parts,
  }
  const api = await createApi(apiParts)
  const connection = await nostro.connections.connect('memory')
  const { token } = await api.services.tokens.create({ name: 'test', scopes })
  return {
    ...callsOf(api, token),
    ledger,
    store,
    clock,
    random,
    token,
    bank,
    connection,
    /** Another process on the same ledger. */
    another: () => createApi(apiParts),
    /** Reads what the bank lists into the ledger. */
    read: () => ledger.sync([connection], { full: true }).result(),
    close: async () => {
      await api.close()
      await nostro.close()
      await ledger.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** How a test speaks to an API, with a token. */
export const callsOf = (api: Api, token: string) => ({
  api,
  tokenOf: async (...wanted: readonly Scope[]): Promise<string> =>
    (await api.services.tokens.create({ name: 'test', scopes: wanted })).token,
  call: async (
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<PlainAnswer> => {
    const request = new Request(`${plainUrl}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const response = await api.fetch(request, { peer: '127.0.0.1' })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true && !path.includes('ndjson')
    return { status: response.status, headers: response.headers, body: isJson ? (JSON.parse(text) as unknown) : text }
  },
})

export type PlainApi = Awaited<ReturnType<typeof openPlainApi>>
