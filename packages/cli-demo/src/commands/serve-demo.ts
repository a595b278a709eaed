import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CallContext, Connections, ProviderFactory } from '@nostro/core'
import { createMemoryStores } from '@nostro/core'
import { createNostro } from '@nostro/core/di'
import { createNodeServices } from '@nostro/core/node'
import { createLedger, type Ledger } from '@nostro/ledger'
import { createSqliteStore } from '@nostro/ledger/sqlite'
import { bankIdProvider } from '@nostro/provider-bankid'
import { bunqProvider } from '@nostro/provider-bunq'
import { ingProvider } from '@nostro/provider-ing'
import { type Api, createApi, startServer } from '@nostro/server'
import { type Simulators, startSimulators } from '@nostro/simulators'
import { closeAll } from '../banks/close-all.ts'
import { clockOf } from '../clock-of.ts'
import { connectOnce, type Respond } from '../person/run-connect.ts'
import { plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'
import { createTerminalLogger } from '../terminal-logger.ts'
import { version } from '../version.ts'
import { approverOf } from './approver-of.ts'
import { demoInvoices } from './demo-invoices.ts'
import type { Served, ServeOptions } from './serve-types.ts'

/** An address of the range for documentation (RFC 5737): banks want to know where their customer is. */
const demoCustomerAddress = '203.0.113.10'

/** Where programs that try this out send their customers back to. */
const usualRedirectUris: readonly string[] = [
  'https://tpp.example/cb',
  'http://127.0.0.1:8765/callback',
  'http://localhost:8080/callback',
  'http://localhost:3000/callback',
  'https://example.com/callback',
]

/** Simulated banks and a ledger in a temporary folder behind a server on loopback. */
export const serveDemo = async (options: ServeOptions, terminal: Terminal): Promise<Served> => {
  terminal.progress('Starting the simulated banks …')
  const closers: (() => Promise<unknown>)[] = []
  const close = (): Promise<void> => closeAll(closers.splice(0).toReversed())
  try {
    const dir = await mkdtemp(join(tmpdir(), 'nostro-serve-'))
    closers.push(() => rm(dir, { recursive: true, force: true }))
    const logger = createTerminalLogger(terminal, options.verbose === true)
    const services = createNodeServices({ logger, clock: clockOf(terminal) })
    const { clock, random, createTransport } = services
    const store = await createSqliteStore({ file: join(dir, 'ledger.sqlite') })
    const masterKeys = [{ id: 'demo', key: random.bytes(32) }]
    const ledger = await createLedger({ store, clock, random, masterKeys })
    closers.push(ledger.close)
    let simulators: Simulators | undefined
    let prepare: (() => Promise<void>) | undefined
    const server = await startServer({
      port: options.port,
      clock,
      createApi: async ({ url }) => {
        const redirectUris = [...new Set([`${url}/callback`, ...usualRedirectUris, ...(options.redirectUri ?? [])])]
        const started = await startSimulators({ redirectUris, realNow: clock.now })
        simulators = started
        closers.push(started.stop)
        const stores = createMemoryStores()
        const nostro = createNostro({
          banks: toFactories(started, redirectUris),
          services: { clock, random, logger, createTransport },
          stores,
        })
        closers.push(nostro.close)
        const clientId = started.options.ing.clientId
        const api = await createApi({
          ledger,
          connections: nostro.connections,
          registry: nostro.registry,
          stores,
          clock,
          random,
          logger,
          secret: random.bytes(32),
          approver: approverOf(nostro.registry),
          settings: {
            publicUrl: url,
            version,
            psuIpAddress: demoCustomerAddress,
            allowLocalWebhooks: true,
            isDemo: true,
            backOffice: { instance: 'ing', clientId, withoutToken: true },
          },
        })
        const parts = {
          connections: nostro.connections,
          ledger,
          api,
          simulators: started,
          redirectUri: `${url}/callback`,
        }
        prepare = () => fill(parts, { clock, terminal })
        return api
      },
    })
    closers.push(server.close)
    terminal.err(
      'A demonstration with simulated banks: the four routes of the back office answer without a token here.',
    )
    return {
      server,
      clientId: simulators?.options.ing.clientId,
      control: simulators?.ready.control,
      prepare,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

const toFactories = (
  { options }: Simulators,
  redirectUris: readonly string[],
): Readonly<Record<string, ProviderFactory>> => ({
  ing: ingProvider({ ...options.ing, redirectUris }),
  bunq: bunqProvider(options.bunq),
  bankid: bankIdProvider(options.bankid),
})

interface DemoParts {
  readonly connections: Connections
  readonly ledger: Ledger
  readonly api: Api
  readonly simulators: Simulators
  readonly redirectUri: string
}

/** The simulated customer consents at each bank, and the ledger is filled. */
const fill = async (
  { connections, ledger, api, simulators, redirectUri }: DemoParts,
  { clock, terminal }: { readonly clock: Parameters<typeof connectOnce>[1]['clock']; readonly terminal: Terminal },
): Promise<void> => {
  const ctx: CallContext = { signal: terminal.signal, psu: { ipAddress: demoCustomerAddress } }
  const parts = { respond: customerOf(simulators), clock, ctx }
  for (const instance of ['ing', 'bunq', 'bankid'])
    await connectOnce(connections, {
      instance,
      request: { redirectUri: instance === 'ing' ? redirectUri : undefined },
      ...parts,
    })
  const readable = (await connections.list()).filter(({ provider }) => provider.accounts !== undefined)
  const { syncs, invoices, reconcile } = api.services
  const { result } = (await syncs.finished((await syncs.start({ connections: readable, ctx })).id)) ?? {}
  if (result === undefined) return
  const { added, accounts, problems } = result
  terminal.err(plain`Read ${added} transactions of ${accounts.length} accounts; ${problems} entries could not be read.`)
  await invoices.import(demoInvoices((await ledger.transactions({ limit: 1000 })).items), 'demo')
  const { matched, suggested } = await reconcile()
  terminal.err(plain`Of the demonstration’s invoices ${matched} matched, and ${suggested} may fit.`)
}

const customerOf =
  ({ control }: Simulators): Respond =>
  async (challenge) => {
    if (challenge.kind === 'redirect') return { redirectUrl: await control.decideIngConsent(challenge.url) }
    if (challenge.kind === 'decoupled') {
      const order = (await control.bankid.orders()).findLast(({ status }) => status === 'pending')
      if (order !== undefined) await control.bankid.act(order.orderRef, 'approve')
    }
    return {}
  }
