import { readServerConfig } from '@nostro/host'
import { type ApiSettings, createApi, startServer } from '@nostro/server'
import { closeAll } from '../banks/close-all.ts'
import type { Terminal } from '../terminal.ts'
import { version } from '../version.ts'
import { approverOf } from './approver-of.ts'
import { type ConfiguredServer, openServerParts } from './open-server-parts.ts'
import type { Served, ServeOptions } from './serve-types.ts'

/** The configured banks and the kept ledger behind a server. */
export const serveConfigured = async (options: ServeOptions, terminal: Terminal): Promise<Served> => {
  const parts = await openServerParts(options, terminal)
  const { host, opened, services, secret } = parts
  const { clock, random, logger } = services
  try {
    const backOffice = backOfficeOf(parts)
    const { oidc, returnUrls } = readServerConfig(host.loaded)
    const server = await startServer({
      port: options.port,
      host: options.host,
      trustedProxies: options.trustedProxy,
      publicUrl: options.publicUrl?.at(-1),
      clock,
      createApi: ({ url }) =>
        createApi({
          ledger: opened.ledger,
          connections: host.connections,
          registry: host.nostro.registry,
          stores: host.stores,
          clock,
          random,
          logger,
          secret,
          approver: approverOf(host.nostro.registry),
          settings: {
            publicUrl: url,
            version,
            psuIpAddress: options.psuIp,
            backOffice,
            oidc,
            returnUrls,
            corsOrigins: options.corsOrigin,
            allowLocalWebhooks: options.allowLocalWebhooks,
            // On PostgreSQL a worker reads; a file has no other process.
            schedule: options.schedule !== false && opened.place.kind === 'sqlite',
          },
        }),
    })
    return { server, clientId: backOffice?.clientId, close: () => closeAll([server.close, parts.close]) }
  } catch (error) {
    await parts.close()
    throw error
  }
}

/** The back office's routes serve the configured ING, by the client id that its callers know. */
const backOfficeOf = ({ host }: ConfiguredServer): ApiSettings['backOffice'] => {
  for (const [instance, bank] of Object.entries(host.loaded.config.banks)) {
    const { provider = instance, clientId } = bank
    if (provider === 'ing' && typeof clientId === 'string') return { instance, clientId }
  }
  return undefined
}
