import { once } from 'node:events'
import { NostroError } from '@nostro/core'
import { createApi } from '@nostro/server'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { renderError } from '../render/render-error.ts'
import type { Terminal } from '../terminal.ts'
import { version } from '../version.ts'
import { openServerParts } from './open-server-parts.ts'

export interface WorkerOptions {
  readonly config?: string
  readonly verbose?: boolean
  readonly concurrency?: number
}

/**
 * Reads connections when they are due, beside any number of servers on one PostgreSQL ledger. Ends on SIGTERM: reads that run end at
 * their page, their leases are freed, and another worker goes on.
 */
export const worker = async (options: WorkerOptions, terminal: Terminal): Promise<ExitCode> => {
  const parts = await openServerParts(options, terminal)
  const { host, opened, services, secret } = parts
  const { ledger, place } = opened
  try {
    if (place.kind !== 'postgres') {
      throw new NostroError({
        code: 'invalid_config',
        message: 'The ledger is a SQLite file, on which “nostro serve” reads by itself.',
        hint: 'Run “nostro serve”, or move the ledger to PostgreSQL: nostro ledger copy (docs/server.md).',
      })
    }
    const { connections } = host
    // Not served: what follows a read (events, invoices, webhooks) is the same work as a server’s.
    const api = await createApi({
      ...services,
      ledger,
      connections,
      registry: host.nostro.registry,
      stores: host.stores,
      secret,
      settings: { publicUrl: 'http://127.0.0.1', version },
    })
    api.start()
    const { startWorker } = await import('@nostro/ledger/worker')
    const fail = (error: unknown): void => terminal.err(renderError(error, terminal))
    const running = await startWorker({
      ledger,
      url: place.url,
      clock: services.clock,
      concurrency: options.concurrency,
      connection: async (id) => connections.get(id).catch(() => undefined),
      onResult: (result) => void api.services.syncs.afterRead(result).catch(fail),
      onError: fail,
    })
    terminal.err('Working: connections are read when they are due. Ctrl-C or SIGTERM ends it.')
    if (!terminal.signal.aborted) await once(terminal.signal, 'abort')
    terminal.err('Stopping …')
    await running.stop()
    await api.close()
    return exitCode.ok
  } finally {
    await parts.close()
  }
}
