import { hkdfSync } from 'node:crypto'
import { NostroError } from '@nostro/core'
import { createNodeServices } from '@nostro/core/node'
import { type Host, loadConfig, type OpenedLedger, openHost, openLedger } from '@nostro/host'
import { traceBankCalls } from '@nostro/server'
import { closeAll } from '../banks/close-all.ts'
import { ownProviders } from '../banks/providers.ts'
import { clockOf } from '../clock-of.ts'
import { plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'
import { createTerminalLogger } from '../terminal-logger.ts'

export interface ConfiguredServer {
  readonly host: Host
  readonly opened: OpenedLedger
  readonly services: ReturnType<typeof createNodeServices>
  /** From which the server's own keys are made; another one than the ledger's. */
  readonly secret: Uint8Array
  close(): Promise<void>
}

interface ServerFileOptions {
  readonly config?: string | undefined
  readonly verbose?: boolean | undefined
}

/** Banks, connections and ledger of the configuration, for a server or for a command beside one. */
export const openServerParts = async (
  { config, verbose }: ServerFileOptions,
  terminal: Terminal,
): Promise<ConfiguredServer> => {
  const loaded = loadConfig({ env: terminal.env, cwd: terminal.cwd, file: config })
  if (loaded === undefined) {
    throw new NostroError({
      code: 'invalid_config',
      message: 'There is no configuration.',
      hint: 'Write nostro.config.json (docs/cli.md), or try it out with “nostro serve --demo”.',
    })
  }
  const clock = clockOf(terminal)
  const logger = createTerminalLogger(terminal, verbose === true)
  const services = createNodeServices({ logger, clock })
  const host = await openHost({
    loaded,
    clock,
    env: terminal.env,
    cwd: terminal.cwd,
    providers: ownProviders,
    logger,
    observeCall: traceBankCalls(services.clock),
    onWait: ({ noun }) => terminal.progress(plain`Waiting for another process that holds the ${noun} …`),
    onProblem: ({ where, message, hint }) => terminal.err(plain`${where}: ${message} ${hint}`),
  })
  try {
    const opened = await openLedger(loaded, { env: terminal.env, clock })
    const secret = new Uint8Array(hkdfSync('sha256', opened.masterKey.key, '', 'nostro/server-secret/1', 32))
    return { host, opened, services, secret, close: () => closeAll([opened.close, host.close]) }
  } catch (error) {
    await host.close()
    throw error
  }
}
