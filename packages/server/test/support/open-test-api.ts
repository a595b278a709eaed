import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryStores } from '@nostro/core'
import { createNostro } from '@nostro/core/di'
import { createNodeServices } from '@nostro/core/node'
import { createLedger } from '@nostro/ledger'
import { createSqliteStore } from '@nostro/ledger/sqlite'
import { bunqProvider } from '@nostro/provider-bunq'
import { ingProvider } from '@nostro/provider-ing'
import { type ApiParts, type ApiSettings, createApi, scopes } from '@nostro/server'
import { startSimulators } from '@nostro/simulators'

export const publicUrl = 'http://127.0.0.1:8080'
export const redirectUri = 'https://tpp.example/cb'

interface TestApiOptions {
  readonly settings?: Partial<ApiSettings>
  readonly parts?: Partial<ApiParts>
}

/** An API over simulated banks and a ledger in a temporary folder; requests go in without a socket. */
export const openTestApi = async ({ settings = {}, parts = {} }: TestApiOptions = {}) => {
  const dir = await mkdtemp(join(tmpdir(), 'nostro-server-test-'))
  const simulators = await startSimulators({
    banks: ['ing', 'bunq'],
    redirectUris: [redirectUri, `${publicUrl}/callback`],
  })
  const { clock, random, logger, createTransport } = createNodeServices({})
  const store = await createSqliteStore({ file: join(dir, 'ledger.sqlite') })
  const ledger = await createLedger({ store, clock, random, masterKeys: [{ id: 'test', key: random.bytes(32) }] })
  const stores = createMemoryStores()
  const nostro = createNostro({
    banks: {
      ing: ingProvider({ ...simulators.options.ing, redirectUris: [redirectUri, `${publicUrl}/callback`] }),
      bunq: bunqProvider(simulators.options.bunq),
    },
    services: { clock, random, logger, createTransport },
    stores,
  })
  const { clientId } = simulators.options.ing
  const api = await createApi({
    ledger,
    connections: nostro.connections,
    registry: nostro.registry,
    stores,
    clock,
    random,
    logger,
    secret: random.bytes(32),
    settings: {
      publicUrl,
      version: '0.0.0',
      psuIpAddress: '203.0.113.10',
      backOffice: { instance: 'ing', clientId },
      ...settings,
    },
    ...parts,
  })
  const { token } = await api.services.tokens.create({ name: 'test', scopes })
  return {
    api,
    ledger,
    simulators,
    clientId,
    token,
    clock,
    store,
    fetch: (path: string, init: RequestInit = {}) =>
      api.fetch(new Request(`${publicUrl}${path}`, init), { peer: '127.0.0.1' }),
    close: async () => {
      await api.close()
      await nostro.close()
      await ledger.close()
      await simulators.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

export type TestApi = Awaited<ReturnType<typeof openTestApi>>
