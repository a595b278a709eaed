import {
  type CallContext,
  type CallRecord,
  createSessionAccess,
  type Provider,
  type ProviderServices,
  type SessionAccess,
} from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { type Config, type Host, type LoadedConfig, openHost } from '@nostro/host'
import { clockOf } from '../clock-of.ts'
import { plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'
import { createTerminalLogger } from '../terminal-logger.ts'
import { announceExpiry } from './announce-expiry.ts'
import { notConnected, onlyConnection } from './choose-connection.ts'
import { ownProviders } from './providers.ts'
import type { Bank, Readable, Setting } from './setting.ts'
import type { SettingOptions } from './setting-options.ts'

/** What only configured banks have: connections that outlive the process. */
export interface ConfiguredSetting extends Setting {
  readonly config: Config
  readonly host: Host
  readonly services: ProviderServices
}

/** The banks of a configuration, with the connections that are kept. Nothing is made at a bank by opening it. */
export const openConfigured = async (
  loaded: LoadedConfig,
  { verbose, connection }: Pick<SettingOptions, 'verbose' | 'connection'>,
  terminal: Terminal,
): Promise<ConfiguredSetting> => {
  const calls: CallRecord[] = []
  const logger = createTerminalLogger(terminal, verbose === true)
  const clock = clockOf(terminal)
  const host = await openHost({
    loaded,
    clock,
    env: terminal.env,
    cwd: terminal.cwd,
    providers: ownProviders,
    logger,
    observeCall: (call) => calls.push(call),
    onWait: ({ noun }) => terminal.progress(plain`Waiting for another process that holds the ${noun} …`),
    onProblem: ({ where, message, hint }) => terminal.err(plain`${where}: ${message} ${hint}`),
  })
  const { nostro, connections } = host
  const services = createNodeServices({ logger, clock, intents: host.stores.intents })
  const toBank = ({ instance, provider }: (typeof nostro.registry.all)[number]): Bank => ({
    instance,
    provider,
    connect: async (ctx, purpose = 'accounts') => {
      if (purpose === 'payments' && paysAsApplication(provider)) return applicationAccess(provider, services, ctx)
      const kept = await connections.list({ instance })
      const { name } = provider.manifest
      const chosen = onlyConnection(kept, { instance, name, wanted: connection })
      await announceExpiry(connections, terminal)
      return chosen.access
    },
  })
  return {
    environment: 'configured',
    config: loaded.config,
    host,
    nostro,
    connections,
    services,
    calls,
    banks: nostro.registry.all.map(toBank),
    readable: async () => {
      await announceExpiry(connections, terminal)
      return readable(host)
    },
    close: host.close,
  }
}

const readable = async ({ nostro, connections }: Host): Promise<Readable> => {
  const kept = await connections.list()
  const able = nostro.registry.all.filter(({ provider }) => provider.accounts !== undefined)
  const names = new Set(able.map(({ instance }) => instance))
  return {
    connections: kept.filter(({ instance }) => names.has(instance)),
    unreadable: able
      .filter(({ instance }) => !kept.some((connection) => connection.instance === instance))
      .map(({ instance, provider: { manifest } }) => ({
        instance,
        provider: manifest.id,
        error: notConnected(instance, manifest.name),
      })),
  }
}

/** Where the bank asks on its own page for each payment, payments are the application's and no customer's session serves. */
const paysAsApplication = ({ manifest }: Provider): boolean =>
  manifest.authentication.includes('oauth2-client-credentials')

const applicationAccess = async (
  provider: Provider,
  { clock }: ProviderServices,
  ctx: CallContext,
): Promise<SessionAccess> => {
  const challenge = await provider.auth.start({ purpose: 'payments' }, ctx)
  const result = await provider.auth.advance(challenge, {}, ctx)
  if (result.status !== 'complete') throw notConnected(provider.manifest.id, provider.manifest.name)
  return createSessionAccess({ session: result.session, auth: provider.auth, clock })
}
